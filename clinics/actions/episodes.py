"""The way of an episode: referral, waiting, assessment, admission, interruption, end, follow-up."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from clinics import policies
from clinics.actions import _moves, _steps
from clinics.actions._locking import day_of, lock_episode, lock_patient
from clinics.actions._moves import AlreadyReferred, SiteElsewhere
from clinics.models import Episode, Patient
from clinics.vocabulary import (
    CloseReason,
    EpisodeState,
    InterruptReason,
    NotAdmittedReason,
    VoidReason,
)
from kernel import audit
from kernel.models import Site, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


__all__ = [
    "AlreadyReferred",
    "SiteElsewhere",
    "admit",
    "assess",
    "close",
    "decline_admission",
    "discharge",
    "follow_up",
    "interrupt",
    "put_on_waiting_list",
    "refer",
    "resume",
    "void_episode",
]


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
    return _moves.referred(
        patient, site=site, on=on, source=source, source_null=source_null,
        key_worker=key_worker, now=now, by=by,
    )  # fmt: skip


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
    return _moves.stored(episode, source=source, now=now, by=by)


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
    return _moves.assessed(episode, on=on, now=now, by=by)


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
    return _moves.stored(episode, source=source, now=now, by=by)


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
    return _moves.admitted(
        episode, on=on, modality=modality, setting=setting, setting_null=setting_null,
        medicine=medicine, confirmed=confirmed, now=now, by=by,
    )  # fmt: skip


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
    return _moves.stored(episode, source=source, now=now, by=by, on=on)


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
    return _moves.stored(episode, source=source, now=now, by=by, on=on)


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
    return _moves.discharged(episode, on=on, reason=reason, now=now, by=by)


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
    return _moves.stored(episode, source=source, now=now, by=by, on=on)


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
    return _moves.stored(episode, source=source, now=now, by=by, on=on)


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


def _has_entries(episode: Episode) -> bool:
    return any(
        entries.current().exists()
        for entries in (episode.contacts, episode.doses, episode.drug_tests, episode.demands)
    )
