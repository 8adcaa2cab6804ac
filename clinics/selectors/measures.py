"""What was measured, what it came to, and what is due: for the record's page and for documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinics import instruments
from clinics.choices import Administered, Occasion
from clinics.instruments import Administration, Due, Instrument, Points
from clinics.instruments.assist import QUESTIONS
from clinics.models import Episode, InstrumentText, Measure, Patient, SubstanceUse
from clinics.selectors.entries import Entry
from clinics.selectors.measure_schedules import points_at
from clinics.selectors.measure_trends import band_label, charts_of, substance_of
from clinics.selectors.roots import visible_episodes
from clinics.vocabulary import DischargeReason, RecordState, Substance
from kernel.models import Organisation, User
from kernel.permissions import Permission, has_permission, organisations_where
from ui.trends import TrendChart


MOST = 400
"""Measures of one episode that a page reads; years of weekly ones."""
ADMINISTERED_AS = {
    Administration.SELF: Administered.SELF,
    Administration.INTERVIEWER: Administered.INTERVIEW,
    Administration.CLINICIAN: Administered.OBSERVED,
}
ASSIST, TOP = "ASSIST", "TOP"
ALWAYS = (TOP, "PHQ-9", "GAD-7")
"""Offered first to everybody; what is offered besides depends on the substance."""
FOR_ALCOHOL = ("AUDIT", "AUDIT-C", "CIWA-AR")
FOR_OPIOIDS = ("SDS", "COWS")
FOR_OTHER_DRUGS = ("SDS", "DUDIT")
OPIOIDS = frozenset(
    {
        Substance.HEROIN, Substance.METHADONE_MISUSED, Substance.BUPRENORPHINE_MISUSED,
        Substance.FENTANILS, Substance.OPIOIDS_OTHER, Substance.OPIOIDS,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of a form for which a clinic brings its wording."""

    key: str
    label: str | Promise


@dataclass(frozen=True)
class ScaleLine:
    """One scale of a measure in words."""

    code: str
    label: str
    score: int | None
    band: str = ""


@dataclass(frozen=True)
class MeasureLine:
    """One measure in words, as pages and documents show it."""

    uid: UUID
    instrument: str
    title: str
    on: date
    occasion: str
    score: int | None
    highest: int | None
    band: str
    scales: list[ScaleLine]
    is_complete: bool
    scorer_version: str
    by: str
    safety_action: str = ""
    substance: str = ""
    correct_url: str = ""


@dataclass(frozen=True)
class InstrumentPart:
    """What the page says of one questionnaire."""

    code: str
    title: str
    fill_url: str
    lines: list[MeasureLine] = field(default_factory=list)
    charts: list[TrendChart] = field(default_factory=list)
    due: Due | None = None
    change: str = ""

    @property
    def latest(self) -> MeasureLine | None:
        """The newest measure, if there is one."""
        return self.lines[0] if self.lines else None

    def is_due(self, today: date) -> bool:
        """Whether it is due by now."""
        return self.due is not None and self.due.due_on <= today


@dataclass(frozen=True)
class EpisodeLink:
    """Another episode of the patient."""

    uid: UUID
    referred_on: date


@dataclass(frozen=True)
class MeasuresPage:
    """The measures of one episode."""

    episode_uid: UUID | None
    parts: list[InstrumentPart]
    recommended: list[tuple[str, str]]
    others: list[tuple[str, str]]
    may_write: bool
    episodes: list[EpisodeLink]


def visible_measures(*, viewer: User) -> QuerySet[Measure]:
    """Every measure that the viewer may read, corrected and voided ones included."""
    organisations = organisations_where(viewer, Permission.RECORD_READ)
    return Measure.objects.filter(organisation__in=organisations).select_related(
        "episode__patient__organisation", "organisation", "recorded_by", "text"
    )


def visible_texts(*, viewer: User) -> QuerySet[InstrumentText]:
    """Every text of a measure at the clinics where the viewer reads records or configures."""
    read = organisations_where(viewer, Permission.RECORD_READ)
    configured = organisations_where(viewer, Permission.CLINIC_CONFIGURE)
    return InstrumentText.objects.filter(organisation__in=read | configured)


