"""What holds of the estimates of any group of people."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.indicators import negative_tests, planned_exit, primary_drug, unplanned_exit
from analytics.vocabulary import Who
from tests.unit.analytics.indicators.rows import DIMENSIONS, codes, frames, one


FEW = settings(deadline=None, max_examples=25)
"""Frames of all universes are made for each example."""
SEXES = st.sampled_from(["F", "M", "NS"])
EXITS = st.lists(
    st.fixed_dictionaries({"sex": SEXES, "exit": st.sampled_from(codes("exit"))}), max_size=40
)
DRUGS = st.lists(
    st.fixed_dictionaries({"sex": SEXES, "drug": st.sampled_from(codes("drug"))}), max_size=40
)
TESTS = st.lists(
    st.fixed_dictionaries(
        {"sex": SEXES, "result": st.sampled_from(codes("result")), "person": st.integers(1, 5)}
    ),
    max_size=40,
)


@FEW
@given(EXITS)
def test_both_lie_between_women_and_men(rows: list[dict[str, str]]):
    found = planned_exit.estimate(frames(exits=rows), DIMENSIONS)
    women, men, both, gap = (one(found, who) for who in Who)

    if gap.value is not None:
        assert gap.value == pytest.approx(women.value - men.value)
        assert min(women.value, men.value) <= both.value <= max(women.value, men.value)
        assert gap.low <= gap.value <= gap.high
    for each in (women, men, both):
        assert 0 <= each.unknown <= 1
        assert each.value is None or 0 <= each.low <= each.value <= each.high <= 1


@FEW
@given(EXITS)
def test_planned_and_unplanned_ends_share_their_denominator(rows: list[dict[str, str]]):
    exits = frames(exits=rows)
    planned = one(planned_exit.estimate(exits, DIMENSIONS), Who.BOTH)
    unplanned = one(unplanned_exit.estimate(exits, DIMENSIONS), Who.BOTH)

    assert planned.bases[0].denominator == unplanned.bases[0].denominator
    assert planned.value is None or planned.value + unplanned.value <= 1 + 1e-9


@FEW
@given(DRUGS)
def test_a_group_is_the_sum_of_its_substances(rows: list[dict[str, str]]):
    found = primary_drug.estimate(frames(entrants=rows), DIMENSIONS)
    hits = {each.stratum: each.bases[0].numerator for each in found if each.who == Who.BOTH}

    for group in DIMENSIONS["drug"].children():
        parts = DIMENSIONS["drug"].children(group.code)
        assert not parts or hits[group.code] == sum(hits[part.code] for part in parts)


@FEW
@given(TESTS)
def test_shares_of_tests_stay_in_bounds(rows: list[dict[str, object]]):
    found = negative_tests.estimate(frames(tests=rows), DIMENSIONS)

    for who in (Who.WOMEN, Who.MEN, Who.BOTH):
        each = one(found, who)
        assert (
            each.value is None or 0 <= each.low <= each.value + 1e-9 <= each.high + 2e-9 <= 1 + 3e-9
        )
