"""Taking back a discharge that was a mistake. Who comes back to treatment begins a new episode."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinics import policies
from clinics.actions import _expected, _steps
from clinics.actions._locking import day_of, lock_episode, lock_patient
from clinics.models import Episode, EpisodeStep
from clinics.rules.thresholds import Threshold
from clinics.states import BEFORE_ADMISSION, OPEN
from clinics.vocabulary import CorrectionReason, DischargeReason, EpisodeState
from kernel.errors import Refused
from kernel.models import User
from kernel.permissions import Permission, require


REOPEN_WITHIN = Threshold(30, "days", "design decision: not yet checked", is_judgement=True)


class TooLateToReopen(Refused):
    """The discharge lies too far back to be taken back."""

    code = "too-late-to-reopen"


class NeverBegan(Refused):
    """Treatment had not begun in the episode."""

    code = "never-began"


class AnotherBegan(Refused):
    """Another episode of the patient has begun since."""

    code = "another-began"


@transaction.atomic(durable=True)
def reopen(
    *,
    episode: Episode,
    reason: str,
    seconded_by: User,
    row_version: int | None = None,
    now: datetime,
    by: User,
) -> Episode:
    """Take back a discharge of the last 30 days that was a mistake: treatment goes on.

    The end, its reason and the end of the interventions that ended with it are taken back; the
    steps keep telling of both. Appointments still to come that the discharge called off are planned
    again, those that a person cancelled are not. Who was interrupted is interrupted again.
    Prescriptions stay ended: nobody is dosed again without a prescriber having looked. Figures that
    were released keep counting the discharge: the next freezing of that year makes a new vintage
    (V53), and nothing published changes silently.

    Raises:
        NotPermitted: one of the two may not take back a discharge here.
        Stale, NotPossibleNow, SecondPersonNeeded, PatientDied.
        TooLateToReopen, NeverBegan, AnotherBegan.
        ValueError: `reason` is none of `CorrectionReason`.
    """
    require(by, Permission.EPISODE_WRITE, at=episode.organisation)
    require(seconded_by, Permission.EPISODE_WRITE, at=episode.organisation)
    lock_patient(episode.patient_id)
    episode = lock_episode(episode.pk, row_version=row_version)
    check_can_reopen(episode, today=day_of(now))
    if seconded_by.pk == by.pk:
        raise policies.SecondPersonNeeded(_("A second person has to agree. Ask a colleague."))
    if _another_began(episode):
        raise AnotherBegan(_("Another episode has begun since. Go on with that one."))
    source, ended_on, why = episode.state, episode.ended_on, CorrectionReason(reason)
    paused = _interruption_before(episode)
    _steps.step(
        episode, EpisodeState.IN_TREATMENT, on=day_of(now), now=now, by=by, reason=why,
        seconded_by=seconded_by,
    )  # fmt: skip
    if paused is not None:
        _steps.step(
            episode, EpisodeState.INTERRUPTED, on=paused.on, now=now, by=by, reason=paused.reason,
        )  # fmt: skip
    episode.ended_on, episode.discharge_reason = None, ""
    _steps.save(episode)
    with_it = Q(ended_on=ended_on) | Q(started_on__gt=ended_on, ended_on=F("started_on"))
    for intervention in episode.interventions.current().filter(with_it):
        intervention.ended_on = None
        intervention.save(update_fields=["ended_on"])
    _expected.called_back(episode, now=now, by=by)
    _steps.moved(
        episode, source=source, by=by, reason_code=why, seconded_by=str(seconded_by.uid),
        reopened=True,
    )  # fmt: skip
    return episode


def check_can_reopen(episode: Episode, *, today: date) -> None:
    """Demand that the discharge can be taken back.

    Raises:
        NotPossibleNow, TooLateToReopen, NeverBegan, PatientDied.
    """
    if episode.state != EpisodeState.DISCHARGED or episode.ended_on is None:
        raise policies.NotPossibleNow(_("Only a discharge can be taken back."))
    if episode.discharge_reason == DischargeReason.DIED:
        raise policies.PatientDied(_("The patient died. If that is wrong, void the episode."))
    if today - episode.ended_on > timedelta(days=REOPEN_WITHIN.value):
        raise TooLateToReopen(
            _("The discharge is more than 30 days ago. Admit the patient again instead.")
        )
    if episode.started_on is None:
        raise NeverBegan(_("Treatment had not begun. Admit the patient again instead."))


def _interruption_before(episode: Episode) -> EpisodeStep | None:
    """The step that interrupted treatment, when the discharge found it interrupted."""
    discharge = episode.steps.filter(target=EpisodeState.DISCHARGED).last()
    if discharge is None or discharge.source != EpisodeState.INTERRUPTED:
        return None
    return episode.steps.filter(target=EpisodeState.INTERRUPTED, pk__lt=discharge.pk).last()


def _another_began(episode: Episode) -> bool:
    running = Episode.objects.filter(
        patient_id=episode.patient_id, state__in=(*BEFORE_ADMISSION, *OPEN)
    )
    return running.exclude(pk=episode.pk).exists()
