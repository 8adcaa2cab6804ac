"""People and their episodes: from what was read to columns of the record."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from clinics.bulk.refusals import Refusal
from clinics.imports.ctn0094.answers import demand, substances
from clinics.imports.ctn0094.courses import Course, Phase, Survey, course
from clinics.imports.ctn0094.events import Home
from clinics.imports.ctn0094.people import Person, Trials
from clinics.imports.ctn0094.tables import ARMS
from clinics.rules import (
    DEMAND_RULES,
    EPISODE_RULES,
    SUBSTANCE_RULES,
    Severity,
    broken_columns,
)
from clinics.vocabulary import (
    EpisodeState,
    IdentityStatus,
    Medicine,
    Modality,
    NullFlavour,
    OverrideReason,
    Setting,
)
from kernel.demographics import Sex
from kernel.models.organisations import CentreType


HISTORIC = OverrideReason.HISTORIC.value
UNK, NASK = NullFlavour.UNK.value, NullFlavour.NASK.value
INPATIENT = "Inpatient"
SEXES = {True: Sex.MALE.value, False: Sex.FEMALE.value, None: ""}
ENDS = frozenset({EpisodeState.DISCHARGED, EpisodeState.CLOSED_NOT_ADMITTED})
DAYS = {
    "referred_on": "referred",
    "first_contact_on": "first_contact",
    "assessed_on": "assessed",
    "admitted_on": "admitted",
    "started_on": "started",
    "ended_on": "ended",
    "last_seen_on": "last_seen",
}
"""Column of the episode -> day of the course."""


def settle(
    people: Mapping[int, Person], survey: Survey, trials: Trials, *, file: str, today: date
) -> tuple[dict[int, Home], list[Refusal]]:
    """Give everybody an episode; who has none that holds is refused, and why."""
    homes: dict[int, Home] = {}
    refusals: list[Refusal] = []
    for who, person in people.items():
        own = course(person, survey.seen[who], trials)
        if own is None:
            refusals.append(Refusal(file, person.row, "who", "begins after the import", "FUTURE"))
        else:
            homes[who] = Home(person, own, birth_year(person))
    order = list(homes)
    for index, rule in _broken(list(homes.values()), today):
        refused = homes.pop(order[index], None)
        if refused:
            row, message = refused.person.row, str(rule.message)
            refusals.append(Refusal(file, row, rule.fields[0], "breaks a rule", rule.code, message))
    return homes, refusals


def birth_year(person: Person) -> int | None:
    """The year of the person's day zero less the age; only the age is known."""
    age = person.answers.get("demographics", {}).get("age")
    return None if age is None else person.day_zero.year - age


def sex(person: Person) -> str:
    """The sex that the source gives, or an empty text."""
    return SEXES[person.answers.get("demographics", {}).get("is_male")]


def days(person: Person, own: Course) -> dict[str, date | None]:
    """The days of an episode on the calendar."""
    told = {name: getattr(own, day) for name, day in DAYS.items()}
    return {name: None if day is None else person.on(day) for name, day in told.items()}


def patient_columns(homes: Sequence[Home]) -> dict[str, Any]:
    """Patients, without their pseudonyms."""
    sexes = [sex(home.person) for home in homes]
    years = [home.birth_year for home in homes]
    return {
        "organisation_id": [home.organisation_id for home in homes],
        "identity_status": IdentityStatus.NAMED.value,
        "sex": sexes,
        "sex_null": ["" if each else UNK for each in sexes],
        "birth_year": years,
        "birth_year_null": ["" if each else UNK for each in years],
        "birth_country": "",
        "birth_country_null": NASK,
        "is_invented": True,
    }


