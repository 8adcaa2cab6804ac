"""The day's round: who is due for a dose here today, and what stands at the window for one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinics.choices import HoldReason, MissedAdvice
from clinics.models import Dose, Episode, Patient, Prescription
from clinics.rules.missed_doses import Advice
from clinics.rules.prescriptions import home_run
from clinics.selectors.doses import Dosing, dosing, is_taken
from clinics.selectors.prescriptions import (
    MOST_DAYS,
    Course,
    HomePlan,
    annotated,
    course_of,
    courses,
    home_plan,
    in_force,
    prescription_on,
)
from clinics.selectors.roots import holding, visible_episodes, visible_patients
from clinics.selectors.wording import amount_text
from clinics.states import OPEN
from clinics.vocabulary import DoseMode, DoseUnit, EpisodeState, Medicine
from kernel import audit
from kernel.models import Site, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, organisations_where
from vault.api import format_code, parse_code


PAGE_SIZE = 250
TENTH = Decimal("0.1")
DUE, STOPPED, DONE, HOME, NOT_GIVEN = "due", "stop", "done", "home", "not-given"
LEFT = (STOPPED, DUE)
FILTERS = {
    "left": (gettext_lazy("Waiting"), LEFT),
    "stop": (gettext_lazy("Stopped"), (STOPPED,)),
    "done": (gettext_lazy("Done"), (DONE, HOME, NOT_GIVEN)),
    "all": (gettext_lazy("All"), (STOPPED, DUE, DONE, HOME, NOT_GIVEN)),
}


@dataclass(frozen=True)
class RoundLine:
    """One patient of the round, in words."""

    patient_uid: UUID
    code: str
    state: str
    amount: str
    why: str


@dataclass(frozen=True)
class Totals:
    """What the round has come to: patients by state, doses by kind, milligrams by medicine."""

    patients: int = 0
    left: int = 0
    done: int = 0
    supervised: int = 0
    take_home: int = 0
    not_given: int = 0
    poured: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Round:
    """One page of the round of a day."""

    lines: list[RoundLine]
    totals: Totals
    sites: list[Site]
    later: str = ""


def round_of(
    *, viewer: User, today: date, site: str = "", show: str = "left", after: str = ""
) -> Round:
    """The round of the viewer's clinic, or of one site; leaves an event with who was shown."""
    sites = sites_to_dose(viewer=viewer)
    here = [each for each in sites if str(each.uid) == site]
    rows = list(_due_rows(viewer, today, here))
    that_day = _doses_of(rows, today)
    lines = _lines(rows, that_day, today)
    _label, wanted = FILTERS.get(show, FILTERS["left"])
    page, later = _page(lines, after, wanted)
    seen = {line.patient_uid for line in page}
    _note(viewer, [row for row in rows if row.patient.uid in seen])
    return Round(page, _totals(lines, that_day), sites, later)


def _note(viewer: User, rows: list[Prescription]) -> None:
    """Write one event for each organisation of which somebody is shown."""
    shown: dict[int, list[Prescription]] = defaultdict(list)
    for row in rows:
        shown[row.organisation_id].append(row)
    for of_one in shown.values():
        audit.record(
            audit.Event.ROUND_OPENED,
            by=viewer,
            action=AuditAction.LIST,
            organisation=of_one[0].organisation,
            object_type="clinics.patient",
            object_uids=[row.patient.uid for row in of_one],
        )


def sites_to_dose(*, viewer: User) -> list[Site]:
    """The sites in use where the viewer gives doses, by name."""
    organisations = organisations_where(viewer, Permission.DOSE_GIVE)
    return list(Site.objects.filter(organisation__in=organisations, retired_at__isnull=True))


def patients_to_dose(*, viewer: User) -> QuerySet[Patient]:
    """Patients whom the viewer may give doses."""
    organisations = organisations_where(viewer, Permission.DOSE_GIVE)
    return visible_patients(viewer=viewer).filter(organisation__in=organisations)


def patient_at_window(*, viewer: User, typed: str) -> Patient | None:
    """The patient whose whole code was scanned or typed; None when nobody here has it.

    Raises:
        WrongCode: it has not ten digits, or the check digits do not fit.
    """
    patients = patients_to_dose(viewer=viewer).select_related("merged_into__organisation")
    found = patients.filter(code=parse_code(typed)).first()
    return (found.merged_into or found) if found else None


