"""Whatever is recorded in whatever order, a cascade keeps its promises."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clinics.choices import Infection, InfectionResult
from clinics.rules.cascades import Cared, Next, Sampled, Stage, cascade
from clinics.rules.health import SCREENING, STEPS, kinds_of


TODAY = date(2026, 3, 16)
DAYS = st.integers(0, 400).map(lambda days: TODAY - timedelta(days=days))


@st.composite
def histories(draw):
    infection = draw(st.sampled_from(Infection))
    tests = st.builds(
        Sampled, st.sampled_from(kinds_of(infection)), DAYS, st.sampled_from(InfectionResult)
    )
    care = st.builds(Cared, st.sampled_from(STEPS[infection]), DAYS)
    return infection, draw(st.lists(tests, max_size=6)), draw(st.lists(care, max_size=5))


@given(histories())
def test_stages_come_in_order_and_every_day_was_recorded(history):
    infection, tests, care = history

    found = cascade(infection, tests, care, today=TODAY)

    order = list(Stage)
    assert list(found.stages) == order[: len(found.stages)]
    assert set(found.reached.values()) <= {row.on for row in (*tests, *care)}


@given(histories(), st.randoms())
def test_the_order_of_writing_does_not_matter(history, random):
    infection, tests, care = history
    by_day = {test.on: test for test in tests}.values()
    steps = {step.on: step for step in care}.values()
    mixed = [list(by_day), list(steps)]
    for rows in mixed:
        random.shuffle(rows)

    found = cascade(infection, *mixed, today=TODAY)

    assert found == cascade(infection, by_day, steps, today=TODAY)


@given(st.lists(st.builds(Sampled, st.sampled_from(SCREENING["HCV"]), DAYS,
                          st.sampled_from(InfectionResult)), max_size=8))  # fmt: skip
def test_antibodies_against_hepatitis_c_are_never_the_end(tests):
    found = cascade("HCV", tests, [], today=TODAY)

    if any(test.result == "POSITIVE" for test in tests):
        assert found.asks in (Next.CONFIRM, Next.RESULT)
        assert Stage.CONFIRMED not in found.reached
    assert not found.outcome
