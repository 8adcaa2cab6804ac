"""Groups: who takes part, and one meeting that writes a contact for everybody at once."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics.actions import _entries
from clinics.actions._locking import Stale, day_of, lock_episode, once_more_on_conflict
from clinics.actions.contacts import logged
from clinics.models import Episode, Group, GroupAttendance, GroupMember, GroupSession
from clinics.states import OPEN
from clinics.vocabulary import Attendance, ContactKind, ContactMode
from kernel import audit
from kernel.errors import Refused
from kernel.models import Site, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


class GroupNameTaken(Refused):
    """The site has a group of this name."""

    code = "group-name-taken"


class GroupEnded(Refused):
    """The group meets no more."""

    code = "group-ended"


class NotInTreatment(Refused):
    """Only who is admitted takes part."""

    code = "not-in-treatment"


class OtherClinic(Refused):
    """The patient is treated by another clinic than the one that the group belongs to."""

    code = "other-clinic"


class AlreadyMember(Refused):
    """The patient takes part already."""

    code = "already-member"


class AlreadyMet(Refused):
    """The group's meeting of that day is written already."""

    code = "already-met"


class OthersThatDay(Refused):
    """The people on the screen are not those who were in the group on that day."""

    code = "others-that-day"


class NobodyThere(Refused):
    """A meeting that nobody was asked to is none."""

    code = "nobody-there"


@once_more_on_conflict
@transaction.atomic(durable=True)
def make_group(
    *, site: Site, name: str, weekday: int, at: time, minutes: int, leader: User, by: User
) -> Group:
    """Begin a group that meets every week on `weekday` (ISO, 1 = Monday).

    Raises:
        NotPermitted: `by` plans nothing at the site's organisation.
        GroupNameTaken.
    """
    organisation = site.organisation
    require(by, Permission.APPOINTMENT_WRITE, at=organisation)
    require(leader, Permission.CONTACT_WRITE, at=organisation)
    if Group.objects.filter(site=site, name=name).exists():
        raise GroupNameTaken(_("This site has a group of this name. Choose another name."))
    group = Group(
        organisation=organisation, site=site, name=name, weekday=weekday, at=at, minutes=minutes,
        leader=leader,
    )  # fmt: skip
    group.clean_fields(exclude=("organisation", "site", "leader"))
    group.save(force_insert=True)
    _note(audit.Event.GROUP_MADE, group, action=AuditAction.CREATE, by=by)
    return group


@once_more_on_conflict
@transaction.atomic(durable=True)
def change_group(
    *,
    group: Group,
    name: str,
    weekday: int,
    at: time,
    minutes: int,
    leader: User,
    row_version: int | None = None,
    by: User,
) -> Group:
    """Change when a group meets, who leads it or what it is called; meetings stay as written.

    Raises:
        NotPermitted: `by` plans nothing at this clinic, or `leader` writes no contacts there.
        Stale, GroupEnded, GroupNameTaken.
    """
    require(by, Permission.APPOINTMENT_WRITE, at=group.organisation)
    require(leader, Permission.CONTACT_WRITE, at=group.organisation)
    group = _locked(group)
    if row_version is not None and group.row_version != row_version:
        raise Stale(_("Somebody else changed this group meanwhile. Open it again."))
    _check_meets(group)
    if Group.objects.filter(site=group.site_id, name=name).exclude(pk=group.pk).exists():
        raise GroupNameTaken(_("This site has a group of this name. Choose another name."))
    told = {"name": name, "weekday": weekday, "at": at, "minutes": minutes, "leader": leader}
    changed = [field for field, value in told.items() if getattr(group, field) != value]
    if changed:
        for field in changed:
            setattr(group, field, told[field])
        group.clean_fields(exclude=("organisation", "site", "leader"))
        group.row_version += 1
        group.save(update_fields=[*changed, "row_version"])
        _note(
            audit.Event.GROUP_CHANGED, group, by=by, reason_code="CHANGED", fields=sorted(changed)
        )
    return group


@transaction.atomic(durable=True)
def retire_group(*, group: Group, now: datetime, by: User) -> Group:
    """Let a group meet no more; its members leave it today. Safe to repeat.

    Raises:
        NotPermitted: `by` plans nothing at this clinic.
    """
    require(by, Permission.APPOINTMENT_WRITE, at=group.organisation)
    group = _locked(group)
    if group.retired_at is None:
        group.retired_at = now
        group.save(update_fields=["retired_at"])
        for member in group.members.filter(left_on__isnull=True):
            member.left_on = day_of(now)
            member.save(update_fields=["left_on"])
        _note(audit.Event.GROUP_CHANGED, group, by=by, reason_code="RETIRED")
    return group


@once_more_on_conflict
@transaction.atomic(durable=True)
def add_member(*, group: Group, episode: Episode, on: date, by: User) -> GroupMember:
    """Let a patient take part from a day on.

    Raises:
        NotPermitted, GroupEnded, OtherClinic, NotInTreatment, AlreadyMember.
    """
    require(by, Permission.APPOINTMENT_WRITE, at=group.organisation)
    episode = lock_episode(episode.pk)
    group = _locked(group)
    _check_meets(group)
    if episode.organisation_id != group.organisation_id:
        raise OtherClinic(_("This patient is treated by another clinic."))
    if episode.state not in OPEN:
        raise NotInTreatment(_("Only patients in treatment join a group. Admit the patient first."))
    if group.members.filter(episode=episode, left_on__isnull=True).exists():
        raise AlreadyMember(_("This patient is in the group already."))
    member = GroupMember(group=group, episode=episode, joined_on=on)
    member.save(force_insert=True)
    _note(audit.Event.GROUP_CHANGED, group, episode, by=by, reason_code="JOINED")
    return member