def _due_rows(viewer: User, today: date, sites: Sequence[Site]) -> QuerySet[Prescription]:
    rows = Prescription.objects.filter(
        in_force(today),
        organisation__in=organisations_where(viewer, Permission.DOSE_GIVE),
        episode__state__in=OPEN,
    )
    if sites:
        rows = rows.filter(episode__site__in=sites)
    return annotated(rows).order_by("patient__code")


def _doses_of(rows: Iterable[Prescription], today: date) -> dict[int, list[Dose]]:
    found: dict[int, list[Dose]] = defaultdict(list)
    patients = [row.patient_id for row in rows]
    for dose in holding(Dose.objects.filter(patient__in=patients, on=today)).order_by("pk"):
        found[dose.patient_id].append(dose)
    return found


def _lines(
    rows: Sequence[Prescription], that_day: dict[int, list[Dose]], today: date
) -> list[RoundLine]:
    """Everybody of the round; those for whom somebody has to decide stand first."""
    stand = courses(rows, today=today)
    lines = []
    for row in rows:
        course, given = stand[row.pk], that_day.get(row.patient_id, [])
        if not course.is_due and not given:
            continue
        state, why = _state(course, given, today)
        is_amount = state in (DUE, DONE)
        lines.append(
            RoundLine(
                patient_uid=row.patient.uid,
                code=format_code(row.patient.code),
                state=state,
                amount=amount_text(course.each, row.unit) if is_amount else "—",
                why=why,
            )
        )
    return sorted(lines, key=lambda line: line.state != STOPPED)


def _state(course: Course, given: list[Dose], today: date) -> tuple[str, str]:
    taken = [dose for dose in given if is_taken(dose)]
    if len(taken) >= course.prescription.parts:
        is_home = taken[0].mode == DoseMode.TAKE_HOME
        return (HOME, _("A take-home dose covers today")) if is_home else (DONE, _("Given"))
    if course.prescription.episode.state == EpisodeState.INTERRUPTED:
        return STOPPED, _("Treatment is interrupted")
    if hold := hold_text(course.prescription):
        return STOPPED, _("On hold: %(reason)s") % {"reason": hold}
    if course.advice.needs_prescriber:
        return STOPPED, missed_text(course.advice)
    noted = [dose for dose in given if not is_taken(dose)]
    if noted and not taken:
        return NOT_GIVEN, str(DoseMode(noted[-1].mode).label)
    return DUE, _due_words(course, taken, today)


def hold_text(row: Prescription) -> str:
    """Why dosing is on hold; empty when it is not."""
    reason = row.hold_reason  # type: ignore[attr-defined] # see `annotated`
    return str(HoldReason(reason).label) if reason else ""


def _due_words(course: Course, taken: list[Dose], today: date) -> str:
    row, words = course.prescription, []
    if taken:
        words.append(_("Second dose of today"))
    if course.advice.kind is MissedAdvice.CHECK:
        words.append(missed_text(course.advice))
    home = home_run(
        today, take_home_days=row.take_home_days, until=row.ends_on, most=MOST_DAYS
    )  # fmt: skip
    if home:
        count = len(home)
        words.append(ngettext("%(n)s take-home", "%(n)s take-homes", count) % {"n": count})
    if row.ends_on == today:
        words.append(_("Prescription ends today"))
    return ". ".join(words)


def missed_text(found: Advice) -> str:
    """How many days were missed, and what to do: 4 missed days. The prescriber sees the patient."""
    days = ngettext("%(n)s missed day", "%(n)s missed days", found.days) % {"n": found.days}
    return f"{days}. {found.kind.label}"


def _page(
    lines: list[RoundLine], after: str, wanted: Collection[str]
) -> tuple[list[RoundLine], str]:
    """The lines of a page, which begins behind `after` in the order of the patients' codes.

    Who was dosed since keeps the place in the whole list, so that a page does not begin anew.
    """
    marks = [str(line.patient_uid) for line in lines]
    start = marks.index(after) + 1 if after in marks else 0
    rest = [line for line in lines[start:] if line.state in wanted]
    page = rest[:PAGE_SIZE]
    return page, str(page[-1].patient_uid) if len(rest) > PAGE_SIZE else ""


