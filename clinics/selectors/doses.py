"""Doses: the last days as a calendar, what to give today, whether it was given already."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from clinics.models import Dose, Episode, Intervention, Prescription
from clinics.rules.events import counts_for_day
from clinics.rules.prescriptions import each_part
from clinics.selectors.roots import holding, visible_doses
from clinics.selectors.wording import amount_text, dose_text, mode_text
from clinics.vocabulary import CONSUMED, DoseMode, DoseUnit, Medicine
from kernel.models import User


CALENDAR_DAYS = 14
SPOILED = frozenset({DoseMode.VOMITED, DoseMode.SPILLED})


@dataclass(frozen=True)
class Day:
    """One cell of the dose calendar."""

    day: int
    amount: str
    state: str
    is_today: bool = False


@dataclass(frozen=True)
class GivenDose:
    """A dose that stops another one on the day that is asked about."""

    uid: UUID
    fact: str


@dataclass(frozen=True)
class Dosing:
    """What stands at the window: what to give, what was given, what went before."""

    medicine: str
    medicine_label: str
    amount: Decimal | None
    amount_label: str
    unit: str
    mode: str
    mode_label: str
    last_text: str
    last_on: date | None
    last_at: time | None
    calendar: list[Day]
    given: GivenDose | None
    taken_today: int = 0
    noted: str = ""
    """Why no dose was given, when somebody wrote that for this day."""


def doses_of(*, viewer: User, episodes: Iterable[Episode]) -> QuerySet[Dose]:
    """Doses that hold now, of these episodes, as far as the viewer may read them."""
    return holding(visible_doses(viewer=viewer)).filter(episode__in=list(episodes))


def dosing(
    *, viewer: User, episode: Episode, on: date, prescription: Prescription | None = None
) -> Dosing:
    """All that the nurse needs to know before giving a dose on the day `on`.

    What is prescribed is offered; without a prescription, the last dose again. Doses of the
    patient's other episodes count too: nobody is to be dosed twice.
    """
    rows = list(
        holding(visible_doses(viewer=viewer))
        .filter(patient=episode.patient_id, on__lte=on)
        .select_related("recorded_by", "episode__site")
        .order_by("-on", "-pk")[: 4 * CALENDAR_DAYS]
    )
    taken = [dose for dose in rows if is_taken(dose)]
    stops = [dose for dose in rows if dose.on == on and counts_for_day(dose.mode, dose.amount)]
    last = taken[0] if taken else None
    medicine = last.medicine if last else _prescribed(episode)
    unit = last.unit if last else DoseUnit.MG
    amount = (last.prescribed or last.amount) if last else None
    mode = (last.mode if last else "") or DoseMode.SUPERVISED.value
    if prescription is not None:
        medicine, unit, mode = prescription.medicine, prescription.unit, DoseMode.SUPERVISED.value
        amount = each_part(prescription.dose, prescription.parts)
    return Dosing(
        medicine=medicine,
        medicine_label=str(Medicine(medicine).label) if medicine else "",
        amount=amount,
        amount_label=amount_text(amount, unit) if amount is not None else "",
        unit=unit,
        mode=mode,
        mode_label=str(DoseMode(mode).label),
        last_text=dose_text(last) if last else "",
        last_on=last.on if last else None,
        last_at=last.at if last else None,
        calendar=calendar(rows, until=on, today=on, planned=amount),
        given=next((_given(dose) for dose in stops), None),
        taken_today=len(stops),
        noted=next((mode_text(dose) for dose in rows if dose.on == on and not is_taken(dose)), ""),
    )


def is_taken(dose: Dose) -> bool:
    """Whether a dose counts as taken; one whose mode is not known does, as in the database."""
    return not dose.mode or dose.mode in CONSUMED


def calendar(
    doses: Iterable[Dose], *, until: date, today: date | None = None, planned: Decimal | None = None
) -> list[Day]:
    """Fourteen days up to `until`, beginning no earlier than the first dose that is known.

    A day without any entry is shown as that: only an entry says that a dose was missed.
    The dose `planned` for `today` stands there as long as none was given.
    """
    by_day: dict[date, list[Dose]] = defaultdict(list)
    for dose in doses:
        if dose.unit == DoseUnit.MG:
            by_day[dose.on].append(dose)
    if not by_day:
        return []
    since = max(until - timedelta(days=CALENDAR_DAYS - 1), min(by_day))
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    cells = [_cell(day, by_day[day], is_today=day == today) for day in days]
    if today is not None and planned is not None and not by_day[today]:
        cells[-1] = Day(today.day, _number(planned), "next", is_today=True)
    return cells


def _cell(day: date, doses: list[Dose], *, is_today: bool) -> Day:
    taken = [dose for dose in doses if is_taken(dose)]
    counted = taken or [dose for dose in doses if dose.mode in SPOILED]
    total = sum((dose.amount for dose in counted), Decimal(0))
    if not doses:
        state = "none"
    elif not counted:
        state = "missed"
    elif not taken:
        state = "part"
    else:
        state = "home" if taken[0].mode == DoseMode.TAKE_HOME else "clinic"
    return Day(day.day, _number(total) if counted else "", state, is_today)


def _number(amount: Decimal) -> str:
    return amount_text(amount, DoseUnit.MG).split()[0]


def _given(dose: Dose) -> GivenDose:
    by = dose.recorded_by.staff_code or dose.recorded_by.username
    parts = [
        dose_text(dose),
        time_format(dose.at, "H:i") if dose.at else "",
        dose.episode.site.name,
        mode_text(dose),
        _("recorded by %(code)s") % {"code": by},
    ]
    return GivenDose(uid=dose.uid, fact=", ".join(filter(None, parts)))


def _prescribed(episode: Episode) -> str:
    """The medicine with which the episode was admitted, before its first dose."""
    found = Intervention.objects.filter(episode=episode, ended_on__isnull=True).exclude(medicine="")
    latest = found.order_by("-started_on", "-pk").first()
    return latest.medicine if latest else ""