def current_texts(
    *, viewer: User, organisation: Organisation, instrument: str
) -> list[InstrumentText]:
    """The newest text of a questionnaire in each language of a clinic."""
    found = visible_texts(viewer=viewer).filter(organisation=organisation, instrument=instrument)
    newest = {text.language: text for text in found.order_by("version")}
    return sorted(newest.values(), key=lambda text: text.language)


def texts_of(*, viewer: User) -> list[InstrumentText]:
    """The texts of the clinics that the viewer configures, newest first."""
    configured = organisations_where(viewer, Permission.CLINIC_CONFIGURE)
    found = InstrumentText.objects.filter(organisation__in=configured)
    order = ("organisation", "instrument", "language", "-version")
    return list(found.select_related("organisation").order_by(*order)[:MOST])


def latest_measures(episode: Episode) -> list[MeasureLine]:
    """The newest measure of each questionnaire of an episode, for documents.

    Who asks has to have opened the record.
    """
    rows = Measure.objects.filter(episode=episode, state=RecordState.CURRENT)
    newest: dict[tuple[str, str], Measure] = {}
    for row in rows.select_related("recorded_by").order_by("-on", "-pk")[:MOST]:
        newest.setdefault((row.instrument, substance_of(row) or ""), row)
    order = [each.code for each in instruments.instruments()]
    return sorted(map(measure_line, newest.values()), key=lambda line: order.index(line.instrument))


def measures_page(
    *, viewer: User, patient: Patient, today: date, episode_uid: str = ""
) -> MeasuresPage:
    """The measures of the episode asked for, or of the latest, questionnaire by questionnaire."""
    episodes = list(
        visible_episodes(viewer=viewer).filter(patient=patient).order_by("-referred_on", "-pk")
    )
    wanted = (each for each in episodes if str(each.uid) == episode_uid)
    episode = next(wanted, episodes[0] if episodes else None)
    if episode is None:
        return MeasuresPage(None, [], [], [], may_write=False, episodes=[])
    rows = visible_measures(viewer=viewer).filter(episode=episode, state=RecordState.CURRENT)
    groups: dict[tuple[str, str], list[Measure]] = {}
    for row in rows.order_by("-on", "-pk")[:MOST]:
        groups.setdefault((row.instrument, substance_of(row) or ""), []).append(row)
    may_correct = has_permission(viewer, Permission.RECORD_CORRECT, at=patient.organisation)
    may_write = has_permission(viewer, Permission.MEASURE_WRITE, at=patient.organisation)
    parts = _parts(groups, episode, patient, today, may_correct=may_correct and may_write)
    due = {part.code for part in parts if part.is_due(today)}
    first = recommended(_substances(episode), due)
    titles = [(each.code, f"{each.code} {each.title}") for each in instruments.instruments()]
    return MeasuresPage(
        episode_uid=episode.uid,
        parts=parts,
        recommended=sorted(
            (pair for pair in titles if pair[0] in first),
            key=lambda pair: pair[0] not in due,
        ),
        others=[pair for pair in titles if pair[0] not in first],
        may_write=may_write,
        episodes=[EpisodeLink(each.uid, each.referred_on) for each in episodes if each != episode],
    )


def recommended(substances: Iterable[str], due: Iterable[str] = ()) -> frozenset[str]:
    """The questionnaires that are offered first: those that are due, and by what is used."""
    found = {*ALWAYS, *due}
    for substance in substances:
        if substance == Substance.ALCOHOL:
            found |= set(FOR_ALCOHOL)
        elif substance in OPIOIDS:
            found |= set(FOR_OPIOIDS)
        else:
            found |= set(FOR_OTHER_DRUGS)
    if not found - set(ALWAYS):
        found.add(ASSIST)
    return frozenset(found)


def measure_line(row: Measure, *, correct: bool = False) -> MeasureLine:
    """A measure in words; codes that the present version does not know are shown as they are."""
    instrument = instruments.instrument(row.instrument)
    labels = {scale.code: str(scale.label) for scale in instrument.scales}
    substance = substance_of(row) or ""
    return MeasureLine(
        uid=row.uid,
        instrument=row.instrument,
        title=str(instrument.title),
        on=row.on,
        occasion=str(Occasion(row.occasion).label),
        score=None if row.total is None else int(row.total),
        highest=instrument.highest,
        band=band_label(instrument, row.band),
        scales=[
            ScaleLine(
                scale.code,
                labels[scale.code],
                row.scales.get(scale.code),
                band_label(instrument, row.bands.get(scale.code, "")),
            )
            for scale in instrument.scales
        ],
        is_complete=row.is_complete,
        scorer_version=row.scorer_version,
        by=row.recorded_by.staff_code or row.recorded_by.username,
        safety_action=str(row.get_safety_action_display()) if row.safety_action else "",
        substance=str(Substance(substance).label) if substance else "",
        correct_url=reverse("work:measure-correct", args=[row.uid]) if correct else "",
    )


