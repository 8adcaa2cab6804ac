"""The diagrams of `docs/prevention-states.md` show the steps of the code and no others."""

import re
from pathlib import Path

import pytest

from prevention.choices import ImplementationStatus, SessionStatus
from prevention.rules.waves import STEPS
from prevention.states import GROUP_MOVES, MOVES


ARROW = re.compile(r"^ {4}(\w+) --> (\w+)", re.MULTILINE)
PLACES = (ImplementationStatus.READY, ImplementationStatus.RUNNING)
"""Where an implementation is resumed to."""
OF_RUNS = {
    (source.name, target.name)
    for move in MOVES
    for source in move.sources
    for target in ([ImplementationStatus(move.target)] if move.target else PLACES)
}
OF_GROUPS = {(source.name, move.target.name) for move in GROUP_MOVES for source in move.sources}
OF_WAVES = {(step.source.name, step.target.name) for step in STEPS}


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    """The sections of the document by their headings."""
    text = Path("docs/prevention-states.md").read_text(encoding="utf-8")
    return {part.partition("\n")[0]: part for part in text.split("\n## ")[1:]}


@pytest.mark.parametrize(
    ("heading", "steps"),
    [("Implementation", OF_RUNS), ("Group", OF_GROUPS), ("Wave of questionnaires", OF_WAVES)],
)
def test_the_arrows_are_the_steps_of_the_code(parts: dict, heading: str, steps: set):
    assert set(ARROW.findall(parts[heading])) == steps


def test_a_session_has_the_states_of_the_code(parts: dict):
    drawn = {state for arrow in ARROW.findall(parts["Session"]) for state in arrow}

    assert drawn == set(SessionStatus.names)
