"""A paper that was made leaves a trace before it is shown."""

from django.db import transaction

from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from prevention.actions._sessions import require_theirs
from prevention.models import Cohort, Session


@transaction.atomic(durable=True)
def note_printed(*, row: Session | Cohort, by: User) -> None:
    """Write that `by` has the register of a session or of a group on paper.

    Raises:
        NotPermitted.
    """
    require_theirs(by, row.cohort if isinstance(row, Session) else row)
    audit.record(
        audit.Event.DELIVERY_PRINTED, by=by, action=AuditAction.PRINT,
        organisation=row.organisation, target=row,
    )  # fmt: skip
