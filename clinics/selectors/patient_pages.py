"""All that a patient page shows, gathered once: plain values, a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from clinics.models import (
    Consent,
    Dose,
    DrugTestResult,
    Episode,
    Intervention,
    Patient,
)
from clinics.selectors import demand as demands
from clinics.selectors.acts import episode_acts, next_act, other_moves, patient_acts
from clinics.selectors.doses import Day, calendar, doses_of, is_taken
from clinics.selectors.entries import Entry, latest_contacts
from clinics.selectors.roots import visible_episodes
from clinics.selectors.steps import Step, steps_of, with_step_days
from clinics.selectors.wording import dose_text, person_text, plain
from clinics.vocabulary import (
    Analyte,
    ConsentPurpose,
    DoseMode,
    DoseUnit,
    EpisodeState,
    Finding,
    IdentityStatus,
    Medicine,
    Modality,
    RecordState,
)
from kernel.models import User
from ui.charts import CourseChart, course
from vault.api import format_code


CONTACTS_SHOWN = 8
CHART_DAYS = 365


@dataclass(frozen=True)
class EpisodeLine:
    """One episode of the patient, as a link."""

    uid: UUID
    number: int
    state: str
    state_label: str
    referred_on: date
    ended_on: date | None
    is_shown: bool


@dataclass(frozen=True)
class ConsentLine:
    """One consent."""

    purpose: str
    given_on: date
    withdrawn_on: date | None


@dataclass(frozen=True)
class EpisodePart:
    """What the page says of the episode that is shown."""

    uid: UUID
    number: int
    state: str
    state_label: str
    site: str
    key_worker: str
    treatment: str
    steps: list[Step]
    chart: CourseChart | None
    days: list[Day]
    last_dose_on: date | None
    contacts: list[Entry]
    contact_count: int
    demand: demands.Demand | None
    acts: dict[str, bool]
    next_act: str
    moves: frozenset[str]
    row_version: int


@dataclass(frozen=True)
class PatientPage:
    """A patient's record as one page shows it."""

    uid: UUID
    code: str
    person: str
    summary: str
    birth_year: int | None
    is_named: bool
    is_invented: bool
    organisation: str
    acts: dict[str, bool]
    consents: list[ConsentLine]
    episodes: list[EpisodeLine]
    episode: EpisodePart | None
    has_open: bool = field(default=False)
    merged_uid: UUID | None = None
    merged_code: str = ""


def patient_page(
    *, viewer: User, patient: Patient, today: date, episode_uid: str = ""
) -> PatientPage:
    """Gather the page of `patient`; the episode shown is the one asked for, or the latest."""
    found = visible_episodes(viewer=viewer).filter(patient=patient)
    episodes = list(with_step_days(found).order_by("referred_on", "pk"))
    shown = _shown(episodes, episode_uid)
    number = episodes.index(shown) + 1 if shown else 0
    part = _episode_part(viewer, shown, number, today) if shown else None
    person = person_text(patient, today=today)
    return PatientPage(
        uid=patient.uid,
        code=format_code(patient.code),
        person=person,
        summary=_summary(person, shown, part, len(episodes), today),
        birth_year=patient.birth_year,
        is_named=patient.identity_status == IdentityStatus.NAMED,
        is_invented=patient.is_invented,
        organisation=patient.organisation.name,
        acts=patient_acts(viewer=viewer, patient=patient),
        consents=_consents(patient),
        episodes=[
            EpisodeLine(
                uid=episode.uid,
                number=place,
                state=episode.state,
                state_label=str(EpisodeState(episode.state).label),
                referred_on=episode.referred_on,
                ended_on=episode.ended_on,
                is_shown=episode is shown,
            )
            for place, episode in enumerate(episodes, start=1)
        ],
        episode=part,
        has_open=any(episode.ended_on is None for episode in episodes),
        merged_uid=patient.merged_into.uid if patient.merged_into else None,
        merged_code=format_code(patient.merged_into.code) if patient.merged_into else "",
    )


def _shown(episodes: Sequence[Episode], uid: str) -> Episode | None:
    asked = next((episode for episode in episodes if str(episode.uid) == uid), None)
    return asked or (episodes[-1] if episodes else None)


