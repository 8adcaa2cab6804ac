"""Which periods may be released: calendar years or quarters, never both, never before their end.

Figures of overlapping periods, or of a place and a part of it, can be subtracted from each other.
So a year that has been released as a whole has no quarters, a year released in quarters is not
released as a whole, and no release but the national one divides a country (2.10; decision 7).
"""

from datetime import date

from django.utils.translation import gettext as _

from analytics.models import Release
from analytics.vocabulary import PeriodKind
from kernel.errors import Refused
from kernel.models import Organisation
from kernel.models.organisations import OrganisationKind
from kernel.periods import Period


class NotACalendarPeriod(Refused):
    """Only calendar years and quarters are released."""

    code = "not-a-calendar-period"


class PeriodNotOver(Refused):
    """A period is released after its end."""

    code = "period-not-over"


class Overlaps(Refused):
    """Another release covers the same days or the same people in another way."""

    code = "overlaps"


def read_period(name: str) -> tuple[PeriodKind, Period]:
    """`2023` is a year, `2023Q2` a quarter.

    Raises:
        NotACalendarPeriod: the text is neither.
    """
    year, _letter, quarter = name.upper().partition("Q")
    try:
        if quarter or "Q" in name.upper():
            return PeriodKind.QUARTER, Period.quarter(int(year), int(quarter))
        return PeriodKind.YEAR, Period.year(int(year))
    except ValueError as error:
        raise NotACalendarPeriod(
            _("“%(name)s” is not a period. Write a year as 2023 or a quarter as 2023Q2.")
            % {"name": name}
        ) from error


def check_period(
    *, country: str, organisation: Organisation | None, kind: PeriodKind, period: Period, on: date
) -> None:
    """Refuse a period that is not a calendar one, not over, or covered in another way.

    Raises:
        NotACalendarPeriod: neither a calendar year nor a calendar quarter.
        PeriodNotOver: the period ends after `on`.
        Overlaps: the same days were released by another kind of period.
    """
    if period != _calendar(kind, period.since):
        raise NotACalendarPeriod(
            _(
                "%(since)s to %(before)s is neither a calendar year nor a calendar quarter. "
                "Overlapping periods could be subtracted from each other, so only these are "
                "released."
            )
            % {"since": period.since, "before": period.before}
        )
    if period.before > on:
        raise PeriodNotOver(
            _("This period ends on %(day)s. It can be released after that day.")
            % {"day": period.before}
        )
    _check_overlap(country, organisation, kind, period)


def check_place(*, country: str, organisation: Organisation | None) -> None:
    """Refuse a place that is not a whole country or one of its clinics.

    Raises:
        Overlaps: the place is a part of a country that national releases divide already.
    """
    if organisation is None:
        return
    if organisation.kind != OrganisationKind.CLINIC or organisation.country != country:
        raise Overlaps(
            _(
                "Figures are made for a whole country, with its regions, or for one clinic alone. "
                "Any other place would overlap with these, and the difference could show a person."
            )
        )


def _calendar(kind: PeriodKind, since: date) -> Period:
    if kind == PeriodKind.YEAR:
        return Period.year(since.year)
    return Period.quarter(since.year, (since.month + 2) // 3)


def _check_overlap(
    country: str, organisation: Organisation | None, kind: PeriodKind, period: Period
) -> None:
    other = (
        Release.objects.filter(
            vintage__series__country=country,
            vintage__organisation=organisation,
            vintage__since__lt=period.before,
            vintage__before__gt=period.since,
        )
        .exclude(vintage__kind=kind)
        .select_related("vintage__series", "vintage__organisation")
        .first()
    )
    if other:
        raise Overlaps(
            _(
                "%(label)s covers some of the same days. A year and its quarters are not released "
                "both: subtracting one from the other could show single people. Choose the same "
                "kind of period as before."
            )
            % {"label": other.vintage.label}
        )
