"""Half-open reporting periods."""

from datetime import date, timedelta

import pytest

from kernel.periods import Period


def test_the_first_day_belongs_to_a_period_and_the_day_after_it_does_not():
    march = Period(date(2026, 3, 1), date(2026, 4, 1))

    assert date(2026, 3, 1) in march
    assert date(2026, 3, 31) in march
    assert date(2026, 4, 1) not in march
    assert date(2026, 2, 28) not in march


@pytest.mark.parametrize("before", [date(2026, 3, 1), date(2026, 2, 28)])
def test_a_period_ends_after_it_begins(before):
    with pytest.raises(ValueError, match="2026-03-01"):
        Period(date(2026, 3, 1), before)


@pytest.mark.parametrize(("year", "days"), [(2023, 365), (2024, 366)])
def test_a_year_knows_leap_days(year, days):
    assert Period.year(year).days == days


def test_quarters_tile_the_year():
    quarters = [Period.quarter(2024, number) for number in (1, 2, 3, 4)]

    assert quarters[0].since == Period.year(2024).since
    assert [left.before for left in quarters[:3]] == [right.since for right in quarters[1:]]
    assert quarters[3].before == Period.year(2024).before
    assert sum(quarter.days for quarter in quarters) == 366


@pytest.mark.parametrize("quarter", [0, 5, -1])
def test_there_are_four_quarters(quarter):
    with pytest.raises(ValueError, match="no quarter"):
        Period.quarter(2026, quarter)


def test_every_day_belongs_to_exactly_one_quarter():
    quarters = [Period.quarter(2026, number) for number in (1, 2, 3, 4)]
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]

    assert all(sum(day in quarter for quarter in quarters) == 1 for day in days)


def test_periods_sort_by_their_first_day():
    assert sorted([Period.year(2026), Period.year(2025)])[0] == Period.year(2025)
