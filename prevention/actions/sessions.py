"""Planning the sessions of groups: make, move, cancel, add."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from prevention.actions._rows import store
from prevention.actions._sessions import locked_session, require_theirs
from prevention.choices import SessionStatus
from prevention.models import Cohort, Session, SessionPlan
from prevention.policies.sessions import NotPossible, check_can_plan, check_near, check_scheduled
from prevention.rules.calendar import weekly


@transaction.atomic(durable=True)
def plan_sessions(
    *,
    cohorts: Sequence[Cohort],
    first: date,
    weekday: int,
    skipping: Collection[date] = (),
    by: User,
) -> list[Session]:
    """Plan what the manual has and the groups have not, once a week from a day on.

    A session that was cancelled is planned anew. Days on which the group has a session already, or
    had one that was cancelled, are left out like those in `skipping`.

    Raises:
        NotPermitted: a group is not theirs.
        NotNow: a group or its implementation is over.
        NotPossible: everything is planned.
    """
    for cohort in cohorts:
        require_theirs(by, cohort)
    rows = Cohort.objects.select_for_update(of=("self",)).select_related(
        "organisation", "implementation"
    )
    made: list[Session] = []
    for cohort in rows.filter(uid__in=[each.uid for each in cohorts]).order_by("pk"):
        check_can_plan(cohort)
        check_near(first, run=cohort.implementation)
        made += _plan_one(cohort, first=first, weekday=weekday, skipping=skipping, by=by)
    if not made:
        raise NotPossible(_("Every session of the manual is planned already."))
    return made


def _plan_one(
    cohort: Cohort, *, first: date, weekday: int, skipping: Collection[date], by: User
) -> list[Session]:
    there = list(cohort.sessions.all())
    taken = {each.on for each in there}
    kept = [each for each in there if each.status != SessionStatus.CANCELLED]
    planned = [each.plan_id for each in kept if each.plan_id is not None]
    plans = SessionPlan.objects.filter(version=cohort.implementation.programme_version_id)
    left = list(plans.exclude(pk__in=planned).order_by("number"))
    if not left:
        return []
    days = weekly(first, weekday=weekday, count=len(left), skipping={*skipping, *taken})
    leads = list(cohort.facilitators.filter(retired_at__isnull=True))
    made = []
    for plan, day in zip(left, days, strict=True):
        session = Session.objects.create(
            organisation=cohort.organisation, cohort=cohort, plan=plan, on=day
        )
        session.facilitators.set(leads)
        made.append(session)
    audit.record(
        audit.Event.SESSIONS_PLANNED, by=by, action=AuditAction.CREATE,
        organisation=cohort.organisation, target=cohort, count=len(made),
    )  # fmt: skip
    return made


@transaction.atomic(durable=True)
def add_session(
    *, cohort: Cohort, plan: SessionPlan | None, on: date, token: UUID, by: User
) -> Session:
    """Add a session that is not in the plan, or one that is given again. The token counts once.

    Raises:
        NotPermitted, NotNow.
        NotPossible: the group has this session on that day.
    """
    require_theirs(by, cohort)
    rows = Cohort.objects.select_for_update(of=("self",)).select_related(
        "organisation", "implementation"
    )
    cohort = rows.get(pk=cohort.pk)
    uid = uuid5(token, str(cohort.uid))
    done = cohort.sessions.filter(uid=uid).first()
    if done is not None:
        return done
    check_can_plan(cohort)
    check_near(on, run=cohort.implementation)
    _check_free(cohort, plan, on)
    session = Session.objects.create(
        uid=uid, organisation=cohort.organisation, cohort=cohort, plan=plan, on=on
    )
    session.facilitators.set(cohort.facilitators.filter(retired_at__isnull=True))
    _note(session, "ADDED", by=by, action=AuditAction.CREATE)
    return session


@transaction.atomic(durable=True)
def move_session(*, session: Session, on: date, row_version: int | None, by: User) -> Session:
    """Put a planned session on another day.

    Raises:
        NotPermitted, Stale, Over, NotNow.
        NotPossible: the group has this session on that day.
    """
    require_theirs(by, session.cohort)
    session = locked_session(session, version=row_version)
    check_scheduled(session)
    if session.on == on:
        return session
    check_near(on, run=session.cohort.implementation)
    _check_free(session.cohort, session.plan, on)
    session.on = on
    store(session, "on")
    _note(session, "MOVED", by=by)
    return session


@transaction.atomic(durable=True)
def cancel_session(*, session: Session, reason: str, row_version: int | None, by: User) -> Session:
    """Cancel a planned session, saying why.

    Raises:
        NotPermitted, Stale, Over, NotNow.
        NotPossible: no reason is given.
    """
    require_theirs(by, session.cohort)
    session = locked_session(session, version=row_version)
    check_scheduled(session)
    if not reason.strip():
        raise NotPossible(_("Give the reason: it is asked for when the sessions are counted."))
    session.status, session.status_reason = SessionStatus.CANCELLED, reason.strip()
    store(session, "status", "status_reason")
    _note(session, "CANCELLED", by=by)
    return session


def _check_free(cohort: Cohort, plan: SessionPlan | None, on: date) -> None:
    if plan is not None and cohort.sessions.filter(plan=plan, on=on).exists():
        raise NotPossible(
            _("%(group)s has this session on %(day)s already. Choose another day.")
            % {"group": cohort.label, "day": date_format(on, "SHORT_DATE_FORMAT")}
        )


def _note(
    session: Session, reason_code: str, *, by: User, action: AuditAction = AuditAction.UPDATE
) -> None:
    audit.record(
        audit.Event.SESSION_CHANGED, by=by, action=action, organisation=session.organisation,
        target=session, reason_code=reason_code,
    )  # fmt: skip
