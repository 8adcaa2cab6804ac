"""The calendar: the appointments of a day or a week, of one site or one person."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from clinics.choices import AppointmentState
from clinics.models import Group
from clinics.selectors.appointments import (
    Visit,
    people_at,
    visible_appointments,
    visit_of,
    within,
    without_the_dead,
)
from clinics.selectors.shown import note_shown
from kernel.models import Site, User
from kernel.permissions import Permission, organisations_where


MOST_A_WEEK = 300
DAYS = {"day": 1, "week": 7}
FURTHEST = timedelta(days=3653)
"""How far from today the calendar reaches: ten years, both ways."""


@dataclass(frozen=True)
class Meeting:
    """A group that meets on one of the days shown."""

    uid: UUID
    name: str
    at: datetime


@dataclass
class Day:
    """One day of the calendar."""

    on: date
    is_today: bool
    visits: list[Visit] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)


@dataclass(frozen=True)
class Calendar:
    """Some days with what is planned on them, and what can be chosen."""

    days: list[Day]
    span: str
    first: date
    site: str
    who: str
    sites: list[Site]
    people: list[User]
    is_cut: bool

    @property
    def earlier(self) -> date:
        """The day with which the page before begins."""
        return self.first - timedelta(days=DAYS[self.span])

    @property
    def later(self) -> date:
        """The day with which the next page begins."""
        return self.first + timedelta(days=DAYS[self.span])


def calendar(
    *, viewer: User, span: str, on: date, site: str = "", who: str = "", now: datetime
) -> Calendar:
    """The day, or the week from Monday, in which `on` lies; leaves an event with who is shown.

    `site` is the uid of a site, `who` that of a person who sees patients; empty for all.
    """
    span = span if span in DAYS else "day"
    first = on - timedelta(days=on.weekday()) if span == "week" else on
    sites = _sites(viewer)
    people = people_at(organisations_where(viewer, Permission.RECORD_READ))
    person = next((each for each in people if str(each.uid) == who), None)
    chosen = next((each for each in sites if str(each.uid) == site), None)
    today = timezone.localdate(now)
    days = [
        Day(day, day == today)
        for day in (first + timedelta(days=number) for number in range(DAYS[span]))
    ]
    of_days = within(visible_appointments(viewer=viewer), first, DAYS[span])
    rows = without_the_dead(of_days).exclude(state=AppointmentState.CANCELLED)
    groups = Group.objects.filter(_here(viewer), retired_at__isnull=True)
    if chosen:
        rows, groups = rows.filter(site=chosen), groups.filter(site=chosen)
    if person:
        rows, groups = rows.filter(with_whom=person), groups.filter(leader=person)
    found = list(rows.order_by("starts_at", "pk")[: MOST_A_WEEK + 1])
    shown = found[:MOST_A_WEEK]
    by_day = {day.on: day for day in days}
    for row in shown:
        by_day[timezone.localdate(row.starts_at)].visits.append(
            visit_of(row, viewer=viewer, now=now)
        )
    _place(groups.order_by("at", "name"), days)
    note_shown(
        viewer=viewer, patients=[(row.organisation.uid, row.episode.patient.uid) for row in shown]
    )
    return Calendar(
        days, span, first, str(chosen.uid) if chosen else "", str(person.uid) if person else "",
        sites, people,
        is_cut=len(found) > MOST_A_WEEK,
    )  # fmt: skip


def day_named(text: str, *, today: date) -> date:
    """The day that an address names, ten years from today at most; today when it names none."""
    try:
        named = date.fromisoformat(text)
    except ValueError:
        return today
    return min(max(named, today - FURTHEST), today + FURTHEST)


def _place(groups: Iterable[Group], days: list[Day]) -> None:
    for group in list(groups):
        for day in days:
            if day.on.isoweekday() == group.weekday:
                at = timezone.make_aware(datetime.combine(day.on, group.at))
                day.meetings.append(Meeting(group.uid, group.name, at))


def _sites(viewer: User) -> list[Site]:
    return list(Site.objects.filter(_here(viewer), retired_at__isnull=True))


def _here(viewer: User) -> Q:
    return Q(organisation__in=organisations_where(viewer, Permission.RECORD_READ))
