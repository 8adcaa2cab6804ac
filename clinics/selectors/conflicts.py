"""What somebody else did meanwhile: the steps of an episode, and the row that an entry became."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clinics.models import Episode, EpisodeStep, Patient, Prescription
from clinics.selectors.roots import visible_episodes
from clinics.vocabulary import (
    CloseReason,
    CorrectionReason,
    DischargeReason,
    EpisodeState,
    InterruptReason,
    NotAdmittedReason,
    RecordState,
    VoidReason,
)
from kernel.models import User
from kernel.permissions import Permission, organisations_where


S = EpisodeState
REASONS: dict[str, Any] = {
    S.CLOSED_NOT_ADMITTED: NotAdmittedReason,
    S.INTERRUPTED: InterruptReason,
    S.IN_TREATMENT: CorrectionReason,
    S.DISCHARGED: DischargeReason,
    S.CLOSED: CloseReason,
    S.VOIDED: VoidReason,
}
"""Where the reason of a step comes from, by the state that it leads to."""


@dataclass(frozen=True)
class Step:
    """One step that was taken, in words."""

    target: str
    label: str
    on: date
    at: datetime
    by: str
    reason: str = ""


@dataclass(frozen=True)
class Meanwhile:
    """An episode as it stands now, and how it came there since a page was opened."""

    episode: Episode
    before: str
    """Where it stood then, in words; empty when that is not known."""
    now: str
    steps: list[Step]


@dataclass(frozen=True)
class Row:
    """An entry as it reads now: itself, or what replaced it."""

    row: Any
    by: str
    at: datetime
    is_void: bool


def last_step(*, viewer: User, episode: Episode) -> UUID | None:
    """The latest step of an episode, by which a page knows later what it showed."""
    return _steps(viewer, episode).values_list("uid", flat=True).last()


def meanwhile(*, viewer: User, episode: Episode, seen: UUID | None) -> Meanwhile:
    """What happened to an episode after the step that a page has `seen`.

    The version is read before the steps: who writes against it has been shown at least as much.
    """
    fresh = visible_episodes(viewer=viewer).get(pk=episode.pk)
    steps = list(_steps(viewer, episode))
    place = next((at for at, step in enumerate(steps) if step.uid == seen), None)
    then = steps[place] if place is not None else None
    since = steps[place + 1 :] if place is not None else []
    return Meanwhile(
        episode=fresh,
        before=_state(then.target) if then else "",
        now=_state(fresh.state),
        steps=[_in_words(step) for step in since],
    )


def entry_now(entry: Any) -> Row:
    """What an entry that the viewer has before them became: corrected, perhaps often, or void."""
    rows = type(entry).objects.select_related("recorded_by", "voided_by")
    row = rows.get(pk=entry.pk)
    while row.state == RecordState.SUPERSEDED:
        row = rows.get(replaces=row)
    if row.state == RecordState.VOIDED:
        return Row(row, _code(row.voided_by), row.voided_at, is_void=True)
    return Row(row, _code(row.recorded_by), row.recorded_at, is_void=False)


def latest_prescription(*, viewer: User, patient: Patient) -> Prescription | None:
    """What was prescribed last, also for a day to come or ended by now."""
    organisations = organisations_where(viewer, Permission.RECORD_READ)
    rows = Prescription.objects.current().filter(patient=patient, organisation__in=organisations)
    return rows.select_related("recorded_by").order_by("-pk").first()


def before(entry: Any) -> list[UUID]:
    """What an entry that the viewer has before them replaced, the latest first."""
    rows, found = type(entry).objects, []
    while entry.replaces_id is not None:
        entry = rows.get(pk=entry.replaces_id)
        found.append(entry.uid)
    return found


def sibling(entry: Any, uid: str) -> Any:
    """The entry of the same kind and patient that a page began with; None where it is unknown."""
    try:
        named = UUID(uid)
    except ValueError:
        return None
    rows = type(entry).objects.filter(episode__patient=entry.episode.patient_id)
    return rows.filter(uid=named).first()


def _steps(viewer: User, episode: Episode) -> QuerySet[EpisodeStep]:
    organisations = organisations_where(viewer, Permission.RECORD_READ)
    found = EpisodeStep.objects.filter(episode=episode, episode__organisation__in=organisations)
    return found.select_related("recorded_by").order_by("id")


def _in_words(step: EpisodeStep) -> Step:
    reasons = dict(REASONS[step.target].choices) if step.target in REASONS else {}
    return Step(
        target=step.target,
        label=_state(step.target),
        on=step.on,
        at=step.recorded_at,
        by=_code(step.recorded_by),
        reason=str(reasons.get(step.reason, "")),
    )


def _state(state: str) -> str:
    return str(S(state).label)


def _code(person: User) -> str:
    return person.staff_code or person.username
