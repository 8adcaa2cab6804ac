"""What in a note would tell who the patient is, before it is saved."""

from clinics.models import Patient
from clinics.vocabulary import IdentityStatus
from kernel.leaks import Leak, LeakKind, leaks_in, without_overlaps
from kernel.models import User
from kernel.permissions import Permission, has_permission
from vault import api as vault


SHORTEST = 3


def leaks_about(*, viewer: User, patient: Patient, text: str) -> tuple[Leak, ...]:
    """Numbers and addresses in `text`, and the patient's names as far as the vault is open.

    The vault is asked about every text, so that asking tells nothing of what is in it; a locked
    vault or a viewer without the right to read names leaves the names unchecked.
    """
    found = list(leaks_in(text))
    if len(text.strip()) >= SHORTEST and _can_compare(viewer, patient):
        context = vault.Context(viewer, patient.organisation, vault.Purpose.CARE)
        try:
            named = vault.mentions(context, patient_uid=patient.uid, text=text)
        except (vault.Locked, vault.NoSuchPatient, vault.NotNamed):
            named = ()
        found += [Leak(mention.start, mention.end, LeakKind.NAME) for mention in named]
    return without_overlaps(found)


def _can_compare(viewer: User, patient: Patient) -> bool:
    return (
        patient.identity_status == IdentityStatus.NAMED
        and not vault.is_locked()
        and has_permission(viewer, Permission.IDENTITY_LABEL, at=patient.organisation)
    )
