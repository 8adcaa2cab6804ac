"""Who a patient is: asked of the vault with a reason, for a moment, and always logged there."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinics.models import Patient
from clinics.vocabulary import IdentityStatus
from kernel.models import Organisation, User
from kernel.permissions import Permission, has_permission, require
from vault import api as vault


SECONDS_SHOWN = 120
Purpose = vault.Purpose
Locked = vault.Locked
BirthQuality = vault.BirthQuality
Identity = vault.Identity
REVEAL_PURPOSES = (Purpose.DESK_CHECK, Purpose.CALL, Purpose.REFERRAL_LETTER, Purpose.EMERGENCY)
CORRECTION_REASONS = [(reason.value, reason.label) for reason in vault.CorrectionReason]
FIND_PURPOSES = (Purpose.CARE, Purpose.DESK_CHECK, Purpose.CALL, Purpose.EMERGENCY)


@dataclass(frozen=True)
class Hit:
    """Somebody who fits what was asked: a code, and just enough to recognise the person."""

    patient_uid: UUID
    code: str
    masked_name: str = field(repr=False)
    birth_year: int | None = field(repr=False)


@dataclass(frozen=True)
class Fact:
    """One line of a revealed identity."""

    label: str
    value: str = field(repr=False)


def names_are_locked() -> bool:
    """Whether the vault is locked: work by code goes on, names are not shown."""
    return vault.is_locked()


def find_people(
    *,
    viewer: User,
    organisation: Organisation,
    purpose: str,
    national_id: str = "",
    given: str = "",
    surname: str = "",
    birth_date: date | None = None,
    phone: str = "",
) -> list[Hit]:
    """At most five people of one organisation who fit; the vault logs the question.

    Raises:
        Refused: the vault is locked, the question is too wide, or the person may not ask.
    """
    query = vault.Query(
        national_id=national_id, given=given, surname=surname, birth_date=birth_date, phone=phone
    )
    context = vault.Context(by=viewer, organisation=organisation, purpose=Purpose(purpose))
    hits = vault.find(context, query=query)
    kept = _merged([hit.patient_uid for hit in hits])
    found: dict[UUID, Hit] = {}
    for hit in hits:
        uid, code = kept.get(hit.patient_uid, (hit.patient_uid, hit.code))
        found.setdefault(uid, Hit(uid, vault.format_code(code), hit.masked_name, hit.birth_year))
    return list(found.values())


def _merged(uids: list[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """Records that were given up, each with uid and code of the one that was kept."""
    rows = Patient.objects.filter(uid__in=uids, merged_into__isnull=False)
    return {
        uid: (kept, code)
        for uid, kept, code in rows.values_list("uid", "merged_into__uid", "merged_into__code")
    }


def reveal(*, viewer: User, patient: Patient, purpose: str) -> list[Fact]:
    """Name and birth date, and contacts for those whose role includes them.

    Raises:
        Refused: the vault is locked, or the viewer may not read names here.
    """
    require(viewer, Permission.IDENTITY_LABEL, at=patient.organisation)
    context = vault.Context(by=viewer, organisation=patient.organisation, purpose=Purpose(purpose))
    if patient.identity_status == IdentityStatus.ANONYMOUS:
        return [Fact(_("Name"), _("Registered without a name"))]
    if has_permission(viewer, Permission.IDENTITY_CONTACTS, at=patient.organisation):
        return _contact_facts(vault.contacts(context, patient_uid=patient.uid))
    label = vault.labels(context, patient_uids=[patient.uid]).get(patient.uid)
    if label is None:
        return []
    return _given(
        [(_("Name"), label.name), (_("Born"), _birth(label.birth_date, label.birth_quality))]
    )


def _contact_facts(identity: Identity) -> list[Fact]:
    return _given(
        [
            (_("Name"), identity.full_name),
            (_("Born"), _birth(identity.birth_date, identity.birth_quality)),
            (_("Phone"), identity.phone),
            (_("Address"), identity.address),
            (_("Trusted person"), identity.trusted_person),
            (_("National number"), identity.national_id),
        ]
    )


def _given(pairs: list[tuple[str, str]]) -> list[Fact]:
    return [Fact(label, value) for label, value in pairs if value]


def _birth(day: date | None, quality: str) -> str:
    if day is None:
        return ""
    if quality in (BirthQuality.YEAR_ONLY, BirthQuality.DEFAULT):
        return str(day.year)
    return date_format(day, "j F Y")