def _summary(
    person: str, episode: Episode | None, part: EpisodePart | None, count: int, today: date
) -> str:
    """Woman, 34. Methadone 60 mg. Day 170 of this episode, the second of two."""
    parts = [person] if person else []
    if episode and part:
        if part.treatment:
            parts.append(part.treatment)
        if episode.started_on:
            until = episode.ended_on or today
            day = (until - episode.started_on).days + 1
            parts.append(
                _("%(days)s days in treatment") % {"days": day}
                if episode.ended_on
                else _("Day %(day)s of treatment") % {"day": day}
            )
        if count > 1:
            parts.append(
                _("Episode %(number)s of %(count)s") % {"number": part.number, "count": count}
            )
    return ". ".join(parts) + "." if parts else ""


def _episode_part(viewer: User, episode: Episode, number: int, today: date) -> EpisodePart:
    doses = list(doses_of(viewer=viewer, episodes=[episode]).order_by("-on", "-pk")[:CHART_DAYS])
    taken = [dose for dose in doses if is_taken(dose)]
    tests = _opioid_tests(episode) if taken else []
    interventions = [] if taken else _interventions(episode)
    contacts, contact_count = latest_contacts(viewer=viewer, episode=episode, most=CONTACTS_SHOWN)
    last_on = doses[0].on if doses else None
    acts = episode_acts(viewer=viewer, episode=episode)
    answers = demands.latest_demand(viewer=viewer, episode=episode)
    worker = episode.key_worker
    medicine = (
        taken[0].medicine if taken else next((i.medicine for i in interventions if i.medicine), "")
    )
    following = next_act(episode=episode, acts=acts, is_dosed=bool(medicine) and last_on != today)
    return EpisodePart(
        uid=episode.uid,
        number=number,
        state=episode.state,
        state_label=str(EpisodeState(episode.state).label),
        site=episode.site.name,
        key_worker=(worker.staff_code or worker.username) if worker else "",
        treatment=dose_text(taken[0]) if taken else _treatment(interventions),
        steps=steps_of(episode),
        chart=_chart(doses, tests, medicine),
        days=calendar(doses, until=last_on) if last_on else [],
        last_dose_on=last_on,
        contacts=contacts,
        contact_count=contact_count,
        demand=demands.in_words(answers) if answers else None,
        acts=acts,
        next_act=following,
        moves=other_moves(acts, beside=following),
        row_version=episode.row_version,
    )


def _opioid_tests(episode: Episode) -> list[tuple[date, bool]]:
    """The days on which urine was tested for opioids, and whether they were found."""
    rows = DrugTestResult.objects.filter(
        test__episode=episode,
        test__state=RecordState.CURRENT,
        analyte=Analyte.OPIOIDS,
        finding__in=(Finding.FOUND, Finding.NOT_FOUND),
    ).order_by("-test__on")
    return [
        (on, finding == Finding.FOUND)
        for on, finding in rows.values_list("test__on", "finding")[:CHART_DAYS]
    ]


def _interventions(episode: Episode) -> list[Intervention]:
    rows = Intervention.objects.filter(episode=episode, state=RecordState.CURRENT)
    return list(rows.order_by("-started_on", "-pk")[:CONTACTS_SHOWN])


def _treatment(interventions: list[Intervention]) -> str:
    if not interventions:
        return ""
    first = interventions[0]
    return str(Medicine(first.medicine).label if first.medicine else Modality(first.modality).label)


def _chart(doses: list[Dose], tests: list[tuple[date, bool]], medicine: str) -> CourseChart | None:
    """The last year of doses and tests on one time line; nothing to show gives no chart."""
    amounts = [
        (dose.on, dose.amount) for dose in doses if is_taken(dose) and dose.unit == DoseUnit.MG
    ]
    days = [*(day for day, _amount in amounts), *(day for day, _found in tests)]
    if not amounts or len(set(days)) == 1:
        return None
    until = max(days)
    since = max(min(days), until - timedelta(days=CHART_DAYS))
    return course(
        [(day, plain(amount) or 0) for day, amount in amounts],
        [dose.on for dose in doses if dose.mode == DoseMode.MISSED],
        tests,
        since,
        until,
        medicine=str(Medicine(medicine).label) if medicine else "",
    )


def _consents(patient: Patient) -> list[ConsentLine]:
    rows = Consent.objects.filter(patient=patient).order_by("-given_on", "-pk")
    return [
        ConsentLine(str(ConsentPurpose(row.purpose).label), row.given_on, row.withdrawn_on)
        for row in rows[:CONTACTS_SHOWN]
    ]
