"""What travels with a patient: a bundle of codes and numbers, and what it says in words."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinics.choices import TransferPart
from clinics.models import (
    Diagnosis,
    Dose,
    DrugTest,
    DrugTestResult,
    Episode,
    Goal,
    InfectionCare,
    InfectionTest,
    Intervention,
    Measure,
    Patient,
    Plan,
    Prescription,
    SubstanceUse,
    TreatmentDemand,
    Vaccination,
)
from clinics.models.demand import CODED, NUMBERS
from clinics.selectors.demand import LABELS
from clinics.selectors.wording import amount_text


DOSE_DAYS, TEST_DAYS = timedelta(days=14), timedelta(days=90)
USES = ("substance", "route", "frequency", "age_first_use")


@dataclass(frozen=True)
class Section:
    """One part of a bundle in words."""

    title: str
    lines: list[str]


def bundle_of(episode: Episode, *, parts: list[str], today: date) -> dict[str, Any]:
    """What travels: codes, dates and numbers of the chosen parts. No identity and no free text.

    Sex, year and country of birth always go along: without them nobody is registered.
    """
    patient = episode.patient
    person = ("sex", "birth_year", "birth_country")
    bundle: dict[str, Any] = {
        "PERSON": {n: getattr(patient, n) for stem in person for n in (stem, f"{stem}_null")}
    }
    for part in parts:
        bundle[part] = PARTS[TransferPart(part)](episode, today)
    return bundle


def _demand(episode: Episode, today: date) -> dict[str, Any]:
    rows = TreatmentDemand.objects.current().filter(episode=episode)
    last = rows.prefetch_related("substances").order_by("-as_of", "-pk").first()
    if last is None:
        return {}
    stems = (*CODED, *NUMBERS)
    return {
        "as_of": last.as_of.isoformat(),
        "answers": {n: getattr(last, n) for stem in stems for n in (stem, f"{stem}_null")},
        "substances": [
            {"rank": use.rank, "named": use.named, "is_prescribed": use.is_prescribed}
            | {n: getattr(use, n) for stem in USES for n in (stem, f"{stem}_null")}
            for use in last.substances.all()
        ],
    }


def _doses(episode: Episode, today: date) -> dict[str, Any]:
    done = Intervention.objects.current().filter(episode=episode, ended_on__isnull=True)
    written = Prescription.objects.current().filter(episode=episode, ended_on__isnull=True)
    doses = Dose.objects.current().filter(episode=episode, on__gt=today - DOSE_DAYS)
    return {
        "treatment": _rows(done, "modality", "setting", "medicine", "started_on"),
        "prescribed": _rows(
            written.filter(ends_on__gte=today), "medicine", "dose", "unit", "interval", "starts_on",
            "ends_on",
        ),
        "doses": _rows(doses.order_by("on", "pk"), "on", "medicine", "amount", "unit", "mode"),
    }  # fmt: skip


def _tests(episode: Episode, today: date) -> dict[str, Any]:
    tests = DrugTest.objects.current().filter(episode=episode, on__gt=today - TEST_DAYS)
    return {
        "tests": [
            {
                "on": test.on.isoformat(),
                "matrix": test.matrix,
                "findings": {row.analyte: row.finding for row in test.results.all()},
            }
            for test in tests.prefetch_related("results").order_by("on", "pk")
        ]
    }


def _measures(episode: Episode, today: date) -> dict[str, Any]:
    rows = Measure.objects.current().filter(episode=episode).order_by("on", "pk")
    return {
        "measures": _rows(
            rows, "on", "instrument", "occasion", "total", "scales", "bands", "is_complete"
        )
    }


def _plan(episode: Episode, today: date) -> dict[str, Any]:
    last = Plan.objects.current().filter(episode=episode).order_by("-on", "-pk").first()
    if last is None:
        return {}
    goals = last.goals.order_by("position")
    return {
        "on": last.on.isoformat(),
        "review_on": last.review_on.isoformat(),
        "goals": _rows(goals, "problem", "progress", "due_on"),
    }


def _health(episode: Episode, today: date) -> dict[str, Any]:
    of = {"episode__patient": episode.patient_id}
    return {
        "tests": _rows(
            InfectionTest.objects.current().filter(**of), "infection", "kind", "on", "result"
        ),
        "care": _rows(InfectionCare.objects.current().filter(**of), "infection", "step", "on"),
        "vaccinations": _rows(Vaccination.objects.current().filter(**of), "number", "on"),
        "diagnoses": _rows(
            Diagnosis.objects.current().filter(**of), "system", "code", "role", "on", "ended_on"
        ),
    }


def _rows(rows: QuerySet[Any], *names: str) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row.items()} for row in rows.values(*names)]


def _plain(value: Any) -> Any:
    """A value as JSON keeps it: days in ISO 8601, amounts as text."""
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int, str, dict)) else str(value)


PARTS = {
    TransferPart.DEMAND: _demand, TransferPart.DOSES: _doses, TransferPart.TESTS: _tests,
    TransferPart.MEASURES: _measures, TransferPart.PLAN: _plan, TransferPart.HEALTH: _health,
}  # fmt: skip


def in_words(bundle: dict[str, Any]) -> list[Section]:
    """A bundle as the clinics read it; a part in which nothing stood says so."""
    sections = [Section(_("Person"), _person_lines(bundle.get("PERSON", {})))]
    for part in TransferPart:
        if part in bundle:
            lines = WORDS[part](bundle[part]) or [_("Nothing recorded.")]
            sections.append(Section(str(part.label), lines))
    return sections


def _person_lines(person: dict[str, Any]) -> list[str]:
    said = [word(Patient, "sex", person.get("sex")), person.get("birth_year"),
            person.get("birth_country")]  # fmt: skip
    return [", ".join(str(each) for each in said if each) or _("Nothing recorded.")]


def _demand_lines(part: dict[str, Any]) -> list[str]:
    if not part:
        return []
    lines = [_("Asked on %(day)s") % {"day": day(part["as_of"])}]
    lines += [_line(SubstanceUse, use, *USES) for use in part["substances"]]
    answers = part["answers"]
    return lines + [
        f"{label}: {word(TreatmentDemand, stem, answers[stem])}"
        for stem, label in LABELS.items()
        if answers.get(stem) not in (None, "")
    ]


def _dose_lines(part: dict[str, Any]) -> list[str]:
    lines = [_line(Intervention, r, "modality", "setting", "medicine") for r in part["treatment"]]
    for row in part["prescribed"]:
        named = _line(Prescription, row, "medicine", "interval", "starts_on", "ends_on")
        lines.append(f"{named}: {amount_text(Decimal(row['dose']), row['unit'])}")
    for row in part["doses"]:
        named = _line(Dose, row, "on", "medicine", "mode")
        lines.append(f"{named}: {amount_text(Decimal(row['amount']), row['unit'])}")
    return lines


def _test_lines(part: dict[str, Any]) -> list[str]:
    lines = []
    for test in part["tests"]:
        findings = [
            f"{word(DrugTestResult, 'analyte', a)}: {word(DrugTestResult, 'finding', f)}"
            for a, f in test["findings"].items()
        ]
        lines.append(", ".join([_line(DrugTest, test, "on", "matrix"), *findings]))
    return lines


def _measure_lines(part: dict[str, Any]) -> list[str]:
    return [
        _line(Measure, row, "on", "instrument", "occasion", "total") for row in part["measures"]
    ]


def _plan_lines(part: dict[str, Any]) -> list[str]:
    if not part:
        return []
    said = _("Agreed %(on)s, review %(review)s") % {
        "on": day(part["on"]), "review": day(part["review_on"]),
    }  # fmt: skip
    return [said, *(_line(Goal, row, "problem", "progress", "due_on") for row in part["goals"])]


def _health_lines(part: dict[str, Any]) -> list[str]:
    return [
        *(_line(InfectionTest, r, "on", "infection", "kind", "result") for r in part["tests"]),
        *(_line(InfectionCare, r, "on", "infection", "step") for r in part["care"]),
        *(_("Vaccination %(number)s, %(day)s") % {"number": r["number"], "day": day(r["on"])}
          for r in part["vaccinations"]),
        *(_line(Diagnosis, r, "on", "system", "code", "role") for r in part["diagnoses"]),
    ]  # fmt: skip


WORDS = {
    TransferPart.DEMAND: _demand_lines, TransferPart.DOSES: _dose_lines,
    TransferPart.TESTS: _test_lines, TransferPart.MEASURES: _measure_lines,
    TransferPart.PLAN: _plan_lines, TransferPart.HEALTH: _health_lines,
}  # fmt: skip


def _line(model: type[Model], row: dict[str, Any], *names: str) -> str:
    return ", ".join(filter(None, (word(model, name, row.get(name)) for name in names)))


def word(model: type[Model], name: str, value: Any) -> str:
    """What a stored value of a column says: its label, a day as people write it, or itself."""
    if value in (None, ""):
        return ""
    column: Any = model._meta.get_field(name)
    if column.flatchoices:
        return str(dict(column.flatchoices).get(value, value))
    if column.get_internal_type() == "DateField":
        return day(value)
    return str(value)


def day(value: str | date) -> str:
    """A day as people write it."""
    on = value if isinstance(value, date) else date.fromisoformat(value)
    return date_format(on, "SHORT_DATE_FORMAT")
