"""Intervals against the values of the reference and of textbooks."""

import pytest

from analytics.intervals import (
    NOTHING,
    Interval,
    Z,
    clustered_share,
    difference,
    median,
    median_difference,
    newcombe,
    ratio,
    wilson,
)


def near(*expected: float) -> object:
    """Equal to four decimals."""
    return pytest.approx(expected, abs=5e-5)


def test_the_quantile_is_that_of_the_reference():
    assert pytest.approx(1.959964, abs=5e-7) == Z


def test_wilson_gives_the_value_of_the_reference():
    assert wilson(12, 80) == near(0.15, 0.0879, 0.2441)


def test_wilson_tells_something_where_nobody_or_everybody_has_it():
    assert wilson(0, 10) == near(0, 0, 0.2775)
    assert wilson(10, 10) == near(1, 0.7225, 1)


def test_newcombe_gives_the_value_of_the_reference():
    assert newcombe(56, 70, 48, 80) == near(0.2000, 0.0524, 0.3339)


def test_a_ratio_of_counts_has_bounds_by_logarithms():
    assert ratio(50, 200) == near(0.25, 0.1834, 0.3408)


def test_a_half_is_added_to_both_counts_where_one_is_zero():
    assert ratio(3, 0).value == pytest.approx(7.0)
    assert ratio(0, 3).value == pytest.approx(1 / 7)


def test_the_bounds_of_a_median_are_values_of_the_sample():
    assert median([5, 1, 4, 2, 3, 6, 10, 8, 7, 9]) == Interval(5.5, 2, 9)
    assert median(range(1, 101)) == Interval(50.5, 40, 61)


def test_a_median_of_fewer_than_six_has_no_bounds():
    assert median([3, 1, 2]) == Interval(2.0)
    assert median(range(6)) == Interval(2.5, 0, 5)


def test_medians_differ_by_price_and_bonett():
    first, second = range(20), range(10)

    found = median_difference(first, second)

    assert found == near(5.0, -0.2536, 10.2536)


def test_one_value_has_a_difference_of_medians_and_no_bounds():
    assert median_difference([4], [1, 2, 3]) == Interval(2.0)


def test_tests_of_one_person_tell_less_than_tests_of_many():
    alone = clustered_share([1, 1, 0, 0], [1, 1, 1, 1])
    together = clustered_share([5, 5, 0, 0], [5, 5, 5, 5])

    assert together.value == 0.5
    assert together == pytest.approx(alone)


def test_tests_that_are_even_within_persons_tell_no_more_than_their_number():
    assert clustered_share([2, 3, 2], [4, 6, 4]) == pytest.approx(wilson(1.5, 3))
    assert clustered_share([2, 3, 3], [5, 6, 5]) == pytest.approx(wilson(8, 16))


def test_where_all_tests_agree_the_persons_count():
    assert clustered_share([9, 9], [9, 9]) == pytest.approx(wilson(2, 2))
    assert clustered_share([9], [10]) == Interval(0.9, *wilson(0.9, 1)[1:])


def test_persons_without_a_test_are_left_out():
    assert clustered_share([1, 0, 2], [3, 0, 3]) == clustered_share([1, 2], [3, 3])


@pytest.mark.parametrize(
    "found",
    [
        wilson(0, 0),
        newcombe(0, 0, 1, 2),
        newcombe(1, 2, 0, 0),
        ratio(0, 0),
        median([]),
        median_difference([], [1, 2]),
        median_difference([1, 2], []),
        clustered_share([], []),
        difference(NOTHING, Interval(1.0)),
    ],
)
def test_about_nobody_nothing_is_said(found: Interval):
    assert found == NOTHING


def test_a_difference_without_all_bounds_has_none():
    assert difference(Interval(3.0), Interval(1.0, 0.0, 2.0)) == Interval(2.0)