def _totals(lines: list[RoundLine], that_day: dict[int, list[Dose]]) -> Totals:
    given = [dose for doses in that_day.values() for dose in doses]
    here = [dose for dose in given if is_taken(dose) and dose.mode != DoseMode.TAKE_HOME]
    poured: dict[str, Decimal] = defaultdict(Decimal)
    for dose in here:
        if dose.unit == DoseUnit.MG:
            poured[dose.medicine] += dose.amount
    left = sum(line.state in LEFT for line in lines)
    return Totals(
        patients=len(lines),
        left=left,
        done=len(lines) - left,
        supervised=len(here),
        take_home=sum(dose.mode == DoseMode.TAKE_HOME for dose in given),
        not_given=sum(line.state == NOT_GIVEN for line in lines),
        poured=[
            (str(Medicine(name).label), amount_text(amount, DoseUnit.MG))
            for name, amount in sorted(poured.items())
        ],
    )


NOTHING_HOME = HomePlan()
WITH_HOME = ("clear", "given")
"""Where doses may be handed out to be taken home."""


@dataclass(frozen=True)
class Window:
    """What stands at the window for one patient: clear to dose, or why not."""

    state: str
    """clear, given, held, missed, not-due, interrupted or nothing."""
    fact: str = ""
    prescription: Prescription | None = None
    course: Course | None = None
    episode: Episode | None = None
    dosing: Dosing | None = None
    amount: str = ""
    medicine: str = ""
    volume: str = ""
    by: str = ""
    home: HomePlan = NOTHING_HOME
    doubt: str = ""
    """What the nurse looks at before giving: missed days that stop nobody."""
    noted: str = ""
    """Why no dose was given today, when somebody wrote that."""


def window(*, viewer: User, patient: Patient, today: date) -> Window:
    """What stands at the window for `patient` today."""
    row = prescription_on(patient.pk, today)
    episode = _episode(viewer, patient, row)
    if episode is None:
        return Window("nothing")
    known = dosing(viewer=viewer, episode=episode, on=today, prescription=row)
    if row is None:
        state = "given" if known.given else "nothing"
        return Window(
            state, episode=episode, dosing=known, fact=known.given.fact if known.given else ""
        )
    course = course_of(row, today=today)
    state, fact = _window_state(course, episode, known, today)
    return Window(
        state=state,
        fact=fact,
        prescription=row,
        course=course,
        episode=episode,
        dosing=known,
        amount=amount_text(course.each, row.unit),
        medicine=str(Medicine(row.medicine).label),
        volume=_volume(course.each, row.mg_per_ml),
        by=row.recorded_by.staff_code or row.recorded_by.username,
        home=home_plan(course, today=today) if _may_take_home(state, course) else NOTHING_HOME,
        doubt=missed_text(course.advice) if course.advice.kind is MissedAdvice.CHECK else "",
        noted=known.noted,
    )


def _episode(viewer: User, patient: Patient, row: Prescription | None) -> Episode | None:
    """The episode of the prescription; without one the open one."""
    if row is not None:
        return row.episode
    rows = visible_episodes(viewer=viewer).filter(patient=patient, state__in=OPEN)
    return rows.order_by("-pk").first()


def _window_state(course: Course, episode: Episode, known: Dosing, today: date) -> tuple[str, str]:
    if known.given and known.taken_today >= course.prescription.parts:
        return "given", known.given.fact
    if episode.state == EpisodeState.INTERRUPTED:
        return "interrupted", ""
    if hold := hold_text(course.prescription):
        return "held", hold
    if course.advice.needs_prescriber:
        return "missed", missed_text(course.advice)
    if not course.is_due:
        return "not-due", date_format(course.next_due, "SHORT_DATE_FORMAT")
    return "clear", ""


def _may_take_home(state: str, course: Course) -> bool:
    """Whether nothing stops doses of days to come, even after today's was agreed to."""
    is_stopped = course.advice.needs_prescriber or hold_text(course.prescription)
    return state in WITH_HOME and not is_stopped


def _volume(amount: Decimal, mg_per_ml: Decimal | None) -> str:
    if not mg_per_ml:
        return ""
    volume = (amount / mg_per_ml).quantize(TENTH, ROUND_HALF_UP)  # number_format cuts off
    return _("%(number)s ml") % {"number": number_format(volume, decimal_pos=1)}
