"""When appointments come again, and which of them clash."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.choices import Repeat
from clinics.rules.appointments import DAYS_APART, MOST_AHEAD, clashes, days_of_series, overlap


NINE = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "repeat", "days"),
    [
        (date(2026, 1, 30), Repeat.WEEKLY,
         [date(2026, 1, 30), date(2026, 2, 6), date(2026, 2, 13)]),
        (date(2028, 2, 28), Repeat.DAILY, [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]),
        (date(2026, 2, 27), Repeat.DAILY, [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)]),
        (date(2026, 12, 24), Repeat.FORTNIGHTLY,
         [date(2026, 12, 24), date(2027, 1, 7), date(2027, 1, 21)]),
        (date(2026, 1, 31), Repeat.MONTHLY,
         [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 28)]),
    ],
)  # fmt: skip
def test_a_series_goes_over_the_end_of_a_month(first, repeat, days):
    assert days_of_series(first, repeat, 3) == days


def test_once_is_one_day_whatever_was_asked():
    assert days_of_series(date(2026, 3, 16), Repeat.ONCE, 9) == [date(2026, 3, 16)]


@given(
    first=st.dates(date(2020, 1, 1), date(2090, 1, 1)),
    repeat=st.sampled_from(sorted(DAYS_APART)),
    times=st.integers(-5, 500),
)
def test_a_series_keeps_its_weekday_and_is_never_longer_than_half_a_year_of_weeks(
    first, repeat, times
):
    days = days_of_series(first, repeat, times)

    assert 1 <= len(days) <= MOST_AHEAD
    assert days[0] == first
    assert {later - sooner for sooner, later in pairwise(days)} <= {
        timedelta(days=DAYS_APART[repeat])
    }
    assert repeat == Repeat.DAILY or len({day.weekday() for day in days}) == 1


def test_one_appointment_may_begin_when_another_ends():
    after = NINE + timedelta(minutes=30)

    assert not overlap((NINE, 30), (after, 30))
    assert overlap((NINE, 31), (after, 30))


@given(minutes=st.tuples(st.integers(1, 480), st.integers(1, 480)), apart=st.integers(-600, 600))
def test_overlapping_is_mutual(minutes, apart):
    one, other = (NINE, minutes[0]), (NINE + timedelta(minutes=apart), minutes[1])

    assert overlap(one, other) == overlap(other, one)


def test_only_the_times_that_are_taken_clash():
    later = NINE + timedelta(days=7)

    assert clashes([(NINE, 30), (later, 30)], [(later + timedelta(minutes=10), 30)]) == [later]
