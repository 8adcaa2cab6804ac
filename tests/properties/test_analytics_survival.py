"""What holds of every curve."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.survival import kaplan_meier, median, survival_gap
from tests.published_rules import log_rank


CALM = settings(deadline=None, max_examples=50)
FOLLOWED = st.lists(st.tuples(st.integers(0, 400), st.booleans()), min_size=1, max_size=60)
DAYS = st.integers(0, 450)


def read(followed: list[tuple[int, bool]]) -> tuple[list[int], list[bool]]:
    """Days and events."""
    return [days for days, _event in followed], [event for _days, event in followed]


@CALM
@given(FOLLOWED)
def test_curves_fall_between_bounds(followed: list[tuple[int, bool]]):
    curve = kaplan_meier(*read(followed))

    assert (np.diff(curve.survival) < 0).all()
    assert (curve.low >= 0).all()
    assert (curve.low <= curve.survival).all()
    assert (curve.survival <= curve.high).all()
    assert (curve.high <= 1).all()


@CALM
@given(st.lists(st.integers(0, 400), min_size=1, max_size=60), DAYS)
def test_without_censoring_the_curve_is_the_share_still_there(days: list[int], day: int):
    point = kaplan_meier(days, [True] * len(days)).at(day)

    assert point.survival == pytest.approx(sum(each > day for each in days) / len(days))
    assert point.events == sum(each <= day for each in days)


@CALM
@given(FOLLOWED)
def test_the_order_of_people_does_not_matter(followed: list[tuple[int, bool]]):
    one, other = kaplan_meier(*read(followed)), kaplan_meier(*read(followed[::-1]))

    assert one.survival.tolist() == other.survival.tolist()


@CALM
@given(FOLLOWED)
def test_half_are_there_before_the_median_and_not_after(followed: list[tuple[int, bool]]):
    curve = kaplan_meier(*read(followed))
    value, low, high = median(curve)

    if value is None:
        assert curve.at(400).survival > 0.5
    else:
        assert curve.at(int(value)).survival <= 0.5
        assert low is not None
        assert low <= value <= (high or value)


@CALM
@given(FOLLOWED, FOLLOWED, DAYS)
def test_gaps_turn_around(one: list[tuple[int, bool]], other: list[tuple[int, bool]], day: int):
    first, second = kaplan_meier(*read(one)), kaplan_meier(*read(other))
    gap, back = survival_gap(first, second, day), survival_gap(second, first, day)

    assert (-back.value, -back.high, -back.low) == pytest.approx(gap)
    assert gap.low - 1e-9 <= gap.value <= gap.high + 1e-9


@CALM
@given(FOLLOWED, FOLLOWED)
def test_the_test_does_not_care_which_group_is_named_first(
    one: list[tuple[int, bool]], other: list[tuple[int, bool]]
):
    found, back = log_rank([read(one), read(other)]), log_rank([read(other), read(one)])

    assert found == pytest.approx(back, abs=1e-9)
    assert 0 <= found.p <= 1
