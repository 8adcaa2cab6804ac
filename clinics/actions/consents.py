"""Consents: a row for each purpose, given under one text, withdrawn when the patient says so."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics.actions._locking import day_of, lock_patient
from clinics.models import Consent, Patient
from clinics.rules import check
from clinics.rules.events import BEFORE_BIRTH, FUTURE
from clinics.vocabulary import ConsentPurpose
from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


class ConsentHolds(Refused):
    """The patient consented to this under this text, and still does."""

    code = "consent-holds"


class ConsentEnded(Refused):
    """The consent was withdrawn already, or was not given yet on that day."""

    code = "consent-ended"


@transaction.atomic(durable=True)
def give_consent(
    *,
    patient: Patient,
    purpose: str,
    text_version: str,
    given_on: date,
    now: datetime,
    by: User,
) -> Consent:
    """Write that the patient consented to one purpose.

    Raises:
        NotPermitted: `by` writes no episodes here.
        ConsentHolds: the same consent holds already.
        RuleBroken: V03, V04.
        ValueError: `purpose` is none of `ConsentPurpose`.
    """
    require(by, Permission.EPISODE_WRITE, at=patient.organisation)
    patient = lock_patient(patient.pk)
    return consented(
        patient, purpose=purpose, text_version=text_version, given_on=given_on, now=now, by=by
    )


def consented(
    patient: Patient,
    *,
    purpose: str,
    text_version: str,
    given_on: date,
    is_further: bool = False,
    now: datetime,
    by: User,
) -> Consent:
    """The consent of a locked patient, as a part of an act that asked for the permission.

    `is_further`: another one for the same purpose may hold, such as for another organisation.

    Raises:
        ConsentHolds, RuleBroken, ValueError.
    """
    held = Consent.objects.filter(
        patient=patient, purpose=purpose, text_version=text_version, withdrawn_on__isnull=True
    )
    if not is_further and held.exists():
        raise ConsentHolds(_("This consent is recorded already."))
    check((FUTURE, BEFORE_BIRTH), _row(patient, on=given_on, now=now))
    consent = Consent(
        patient=patient, purpose=ConsentPurpose(purpose), text_version=text_version,
        given_on=given_on, recorded_at=now, recorded_by=by,
    )  # fmt: skip
    consent.full_clean()
    consent.save(force_insert=True)
    _note(audit.Event.CONSENT_GIVEN, consent, patient, action=AuditAction.CREATE, by=by)
    return consent


@transaction.atomic(durable=True)
def withdraw_consent(*, consent: Consent, on: date, now: datetime, by: User) -> Consent:
    """Write that the patient withdrew a consent; what was done under it stays.

    Raises:
        NotPermitted: `by` writes no episodes here.
        ConsentEnded: it was withdrawn before, or is given after that day.
        RuleBroken: V03.
    """
    require(by, Permission.EPISODE_WRITE, at=consent.patient.organisation)
    patient = lock_patient(consent.patient_id)
    consent = Consent.objects.get(pk=consent.pk)
    if consent.withdrawn_on is not None or on < consent.given_on:
        raise ConsentEnded(_("This consent is not in force on that day. Check the date."))
    check((FUTURE,), _row(patient, on=on, now=now))
    consent.withdrawn_on = on
    consent.full_clean()
    consent.save(update_fields=["withdrawn_on"])
    _note(audit.Event.CONSENT_WITHDRAWN, consent, patient, action=AuditAction.UPDATE, by=by)
    return consent


def _row(patient: Patient, *, on: date, now: datetime) -> dict[str, Any]:
    return {"on": on, "today": day_of(now), "birth_year": patient.birth_year}


def _note(
    event: audit.Event, consent: Consent, patient: Patient, *, action: AuditAction, by: User
) -> None:
    audit.record(
        event,
        by=by,
        action=action,
        organisation=patient.organisation,
        target=consent,
        object_uids=[patient.uid],
        reason_code=consent.purpose,
    )
