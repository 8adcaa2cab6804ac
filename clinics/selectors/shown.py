"""The trace of a list: one event for each organisation, with everybody who was shown."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from kernel import audit
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction


def note_shown(*, viewer: User, patients: Iterable[tuple[UUID, UUID]]) -> None:
    """Write who was shown: pairs of the organisation's uid and the patient's; twice is once."""
    shown: dict[UUID, dict[UUID, None]] = defaultdict(dict)
    for organisation_uid, patient_uid in patients:
        shown[organisation_uid][patient_uid] = None
    for organisation_uid, uids in shown.items():
        audit.record(
            audit.Event.CASELOAD_LISTED,
            by=viewer,
            action=AuditAction.LIST,
            organisation=Organisation(uid=organisation_uid),
            object_type="clinics.patient",
            object_uids=list(uids),
        )
