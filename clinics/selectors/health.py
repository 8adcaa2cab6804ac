"""What a record says of health, in words: infections as cascades, vaccination, overdose, diagnoses.

One query reads the rows of eight tables. Violence at home and worry about children are no part of
it: they have roots of their own that ask for permissions of their own.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import (
    CharField,
    DateField,
    F,
    IntegerField,
    Model,
    QuerySet,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinics import choices
from clinics.diagnoses import codes
from clinics.models import (
    ChildrenSummary,
    Diagnosis,
    Episode,
    InfectionCare,
    InfectionTest,
    NaloxoneEvent,
    Overdose,
    Patient,
    Pregnancy,
    UnknownTerm,
    Vaccination,
)
from clinics.rules.cascades import Cared, Sampled, cascade
from clinics.rules.thresholds import SECOND_VACCINATION, THIRD_VACCINATION
from clinics.selectors.cascade_words import Step, next_of, says_of, short, stages_of
from clinics.selectors.roots import visible_episodes
from clinics.selectors.substances import named_label
from clinics.selectors.wording import answer_text
from clinics.vocabulary import EpisodeState, RecordState, YesNo
from kernel.demographics import Sex
from kernel.models import User
from kernel.permissions import Permission, has_permission, organisations_where


Row = TypeVar("Row", bound=Model)
UNUSABLE = (EpisodeState.VOIDED, EpisodeState.CLOSED_NOT_ADMITTED)
ENTRIES: dict[str, Any] = {
    "test": InfectionTest,
    "care": InfectionCare,
    "vaccination": Vaccination,
    "pregnancy": Pregnancy,
    "children": ChildrenSummary,
    "overdose": Overdose,
    "naloxone": NaloxoneEvent,
    "diagnosis": Diagnosis,
}
"""The kinds of entries of the part Health, as addresses name them."""
FULL_COURSE = 3
SHOWN = 8
TERM = "term:"


@dataclass(frozen=True)
class Line:
    """One entry in words, with where it is put right."""

    act: str
    detail: str
    correct_url: str = ""
    result_url: str = ""


@dataclass(frozen=True)
class InfectionPart:
    """What the page says of one infection."""

    infection: str
    label: str
    tone: str
    says: str
    steps: list[Step]
    next_label: str
    next_url: str
    lines: list[Line]


@dataclass(frozen=True)
class Vaccinations:
    """The course against hepatitis B."""

    steps: list[Step]
    says: str
    is_due: bool
    is_complete: bool
    lines: list[Line]


@dataclass(frozen=True)
class HealthPage:
    """The part Health of a record."""

    episode_uid: UUID | None
    can_write: bool
    asks_pregnancy: bool
    has_violence: bool
    has_safeguarding: bool
    infections: list[InfectionPart]
    vaccinations: Vaccinations
    pregnancies: list[Line]
    children: list[Line]
    overdoses: list[Line]
    naloxone: list[Line]
    diagnoses: list[Line]
    has_naloxone: bool
    """The patient holds a kit, as far as the record says."""


@dataclass(frozen=True)
class _Entry:
    """One row of one of the tables, in common columns."""

    what: str
    pk: int
    uid: UUID
    on: date
    until: date | None
    a: str
    b: str
    c: str
    d: str
    n: int | None
    m: int | None
    k: int | None


@dataclass(frozen=True)
class _Viewer:
    """Whose page it is and what this viewer is offered."""

    patient: Patient
    episode: Episode | None
    can_correct: bool
    can_write: bool
    names: dict[str, str] = field(default_factory=dict)


def visible_health(model: type[Row], *, viewer: User) -> QuerySet[Row]:
    """Every entry of one table about health that the viewer may read, voided ones included."""
    organisations = organisations_where(viewer, Permission.RECORD_READ)
    return with_patient(model, organisations)


def with_patient(model: type[Row], organisations: Iterable[int]) -> QuerySet[Row]:
    """The rows of one table at some organisations, with whose they are."""
    rows = model._default_manager.filter(organisation__in=organisations)
    return rows.select_related("episode__patient__organisation", "organisation", "recorded_by")


def health_page(*, viewer: User, patient: Patient, today: date) -> HealthPage:
    """Gather the part Health of a patient; the number of queries does not depend on its length."""
    episodes = visible_episodes(viewer=viewer).filter(patient=patient).exclude(state__in=UNUSABLE)
    episode = episodes.order_by("-referred_on", "-pk").first()
    at = patient.organisation
    may_write = has_permission(viewer, Permission.HEALTH_WRITE, at=at) and episode is not None
    entries = _entries(patient)
    seen = _Viewer(
        patient=patient,
        episode=episode,
        can_correct=may_write and has_permission(viewer, Permission.RECORD_CORRECT, at=at),
        can_write=may_write,
        names=_overdose_names(entries, patient),
    )
    naloxone = _of(entries, "naloxone")
    return HealthPage(
        episode_uid=episode.uid if episode else None,
        can_write=may_write,
        asks_pregnancy=patient.sex != Sex.MALE,
        has_violence=has_permission(viewer, Permission.VIOLENCE_SCREEN, at=at),
        has_safeguarding=has_permission(viewer, Permission.SAFEGUARD, at=at),
        infections=[_infection(each, entries, seen, today) for each in choices.Infection],
        vaccinations=_vaccinations(_of(entries, "vaccination"), seen, today),
        pregnancies=[_pregnancy(each, seen) for each in _of(entries, "pregnancy")[:SHOWN]],
        children=[_children(each, seen) for each in _of(entries, "children")[:SHOWN]],
        overdoses=[_overdose(each, seen) for each in _of(entries, "overdose")[:SHOWN]],
        naloxone=[_naloxone(each, seen) for each in naloxone[:SHOWN]],
        diagnoses=[_diagnosis(each, seen) for each in _of(entries, "diagnosis")],
        has_naloxone=_holds_kit(naloxone),
    )


def _entries(patient: Patient) -> list[_Entry]:
    """Every entry that holds of eight tables, newest first; one query."""
    first, *others = (
        _columns(InfectionTest, "test", patient, "result_on", "infection", "kind", "result",
                 n="copies"),
        _columns(InfectionCare, "care", patient, None, "infection", "step"),
        _columns(Vaccination, "vaccination", patient, None, n="number"),
        _columns(Pregnancy, "pregnancy", patient, None, "status", "antenatal_care",
                 "antenatal_care_null", n="weeks"),
        _columns(ChildrenSummary, "children", patient, None, "childcare_needed",
                 "childcare_provided", n="children", m="living_with_patient", k="in_care"),
        _columns(Overdose, "overdose", patient, None, "outcome", "place", "naloxone_given",
                 "substances"),
        _columns(NaloxoneEvent, "naloxone", patient, "expires_on", "step", n="kits"),
        _columns(Diagnosis, "diagnosis", patient, "ended_on", "system", "code", "role"),
    )  # fmt: skip
    rows = [_Entry(*row) for row in first.union(*others, all=True)]
    return sorted(rows, key=lambda row: (row.on, row.pk), reverse=True)


def _columns(
    model: type[Model], what: str, patient: Patient, until: str | None, *texts: str, **numbers: str
) -> QuerySet[Any, Any]:
    """The current rows of a table in the columns that all tables share, each with its type."""
    rows = model._default_manager.filter(episode__patient=patient, state=RecordState.CURRENT)
    text = {
        name: Cast(F(texts[place]) if place < len(texts) else Value(""), TextField())
        for place, name in enumerate(("text_a", "text_b", "text_c", "text_d"))
    }
    number = {
        f"number_{name}": Cast(F(numbers[name]) if name in numbers else Value(None), IntegerField())
        for name in ("n", "m", "k")
    }
    return (
        rows.order_by()
        .annotate(
            what=Value(what, CharField()),
            row_uid=Cast("uid", UUIDField()),
            until_on=Cast(F(until) if until else Value(None), DateField()),
            **text,
            **number,
        )
        .values_list("what", "pk", "row_uid", "on", "until_on", *text, *number)
    )


def _of(entries: Iterable[_Entry], what: str) -> list[_Entry]:
    return [entry for entry in entries if entry.what == what]


def _line(entry: _Entry, seen: _Viewer, act: str, *facts: str, result_url: str = "") -> Line:
    url = reverse(f"work:health-{entry.what}-correct", args=[entry.uid])
    return Line(
        act=act,
        detail=", ".join(filter(None, (short(entry.on), *facts))),
        correct_url=url if seen.can_correct else "",
        result_url=result_url if seen.can_write else "",
    )


def _infection(
    infection: choices.Infection, entries: list[_Entry], seen: _Viewer, today: date
) -> InfectionPart:
    rows = [e for e in entries if e.what in ("test", "care") and e.a == infection]
    tests = [Sampled(row.b, row.on, row.c) for row in rows if row.what == "test"]
    care = [Cared(row.b, row.on) for row in rows if row.what == "care"]
    found = cascade(infection, tests, care, today=today)
    tone, says = says_of(found)
    label, url = next_of(found, seen.episode if seen.can_write else None)
    return InfectionPart(
        infection=infection.value,
        label=str(infection.label),
        tone=tone,
        says=says,
        steps=stages_of(found),
        next_label=label,
        next_url=url,
        lines=[_infection_line(row, seen) for row in rows],
    )


def _infection_line(entry: _Entry, seen: _Viewer) -> Line:
    if entry.what == "care":
        return _line(entry, seen, str(choices.CareStep(entry.b).label))
    result = choices.InfectionResult(entry.c)
    waits = result == choices.InfectionResult.AWAITED
    copies = _("%(copies)s copies in 1 ml") % {"copies": entry.n} if entry.n is not None else ""
    url = reverse("work:health-result", args=[entry.uid]) if waits else ""
    kind = choices.InfectionTestKind(entry.b)
    return _line(entry, seen, f"{kind.label}: {result.label}", copies, result_url=url)


def _vaccinations(rows: list[_Entry], seen: _Viewer, today: date) -> Vaccinations:
    given = {row.n or 0: row.on for row in rows}
    is_complete = all(number in given for number in range(1, FULL_COURSE + 1))
    due_on = _next_dose_on(given)
    following = next((n for n in range(1, FULL_COURSE + 1) if n not in given), 0)
    steps = [
        Step(
            _("Dose %(number)s") % {"number": number},
            short(given.get(number)),
            "passed" if number in given else "current" if number == following else "ahead",
        )
        for number in range(1, FULL_COURSE + 1)
    ]
    if is_complete:
        says = _("Complete")
    elif due_on is None:
        says = _("Not begun")
    else:
        says = _("Next dose from %(day)s") % {"day": short(due_on)}
    return Vaccinations(
        steps=steps if given else [],
        says=says,
        is_due=due_on is not None and today >= due_on and not is_complete,
        is_complete=is_complete,
        lines=[_line(row, seen, _("Dose %(number)s") % {"number": row.n}) for row in rows],
    )


def _next_dose_on(given: dict[int, date]) -> date | None:
    """From when the next dose is due: months 0, 1 and 6."""
    if not given:
        return None
    first = given.get(1, min(given.values()))
    after = SECOND_VACCINATION if 2 not in given else THIRD_VACCINATION  # noqa: PLR2004 - the dose
    return max(first + timedelta(days=after.value), max(given.values()) + timedelta(days=28))


def _pregnancy(entry: _Entry, seen: _Viewer) -> Line:
    weeks = _("week %(weeks)s") % {"weeks": entry.n} if entry.n else ""
    care = {
        YesNo.YES.value: _("in antenatal care"), YesNo.NO.value: _("not in antenatal care"),
    }.get(entry.b, "")  # fmt: skip
    return _line(entry, seen, str(choices.PregnancyStatus(entry.a).label), weeks, care)


def _children(entry: _Entry, seen: _Viewer) -> Line:
    needed = _("childcare needed") if entry.a == YesNo.YES else ""
    provided = _("childcare provided") if entry.b == YesNo.YES else ""
    facts = (
        _("%(count)s live with the patient") % {"count": entry.m},
        _("%(count)s in public care") % {"count": entry.k} if entry.k else "",
    )
    act = _("%(count)s under 18") % {"count": entry.n}
    return _line(entry, seen, act, *facts, needed, provided)


def _overdose(entry: _Entry, seen: _Viewer) -> Line:
    names = ", ".join(seen.names.get(key, key) for key in _keys(entry))
    place = answer_text(entry.b, "NASK", choices.OverdosePlace) if entry.b else ""
    naloxone = {
        YesNo.YES.value: _("naloxone given"), YesNo.NO.value: _("no naloxone"),
    }.get(entry.c, "")  # fmt: skip
    return _line(entry, seen, str(choices.OverdoseOutcome(entry.a).label), names, place, naloxone)


def _keys(entry: _Entry) -> list[str]:
    return list(json.loads(entry.d)) if entry.d else []


def _overdose_names(entries: list[_Entry], patient: Patient) -> dict[str, str]:
    """What the stored keys of a page are called."""
    keys = {key for entry in _of(entries, "overdose") for key in _keys(entry)}
    return _names_of(keys, organisation_id=patient.organisation_id)


def _names_of(keys: Iterable[str], *, organisation_id: int) -> dict[str, str]:
    """What stored keys are called; a query only for names that wait, or were added."""
    uids = [key.removeprefix(TERM) for key in keys if key.startswith(TERM)]
    waiting = UnknownTerm.objects.filter(uid__in=uids) if uids else ()
    names = {f"{TERM}{term.uid}": f"“{term.as_said}”" for term in waiting}
    return names | {
        key: named_label(key, organisation_id=organisation_id)
        for key in keys
        if not key.startswith(TERM)
    }


def substances_of(overdose: Overdose) -> list[str]:
    """The names of the substances of one overdose, in their order."""
    names = _names_of(overdose.substances, organisation_id=overdose.organisation_id)
    return [names.get(key, key) for key in overdose.substances]


def _naloxone(entry: _Entry, seen: _Viewer) -> Line:
    kits = _("%(count)s kits") % {"count": entry.n} if (entry.n or 0) > 1 else ""
    expiry = _("use before %(day)s") % {"day": short(entry.until)} if entry.until else ""
    return _line(entry, seen, str(choices.NaloxoneStep(entry.a).label), kits, expiry)


def _holds_kit(rows: list[_Entry]) -> bool:
    kits = [row.a for row in rows if row.a != choices.NaloxoneStep.TRAINED]
    return bool(kits) and kits[0] in ("SUPPLIED", "REPLACED")


def _diagnosis(entry: _Entry, seen: _Viewer) -> Line:
    known = codes(entry.a).get(entry.b)
    title = known.title(get_language()) if known else ""
    until = _("until %(day)s") % {"day": short(entry.until)} if entry.until else ""
    role = str(choices.DiagnosisRole(entry.c).label)
    url = "" if entry.until else reverse("work:health-diagnosis-end", args=[entry.uid])
    act = f"{entry.b} {title}".strip()
    system = str(choices.DiagnosisSystem(entry.a).label)
    return _line(entry, seen, act, role, system, until, result_url=url)


def words_of(entry: Any) -> Line:
    """One stored entry in words, for the pages that correct or void it."""
    return Line(act=str(entry._meta.verbose_name).capitalize(), detail=short(entry.on))


def next_dose_number(*, patient: Patient) -> int:
    """The number of the next dose of the vaccine; 4 at most."""
    rows = Vaccination.objects.current().filter(episode__patient=patient)
    return min(max(rows.values_list("number", flat=True), default=0) + 1, 4)
