"""Printing: who took which paper of whose record out of the system, and why."""

from collections.abc import Iterable

from django.db import transaction

from clinics.choices import Document
from clinics.models import Patient
from clinics.selectors.papers import needed_for
from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import require


def check_may_print(*, patient: Patient, document: Document, by: User) -> None:
    """Demand the permission before anything is read for a paper.

    Raises:
        NotPermitted.
    """
    require(by, needed_for(document), at=patient.organisation)


@transaction.atomic(durable=True)
def note_printed(
    *,
    patient: Patient,
    document: Document,
    purpose: str = "",
    with_name: bool = False,
    fields: Iterable[str] = (),
    by: User,
) -> None:
    """Write that a paper was printed, before it leaves. What was typed on it is not kept.

    Raises:
        NotPermitted.
    """
    check_may_print(patient=patient, document=document, by=by)
    is_subject = document is Document.SUBJECT
    audit.record(
        audit.Event.SUBJECT_PRINTED if is_subject else audit.Event.DOCUMENT_PRINTED,
        by=by, action=AuditAction.PRINT, organisation=patient.organisation, target=patient,
        reason_code=str(document), purpose=purpose, fields=fields, with_name=with_name,
    )  # fmt: skip
