"""The course of each person's episode, out of the days on which something happened.

The source has no referral, no admission, no discharge and no reason for leaving. The rules by which
their days follow from what it has are told in `docs/demo-data.md`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from clinics.bulk.reading import Batch, Table, locate
from clinics.imports.ctn0094.people import Person, Trials
from clinics.imports.ctn0094.tables import TABLES
from clinics.vocabulary import Analyte, DischargeReason, EpisodeState, NotAdmittedReason


State = EpisodeState
ATTENDED = frozenset({"visit", "final"})
NO_VISIT = "no visit"
BASELINE = "BASELINE"
EARLIEST_SAMPLE = -60
"""Samples dated long before day zero contradict all else; they do not move the referral."""
TOLERANCE = 7
"""Days before the last planned day of medication on which the last dose still completes it."""
WEEK = 7
SAID_SO_WITHIN = 28
"""Days after the last dose in which a missed visit's reason says why treatment ended."""
REASONS = (
    ("is_dead", DischargeReason.DIED),
    ("is_in_jail", DischargeReason.TRANSFERRED_CUSTODY),
    ("is_moved", DischargeReason.MOVED),
)


@dataclass
class Span:
    """From the first to the last day of something."""

    first: int | None = None
    last: int | None = None

    def add(self, day: int) -> None:
        """One more day."""
        self.first = day if self.first is None else min(self.first, day)
        self.last = day if self.last is None else max(self.last, day)


@dataclass
class Seen:
    """What the streamed tables say of one person, up to the day of the import."""

    last_day: int
    assigned: int | None = None
    doses: dict[int, Span] = field(default_factory=dict)
    """Phase, from 0 -> doses."""
    doses_ahead: bool = False
    visits: Span = field(default_factory=Span)
    attended: Span = field(default_factory=Span)
    samples: Span = field(default_factory=Span)
    after: Span = field(default_factory=Span)
    """Visits and samples after treatment: the last dose, or being assigned to one."""
    baseline: int | None = None
    said: list[tuple[int, DischargeReason]] = field(default_factory=list)

    @property
    def first_dose(self) -> int | None:
        """The day of the first dose."""
        return min(
            (span.first for span in self.doses.values() if span.first is not None), default=None
        )

    @property
    def last_dose(self) -> int | None:
        """The day of the last dose."""
        return max(
            (span.last for span in self.doses.values() if span.last is not None), default=None
        )


@dataclass(frozen=True)
class Phase:
    """One arm, from a day to a day."""

    arm: str
    first: int
    last: int | None
    is_dosed: bool


@dataclass(frozen=True)
class Course:
    """An episode in days of the source."""

    state: EpisodeState
    referred: int
    first_contact: int
    assessed: int
    admitted: int | None
    started: int | None
    ended: int | None
    last_seen: int | None
    discharge_reason: str
    not_admitted_reason: str
    steps: tuple[tuple[EpisodeState, int], ...]
    phases: tuple[Phase, ...]


@dataclass
class Survey:
    """The first pass over the streamed tables."""

    seen: dict[int, Seen]
    found: set[tuple[int, int, Analyte]] = field(default_factory=set)
    """Who, day and analyte of every positive result."""
    rows: dict[str, int] = field(default_factory=dict)


def survey(directory: Path, people: Mapping[int, Person], *, today: date) -> Survey:
    """Read the streamed tables once, before anything is written: a bad file stops the import here.

    Raises:
        FileRefused: one of them cannot be read.
    """
    seen = {who: _unseen(person, today) for who, person in people.items()}
    told = Survey(seen)
    later_phases = {
        who: [day for _which, _arm, day in person.phases()[1:]] for who, person in people.items()
    }
    for batch in _batches(directory, "treatment", told):
        _see_doses(batch, later_phases, seen)
    for batch in _batches(directory, "visit", told):
        _see_visits(batch, seen)
    for batch in _batches(directory, "uds_temp", told):
        _see_samples(batch, seen)
    for batch in _batches(directory, "uds", told):
        _see_samples(batch, seen)
        columns = batch.columns
        told.found.update(zip(columns["who"], columns["when"], columns["what"], strict=True))
    return told


def course(person: Person, seen: Seen, trials: Trials) -> Course | None:
    """The episode of one person; None when it begins after the day of the import."""
    admitted = _first(seen.assigned, seen.first_dose)
    consent = person.answers.get("screening_date", {}).get("screening_day")
    came = _first(consent, seen.baseline, seen.attended.first, admitted, seen.visits.first)
    referred = _first(came, seen.visits.first, seen.samples.first)
    if came is None or referred is None or referred > seen.last_day:
        return None
    asked = next(day for day in (seen.baseline, consent, came) if day is not None)
    assessed = asked if admitted is None else min(asked, admitted)
    begun = [(State.REFERRAL, referred), (State.ASSESSMENT, assessed)]
    last_seen = max(
        (day for day in (seen.attended.last, seen.samples.last, seen.last_dose) if day is not None),
        default=None,
    )
    common = {
        "referred": referred,
        "first_contact": min(came, assessed),
        "assessed": assessed,
        "admitted": admitted,
        "started": seen.first_dose,
        "last_seen": last_seen,
    }
    if admitted is None:
        return _not_admitted(person, seen, begun, common)
    return _admitted(person, seen, trials, begun, common)


def planned_end(trial: int, phase: int, arm: str, first: int, trials: Trials) -> int | None:
    """The last planned day of medication of a phase; None where the source plans none."""
    weeks = trials.weeks.get((trial, arm, phase)) or trials.weeks.get((trial, arm, 1))
    return first + weeks * WEEK - 1 if weeks else None


