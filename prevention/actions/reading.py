"""Opening what was delivered leaves a trace before it is shown."""

from typing import Any

from django.db import transaction

from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction


@transaction.atomic(durable=True)
def note_reading(*, row: Any, part: str, by: User) -> None:
    """Write that `by` reads a row of an organisation; `part` names what of it."""
    audit.record(
        audit.Event.DELIVERY_READ, by=by, action=AuditAction.READ, organisation=row.organisation,
        target=row, part=part,
    )  # fmt: skip
