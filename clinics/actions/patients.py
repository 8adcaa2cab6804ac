"""Registering people, with or without a name, and what the vault then has to know.

Three steps, each in a transaction of its own: the registration begins in `default` under a key,
the vault registers the person under the same key, the patient is written. Whatever is interrupted
is repeated with the same key and ends with the same patient.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from clinics.actions._entries import answered
from clinics.actions._locking import day_of, lock_patient
from clinics.models import Patient, Registration
from clinics.rules import PATIENT_RULES, check
from clinics.vocabulary import IdentityStatus
from kernel import audit
from kernel.errors import Refused
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from vault import api as vault


class RegistrationElsewhere(Refused):
    """The key belongs to a registration at another organisation."""

    code = "key-reused"


@dataclass(frozen=True)
class Registered:
    """A patient, and who may be the same person."""

    patient: Patient
    duplicates: tuple[vault.Duplicate, ...]


def register_patient(
    *,
    organisation: Organisation,
    key: UUID,
    identity: vault.Identity | None,
    sex: str = "",
    sex_null: str = "NASK",
    birth_year: int | None = None,
    birth_year_null: str = "NASK",
    birth_country: str = "",
    birth_country_null: str = "NASK",
    is_invented: bool = False,
    now: datetime,
    by: User,
) -> Registered:
    """Register one person. Sex and year of birth come from the identity where it has them.

    Raises:
        NotPermitted: `by` registers nobody here.
        RegistrationElsewhere, vault.KeyReused: the key was used for somebody else.
        vault.Locked, vault.IdentityUnusable: with an identity only.
        RuleBroken: V04, a year of birth in the future.
    """
    require(by, Permission.PATIENT_REGISTER, at=organisation)
    facts = _facts(
        identity, sex=sex, sex_null=sex_null, birth_year=birth_year,
        birth_year_null=birth_year_null, birth_country=birth_country,
        birth_country_null=birth_country_null,
    )  # fmt: skip
    check(PATIENT_RULES, facts | {"today": day_of(now)})
    _begin(organisation, key, now=now, by=by)
    answer = vault.register(
        _context(organisation, vault.Purpose.REGISTER, by),
        identity=identity,
        idempotency_key=key,
        is_invented=is_invented,
    )
    patient = _complete(
        organisation, key, answer, facts, is_named=identity is not None,
        is_invented=is_invented, now=now, by=by,
    )  # fmt: skip
    return Registered(patient=patient, duplicates=answer.duplicates)


def candidates(
    *, organisation: Organisation, identity: vault.Identity, key: UUID, by: User
) -> tuple[vault.Duplicate, ...]:
    """Who may be the person about to be registered; a record that was merged leads to the kept one.

    A form that comes a second time, with the `key` of a registration that is done, has none.

    Raises:
        NotPermitted, vault.Locked, vault.IdentityUnusable.
    """
    require(by, Permission.PATIENT_REGISTER, at=organisation)
    if Registration.objects.filter(key=key, patient__isnull=False).exists():
        return ()
    ctx = _context(organisation, vault.Purpose.REGISTER, by)
    found = vault.candidates(ctx, identity=identity)
    kept = {
        given_up: (uid, code)
        for given_up, uid, code in Patient.objects.filter(
            uid__in=[each.patient_uid for each in found], merged_into__isnull=False
        ).values_list("uid", "merged_into__uid", "merged_into__code")
    }
    resolved: dict[UUID, vault.Duplicate] = {}
    for each in found:
        uid, code = kept.get(each.patient_uid, (each.patient_uid, each.code))
        resolved.setdefault(uid, vault.Duplicate(uid, code, each.band))
    return tuple(resolved.values())


def name_patient(
    *,
    patient: Patient,
    identity: vault.Identity,
    row_version: int | None = None,
    now: datetime,
    by: User,
) -> Registered:
    """Give a name to somebody registered without one; the code stays.

    Repeating it after an interruption refuses with `AlreadyNamed`, and marks the patient as named.

    Raises:
        NotPermitted, Stale, vault.Locked, vault.IdentityUnusable, vault.AlreadyNamed.
        RuleBroken: V04.
    """
    require(by, Permission.PATIENT_REGISTER, at=patient.organisation)
    facts = _known(identity)
    check(PATIENT_RULES, facts | {"today": day_of(now)})
    _check_version(patient, row_version)
    ctx = _context(patient.organisation, vault.Purpose.REGISTER, by)
    try:
        duplicates = vault.attach(ctx, patient_uid=patient.uid, identity=identity)
    except vault.AlreadyNamed:
        _change(patient, {"identity_status": IdentityStatus.NAMED}, by=by, step="named")
        raise
    named = {"identity_status": IdentityStatus.NAMED, **facts}
    return Registered(
        patient=_change(patient, named, by=by, step="named"), duplicates=tuple(duplicates)
    )


def correct_identity(
    *, patient: Patient, changes: Mapping[str, Any], reason_code: str, by: User
) -> Patient:
    """Change who a patient is, in the vault; sex and year of birth follow in the record.

    Raises:
        NotPermitted, vault.Locked, vault.NotNamed, vault.IdentityUnusable.
        ValueError: `reason_code` is none of the vault's.
    """
    require(by, Permission.IDENTITY_CORRECT, at=patient.organisation)
    ctx = _context(patient.organisation, vault.Purpose.CORRECTION, by)
    vault.correct(ctx, patient_uid=patient.uid, changes=changes, reason_code=reason_code)
    facts: dict[str, Any] = {}
    if changes.get("sex"):
        facts |= {"sex": changes["sex"], "sex_null": ""}
    if changes.get("birth_date"):
        facts |= {"birth_year": changes["birth_date"].year, "birth_year_null": ""}
    return _change(patient, facts, by=by, step="corrected")


def add_former_name(*, patient: Patient, surname: str, by: User) -> None:
    """Add a surname under which the patient shall be found as well.

    Raises:
        NotPermitted, vault.Locked, vault.NotNamed, vault.IdentityUnusable.
    """
    require(by, Permission.IDENTITY_CORRECT, at=patient.organisation)
    ctx = _context(patient.organisation, vault.Purpose.CORRECTION, by)
    vault.add_alias(ctx, patient_uid=patient.uid, surname=surname)


def _context(organisation: Organisation, purpose: vault.Purpose, by: User) -> vault.Context:
    return vault.Context(by=by, organisation=organisation, purpose=purpose)


def _known(identity: vault.Identity | None) -> dict[str, Any]:
    """What the record keeps of an identity: sex and year of birth, where they are known."""
    facts: dict[str, Any] = {}
    if identity is not None and identity.sex:
        facts |= {"sex": identity.sex, "sex_null": ""}
    if identity is not None and identity.birth_date:
        facts |= {"birth_year": identity.birth_date.year, "birth_year_null": ""}
    return facts


def _facts(identity: vault.Identity | None, **given: Any) -> dict[str, Any]:
    return answered(given | _known(identity), "sex", "birth_year", "birth_country")


def _begin(organisation: Organisation, key: UUID, *, now: datetime, by: User) -> None:
    """Commit that a registration begins, before the vault hears of it."""
    begun = Registration(key=key, organisation=organisation, begun_at=now, begun_by=by)
    try:
        with transaction.atomic(durable=True):
            if not _is_begun(key):
                begun.save(force_insert=True)
    except IntegrityError:
        """Another try with the same key began in the same moment; it is found below."""
    if Registration.objects.get(key=key).organisation_id != organisation.pk:
        raise RegistrationElsewhere(_("This form was already used elsewhere. Start again."))


def _is_begun(key: UUID) -> bool:
    return Registration.objects.filter(key=key).exists()


@transaction.atomic(durable=True)
def _complete(
    organisation: Organisation,
    key: UUID,
    answer: vault.Registration,
    facts: dict[str, Any],
    *,
    is_named: bool,
    is_invented: bool,
    now: datetime,
    by: User,
) -> Patient:
    """Write the patient, or find the one that an earlier try wrote."""
    begun = Registration.objects.select_for_update().get(key=key)
    if begun.patient_id is not None:
        return Patient.objects.select_related("organisation").get(pk=begun.patient_id)
    patient = Patient(
        uid=answer.patient_uid,
        organisation=organisation,
        code=answer.code,
        identity_status=IdentityStatus.NAMED if is_named else IdentityStatus.ANONYMOUS,
        is_invented=is_invented,
        registered_at=now,
        registered_by=by,
        **facts,
    )
    patient.full_clean()
    patient.save(force_insert=True)
    begun.patient = patient
    begun.save(update_fields=["patient"])
    audit.record(
        audit.Event.PATIENT_REGISTERED,
        by=by,
        action=AuditAction.CREATE,
        organisation=organisation,
        target=patient,
        identity_status=str(patient.identity_status),
    )
    return patient


@transaction.atomic(durable=True)
def _check_version(patient: Patient, row_version: int | None) -> None:
    lock_patient(patient.pk, row_version=row_version)


@transaction.atomic(durable=True)
def _change(patient: Patient, facts: dict[str, Any], *, by: User, step: str) -> Patient:
    """Let the record follow what the vault did; its own event names the fields, not the values."""
    patient = lock_patient(patient.pk)
    differing = [name for name, value in facts.items() if getattr(patient, name) != value]
    if not differing:
        return patient
    for name in differing:
        setattr(patient, name, facts[name])
    patient.row_version += 1
    patient.full_clean()
    patient.save(update_fields=[*differing, "row_version"])
    audit.record(
        audit.Event.PATIENT_REGISTERED,
        by=by,
        action=AuditAction.UPDATE,
        organisation=patient.organisation,
        target=patient,
        fields=differing,
        step=step,
    )
    return patient
