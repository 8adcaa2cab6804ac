"""A patient goes on at another clinic: offered by one, taken or declined by the other.

What travels is a bundle of codes and numbers (`clinics.selectors.transfers.bundle_of`), frozen when
the patient agrees. The taking clinic registers the person anew, under a code of its own; neither
clinic sees the other's record.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics import policies
from clinics.actions import _moves
from clinics.actions._locking import Stale, day_of, lock_episode, lock_patient
from clinics.actions.consents import consented
from clinics.actions.patients import register_patient
from clinics.choices import TransferPart, TransferRefusal, TransferState
from clinics.models import Episode, Patient, Transfer
from clinics.rules import check
from clinics.rules.events import BEFORE_REFERRAL, FUTURE
from clinics.selectors.bundles import bundle_of
from clinics.selectors.transfers import Room
from clinics.states import OPEN
from clinics.vocabulary import ConsentPurpose, DischargeReason, ReferralSource
from kernel import audit
from kernel.errors import Refused
from kernel.models import Organisation, Site, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


PERSON = (
    "sex", "sex_null", "birth_year", "birth_year_null", "birth_country", "birth_country_null",
)  # fmt: skip


class NotThere(Refused):
    """The patient cannot be sent there."""

    code = "transfer-not-there"


class AlreadyOffered(Refused):
    """The patient is offered to a clinic, which has not answered."""

    code = "already-offered"


class Answered(Refused):
    """The transfer was taken, declined or withdrawn already."""

    code = "transfer-answered"


class NotAgreed(Refused):
    """The patient does not agree, or no longer."""

    code = "transfer-not-agreed"


@transaction.atomic(durable=True)
def offer_transfer(
    *,
    episode: Episode,
    to: Organisation,
    on: date,
    parts: Collection[str],
    consent_text: str,
    row_version: int | None = None,
    now: datetime,
    by: User,
) -> Transfer:
    """Offer a patient in treatment to another clinic of the country, with the parts agreed to.

    The patient's consent to share with that organisation is written in the same act; the transfer
    names it, and with it the organisation.

    Raises:
        NotPermitted, Stale.
        NotPossibleNow: the episode is not open. AlreadyOffered. NotThere: another country, the
            clinic itself, or no longer in use. NotAgreed: no version of a text.
        RuleBroken: V03.
        ValueError: there is no such part.
    """
    require(by, Permission.PATIENT_TRANSFER, at=episode.organisation)
    patient = lock_patient(episode.patient_id)
    episode = lock_episode(episode.pk, row_version=row_version)
    chosen = [TransferPart(part).value for part in parts]
    _check_can_offer(episode, to)
    if not consent_text:
        raise NotAgreed(_("The patient has to agree to what travels, and where."))
    facts = {"on": on, "today": day_of(now), "referred_on": episode.referred_on}
    check((FUTURE, BEFORE_REFERRAL), facts)
    consent = consented(
        patient, purpose=ConsentPurpose.NGO_SHARING, text_version=consent_text, given_on=on,
        is_further=True, now=now, by=by,
    )  # fmt: skip
    transfer = Transfer(
        episode=episode, organisation=episode.organisation, to_organisation=to, on=on,
        parts=chosen, bundle=bundle_of(episode, parts=chosen, today=day_of(now)),
        consent=consent, offered_at=now, offered_by=by,
    )  # fmt: skip
    transfer.full_clean()
    transfer.save(force_insert=True)
    audit.record(
        audit.Event.TRANSFER_OFFERED, by=by, action=AuditAction.CREATE,
        organisation=episode.organisation, target=transfer,
        object_uids=[episode.uid, patient.uid], fields=chosen, to=str(to.uid),
    )  # fmt: skip
    return transfer


@transaction.atomic(durable=True)
def open_transfer(*, transfer: Transfer, by: User) -> None:
    """Write that the taking clinic looks at what was sent.

    Raises:
        NotPermitted: `by` takes no patients there.
    """
    require(by, Permission.PATIENT_TRANSFER, at=transfer.to_organisation)
    audit.record(
        audit.Event.RECORD_OPENED, by=by, action=AuditAction.READ,
        organisation=transfer.to_organisation, target=transfer, purpose="CARE",
        fields=transfer.parts,
    )  # fmt: skip


@transaction.atomic(durable=True)
def note_room(*, room: Room, by: User) -> None:
    """Write whose codes the list of transfers showed."""
    uids = [line.patient_uid for line in (*room.outgoing, *room.incoming) if line.patient_uid]
    if uids:
        audit.record(
            audit.Event.CASELOAD_LISTED, by=by, action=AuditAction.LIST,
            object_type="clinics.patient", object_uids=uids, list="transfers",
        )  # fmt: skip


@transaction.atomic(durable=True)
def withdraw_transfer(
    *, transfer: Transfer, row_version: int | None = None, now: datetime, by: User
) -> Transfer:
    """Take an offer back before it is answered. What was not taken is deleted from the bundle.

    Raises:
        NotPermitted, Stale, Answered.
    """
    require(by, Permission.PATIENT_TRANSFER, at=transfer.organisation)
    transfer = _lock(transfer, row_version=row_version)
    return _answered(
        transfer, TransferState.WITHDRAWN, organisation=transfer.organisation,
        uids=[transfer.episode.uid, transfer.episode.patient.uid], now=now, by=by,
    )  # fmt: skip


@transaction.atomic(durable=True)
def decline_transfer(
    *,
    transfer: Transfer,
    refusal: str,
    row_version: int | None = None,
    now: datetime,
    by: User,
) -> Transfer:
    """Say no, and why. The sending clinic goes on treating; what came is deleted.

    Raises:
        NotPermitted, Stale, Answered.
        ValueError: `refusal` is none of `TransferRefusal`.
    """
    require(by, Permission.PATIENT_TRANSFER, at=transfer.to_organisation)
    transfer = _lock(transfer, row_version=row_version)
    transfer.refusal = TransferRefusal(refusal)
    return _answered(
        transfer, TransferState.DECLINED, organisation=transfer.to_organisation, uids=[],
        reason_code=refusal, now=now, by=by,
    )  # fmt: skip


def accept_transfer(
    *,
    transfer: Transfer,
    site: Site,
    on: date,
    row_version: int | None = None,
    now: datetime,
    by: User,
) -> Episode:
    """Take the patient: register the person anew without a name, and begin an episode.

    The transfer's own uid is the key of the registration: what was interrupted is repeated and ends
    with the same patient. The sending clinic discharges in its own act (`discharge_transferred`).

    Raises:
        NotPermitted, Stale, Answered, SiteElsewhere, RuleBroken.
        NotAgreed: the patient withdrew the consent meanwhile.
    """
    to = transfer.to_organisation
    require(by, Permission.PATIENT_TRANSFER, at=to)
    require(by, Permission.EPISODE_WRITE, at=to)
    _check_can_take(transfer, row_version=row_version)
    known = {name: transfer.bundle.get("PERSON", {}).get(name) for name in PERSON}
    facts = {name: value for name, value in known.items() if value is not None}
    registered = register_patient(
        organisation=to, key=transfer.uid, identity=None, **facts, now=now, by=by
    )
    return _taken(
        transfer, registered.patient, site=site, on=on, row_version=row_version, now=now, by=by
    )


@transaction.atomic(durable=True)
def discharge_transferred(
    *, transfer: Transfer, on: date, row_version: int | None = None, now: datetime, by: User
) -> Episode:
    """The sending clinic ends its episode, once the other has taken the patient.

    Raises:
        NotPermitted, Stale, NotPossibleNow, RuleBroken.
    """
    require(by, Permission.EPISODE_WRITE, at=transfer.organisation)
    episode = lock_episode(transfer.episode_id)
    transfer = _lock(transfer, row_version=row_version, is_open=False)
    if transfer.state != TransferState.ACCEPTED:
        raise policies.NotPossibleNow(_("The other clinic has not taken the patient yet."))
    return _moves.discharged(
        episode, on=on, reason=DischargeReason.TRANSFERRED_TREATMENT, now=now, by=by
    )


@transaction.atomic(durable=True)
def _taken(
    transfer: Transfer,
    patient: Patient,
    *,
    site: Site,
    on: date,
    row_version: int | None,
    now: datetime,
    by: User,
) -> Episode:
    transfer = _lock(transfer, row_version=row_version)
    _check_agreed(transfer)
    episode = _moves.referred(
        lock_patient(patient.pk), site=site, on=on, source=ReferralSource.DRUG_SERVICE,
        source_null="", key_worker=by, now=now, by=by,
    )  # fmt: skip
    transfer.new_episode, transfer.to_site = episode, site
    _answered(
        transfer, TransferState.ACCEPTED, organisation=transfer.to_organisation,
        uids=[episode.uid, patient.uid], now=now, by=by,
    )  # fmt: skip
    return episode


def _answered(
    transfer: Transfer,
    state: TransferState,
    *,
    organisation: Organisation,
    uids: list,
    reason_code: str = "",
    now: datetime,
    by: User,
) -> Transfer:
    transfer.state, transfer.answered_at, transfer.answered_by = state, now, by
    if state is not TransferState.ACCEPTED:
        transfer.bundle = {}
    transfer.row_version += 1
    transfer.full_clean()
    transfer.save()
    audit.record(
        audit.Event.TRANSFER_ANSWERED, by=by, action=AuditAction.UPDATE, organisation=organisation,
        target=transfer, object_uids=uids, reason_code=reason_code, state=str(state),
    )  # fmt: skip
    return transfer


def _lock(transfer: Transfer, *, row_version: int | None, is_open: bool = True) -> Transfer:
    """Lock a transfer.

    Raises:
        Stale, Answered.
    """
    rows = Transfer.objects.select_for_update(of=("self",)).select_related(
        "organisation", "to_organisation", "episode__patient", "consent"
    )
    found = rows.get(pk=transfer.pk)
    if is_open and found.state != TransferState.OFFERED:
        raise Answered(_("This transfer was answered or withdrawn already."))
    if row_version is not None and found.row_version != row_version:
        raise Stale(_("Somebody else changed this meanwhile. Open it again to see the change."))
    return found


@transaction.atomic(durable=True)
def _check_can_take(transfer: Transfer, *, row_version: int | None) -> None:
    _check_agreed(_lock(transfer, row_version=row_version))


def _check_agreed(transfer: Transfer) -> None:
    if transfer.consent is None or transfer.consent.withdrawn_on is not None:
        raise NotAgreed(_("The patient no longer agrees to this transfer. Nothing is taken over."))


def _check_can_offer(episode: Episode, to: Organisation) -> None:
    if episode.state not in OPEN:
        raise policies.NotPossibleNow(_("Only a patient in treatment is transferred."))
    is_there = to.country == episode.organisation.country and to.retired_at is None
    if not is_there or to.pk == episode.organisation_id:
        raise NotThere(_("Choose another clinic of the same country."))
    if Transfer.objects.filter(episode=episode, state=TransferState.OFFERED).exists():
        raise AlreadyOffered(_("A clinic was asked already. Wait for its answer, or withdraw."))
