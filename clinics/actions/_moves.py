"""Steps of an episode as parts of an act, which holds the permission, the transaction and the lock.

`clinics.actions.episodes` makes an act of each; admission on one screen and transfers take several
in one transaction.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from clinics import policies
from clinics.actions import _expected, _prescribed, _steps
from clinics.actions._entries import answered
from clinics.actions._locking import day_of
from clinics.choices import PrescriptionEnd
from clinics.models import Consent, Episode, EpisodeStep, Intervention, Patient
from clinics.rules import DISCHARGE_RULES, check
from clinics.states import BEFORE_ADMISSION, OPEN
from clinics.vocabulary import ConsentPurpose, EpisodeState, Modality
from kernel import audit
from kernel.errors import Refused
from kernel.models import Site, User
from kernel.models.audit_events import AuditAction


class SiteElsewhere(Refused):
    """The site is closed or belongs to another organisation."""

    code = "site-elsewhere"


class AlreadyReferred(Refused):
    """An episode of the patient waits for admission or is open here."""

    code = "already-referred"


def referred(
    patient: Patient,
    *,
    site: Site,
    on: date,
    source: str,
    source_null: str,
    key_worker: User | None,
    now: datetime,
    by: User,
) -> Episode:
    """Begin an episode of a locked patient.

    Raises:
        AlreadyReferred, SiteElsewhere, RuleBroken.
    """
    if has_begun(patient):
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


def assessed(episode: Episode, *, on: date, now: datetime, by: User) -> Episode:
    """Assess the patient of a locked episode.

    Raises:
        NotPossibleNow, ConsentMissing, RuleBroken.
    """
    policies.check_can_assess(episode, has_consent=has_consent(episode.patient, on=on))
    source = episode.state
    _steps.step(episode, EpisodeState.ASSESSMENT, on=on, now=now, by=by)
    episode.assessed_on = on
    episode.first_contact_on = episode.first_contact_on or on
    return stored(episode, source=source, now=now, by=by)


def admitted(
    episode: Episode,
    *,
    on: date,
    modality: str,
    setting: str,
    setting_null: str,
    medicine: str,
    confirmed: Collection[str],
    now: datetime,
    by: User,
) -> Episode:
    """Open a locked episode of a locked patient with its first intervention.

    Raises:
        NotPossibleNow, RuleBroken, NeedsConfirmation.
    """
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


def discharged(episode: Episode, *, on: date, reason: str, now: datetime, by: User) -> Episode:
    """Close a locked episode; interventions, prescription and what is planned end with it.

    Raises:
        NotPossibleNow, RuleBroken.
    """
    policies.check_can_discharge(episode)
    source = episode.state
    episode.ended_on, episode.discharge_reason = on, reason
    check(DISCHARGE_RULES, _steps.facts(episode, today=day_of(now)))
    _steps.step(episode, EpisodeState.DISCHARGED, on=on, now=now, by=by, reason=reason)
    _steps.save(episode)
    for intervention in episode.interventions.current().filter(ended_on__isnull=True):
        intervention.ended_on = max(on, intervention.started_on)
        intervention.save(update_fields=["ended_on"])
    _prescribed.end_all(episode, on=on, reason=PrescriptionEnd.DISCHARGED, by=by)
    _expected.called_off(episode, on=on, reason=reason, now=now, by=by)
    _steps.moved(
        episode, source=source, by=by, event=audit.Event.EPISODE_DISCHARGED, reason_code=reason
    )
    return episode


def stored(
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


def has_begun(patient: Patient) -> bool:
    """Whether an episode of the patient has not ended."""
    running = Episode.objects.filter(patient=patient, organisation=patient.organisation_id)
    return running.filter(state__in=(*BEFORE_ADMISSION, *OPEN)).exists()


def has_consent(patient: Patient, *, on: date) -> bool:
    """Whether the patient's consent to treatment holds on that day."""
    return Consent.objects.filter(
        patient=patient, purpose=ConsentPurpose.CARE, given_on__lte=on, withdrawn_on__isnull=True
    ).exists()
