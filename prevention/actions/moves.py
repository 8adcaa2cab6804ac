"""The steps of an implementation and of a group."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from prevention import states
from prevention.actions._moves import take
from prevention.actions._rows import lock, store
from prevention.choices import CohortStatus, ImplementationStatus
from prevention.models import Cohort, Implementation, WaveDay
from prevention.policies.moves import NotPossibleNow, check_can_move
from prevention.policies.plans import check_goes_on


@transaction.atomic(durable=True)
def move_run(
    *,
    run: Implementation,
    move: states.Move,
    reason: str = "",
    row_version: int | None = None,
    on: date,
    now: datetime,
    by: User,
) -> Implementation:
    """Take one step in the life of an implementation.

    The moment at which its report is accepted is kept: what is frozen later stands apart.

    Raises:
        NotPermitted: managing is the organisation's, accepting the report the coordinator's.
        Stale, NotPossibleNow.
    """
    needed = (
        Permission.PROGRAMME_COORDINATE if move.is_coordinators else Permission.PROGRAMME_MANAGE
    )
    require(by, needed, at=run.organisation)
    run = lock(run, version=row_version)
    check_can_move(run, move, reason=reason, on=on)
    if move.target == ImplementationStatus.REPORTED:
        run.reported_at = now
    take(run, move, reason=reason, by=by)
    return run


@transaction.atomic(durable=True)
def move_group(
    *, cohort: Cohort, move: states.GroupMove, row_version: int | None = None, by: User
) -> Cohort:
    """Take one step in the life of a group; links under which it answers die with it.

    Raises:
        NotPermitted, Stale, Over, NotPossibleNow.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=cohort.organisation)
    cohort = lock(cohort, version=row_version)
    check_goes_on(cohort.implementation)
    if cohort.status not in move.sources:
        raise NotPossibleNow(
            _("This step is not possible now: the group is “%(status)s”.")
            % {"status": cohort.get_status_display()}
        )
    before, cohort.status = cohort.status, move.target
    store(cohort, "status")
    if cohort.status in (CohortStatus.COMPLETED, CohortStatus.DISSOLVED):
        WaveDay.objects.filter(cohort=cohort).update(token_hash="", token_ends_at=None)
    audit.record(
        audit.Event.COHORT_SAVED, by=by, action=AuditAction.UPDATE,
        organisation=cohort.organisation, target=cohort, reason_code=move.name.upper(),
        before=before, after=cohort.status,
    )  # fmt: skip
    return cohort
