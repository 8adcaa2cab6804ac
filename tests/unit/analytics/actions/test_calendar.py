"""Only calendar years or quarters, after their end, and never both."""

from datetime import date

import pytest

from analytics.actions.calendar import (
    NotACalendarPeriod,
    Overlaps,
    PeriodNotOver,
    check_period,
    check_place,
    read_period,
)
from analytics.vocabulary import PeriodKind
from kernel.periods import Period
from tests.factories.analytics import ReleaseFactory, VintageFactory, shell_of
from tests.factories.kernel import clinic, ngo


TODAY = date(2026, 11, 21)


def check(kind: PeriodKind, period: Period, organisation: object = None) -> None:
    """Ask for Kyrgyzstan, today."""
    check_period(country="KG", organisation=organisation, kind=kind, period=period, on=TODAY)


@pytest.mark.parametrize(
    ("name", "kind", "period"),
    [
        ("2023", PeriodKind.YEAR, Period.year(2023)),
        ("2023Q1", PeriodKind.QUARTER, Period.quarter(2023, 1)),
        ("2023q4", PeriodKind.QUARTER, Period.quarter(2023, 4)),
    ],
)
def test_a_period_is_read_from_its_name(name: str, kind: PeriodKind, period: Period):
    assert read_period(name) == (kind, period)


@pytest.mark.parametrize("name", ["", "23Q", "2023Q5", "2023-01", "last year", "Q2", "0"])
def test_what_is_no_period_is_refused_with_an_example(name: str):
    with pytest.raises(NotACalendarPeriod, match="2023Q2"):
        read_period(name)


@pytest.mark.parametrize(
    ("kind", "period"),
    [
        (PeriodKind.YEAR, Period(date(2023, 4, 1), date(2024, 4, 1))),
        (PeriodKind.YEAR, Period(date(2023, 1, 1), date(2025, 1, 1))),
        (PeriodKind.QUARTER, Period(date(2023, 2, 1), date(2023, 5, 1))),
        (PeriodKind.QUARTER, Period.year(2023)),
    ],
)
def test_other_periods_than_calendar_ones_are_refused(kind: PeriodKind, period: Period):
    with pytest.raises(NotACalendarPeriod, match="subtracted"):
        check(kind, period)


def test_a_period_that_is_not_over_is_refused(db):
    check(PeriodKind.QUARTER, Period.quarter(2026, 3))

    with pytest.raises(PeriodNotOver, match="2027-01-01"):
        check(PeriodKind.YEAR, Period.year(2026))


def test_quarters_of_a_released_year_are_refused(db):
    shell_of(year=2023)

    with pytest.raises(Overlaps, match="KG-2023-v1"):
        check(PeriodKind.QUARTER, Period.quarter(2023, 2))
    check(PeriodKind.QUARTER, Period.quarter(2024, 2))
    check(PeriodKind.YEAR, Period.year(2023))


def test_the_year_of_a_released_quarter_is_refused(db):
    third = Period.quarter(2023, 3)
    vintage = VintageFactory(kind=PeriodKind.QUARTER, since=third.since, before=third.before)
    ReleaseFactory(vintage=vintage)

    with pytest.raises(Overlaps, match="KG-2023Q3-v1"):
        check(PeriodKind.YEAR, Period.year(2023))
    check(PeriodKind.QUARTER, Period.quarter(2023, 4))


def test_a_clinic_may_look_at_quarters_of_a_year_that_is_released_nationally(db):
    home = clinic(country="KG")
    shell_of(year=2023)

    check(PeriodKind.QUARTER, Period.quarter(2023, 2), home)


def test_places_other_than_a_country_or_its_clinics_are_refused(db):
    check_place(country="KG", organisation=None)
    check_place(country="KG", organisation=clinic(country="KG"))

    for place in (clinic(country="KZ"), ngo(country="KG")):
        with pytest.raises(Overlaps, match="overlap"):
            check_place(country="KG", organisation=place)
