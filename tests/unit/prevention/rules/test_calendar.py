"""The days of a group's sessions."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from prevention.rules.calendar import weekly


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_a_holiday_moves_all_that_follow_by_a_week():
    days = weekly(date(2026, 9, 2), weekday=3, count=3, skipping={date(2026, 9, 10)})

    assert days == [date(2026, 9, 3), date(2026, 9, 17), date(2026, 9, 24)]


@given(
    first=DAYS, weekday=st.integers(0, 6), count=st.integers(0, 30),
    skipped=st.sets(st.integers(0, 60), max_size=20),
)  # fmt: skip
def test_days_rise_on_one_weekday_and_leave_out_what_is_left_out(first, weekday, count, skipped):
    skipping = {first + timedelta(days=number) for number in skipped}

    days = weekly(first, weekday=weekday, count=count, skipping=skipping)

    assert len(days) == count
    assert days == sorted(set(days))
    assert all(day >= first and day.weekday() == weekday for day in days)
    assert not skipping & set(days)
    if days:
        between = (days[-1] - days[0]).days // 7 + 1
        assert between - count <= len(skipping)
