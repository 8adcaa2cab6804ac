"""What holds of every interval."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.intervals import (
    Interval,
    clustered_share,
    median,
    median_difference,
    newcombe,
    ratio,
    wilson,
)


CALM = settings(deadline=None, max_examples=50)
COUNTS = st.integers(min_value=0, max_value=5000)
SHARES = st.tuples(COUNTS, COUNTS).map(lambda pair: (min(pair), max(pair))).filter(lambda p: p[1])
VALUES = st.lists(st.floats(0, 1000), min_size=1, max_size=80)
PERSONS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 12)).map(lambda pair: (min(pair), pair[1])),
    min_size=1,
    max_size=40,
)
ROUNDING = 1e-9


def holds(found: Interval, least: float, most: float) -> bool:
    """The estimate lies between its bounds, and they between `least` and `most`."""
    value, low, high = found
    assert value is not None
    assert low is not None
    assert high is not None
    return least <= low <= value + ROUNDING and value - ROUNDING <= high <= most


@CALM
@given(SHARES)
def test_shares_lie_in_their_bounds(share: tuple[int, int]):
    assert holds(wilson(*share), 0, 1)


@CALM
@given(SHARES)
def test_the_complement_has_the_complementary_bounds(share: tuple[int, int]):
    hits, total = share
    value, low, high = wilson(total - hits, total)

    assert (1 - value, 1 - high, 1 - low) == pytest.approx(wilson(hits, total))


@CALM
@given(SHARES, st.integers(2, 20))
def test_more_data_of_the_same_kind_narrow_the_bounds(share: tuple[int, int], times: int):
    few, many = wilson(*share), wilson(times * share[0], times * share[1])

    assert many.high - many.low < few.high - few.low


@CALM
@given(SHARES, SHARES)
def test_differences_lie_in_their_bounds(one: tuple[int, int], other: tuple[int, int]):
    found, back = newcombe(*one, *other), newcombe(*other, *one)

    assert holds(found, -1 - ROUNDING, 1 + ROUNDING)
    assert (-back.value, -back.high, -back.low) == pytest.approx(found)


@CALM
@given(COUNTS.filter(bool), COUNTS)
def test_ratios_turn_over(first: int, second: int):
    found, back = ratio(first, second), ratio(second, first)

    assert holds(found, 0, float("inf"))
    assert (1 / back.value, 1 / back.high, 1 / back.low) == pytest.approx(found)


@CALM
@given(VALUES)
def test_medians_lie_in_their_bounds(values: list[float]):
    found = median(values)

    assert (found.low is None) is (len(values) < 6)
    assert found.low is None or holds(found, min(values), max(values))


@CALM
@given(VALUES, st.floats(-100, 100))
def test_a_shift_moves_the_difference_of_medians(values: list[float], shift: float):
    found = median_difference([value + shift for value in values], values)

    assert found.value == pytest.approx(shift, abs=1e-6)
    assert found.low is None or holds(found, -float("inf"), float("inf"))


@CALM
@given(PERSONS)
def test_shares_of_tests_lie_in_their_bounds(persons: list[tuple[int, int]]):
    hits, totals = zip(*persons, strict=True)
    found = clustered_share(hits, totals)
    loose = wilson(sum(hits), sum(totals))

    assert holds(found, 0, 1)
    assert found.high - found.low >= loose.high - loose.low - ROUNDING


@CALM
@given(PERSONS)
def test_the_complement_of_tests_has_the_complementary_bounds(persons: list[tuple[int, int]]):
    hits, totals = zip(*persons, strict=True)
    missed = [total - hit for hit, total in persons]
    value, low, high = clustered_share(missed, totals)

    assert (1 - value, 1 - high, 1 - low) == pytest.approx(clustered_share(hits, totals))
