"""Moving a run within the transaction of an action."""

from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from prevention import states
from prevention.actions._rows import store
from prevention.choices import ImplementationStatus
from prevention.models import Implementation


def take(run: Implementation, move: states.Move, *, reason: str = "", by: User) -> None:
    """Write the step of a locked run whose guards have been asked."""
    before = run.status
    run.status = states.target_of(move, suspended_from=run.suspended_from)
    run.suspended_from = before if run.status == ImplementationStatus.SUSPENDED else ""
    run.status_reason = reason
    store(run, "status", "suspended_from", "status_reason", "reported_at")
    audit.record(
        audit.Event.PROGRAMME_MOVED, by=by, action=AuditAction.UPDATE,
        organisation=run.organisation, target=run, reason_code=move.name.upper(),
        before=before, after=run.status,
    )  # fmt: skip


def begin_with_first_session(run: Implementation, *, by: User) -> None:
    """Let a ready run begin, because a session of it was delivered just now.

    For the action that delivers a session, inside its transaction; any other run stays as it is.
    """
    fresh = Implementation.objects.select_for_update(of=("self",))
    run = fresh.select_related("organisation").get(pk=run.pk)
    if run.status == ImplementationStatus.READY:
        take(run, states.BY_NAME["begin"], by=by)