@transaction.atomic(durable=True)
def remove_member(*, group: Group, episode: Episode, on: date, by: User) -> None:
    """Let a patient leave a group. Safe to repeat.

    Raises:
        NotPermitted: `by` plans nothing at this clinic.
    """
    require(by, Permission.APPOINTMENT_WRITE, at=group.organisation)
    group = _locked(group)
    member = group.members.filter(episode=episode, left_on__isnull=True).first()
    if member is not None:
        member.left_on = max(on, member.joined_on)
        member.save(update_fields=["left_on"])
        _note(audit.Event.GROUP_CHANGED, group, episode, by=by, reason_code="LEFT")


@once_more_on_conflict
@transaction.atomic(durable=True)
def hold_session(
    *,
    group: Group,
    on: date,
    minutes: int,
    topic: str = "",
    shown: Collection[UUID],
    absent: Collection[UUID] = (),
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> GroupSession:
    """Write one meeting: a contact for every member, who came unless named in `absent`.

    `shown` and `absent` hold uids of episodes. Nobody is written down as there whom the person did
    not see on the screen: `shown` are the very people who were in the group on that day. All
    contacts are written, or none. The same `token` again returns the meeting that is there.

    Raises:
        NotPermitted, TokenReused, GroupEnded, AlreadyMet, NobodyThere, OthersThatDay.
        RuleBroken: V03, V04, V52, of any of the contacts.
    """
    require(by, Permission.APPOINTMENT_WRITE, at=group.organisation)
    require(by, Permission.CONTACT_WRITE, at=group.organisation)
    episodes = [lock_episode(pk) for pk in _taking_part(group, on)]
    group = _locked(group)
    told = (group.pk, on, minutes, topic, frozenset(shown), frozenset(absent))
    known = GroupSession.objects.filter(entry_token=token).first() if token else None
    if known is not None:
        _entries.check_as_sent(_told(known), told)
        return known
    _check_meets(group)
    if not episodes:
        raise NobodyThere(_("Nobody was in this group on that day. Add members first."))
    if GroupSession.objects.filter(group=group, on=on).current().exists():
        raise AlreadyMet(_("This day is written already. Correct its contacts one by one."))
    if {episode.uid for episode in episodes} != set(shown):
        raise OthersThatDay(
            _("Other people were in the group on that day. Check the list, which is now of that "
              "day, and save again.")
        )  # fmt: skip
    session = GroupSession(
        group=group, organisation=group.organisation, on=on, minutes=minutes, topic=topic,
        entry_token=token, recorded_at=now, recorded_by=by,
    )  # fmt: skip
    session.clean_fields(exclude=("group", "organisation", "recorded_by", "replaces"))
    session.save(force_insert=True)
    for episode in episodes:
        came = Attendance.ABSENT if episode.uid in absent else Attendance.ATTENDED
        values = _contact(group, on, minutes, came)
        contact = logged(episode, values, token=None, confirmed=confirmed, now=now, by=by)
        attended = GroupAttendance(
            session=session, episode=episode, attendance=came, contact=contact
        )
        attended.save(force_insert=True)
    _note(audit.Event.GROUP_MET, group, by=by, session=str(session.uid), rows=len(episodes))
    return session


def _contact(group: Group, on: date, minutes: int, came: Attendance) -> dict[str, Any]:
    """What is written of one member: nothing of the others, and no topic."""
    is_there = came == Attendance.ATTENDED
    return {
        "on": on, "at": group.at, "kind": ContactKind.GROUP, "attendance": came,
        "mode": ContactMode.FACE_TO_FACE if is_there else "", "mode_null": "" if is_there else "NA",
        "attendance_null": "", "absence_reason": "", "minutes": minutes if is_there else None,
        "note": "",
    }  # fmt: skip


def _taking_part(group: Group, on: date) -> list[int]:
    """The open episodes of those who were members on a day, in the order of locking."""
    members = group.members.filter(joined_on__lte=on, episode__state__in=OPEN).exclude(
        left_on__lte=on
    )
    return list(
        members.order_by("episode__patient_id", "episode_id")
        .values_list("episode_id", flat=True)
        .distinct()
    )


def _told(session: GroupSession) -> tuple[Any, ...]:
    written = dict(session.attendances.values_list("episode__uid", "attendance"))
    absent = frozenset(uid for uid, came in written.items() if came == Attendance.ABSENT)
    return (
        session.group_id, session.on, session.minutes, session.topic, frozenset(written), absent,
    )  # fmt: skip


def _locked(group: Group) -> Group:
    groups = Group.objects.select_for_update(of=("self",)).select_related("organisation")
    return groups.get(pk=group.pk)


def _check_meets(group: Group) -> None:
    if group.retired_at is not None:
        raise GroupEnded(_("This group meets no more."))


def _note(
    event: audit.Event,
    group: Group,
    episode: Episode | None = None,
    *,
    by: User,
    action: AuditAction = AuditAction.UPDATE,
    **detail: Any,
) -> None:
    uids = [episode.uid, episode.patient.uid] if episode else []
    audit.record(
        event, by=by, action=action, organisation=group.organisation, target=group,
        object_uids=uids, **detail,
    )  # fmt: skip
