"""Discharge with what was agreed: a note of the last meeting, and when to ask how things go.

Section 9.2: follow-up at 3, 6 and 12 months, with the outcome at each. The times are appointments;
what became of them is logged as contacts of the episode.
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from clinics import policies
from clinics.actions import _moves, _steps
from clinics.actions._locking import lock_episode
from clinics.actions.contacts import logged
from clinics.models import Appointment, Episode
from clinics.vocabulary import Attendance, ContactKind, ContactMode, EpisodeState
from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


MONTHS = (3, 6, 12)
"""When outcomes after discharge are asked; treatment record reference, 9.2."""
AT = time(10)
SATURDAY = 5


@transaction.atomic(durable=True)
def discharge_with_plan(
    *,
    episode: Episode,
    on: date,
    reason: str,
    agreed: str = "",
    months: Collection[int] = (),
    row_version: int | None = None,
    now: datetime,
    by: User,
) -> Episode:
    """Close an episode of treatment. `agreed` becomes the note of a review with the patient on that
    day; `months` make appointments and begin the follow-up.

    Raises:
        NotPermitted, Stale, NotPossibleNow, PatientDied.
        RuleBroken: V51, V52, V03.
        ValueError: `months` are not among 3, 6 and 12.
    """
    require(by, Permission.EPISODE_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk, row_version=row_version)
    policies.check_can_discharge(episode)
    if agreed:
        review = {
            "on": on, "at": None, "kind": ContactKind.REVIEW.value,
            "mode": ContactMode.FACE_TO_FACE.value, "mode_null": "",
            "attendance": Attendance.ATTENDED.value, "attendance_null": "", "absence_reason": "",
            "minutes": None, "note": agreed,
        }  # fmt: skip
        logged(episode, review, token=None, confirmed=(), now=now, by=by)
    _moves.discharged(episode, on=on, reason=reason, now=now, by=by)
    return _followed(episode, on=on, months=months, now=now, by=by) if months else episode


@transaction.atomic(durable=True)
def agree_follow_up(
    *,
    episode: Episode,
    on: date,
    months: Collection[int] = (),
    row_version: int | None = None,
    now: datetime,
    by: User,
) -> Episode:
    """Follow-up was agreed with the patient after the discharge.

    Raises:
        NotPermitted, Stale, NotPossibleNow, PatientDied, RuleBroken.
        ValueError: `months` are not among 3, 6 and 12.
    """
    require(by, Permission.EPISODE_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk, row_version=row_version)
    return _followed(episode, on=on, months=months, now=now, by=by)


def _followed(
    episode: Episode, *, on: date, months: Collection[int], now: datetime, by: User
) -> Episode:
    policies.check_can_follow_up(episode)
    source = episode.state
    _steps.step(episode, EpisodeState.FOLLOW_UP, on=on, now=now, by=by)
    _moves.stored(episode, source=source, now=now, by=by, on=on)
    for count in sorted(set(months)):
        _appoint(episode, on=asked_on(episode.ended_on or on, count), now=now, by=by)
    return episode


def _appoint(episode: Episode, *, on: date, now: datetime, by: User) -> None:
    """A time to ask; one that has passed already is not made."""
    starts_at = timezone.make_aware(datetime.combine(on, AT))
    if starts_at <= now:
        return
    made = Appointment(
        episode=episode, organisation=episode.organisation, site=episode.site,
        starts_at=starts_at, kind=ContactKind.REVIEW, with_whom=episode.key_worker, made_at=now,
        made_by=by,
    )  # fmt: skip
    made.full_clean()
    made.save(force_insert=True)
    audit.record(
        audit.Event.APPOINTMENT_MADE, by=by, action=AuditAction.CREATE,
        organisation=episode.organisation, target=made,
        object_uids=[episode.uid, episode.patient.uid],
    )  # fmt: skip


def asked_on(ended_on: date, months: int) -> date:
    """The weekday on which an outcome is asked, `months` after the end.

    Raises:
        ValueError: not at 3, 6 or 12 months.
    """
    if months not in MONTHS:
        message = f"Follow-up is at {MONTHS} months, not {months}."
        raise ValueError(message)
    year, month = divmod(ended_on.month - 1 + months, 12)
    year, month = ended_on.year + year, month + 1
    day = date(year, month, min(ended_on.day, monthrange(year, month)[1]))
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day
