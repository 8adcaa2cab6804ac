"""The drawn states are those of the code; the machine has no dead ends but the ends."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

from clinics.states import BEFORE_ADMISSION, ENDED, OPEN, TRANSITIONS, drawing, may_follow
from clinics.vocabulary import EpisodeState as S


def test_the_document_is_up_to_date() -> None:
    assert Path("docs/states.md").read_text(encoding="utf-8") == drawing()


def test_the_command_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "states.md"

    call_command("draw_states", str(file), stdout=StringIO())

    assert file.read_text(encoding="utf-8") == drawing()


def test_every_state_is_in_exactly_one_group() -> None:
    assert sorted((*BEFORE_ADMISSION, *OPEN, *ENDED)) == sorted(S)


def test_only_ends_lead_nowhere() -> None:
    onward = {step.source for step in TRANSITIONS if step.target != S.VOIDED}

    assert set(S) - onward == {S.CLOSED, S.CLOSED_NOT_ADMITTED, S.VOIDED}
    assert not may_follow(S.VOIDED, S.REFERRAL)
    assert not may_follow(S.REFERRAL, S.ADMITTED)
