"""Opening a record leaves a trace before the record is shown."""

from collections.abc import Iterable

from django.db import transaction

from clinics.models import Patient
from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


@transaction.atomic(durable=True)
def open_record(*, patient: Patient, by: User, fields: Iterable[str] = ()) -> None:
    """Write that `by` reads the record of a patient; `fields` names its parts.

    Raises:
        NotPermitted: `by` reads no records here.
    """
    require(by, Permission.RECORD_READ, at=patient.organisation)
    audit.record(
        audit.Event.RECORD_OPENED,
        by=by,
        action=AuditAction.READ,
        organisation=patient.organisation,
        target=patient,
        purpose="CARE",
        fields=fields,
    )


@transaction.atomic(durable=True)
def keep_leak(*, patient: Patient, act: str, kinds: Iterable[str], by: User) -> None:
    """Write that `by` saved a note as it is, although it seems to tell who somebody is.

    `kinds` says what it seems to hold, never where or which.
    """
    audit.record(
        audit.Event.NOTE_LEAK_OVERRIDDEN,
        by=by,
        action=AuditAction.UPDATE,
        organisation=patient.organisation,
        target=patient,
        act=act,
        kinds=sorted(set(kinds)),
    )
