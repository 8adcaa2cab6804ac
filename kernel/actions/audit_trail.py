"""Reading and verifying the audit: acts that are themselves audited."""

from django.db import transaction

from kernel import audit
from kernel.models import AuditRecord, User
from kernel.models.audit_events import AuditAction
from kernel.paging import PAGE, Page, Place
from kernel.permissions import Permission, require_somewhere
from kernel.sealing import Checkpoint
from kernel.trail import Filters, audit_page
from kernel.verification import Verdict, verify_and_record


@transaction.atomic
def read_audit(*, filters: Filters, place: Place, by: User, size: int = PAGE) -> Page[AuditRecord]:
    """Read one page of events; the trace holds how many, and which filters, never their values.

    Raises:
        NotPermitted: `by` reads the audit of no organisation.
    """
    require_somewhere(by, Permission.AUDIT_READ)
    page = audit_page(viewer=by, filters=filters, place=place, size=size)
    audit.record(
        audit.Event.AUDIT_READ,
        by=by,
        action=AuditAction.LIST,
        object_type="kernel.auditevent",
        fields=filters.used,
        shown=len(page.rows),
    )
    return page


def verify_audit(*, checkpoint: Checkpoint | None, by: User) -> Verdict:
    """Verify the whole chain. It tells of positions and counts only, so every reader may.

    Raises:
        NotPermitted: `by` reads the audit of no organisation.
        AuditKeyMissing: there is no key to verify with.
    """
    require_somewhere(by, Permission.AUDIT_READ)
    return verify_and_record(checkpoint=checkpoint, by=by)
