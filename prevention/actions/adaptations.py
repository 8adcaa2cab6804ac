"""What was done differently from the manual, and the manager's word on it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from prevention.actions._rows import lock, store
from prevention.actions._sessions import locked_session, require_theirs, require_unlocked
from prevention.choices import AdaptationKind, AdaptationVerdict, SessionStatus
from prevention.models import Adaptation, Session
from prevention.policies.plans import check_goes_on
from prevention.policies.sessions import NotNow, NotPossible, check_goes_on_for


@dataclass(frozen=True)
class Changed:
    """A change to what the manual says."""

    kind: AdaptationKind | str
    reason: str
    is_planned: bool = False
    touches_core: bool = False


@transaction.atomic(durable=True)
def log_adaptation(
    *, session: Session, changed: Changed, token: UUID, on: date, by: User
) -> Adaptation:
    """Add a change to the log of a session that took place or is to come. The token counts once.

    Raises:
        NotPermitted, Locked, NotPossible, Over.
        NotNow: the session was cancelled, or its results are frozen.
    """
    require_theirs(by, session.cohort)
    session = locked_session(session)
    uid = uuid5(token, str(session.uid))
    done = session.adaptations.filter(uid=uid).first()
    if done is not None:
        return done
    require_unlocked(by, session, on=on)
    check_goes_on_for(session)
    if session.status == SessionStatus.CANCELLED:
        raise NotNow(_("This session was cancelled: nothing was changed in it."))
    return write_adaptation(session, changed, uid=uid, by=by)


def write_adaptation(session: Session, changed: Changed, *, uid: UUID, by: User) -> Adaptation:
    """Write a change within the transaction of an act on its locked session.

    Raises:
        NotPossible: it does not say what was changed and why.
    """
    if changed.kind not in AdaptationKind.values or not changed.reason.strip():
        raise NotPossible(_("Say what was done differently, and why."))
    row = Adaptation.objects.create(
        uid=uid, organisation=session.organisation, session=session, kind=changed.kind,
        is_planned=changed.is_planned, touches_core=changed.touches_core,
        reason=changed.reason.strip(),
    )  # fmt: skip
    audit.record(
        audit.Event.ADAPTATION_RECORDED, by=by, action=AuditAction.CREATE,
        organisation=session.organisation, target=row,
    )  # fmt: skip
    return row


@transaction.atomic(durable=True)
def judge_adaptation(
    *, adaptation: Adaptation, verdict: AdaptationVerdict, row_version: int | None, by: User
) -> Adaptation:
    """Say whether a change keeps to the programme. A manager may think again.

    Raises:
        NotPermitted, Stale, Over.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=adaptation.organisation)
    row = lock(adaptation, version=row_version)
    check_goes_on(row.session.cohort.implementation)
    before, row.verdict, row.judged_by = row.verdict, verdict, by
    store(row, "verdict", "judged_by")
    audit.record(
        audit.Event.ADAPTATION_JUDGED, by=by, action=AuditAction.UPDATE,
        organisation=row.organisation, target=row, before=before, after=str(verdict),
    )  # fmt: skip
    return row
