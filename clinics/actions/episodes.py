"""The way of an episode: referral, waiting, assessment, admission, interruption, end, follow-up."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics import policies
from clinics.actions import _steps
from clinics.actions._entries import answered
from clinics.actions._locking import day_of, lock_episode, lock_patient
from clinics.models import Consent, Episode, EpisodeStep, Intervention, Patient
from clinics.rules import DISCHARGE_RULES, check
from clinics.states import BEFORE_ADMISSION, OPEN
from clinics.vocabulary import (
    CloseReason,
    ConsentPurpose,
    EpisodeState,
    InterruptReason,
    Modality,
    NotAdmittedReason,
    VoidReason,
)
from kernel import audit
from kernel.errors import Refused
from kernel.models import Site, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


class SiteElsewhere(Refused):
    """The site is closed or belongs to another organisation."""

    code = "site-elsewhere"


class AlreadyReferred(Refused):
    """An episode of the patient waits for admission or is open here."""

    code = "already-referred"


@transaction.atomic(durable=True)
def refer(
    *,
    patient: Patient,
    site: Site,
    on: date,
    source: str = "",
    source_null: str = "NASK",
    key_worker: User | None = None,
    now: datetime,
    by: User,
) -> Episode:
    """Begin an episode: somebody, the patient included, asks for treatment.

    Raises:
        NotPermitted: `by` writes no episodes here.
        AlreadyReferred: another episode has not ended.
        SiteElsewhere: the site is not one of the patient's organisation.
        RuleBroken: V03, V04.
    """
    require(by, Permission.EPISODE_WRITE, at=patient.organisation)
    patient = lock_patient(patient.pk)
    if _has_begun(patient):
        raise AlreadyReferred(_("An episode has begun already. Open it, or end it first."))
    if site.organisation_id != patient.organisation_id or site.retired_at is not None:
        raise SiteElsewhere(_("Choose a site of this clinic."))
    chosen = answered(
        {"referral_source": source, "referral_source_null": source_null}, "referral_source"
    )
    episode = Episode(
        patient=patient, organisation=patient.organisation, site=site, referred_on=on,
        key_worker=key_worker, **chosen,
    )  # fmt: skip
    _steps.check_days(episode, today=day_of(now))

    episode.full_clean()
    episode.save(force_insert=True)
    EpisodeStep.objects.create(
        episode=episode, target=EpisodeState.REFERRAL, on=on, recorded_at=now, recorded_by=by
    )
    _steps.moved(
        episode, source="", by=by, event=audit.Event.EPISODE_REFERRED, action=AuditAction.CREATE
    )
    return episode


@transaction.atomic(durable=True)
def put_on_waiting_list(
    *, episode: Episode, on: date, now: datetime, by: User, row_version: int | None = None
) -> Episode:
    """The patient was met and no place can be offered yet.

    Raises:
        NotPermitted, Stale, NotPossibleNow, RuleBroken.
    """
    require(by, Permission.EPISODE_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk, row_version=row_version)
    source = episode.state
    _steps.step(episode, EpisodeState.WAITING, on=on, now=now, by=by)
    episode.first_contact_on = on
    return _stored(episode, source=source, now=now, by=by)


@transaction.atomic(durable=True)
def assess(
    *, episode: Episode, on: date, now: datetime, by: User, row_version: int | None = None
) -> Episode:
    """Assess the patient, who has consented to treatment.

    Raises:
        NotPermitted, Stale, NotPossibleNow, RuleBroken.
        ConsentMissing: no consent to treatment holds on that day.
    """
    require(by, Permission.EPISODE_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk, row_version=row_version)
    policies.check_can_assess(episode, has_consent=_has_consent(episode.patient, on=on))
    source = episode.state
    _steps.step(episode, EpisodeState.ASSESSMENT, on=on, now=now, by=by)
    episode.assessed_on = on
    episode.first_contact_on = episode.first_contact_on or on
    return _stored(episode, source=source, now=now, by=by)


@transaction.atomic(durable=True)
def decline_admission(
    *,
    episode: Episode,
    on: date,
    reason: str,
    now: datetime,
    by: User,
    row_version: int | None = None,
) -> Episode:
    """Close an episode before admission. It is no TDI case.

    Raises:
        NotPermitted, Stale, NotPossibleNow, RuleBroken.
        ValueError: `reason` is none of `NotAdmittedReason`.
    """
    require(by, Permission.EPISODE_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk, row_version=row_version)
    source, why = episode.state, NotAdmittedReason(reason)
    _steps.step(episode, EpisodeState.CLOSED_NOT_ADMITTED, on=on, now=now, by=by, reason=why)
    episode.ended_on, episode.not_admitted_reason = on, why
    return _stored(episode, source=source, now=now, by=by)


@transaction.atomic(durable=True)
def admit(
    *,
    episode: Episode,
    on: date,
    modality: str,
    setting: str = "",
    setting_null: str = "NASK",
    medicine: str = "",
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
    row_version: int | None = None,
) -> Episode:
    """Offer a place and take it: the episode opens with its first intervention.

    Raises:
        NotPermitted, Stale, NotPossibleNow.
        RuleBroken: V01 there is another open episode; V03; V04.
        NeedsConfirmation: V04, an unusual age.
    """
    require(by, Permission.EPISODE_WRITE, at=episode.organisation)
    lock_patient(episode.patient_id)
    episode = lock_episode(episode.pk, row_version=row_version)
    source = episode.state
    _steps.step(episode, EpisodeState.ADMITTED, on=on, now=now, by=by)
    episode.admitted_on = on
    others = Episode.objects.open().filter(patient_id=episode.patient_id).exclude(pk=episode.pk)
    _steps.check_days(
        episode,
        today=day_of(now),
        confirmed=confirmed,
        has_other_open_episode=others.exists(),
        started_on=on,
    )
    _steps.save(episode)
    chosen = answered({"setting": setting, "setting_null": setting_null}, "setting")
    first = Intervention(
        episode=episode, organisation=episode.organisation, modality=Modality(modality),
        medicine=medicine, started_on=on, recorded_at=now, recorded_by=by, **chosen,
    )  # fmt: skip
    first.full_clean()
    first.save(force_insert=True)
    _steps.moved(episode, source=source, by=by, event=audit.Event.EPISODE_ADMITTED)
    return episode


@transaction.atomic(durable=True)
def interrupt(
    *,
    episode: Episode,
    on: date,
    reason: str,
    now: datetime,
    by: User,
    row_version: int | None = None,
) -> Episode:
    """Treatment pauses, by plan or because the patient was not seen for 30 days.

    Raises:
        NotPermitted, Stale, NotPossibleNow, RuleBroken.
        StillInContact: `NO_CONTACT` less than 30 days after the patient was last seen.
        ValueError: `reason` is none of `InterruptReason`.
    """
    require(by, Permission.EPISODE_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk, row_version=row_version)
    why = InterruptReason(reason)
    policies.check_can_interrupt(episode, on=on, reason=why)
    source = episode.state
    _steps.step(episode, EpisodeState.INTERRUPTED, on=on, now=now, by=by, reason=why)
    return _stored(episode, source=source, now=now, by=by, on=on)


@transaction.atomic(durable=True)
def resume(
    *, episode: Episode, on: date, now: datetime, by: User, row_version: int | None = None
) -> Episode:
    """The patient returned to treatment within 6 months: the same episode goes on.

    Raises:
        NotPermitted, Stale, NotPossibleNow, RuleBroken.
        AwayTooLong: it was longer; discharge and refer again.
    """
    require(by, Permission.EPISODE_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk, row_version=row_version)
    policies.check_can_resume(episode, on=on)
    source = episode.state
    _steps.step(episode, EpisodeState.IN_TREATMENT, on=on, now=now, by=by)
    return _stored(episode, source=source, now=now, by=by, on=on)


@transaction.atomic(durable=True)
def discharge(
    *,
    episode: Episode,
    on: date,
    reason: str,
    now: datetime,
    by: User,
    row_version: int | None = None,
) -> Episode:
    """Close an episode of treatment, stating how it ended; its interventions end with it.

    Raises:
        NotPermitted, Stale, NotPossibleNow.
        RuleBroken: V51 no reason or day; V52 the patient was seen later; V03.
    """
    require(by, Permission.EPISODE_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk, row_version=row_version)
    policies.check_can_discharge(episode)
    source = episode.state
    episode.ended_on, episode.discharge_reason = on, reason
    check(DISCHARGE_RULES, _steps.facts(episode, today=day_of(now)))
    _steps.step(episode, EpisodeState.DISCHARGED, on=on, now=now, by=by, reason=reason)
    _steps.save(episode)
    for intervention in episode.interventions.current().filter(ended_on__isnull=True):
        intervention.ended_on = max(on, intervention.started_on)
        intervention.save(update_fields=["ended_on"])
    _steps.moved(
        episode, source=source, by=by, event=audit.Event.EPISODE_DISCHARGED, reason_code=reason
    )
    return episode


@transaction.atomic(durable=True)
def follow_up(
    *, episode: Episode, on: date, now: datetime, by: User, row_version: int | None = None
) -> Episode:
    """Follow-up was agreed with the patient who was discharged.

    Raises:
        NotPermitted, Stale, NotPossibleNow, RuleBroken.
        PatientDied: nobody follows up the dead.
    """
    require(by, Permission.EPISODE_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk, row_version=row_version)
    policies.check_can_follow_up(episode)
    source = episode.state
    _steps.step(episode, EpisodeState.FOLLOW_UP, on=on, now=now, by=by)
    return _stored(episode, source=source, now=now, by=by, on=on)


@transaction.atomic(durable=True)
def close(
    *,
    episode: Episode,
    on: date,
    reason: str,
    now: datetime,
    by: User,
    row_version: int | None = None,
) -> Episode:
    """Follow-up ended.

    Raises:
        NotPermitted, Stale, NotPossibleNow, RuleBroken.
        ValueError: `reason` is none of `CloseReason`.
    """
    require(by, Permission.EPISODE_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk, row_version=row_version)
    source, why = episode.state, CloseReason(reason)
    _steps.step(episode, EpisodeState.CLOSED, on=on, now=now, by=by, reason=why)
    return _stored(episode, source=source, now=now, by=by, on=on)


@transaction.atomic(durable=True)
def void_episode(
    *,
    episode: Episode,
    reason: str,
    seconded_by: User,
    now: datetime,
    by: User,
    row_version: int | None = None,
) -> Episode:
    """Mark an episode that should not exist. It stays, counts nowhere, and two people did it.

    Raises:
        NotPermitted: one of the two may not void here.
        Stale, NotPossibleNow, SecondPersonNeeded, EntriesRemain.
        ValueError: `reason` is none of `VoidReason`.
    """
    require(by, Permission.RECORD_VOID, at=episode.organisation)
    require(seconded_by, Permission.RECORD_VOID, at=episode.organisation)
    episode = lock_episode(episode.pk, row_version=row_version)
    policies.check_can_void(
        episode, by=by, seconded_by=seconded_by, has_entries=_has_entries(episode)
    )
    source, why = episode.state, VoidReason(reason)
    _steps.step(
        episode, EpisodeState.VOIDED, on=day_of(now), now=now, by=by, reason=why,
        seconded_by=seconded_by,
    )  # fmt: skip
    _steps.save(episode)
    _steps.moved(
        episode, source=source, by=by, event=audit.Event.ENTRY_VOIDED, action=AuditAction.VOID,
        reason_code=why, seconded_by=str(seconded_by.uid),
    )  # fmt: skip
    return episode


def _stored(
    episode: Episode, *, source: str, now: datetime, by: User, on: date | None = None
) -> Episode:
    """Check the days, save and note a step. `on` is a day that the episode itself does not keep."""
    today = day_of(now)
    _steps.check_days(episode, today=today)
    if on is not None:
        _steps.check_step_day(episode, on=on, today=today)
    _steps.save(episode)
    last = episode.steps.order_by("-id")[0]
    _steps.moved(episode, source=source, by=by, reason_code=last.reason)
    return episode


def _has_begun(patient: Patient) -> bool:
    running = Episode.objects.filter(patient=patient, organisation=patient.organisation_id)
    return running.filter(state__in=(*BEFORE_ADMISSION, *OPEN)).exists()


def _has_consent(patient: Patient, *, on: date) -> bool:
    return Consent.objects.filter(
        patient=patient, purpose=ConsentPurpose.CARE, given_on__lte=on, withdrawn_on__isnull=True
    ).exists()


def _has_entries(episode: Episode) -> bool:
    return any(
        entries.current().exists()
        for entries in (episode.contacts, episode.doses, episode.drug_tests, episode.demands)
    )
