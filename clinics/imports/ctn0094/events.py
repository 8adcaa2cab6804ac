"""Visits, doses and drug tests: from columns of the source to columns of the record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from clinics.bulk.reading import Batch
from clinics.imports.ctn0094.courses import ATTENDED, BASELINE, NO_VISIT, Course
from clinics.imports.ctn0094.people import Person
from clinics.imports.ctn0094.tables import ABSENCE, ARMS
from clinics.rules import (
    CONTACT_RULES,
    DOSE_RULES,
    DRUG_TEST_RULES,
    Rule,
    Severity,
    broken_columns,
)
from clinics.rules.events import AFTER_CARE
from clinics.vocabulary import (
    Analyte,
    Attendance,
    ContactKind,
    DoseUnit,
    Finding,
    Medicine,
    NullFlavour,
    OverrideReason,
    SampleTemperature,
)


HISTORIC = OverrideReason.HISTORIC.value
UNK, NASK = NullFlavour.UNK.value, NullFlavour.NASK.value
KINDS = {BASELINE: ContactKind.ASSESSMENT.value, "Cross Active Study": ContactKind.OTHER.value}
UNPLANNED = "Unsc"
COLUMN_OF = {"on": "when", "amount": "amount", "medicine": "who"}
UNITS = {Medicine.NALTREXONE_DEPOT: DoseUnit.INJECTION}


@dataclass
class Home:
    """The episode to which a person's events belong, with what rules ask of it."""

    person: Person
    course: Course
    birth_year: int | None
    organisation_id: int = 0
    patient_id: int = 0
    episode_id: int = 0
    medicine: Medicine = Medicine.NOT_STATED
    referred_on: date = field(init=False)
    ended_on: date | None = field(init=False)
    is_followed: bool = field(init=False)

    def __post_init__(self) -> None:
        """Turn days of the source into days of the calendar once, not once an event."""
        self.referred_on = self.person.on(self.course.referred)
        ended = self.course.ended
        self.ended_on = None if ended is None else self.person.on(ended)
        self.is_followed = self.course.state in AFTER_CARE
        arms = {ARMS[phase.arm] for phase in self.course.phases if phase.arm}
        if len(arms) == 1:
            self.medicine = arms.pop()


@dataclass
class Event:
    """A batch of one table whose rows have a home and break no rule but one of practice."""

    homes: list[Home]
    on: list[date]
    columns: Mapping[str, Sequence[Any]]
    practice: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.homes)

    def common(self) -> dict[str, Any]:
        """The columns that every event of an episode has."""
        return {
            "episode_id": [home.episode_id for home in self.homes],
            "organisation_id": [home.organisation_id for home in self.homes],
            "on": self.on,
        }


@dataclass
class DoseDays:
    """What was dosed so far, so that a second dose of a day is known for one."""

    doses: dict[tuple[int, int], int] = field(default_factory=dict)

    def number(self, who: int, day: int) -> int:
        """The number of the next dose of that day."""
        number = self.doses.get((who, day), 0) + 1
        self.doses[who, day] = number
        return number


def visits(batch: Batch, homes: Mapping[int, Home], *, file: str, today: date) -> Event:
    """Settle a batch of visits."""
    settle_homes(batch, homes, file)
    batch.columns["attendance"] = list(map(_attendance, batch.columns["what"]))
    return _settle(batch, homes, CONTACT_RULES, file=file, today=today)


def contact_columns(event: Event) -> dict[str, Any]:
    """Visits as contacts; a reason stands only where the patient did not come."""
    told = event.columns
    reasons = [
        _reason(told, index) if came == Attendance.ABSENT else ""
        for index, came in enumerate(told["attendance"])
    ]
    return {
        **event.common(),
        "kind": [_kind(visit or "") for visit in told["visit"]],
        "planned_as": [visit or "" for visit in told["visit"]],
        "mode": "",
        "mode_null": NASK,
        "attendance": told["attendance"],
        "attendance_null": ["" if came else UNK for came in told["attendance"]],
        "absence_reason": reasons,
    }


def doses(
    batch: Batch, homes: Mapping[int, Home], days: DoseDays, *, file: str, today: date
) -> Event:
    """Settle a batch of doses; a second one of a day gets its number."""
    settle_homes(batch, homes, file)
    columns = batch.columns
    numbers = list(map(days.number, columns["who"], columns["when"]))
    columns["number"] = numbers
    columns["has_dose_that_day"] = [number > 1 for number in numbers]
    columns["is_first"] = [
        number == 1 and homes[who].course.started == day
        for who, day, number in zip(columns["who"], columns["when"], numbers, strict=True)
    ]
    columns["medicine"] = [homes[who].medicine.value for who in columns["who"]]
    columns["unit"] = [UNITS.get(homes[who].medicine, DoseUnit.MG).value for who in columns["who"]]
    return _settle(batch, homes, DOSE_RULES, file=file, today=today)


def dose_columns(event: Event) -> dict[str, Any]:
    """Doses; one that breaks a rule of practice is historic, and says so."""
    return {
        **event.common(),
        "patient_id": [home.patient_id for home in event.homes],
        "medicine": event.columns["medicine"],
        "amount": event.columns["amount"],
        "unit": event.columns["unit"],
        "mode": "",
        "mode_null": UNK,
        "number": event.columns["number"],
        "override_reason": [
            HISTORIC if index in event.practice else "" for index in range(len(event))
        ],
    }


