"""Telling what happened in a session: who came, how faithful it was, what was done differently."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, has_permission
from prevention.actions._fidelity import Rated, rate
from prevention.actions._moves import begin_with_first_session
from prevention.actions._rows import Stale, store
from prevention.actions._sessions import (
    locked_session,
    require_theirs,
    require_unlocked,
)
from prevention.actions.adaptations import Changed, write_adaptation
from prevention.choices import EnrolmentMode, Gender, Rater, SessionStatus
from prevention.models import Attendance, Facilitator, Participant, Session
from prevention.policies.sessions import (
    NotPossible,
    check_can_record,
    check_counts,
    check_day,
    check_keeps_day,
)
from prevention.selectors.registers import register_of
from prevention.selectors.sessions import title_of


MOST_MINUTES = 300


@dataclass(frozen=True)
class Told:
    """What somebody says of a session; numbers of a register, or counts where there is none."""

    on: date
    minutes: int
    absent: Collection[int] = ()
    girls: int = 0
    boys: int = 0
    others: int = 0
    note: str = ""
    facilitators: Sequence[Facilitator] | None = None
    """None: those of the plan stay."""
    rated: Rated | None = None
    """None: the fidelity list is not touched."""
    changed: Changed | None = None


@dataclass(frozen=True)
class Late:
    """A row of the table of past sessions: the session as the page showed it, and what is told."""

    session: Session
    row_version: int | None
    told: Told


@dataclass
class _Counts:
    girls: int = 0
    boys: int = 0
    others: int = 0
    present: dict[Participant, bool] = field(default_factory=dict)


@transaction.atomic(durable=True)
def record_session(
    *,
    session: Session,
    told: Told,
    token: UUID,
    row_version: int | None,
    today: date,
    now: datetime,
    by: User,
    confirmed: Collection[str] = (),
) -> Session:
    """Write that a session took place, or correct what was written; the token counts once.

    The first session of a ready implementation lets it run. A locked session is the manager's.

    Raises:
        NotPermitted, Locked, Stale, NotNow, NotPossible, NeedsConfirmation.
    """
    return _record(
        session, told, token=token, row_version=row_version, today=today, now=now, by=by,
        confirmed=confirmed,
    )  # fmt: skip


@transaction.atomic(durable=True)
def record_late(
    *,
    rows: Sequence[Late],
    token: UUID,
    today: date,
    now: datetime,
    by: User,
    confirmed: Collection[str] = (),
) -> list[Session]:
    """Write several past sessions at once: all of them, or none.

    Raises:
        NotPossible: no row says anything, or a row cannot be so.
        NotPermitted, Locked, Stale, NotNow, NeedsConfirmation.
    """
    if not rows:
        raise NotPossible(_("Fill in at least one row."))
    ordered = sorted(rows, key=lambda row: row.session.pk)  # one order for all who lock
    done = []
    for row in ordered:
        try:
            done.append(_record(
                row.session, row.told, token=token, row_version=row.row_version, today=today,
                now=now, by=by, confirmed=confirmed,
            ))  # fmt: skip
        except Stale as stale:
            raise Stale(
                _("“%(session)s” was written by somebody else meanwhile. Look at it, and empty its"
                  " row here.") % {"session": title_of(row.session)}
            ) from stale  # fmt: skip
    return done


def _record(
    session: Session, told: Told, *, token: UUID, row_version: int | None, today: date,
    now: datetime, by: User, confirmed: Collection[str],
) -> Session:  # fmt: skip
    require_theirs(by, session.cohort)
    session = locked_session(session)
    token = uuid5(token, str(session.uid))
    if session.entry_token == token:
        return session
    if row_version is not None and session.version != row_version:
        raise Stale(_("Somebody else changed this meanwhile. Look at both versions and choose."))
    was_locked = require_unlocked(by, session, on=today)
    check_can_record(session)
    check_keeps_day(session, told.on, manages=_manages(by, session))
    check_day(told.on, run=session.cohort.implementation, today=today, confirmed=confirmed)
    _check_told(session, told)
    counts = _counts(session, told)
    was_new = session.status == SessionStatus.SCHEDULED
    _write(session, told, counts, token=token, now=now, by=by)
    if told.rated is not None:
        rate(session, Rater.SELF, told.rated, by=by)
    if told.changed is not None:
        write_adaptation(session, told.changed, uid=uuid5(token, "adaptation"), by=by)
    event = audit.Event.SESSION_DELIVERED if was_new else audit.Event.SESSION_CHANGED
    audit.record(
        event, by=by, action=AuditAction.CREATE if was_new else AuditAction.UPDATE,
        organisation=session.organisation, target=session,
        reason_code="AFTER_LOCK" if was_locked else "",
    )  # fmt: skip
    if was_new:
        begin_with_first_session(session.cohort.implementation, by=by)
    return session


def _manages(by: User, session: Session) -> bool:
    return has_permission(by, Permission.PROGRAMME_MANAGE, at=session.organisation)


def _check_told(session: Session, told: Told) -> None:
    if not 1 <= told.minutes <= MOST_MINUTES:
        raise NotPossible(_("A session lasts from 1 to 300 minutes."))
    same = session.cohort.sessions.filter(plan=session.plan_id, on=told.on)
    if session.plan_id and same.exclude(pk=session.pk).exists():
        raise NotPossible(
            _("This session is written for that day already. Correct the date, or the other one.")
        )


def _counts(session: Session, told: Told) -> _Counts:
    """How many came: told, or counted from the register of that session.

    A session that was told without a register has none to count from: its numbers stay.
    """
    if session.cohort.mode == EnrolmentMode.HEADCOUNT:
        check_counts(session.cohort, girls=told.girls, boys=told.boys, others=told.others)
        return _Counts(told.girls, told.boys, told.others)
    register = list(register_of(session, on=told.on))
    strange = sorted(set(told.absent) - {each.number for each in register})
    if strange:
        text = ngettext(
            "The number %(numbers)s is not in the register of that day.",
            "The numbers %(numbers)s are not in the register of that day.",
            len(strange),
        )
        raise NotPossible(text % {"numbers": ", ".join(map(str, strange))})
    if session.status == SessionStatus.DELIVERED and not register:
        return _Counts(session.girls, session.boys, session.others)
    absent = set(told.absent)
    present = {each: each.number not in absent for each in register}
    came = [each.gender for each, is_here in present.items() if is_here]
    return _Counts(
        came.count(Gender.GIRL), came.count(Gender.BOY), came.count(Gender.OTHER), present
    )


def _write(
    session: Session, told: Told, counts: _Counts, *, token: UUID, now: datetime, by: User
) -> None:
    if session.status == SessionStatus.SCHEDULED:  # from then on the days to the lock are counted
        session.entered_at, session.entered_by = now, by
    session.status, session.entry_token = SessionStatus.DELIVERED, token
    session.on, session.minutes, session.note = told.on, told.minutes, told.note
    session.girls, session.boys, session.others = counts.girls, counts.boys, counts.others
    store(
        session, "status", "entry_token", "on", "minutes", "note", "girls", "boys", "others",
        "entered_at", "entered_by",
    )  # fmt: skip
    if told.facilitators is not None:
        session.facilitators.set(told.facilitators)
    _write_attendance(session, counts.present)


def _write_attendance(session: Session, present: Mapping[Participant, bool]) -> None:
    there = {each.participant_id: each for each in session.attendance.all()}
    fresh = []
    for participant, is_here in present.items():
        row = there.get(participant.pk)
        if row is None:
            fresh.append(Attendance(session=session, participant=participant, was_present=is_here))
        elif row.was_present != is_here:
            row.was_present = is_here
            row.save(update_fields=["was_present"])
    Attendance.objects.bulk_create(fresh)