def episode_columns(homes: Sequence[Home], *, site_id: int) -> dict[str, Any]:
    """Episodes with the days of their courses."""
    courses = [home.course for home in homes]
    return {
        "patient_id": [home.patient_id for home in homes],
        "organisation_id": [home.organisation_id for home in homes],
        "site_id": site_id,
        "state": [own.state.value for own in courses],
        "referral_source": "",
        "referral_source_null": NASK,
        "discharge_reason": [own.discharge_reason for own in courses],
        "not_admitted_reason": [own.not_admitted_reason for own in courses],
        **_transposed([days(home.person, home.course) for home in homes]),
    }


def step_columns(homes: Sequence[Home]) -> dict[str, Any]:
    """The steps that led each episode to its state; all of them historic."""
    return _transposed([row for home in homes for row in _steps(home)])


def intervention_columns(homes: Sequence[Home]) -> dict[str, Any]:
    """One intervention for each arm a person was in."""
    return _transposed(
        [_intervention(home, phase) for home in homes for phase in home.course.phases]
    )


def demand_columns(homes: Sequence[Home]) -> dict[str, Any]:
    """One treatment demand for each episode, of the day of the assessment."""
    return _transposed(
        [
            {
                "episode_id": home.episode_id,
                "organisation_id": home.organisation_id,
                "as_of": home.person.on(home.course.assessed),
                **demand(home.person),
            }
            for home in homes
        ]
    )


def substance_columns(homes: Sequence[Home], demands: Mapping[int, int]) -> dict[str, Any]:
    """The substances of each demand; `demands` gives the demand of an episode."""
    return _transposed(
        [
            {
                "demand_id": demands[home.episode_id],
                "organisation_id": home.organisation_id,
                **row,
            }
            for home in homes
            for row in substances(home.person)
        ]
    )


def centre_type(homes: Iterable[Home]) -> CentreType:
    """Inpatient where every arm of a site was; the source says no more of a site."""
    arms = {phase.arm for home in homes for phase in home.course.phases if phase.arm}
    if arms and all(arm.startswith(INPATIENT) for arm in arms):
        return CentreType.INPATIENT
    return CentreType.OUTPATIENT


def _steps(home: Home) -> Iterable[dict[str, Any]]:
    source = ""
    for state, day in home.course.steps:
        ends = state in ENDS
        yield {
            "episode_id": home.episode_id,
            "source": source,
            "target": state.value,
            "on": home.person.on(day),
            "reason": (home.course.discharge_reason or home.course.not_admitted_reason)
            if ends
            else "",
            "override_reason": HISTORIC,
        }
        source = state.value


def _intervention(home: Home, phase: Phase) -> dict[str, Any]:
    medicine = ARMS.get(phase.arm, Medicine.NOT_STATED)
    is_agonist = medicine is not Medicine.NALTREXONE_DEPOT
    setting = Setting.INPATIENT if phase.arm.startswith(INPATIENT) else Setting.OUTPATIENT
    return {
        "episode_id": home.episode_id,
        "organisation_id": home.organisation_id,
        "modality": (Modality.OPIOID_AGONIST if is_agonist else Modality.ANTAGONIST).value,
        "setting": setting.value if phase.arm else "",
        "setting_null": "" if phase.arm else UNK,
        "medicine": medicine.value,
        "started_on": home.person.on(phase.first),
        "ended_on": None if phase.last is None else home.person.on(phase.last),
    }


def _broken(homes: Sequence[Home], today: date) -> Iterable[tuple[int, Any]]:
    """Rules that forbid storing a person, with the person's place in `homes`."""
    asked = {
        **_transposed([demand(home.person) for home in homes]),
        **_transposed([days(home.person, home.course) for home in homes]),
        "substances": [substances(home.person) for home in homes],
        "birth_year": [home.birth_year for home in homes],
        "today": [today] * len(homes),
    }
    asked["as_of"] = asked["assessed_on"]
    asked["start_on"] = asked["admitted_on"]
    for rules in (EPISODE_RULES, DEMAND_RULES, SUBSTANCE_RULES):
        for index, rule in broken_columns(rules, asked):
            if rule.severity is Severity.ERROR and not rule.is_practice:
                yield index, rule


def _transposed(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Rows with the same names as columns."""
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