def samples(
    batch: Batch,
    homes: Mapping[int, Home],
    known: set[tuple[int, int]],
    *,
    file: str,
    today: date,
) -> Event:
    """Settle a batch of urine samples; a second one of a person and day is refused."""
    settle_homes(batch, homes, file)
    keys = list(zip(batch.columns["who"], batch.columns["when"], strict=True))
    wrong = {}
    for index, key in enumerate(keys):
        if key in known:
            wrong[index] = ("when", "repeated", "ONCE")
        known.add(key)
    batch.refuse(file, wrong)
    return _settle(batch, homes, DRUG_TEST_RULES, file=file, today=today)


def test_columns(event: Event, temperatures: Sequence[str]) -> dict[str, Any]:
    """Samples as drug tests; 99 in the source is a temperature not known."""
    return {
        **event.common(),
        "temperature": list(temperatures),
        "temperature_null": ["" if each else UNK for each in temperatures],
        "witnessed": "",
        "witnessed_null": NASK,
    }


def negatives(
    event: Event, panels: Mapping[int, frozenset[Analyte]], found: set[tuple[int, int, Analyte]]
) -> tuple[list[int], list[str]]:
    """What each sample's panel looked for and no row says was found: index and analyte."""
    indexes, analytes = [], []
    keys = zip(event.columns["who"], event.columns["when"], event.homes, strict=True)
    for index, (who, day, home) in enumerate(keys):
        for analyte in sorted(panels.get(home.person.trial, ())):
            if (who, day, analyte) not in found:
                indexes.append(index)
                analytes.append(analyte.value)
    return indexes, analytes


def positives(
    batch: Batch,
    homes: Mapping[int, Home],
    known: set[tuple[int, int, Analyte]],
    *,
    file: str,
    today: date,
) -> Event:
    """Settle a batch of positive results; the second of a person, day and analyte is refused."""
    settle_homes(batch, homes, file)
    columns = batch.columns
    wrong = {}
    for index, key in enumerate(zip(columns["who"], columns["when"], columns["what"], strict=True)):
        if key in known:
            wrong[index] = ("what", "repeated", "ONCE")
        known.add(key)
    batch.refuse(file, wrong)
    return _settle(batch, homes, DRUG_TEST_RULES, file=file, today=today)


def without_sample(event: Event, sampled: set[tuple[int, int]]) -> Event:
    """The samples that positive results tell of and no row of samples does, once each."""
    homes, on = [], []
    told = zip(event.columns["who"], event.columns["when"], event.homes, event.on, strict=True)
    for who, day, home, date_of in told:
        if (who, day) not in sampled:
            sampled.add((who, day))
            homes.append(home)
            on.append(date_of)
    return Event(homes=homes, on=on, columns={})


def result_columns(
    tests: Sequence[int], organisations: Sequence[int], analytes: Sequence[str], finding: Finding
) -> dict[str, Any]:
    """Results of one finding."""
    return {
        "test_id": list(tests),
        "organisation_id": list(organisations),
        "analyte": list(analytes),
        "finding": finding.value,
    }


def settle_homes(batch: Batch, homes: Mapping[int, Home], file: str) -> None:
    """Refuse the rows of people who have no episode."""
    batch.refuse(
        file,
        {
            index: ("who", "unknown person", "KNOWN_PERSON")
            for index, who in enumerate(batch.columns["who"])
            if who not in homes
        },
    )


def _settle(
    batch: Batch, homes: Mapping[int, Home], rules: Iterable[Rule], *, file: str, today: date
) -> Event:
    """Ask the rules: what only breaks practice is kept and marked, the rest is refused."""
    asked = _asked(batch, homes, today)
    wrong: dict[int, tuple[str, str, str, str]] = {}
    practice: set[int] = set()
    for index, rule in broken_columns(rules, asked):
        if rule.severity is Severity.WARNING:
            continue
        if rule.is_practice:
            practice.add(batch.rows[index])
        else:
            column = COLUMN_OF.get(rule.fields[0], rule.fields[0])
            wrong.setdefault(index, (column, "breaks a rule", rule.code, str(rule.message)))
    batch.refuse(file, wrong)
    people = [homes[who] for who in batch.columns["who"]]
    return Event(
        homes=people,
        on=[home.person.on(day) for home, day in zip(people, batch.columns["when"], strict=True)],
        columns=batch.columns,
        practice=frozenset(index for index, row in enumerate(batch.rows) if row in practice),
    )


def _asked(batch: Batch, homes: Mapping[int, Home], today: date) -> dict[str, Sequence[Any]]:
    """The columns that rules ask for: those of the row and those of its episode."""
    people = [homes[who] for who in batch.columns["who"]]
    days = batch.columns["when"]
    return {
        **batch.columns,
        "on": [home.person.on(day) for home, day in zip(people, days, strict=True)],
        "today": [today] * len(people),
        "mode": [""] * len(people),
        "birth_year": [home.birth_year for home in people],
        "referred_on": [home.referred_on for home in people],
        "ended_on": [None if home.is_followed and "amount" not in batch.columns
                     else home.ended_on for home in people],
        "state": [home.course.state for home in people],
        "discharge_reason": [home.course.discharge_reason for home in people],
    }  # fmt: skip


def _attendance(what: str | None) -> str:
    if what in ATTENDED:
        return Attendance.ATTENDED.value
    return Attendance.ABSENT.value if what == NO_VISIT else ""


def _kind(visit: str) -> str:
    if UNPLANNED in visit:
        return ContactKind.OTHER.value
    return KINDS.get(visit, ContactKind.PLANNED_VISIT.value)


def _reason(told: Mapping[str, Sequence[Any]], index: int) -> str:
    for name, reason in ABSENCE.items():
        if told[name][index]:
            return reason.value
    return ""


def temperatures_of(event: Event) -> list[str]:
    """The temperature of each sample, as it is stored."""
    return [SampleTemperature(each).value if each else "" for each in event.columns["was_temp_ok"]]
