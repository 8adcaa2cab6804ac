"""Voiding entries that should not be there. The row stays and says why it does not count."""

from datetime import datetime

from django.db import transaction

from clinics import policies
from clinics.actions import _entries, _steps, stock
from clinics.actions._locking import lock_episode
from clinics.models import (
    ChildrenSummary,
    Contact,
    Diagnosis,
    Dose,
    DrugTest,
    InfectionCare,
    InfectionTest,
    Intervention,
    Measure,
    NaloxoneEvent,
    Overdose,
    Pregnancy,
    SafeguardingConcern,
    TreatmentDemand,
    Vaccination,
    ViolenceScreen,
)
from clinics.vocabulary import RecordState, VoidReason
from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


Voidable = (
    Contact | Dose | DrugTest | TreatmentDemand | Intervention | Measure | InfectionTest
    | InfectionCare | Vaccination | Pregnancy | ChildrenSummary | Overdose | NaloxoneEvent
    | Diagnosis | ViolenceScreen | SafeguardingConcern
)  # fmt: skip


@transaction.atomic(durable=True)
def void(*, entry: Voidable, reason: str, now: datetime, by: User) -> Voidable:
    """Mark an entry as void.

    Raises:
        NotPermitted: `by` voids nothing here.
        NotCurrent: somebody corrected or voided it.
        ValueError: `reason` is none of `VoidReason`.
    """
    require(by, Permission.RECORD_VOID, at=entry.organisation)
    episode = lock_episode(entry.episode_id)
    row = type(entry).objects.select_for_update(of=("self",)).get(pk=entry.pk)
    policies.check_is_current(row)
    row.state, row.void_reason = RecordState.VOIDED, VoidReason(reason)
    row.voided_at, row.voided_by = now, by
    row.full_clean(
        exclude=_entries.KNOWN_TO_EXIST, validate_unique=False, validate_constraints=False
    )
    row.save(update_fields=["state", "void_reason", "voided_at", "voided_by"])
    if isinstance(row, Dose):
        stock.reverse_for(dose=row, now=now, by=by)
    _steps.read_again(episode, now=now, by=by)
    _entries.note_entry(
        audit.Event.ENTRY_VOIDED, row, episode, by=by, action=AuditAction.VOID,
        reason_code=row.void_reason,
    )  # fmt: skip
    return row