def _not_admitted(person: Person, seen: Seen, begun: list, common: dict) -> Course:
    """Assessed and never assigned to a treatment; the source does not say why."""
    waits = bool(person.arms)
    known = (seen.visits.last, seen.samples.last, common["assessed"])
    ended = None if waits else max(day for day in known if day is not None)
    state = State.ASSESSMENT if waits else State.CLOSED_NOT_ADMITTED
    return Course(
        **common,
        state=state,
        ended=ended,
        discharge_reason="",
        not_admitted_reason="" if waits else NotAdmittedReason.NOT_STATED.value,
        steps=tuple(begun if ended is None else [*begun, (state, ended)]),
        phases=(),
    )


def _admitted(person: Person, seen: Seen, trials: Trials, begun: list, common: dict) -> Course:
    phases = _phases(person, seen)
    steps = [*begun, (State.ADMITTED, common["admitted"])]
    if seen.first_dose is not None:
        steps.append((State.IN_TREATMENT, seen.first_dose))
    ended, reason = None, ""
    if not seen.doses_ahead:
        ended = common["admitted"] if seen.last_dose is None else seen.last_dose
        reason = _reason(person, seen, trials, phases).value
        steps.append((State.DISCHARGED, ended))
        if seen.after.first is not None and seen.after.last is not None:
            steps += [(State.FOLLOW_UP, seen.after.first), (State.CLOSED, seen.after.last)]
    return Course(
        **common,
        state=steps[-1][0],
        ended=ended,
        discharge_reason=reason,
        not_admitted_reason="",
        steps=tuple(steps),
        phases=tuple(phases),
    )


def _phases(person: Person, seen: Seen) -> list[Phase]:
    """The arms with the days of their doses; an arm without a dose has its day alone."""
    found = []
    for index, (_which, arm, day) in enumerate(person.phases()):
        doses = seen.doses.get(index, Span())
        if doses.first is not None:
            is_last = index == max(seen.doses)
            last = None if seen.doses_ahead and is_last else doses.last
            found.append(Phase(arm, doses.first, last, is_dosed=True))
        elif day <= seen.last_day:
            found.append(Phase(arm, day, day, is_dosed=False))
    if not person.arms and seen.first_dose is not None:
        last = None if seen.doses_ahead else seen.last_dose
        found.append(Phase("", seen.first_dose, last, is_dosed=True))
    return found


def _reason(person: Person, seen: Seen, trials: Trials, phases: list[Phase]) -> DischargeReason:
    """Why an episode ended, as far as the source says."""
    if seen.last_dose is None:
        return DischargeReason.DROPPED_OUT
    if not person.arms:
        return DischargeReason.OTHER
    number = len(phases)
    planned = planned_end(person.trial, number, phases[-1].arm, phases[-1].first, trials)
    if planned is not None and seen.last_dose >= planned - TOLERANCE:
        return DischargeReason.COMPLETED
    said = [
        (day, reason)
        for day, reason in seen.said
        if seen.last_dose <= day <= seen.last_dose + SAID_SO_WITHIN
    ]
    return min(said, key=lambda each: each[0])[1] if said else DischargeReason.DROPPED_OUT


def _unseen(person: Person, today: date) -> Seen:
    last_day = (today - person.day_zero).days
    days = [day for _which, _arm, day in person.phases() if day <= last_day]
    return Seen(last_day=last_day, assigned=min(days, default=None))


def _batches(directory: Path, name: str, told: Survey) -> Iterable[Batch]:
    table = Table(locate(directory, name), TABLES[name])
    told.rows[name] = 0
    for batch in table.batches():
        told.rows[name] += batch.rows_in
        yield batch


def _see_doses(
    batch: Batch, later_phases: Mapping[int, list[int]], seen: Mapping[int, Seen]
) -> None:
    for who, day in zip(batch.columns["who"], batch.columns["when"], strict=True):
        one = seen.get(who)
        if one is None:
            continue
        if day > one.last_day:
            one.doses_ahead = True
            continue
        phase = sum(day >= begin for begin in later_phases[who])
        one.doses.setdefault(phase, Span()).add(day)


def _see_visits(batch: Batch, seen: Mapping[int, Seen]) -> None:
    columns = batch.columns
    ticks = [(columns[name], reason) for name, reason in REASONS]
    rows = zip(columns["who"], columns["when"], columns["visit"], columns["what"], strict=True)
    for index, (who, day, visit, what) in enumerate(rows):
        one = seen.get(who)
        if one is None or day > one.last_day:
            continue
        one.visits.add(day)
        if visit == BASELINE:
            one.baseline = _first(one.baseline, day)
        if what != NO_VISIT:
            _see_after(one, day)
        if what in ATTENDED:
            one.attended.add(day)
        else:
            one.said += [(day, reason) for ticked, reason in ticks if ticked[index]][:1]


def _see_samples(batch: Batch, seen: Mapping[int, Seen]) -> None:
    for who, day in zip(batch.columns["who"], batch.columns["when"], strict=True):
        one = seen.get(who)
        if one is not None and day <= one.last_day:
            if day >= EARLIEST_SAMPLE:
                one.samples.add(day)
            _see_after(one, day)


def _see_after(one: Seen, day: int) -> None:
    end = one.assigned if one.last_dose is None else one.last_dose
    if end is not None and day > end:
        one.after.add(day)


def _first(*days: int | None) -> int | None:
    return min((day for day in days if day is not None), default=None)
