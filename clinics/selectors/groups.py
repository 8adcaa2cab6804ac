"""Groups that a person may see, with those who take part; who is shown leaves a trace."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format

from clinics import states
from clinics.models import Episode, Group, GroupMember, GroupSession
from clinics.selectors.roots import visible_episodes
from clinics.selectors.shown import note_shown
from clinics.vocabulary import Attendance, RecordState
from kernel.models import Site, User
from kernel.permissions import Permission, has_permission, organisations_where
from vault.api import format_code, parse_code


SESSIONS_SHOWN = 12


@dataclass(frozen=True)
class Line:
    """One group of the list."""

    uid: UUID
    name: str
    when: str
    site: str
    leader: str
    people: int


@dataclass(frozen=True)
class Member:
    """Somebody who takes part."""

    episode_uid: UUID
    patient_uid: UUID
    code: str
    joined_on: date
    is_open: bool


@dataclass(frozen=True)
class Met:
    """One meeting that took place."""

    on: date
    minutes: int
    topic: str
    came: int
    asked: int


@dataclass(frozen=True)
class GroupPage:
    """One group with its members and meetings."""

    line: Line
    members: list[Member]
    sessions: list[Met]
    is_retired: bool
    may_write: bool
    organisation: str


def visible_groups(*, viewer: User) -> QuerySet[Group]:
    """Every group of a clinic whose records the viewer may read."""
    organisations = organisations_where(viewer, Permission.RECORD_READ)
    return Group.objects.filter(organisation__in=organisations).select_related(
        "organisation", "site", "leader"
    )


def groups(*, viewer: User) -> list[Line]:
    """The groups that meet, by weekday and time; nobody's code is shown."""
    here = Count("members", filter=Q(members__left_on__isnull=True))
    rows = visible_groups(viewer=viewer).filter(retired_at__isnull=True).annotate(people=here)
    return [_line(row, row.people) for row in rows.order_by("weekday", "at", "name")]


def group_page(*, viewer: User, group: Group) -> GroupPage:
    """One group; leaves an event with its members."""
    members = members_of(viewer=viewer, group=group)
    sessions = GroupSession.objects.filter(group=group, state=RecordState.CURRENT).annotate(
        asked=Count("attendances"),
        came=Count("attendances", filter=Q(attendances__attendance=Attendance.ATTENDED)),
    )
    return GroupPage(
        line=_line(group, len(members)),
        members=members,
        sessions=[
            Met(row.on, row.minutes, row.topic, row.came, row.asked)
            for row in sessions.order_by("-on", "-pk")[:SESSIONS_SHOWN]
        ],
        is_retired=group.retired_at is not None,
        may_write=may_plan(viewer=viewer, group=group),
        organisation=group.organisation.name,
    )


def members_of(
    *,
    viewer: User,
    group: Group,
    on: date | None = None,
    among: Collection[UUID] | None = None,
) -> list[Member]:
    """Who takes part now, or took part `on` a day, or ever and is `among` some episodes.

    Leaves an event with them.
    """
    rows = GroupMember.objects.filter(group=group).select_related("episode__patient")
    if among is not None:
        rows = rows.filter(episode__uid__in=among)
    elif on is None:
        rows = rows.filter(left_on__isnull=True)
    else:
        rows = rows.filter(joined_on__lte=on).exclude(left_on__lte=on)
    by_episode = {row.episode_id: row for row in rows.order_by("episode__patient__code", "pk")}
    found = [
        Member(
            row.episode.uid, row.episode.patient.uid, format_code(row.episode.patient.code),
            row.joined_on, row.episode.state in states.OPEN,
        )
        for row in by_episode.values()
    ]  # fmt: skip
    note_shown(
        viewer=viewer, patients=[(group.organisation.uid, each.patient_uid) for each in found]
    )
    return found


def episode_of_code(*, viewer: User, group: Group, typed: str) -> Episode | None:
    """The open episode, at the group's clinic, of the patient whose whole code was typed.

    Raises:
        WrongCode: a digit is wrong, or something is missing.
    """
    episodes = visible_episodes(viewer=viewer).filter(
        organisation=group.organisation, patient__code=parse_code(typed), state__in=states.OPEN
    )
    return episodes.first()


def member_episode(*, viewer: User, group: Group, uid: str) -> Episode | None:
    """The episode of somebody who takes part now, by its uid."""
    members = group.members.filter(left_on__isnull=True).select_related("episode__patient")
    found = visible_episodes(viewer=viewer).filter(pk__in=members.values("episode"))
    return next((episode for episode in found if str(episode.uid) == uid), None)


def sites_to_plan(*, viewer: User) -> list[Site]:
    """The sites in use where the viewer may plan."""
    here = organisations_where(viewer, Permission.APPOINTMENT_WRITE)
    found = Site.objects.filter(organisation__in=here, retired_at__isnull=True)
    return list(found.select_related("organisation"))


def may_plan(*, viewer: User, group: Group) -> bool:
    """Whether the viewer changes this group, and it still meets."""
    may = has_permission(viewer, Permission.APPOINTMENT_WRITE, at=group.organisation)
    return may and group.retired_at is None


def _line(group: Group, people: int) -> Line:
    leader = group.leader
    return Line(
        group.uid, group.name,
        f"{WEEKDAYS[group.weekday - 1]} {time_format(group.at, 'H:i')}",
        group.site.name, leader.staff_code or leader.username, people,
    )  # fmt: skip
