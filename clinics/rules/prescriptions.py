"""Rules about prescriptions: on which days a dose is due, how much of it, and where at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from clinics.choices import DoseInterval
from clinics.rules.base import Known, Rule, Severity
from clinics.rules.events import TAKEN
from clinics.vocabulary import DoseMode, Medicine


BUPRENORPHINE = (Medicine.BUPRENORPHINE, Medicine.BUPRENORPHINE_NALOXONE)
OPIOID_AGONISTS = (Medicine.METHADONE, *BUPRENORPHINE)
PRESCRIBED_MEDICINES = (*OPIOID_AGONISTS, Medicine.NALTREXONE_DEPOT)


@dataclass(frozen=True)
class Availability:
    """Whether opioid agonist treatment exists in a country, and who says so."""

    exists: bool
    source: str


DECISION = "decision 15 of the project: in Kazakhstan, Kyrgyzstan and Tajikistan only"
AGONIST_TREATMENT: dict[str, Availability] = {
    "KZ": Availability(exists=True, source=DECISION),
    "KG": Availability(exists=True, source=DECISION),
    "TJ": Availability(exists=True, source=DECISION),
    "TM": Availability(exists=False, source=DECISION),
    "UZ": Availability(exists=False, source=DECISION),
}


def is_available(medicine: str, country: str) -> bool:
    """Whether `medicine` can be prescribed in `country`; where nobody says so, it cannot."""
    if medicine not in OPIOID_AGONISTS:
        return True
    known = AGONIST_TREATMENT.get(country)
    return known is not None and known.exists


def same_drug(medicine: str) -> tuple[str, ...]:
    """Medicines that count as one drug. One that is not stated may be any of them."""
    return _alike(medicine, BUPRENORPHINE)


def once_a_day(medicine: str) -> tuple[str, ...]:
    """Medicines of which one a day is taken (V44): two opioid agonists do not go together."""
    return _alike(medicine, OPIOID_AGONISTS)


def _alike(medicine: str, group: tuple[Medicine, ...]) -> tuple[str, ...]:
    if medicine == Medicine.NOT_STATED:
        return tuple(Medicine)
    return (*(group if medicine in group else (medicine,)), Medicine.NOT_STATED)


STEPS = {DoseInterval.DAILY: 1, DoseInterval.ALTERNATE: 2, DoseInterval.MONTHLY: 28}
"""Days from one dose to the next."""
WEEK = 7


@dataclass(frozen=True)
class Schedule:
    """On which days a prescription has a dose due. `weekdays` are ISO days, Monday is 1."""

    interval: str
    weekdays: str

    def from_day(self, day: date) -> date:
        """The first day on or after `day` on which a course may begin."""
        if self.interval != DoseInterval.WEEKDAYS:
            return day
        days = (day + timedelta(days=number) for number in range(WEEK))
        return next((each for each in days if str(each.isoweekday()) in self.weekdays), day)

    def after(self, day: date) -> date:
        """The first day on which a dose is due after one that covers `day`."""
        if self.interval == DoseInterval.WEEKDAYS:
            return self.from_day(day + timedelta(days=1))
        return day + timedelta(days=STEPS[DoseInterval(self.interval)])

    def is_due(self, today: date, *, since: date, last_covered: date | None) -> bool:
        """Whether a dose is due today, the last one before today having covered `last_covered`.

        Who comes late is dosed then, and the interval begins anew; chosen days of the week stay.
        """
        if self.interval == DoseInterval.WEEKDAYS:
            return str(today.isoweekday()) in self.weekdays
        if last_covered is None or last_covered < since:
            return today >= since
        return today >= self.after(last_covered)


def each_part(dose: Decimal, parts: int) -> Decimal:
    """The amount of one dose, where the amount of a day is split into `parts`."""
    return (dose / parts).quantize(Decimal("0.01"))


def home_run(today: date, *, take_home_days: str, until: date, most: int) -> list[date]:
    """The days after `today` that are prescribed to be taken home, in one run, at most `most`."""
    days: list[date] = []
    day = today + timedelta(days=1)
    while len(days) < most and day <= until and str(day.isoweekday()) in take_home_days:
        days.append(day)
        day += timedelta(days=1)
    return days


def is_days_of_week(text: str) -> bool:
    """Whether a text names days of the week: digits from 1 to 7 in order, none of them twice."""
    return all(digit in "1234567" for digit in text) and sorted(set(text)) == list(text)


def given_after_missed(mode: str | None, is_stopped_by_missed: Known) -> bool:
    """V45: a dose by routine after so many missed days that a prescriber has to agree."""
    return mode in TAKEN and bool(is_stopped_by_missed)


def home_beyond_plan(mode: str | None, is_beyond_plan: Known) -> bool:
    """V46: taken home without, or beyond, what was agreed, or for a day that is covered."""
    return mode == DoseMode.TAKE_HOME and bool(is_beyond_plan)


def given_unprescribed(mode: str | None, is_unprescribed: Known) -> bool:
    """V43: of an opioid agonist nothing is prescribed for the day, or not in this unit."""
    return mode in TAKEN and bool(is_unprescribed)


UNPRESCRIBED = Rule(
    "V43", Severity.ERROR, ("amount",),
    _("Stop: nothing is prescribed for today. Ask the prescriber."),
    ("mode", "is_unprescribed"), given_unprescribed, is_practice=True,
)  # fmt: skip
"""Other than an amount that differs, only a prescriber sets this aside."""
PRESCRIBED_DOSE_RULES: tuple[Rule, ...] = (
    UNPRESCRIBED,
    Rule("V45", Severity.ERROR, ("amount",),
         _("Stop: days were missed. Nothing is given before a prescriber agrees."),
         ("mode", "is_stopped_by_missed"), given_after_missed, is_practice=True),
    Rule("V46", Severity.ERROR, ("on",),
         _("This is more to take home than was agreed. Give the dose here, or let a prescriber "
           "agree on take-home doses."),
         ("mode", "is_beyond_plan"), home_beyond_plan),
)  # fmt: skip


def most_home(agreed: int, held: Iterable[date], today: date) -> int:
    """How many more days may be taken home now, where doses for `held` days are at home already."""
    return max(0, agreed - len({day for day in held if day > today}))