def measure_entry(row: Measure) -> Entry:
    """A measure as the pages of one entry name it."""
    line = measure_line(row)
    score = _("%(score)s of %(highest)s") % {"score": line.score, "highest": line.highest}
    return Entry(
        uid=row.uid,
        on=row.on,
        act=line.instrument,
        length=score if line.score is not None else "",
        detail=", ".join(filter(None, [f"{row.on:%d.%m.%Y}", line.occasion, line.by])),
        by=line.by,
    )


def kept_answers(
    instrument: Instrument, answers: Mapping[str, int | None]
) -> dict[str, int | None]:
    """Answers as they are stored: every scored item, null where it has none; others if given.

    What the questionnaire does not know is kept, for the scorer to refuse.
    """
    scored = {item.key: None for item in instrument.scored}
    return scored | {key: value for key, value in answers.items() if value is not None}


def lines_of(instrument: Instrument) -> tuple[Line, ...]:
    """The lines of a questionnaire that have a wording of their own.

    ASSIST asks the same seven questions about each substance; the four weeks of TOP have none.
    """
    if instrument.code == ASSIST:
        asked = [Line(key, topic) for key, (topic, _options) in QUESTIONS.items()]
        return (*asked, Line("q8", instrument.item("q8").label))
    weeks = {week for item in instrument.items for week in item.weeks}
    return tuple(Line(item.key, item.label) for item in instrument.items if item.key not in weeks)


def _parts(
    groups: Mapping[tuple[str, str], Sequence[Measure]],
    episode: Episode,
    patient: Patient,
    today: date,
    *,
    may_correct: bool,
) -> list[InstrumentPart]:
    """One part for each questionnaire that was used or is due, due ones first."""
    known = {code for code, _substance in groups}
    parts: list[InstrumentPart] = []
    points = points_at(episode.organisation)
    for instrument in instruments.instruments():
        keys = [key for key in groups if key[0] == instrument.code]
        for key in keys or [(instrument.code, "")]:
            rows = groups.get(key, ())
            due = _due(points[instrument.code], episode, rows, today)
            if due is None and instrument.code not in known:
                continue
            parts.append(
                InstrumentPart(
                    code=instrument.code,
                    title=str(instrument.title),
                    fill_url=reverse("work:measure", args=[episode.uid, instrument.code]),
                    lines=[measure_line(row, correct=may_correct) for row in rows],
                    charts=charts_of(instrument, rows, sex=patient.sex, number=len(parts)),
                    due=due,
                    change=_change(instrument, rows),
                )
            )
    return sorted(parts, key=lambda part: not part.is_due(today))


def _due(points: Points, episode: Episode, rows: Sequence[Measure], today: date) -> Due | None:
    """What is due next; nothing is after a death."""
    if episode.discharge_reason == DischargeReason.DIED:
        return None
    return instruments.next_due(
        points=points, started_on=episode.started_on, ended_on=episode.ended_on,
        done=[row.on for row in rows], today=today,
    )  # fmt: skip


def _change(instrument: Instrument, rows: Sequence[Measure]) -> str:
    """How the total changed since the measure before; empty where nothing published says."""
    totals = [int(row.total) for row in rows if row.total is not None]
    if len(totals) < 2:  # noqa: PLR2004 - a change takes two
        return ""
    change = instruments.reliable_change(instrument, totals[1], totals[0])
    return str(change.label) if change else ""


def _substances(episode: Episode) -> list[str]:
    found = SubstanceUse.objects.filter(demand__episode=episode, demand__state=RecordState.CURRENT)
    return list(found.order_by("-demand__as_of", "rank").values_list("substance", flat=True)[:4])


def usual_substance(episode: Episode) -> str:
    """The substance that the episode is mostly about, as answered at entry; empty when unknown."""
    return next(iter(_substances(episode)), "")
