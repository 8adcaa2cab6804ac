"""Reading names and contacts of patients in one's care. Each answer leaves an event first."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.audit import Event
from kernel.errors import Refused
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from vault import people, sealing
from vault.context import Context, note
from vault.identities import GROUPS, LABEL_GROUPS, Identity
from vault.keys import keyring
from vault.models import Pseudonym, PseudonymState


MOST_LABELS = 50


class TooManyLabels(Refused):
    """More names were asked for than one screen shows."""

    code = "too-many-labels"


@dataclass(frozen=True)
class Label:
    """What stands beside a code on a screen, and nowhere else."""

    name: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    birth_quality: str


def labels(ctx: Context, *, patient_uids: Collection[UUID]) -> dict[UUID, Label]:
    """Names and birth dates of up to 50 patients; who has no name or is not here is left out.

    Raises:
        NotPermitted: the caller may not read names here.
        Locked: the vault is locked.
        TooManyLabels: more than 50 were asked for.
    """
    require(ctx.by, Permission.IDENTITY_LABEL, at=ctx.organisation)
    ring, wanted = keyring(), set(patient_uids)
    if len(wanted) > MOST_LABELS:
        raise TooManyLabels(_("At most 50 names are shown at a time."))
    with transaction.atomic(using="vault"):
        found = Pseudonym.objects.select_related("person").filter(
            organisation_uid=ctx.organisation.uid,
            patient_uid__in=wanted,
            person__isnull=False,
            state=PseudonymState.ACTIVE,
        )
        by_patient = {row.patient_uid: row.person for row in found if row.person}
        opened = sealing.open_all(ring, by_patient.values(), groups=LABEL_GROUPS)
        note(
            ctx, Event.LABELS_READ, action=AuditAction.LIST, patients=sorted(by_patient),
            fields=["names", "birth_date"],
        ).save(force_insert=True)  # fmt: skip
    return {
        patient: _label(sealing.latest(opened[person.uid]))
        for patient, person in by_patient.items()
    }


def contacts(ctx: Context, *, patient_uid: UUID) -> Identity:
    """Everything that is known of who a patient is.

    Raises:
        NotPermitted: the caller may not read contacts here.
        Locked: the vault is locked.
        NoSuchPatient, NotNamed: there is no such patient here, or no name.
    """
    require(ctx.by, Permission.IDENTITY_CONTACTS, at=ctx.organisation)
    ring = keyring()
    with transaction.atomic(using="vault"):
        person = people.person(ctx, patient_uid)
        identity = sealing.latest(sealing.open_all(ring, [person])[person.uid])
        note(
            ctx, Event.CONTACTS_READ, action=AuditAction.READ, patients=[patient_uid],
            fields=[group.name.lower() for group in GROUPS],
        ).save(force_insert=True)  # fmt: skip
    return identity


def _label(identity: Identity) -> Label:
    return Label(identity.full_name, identity.birth_date, identity.birth_quality)
