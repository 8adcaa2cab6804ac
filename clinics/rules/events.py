"""Rules about contacts, doses and drug tests."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from clinics.rules.base import Known, Rule, Severity
from clinics.rules.patients import born_later
from clinics.rules.thresholds import FIRST_METHADONE_MG
from clinics.vocabulary import (
    CONSUMED,
    Analyte,
    Attendance,
    DischargeReason,
    DoseMode,
    DoseUnit,
    EpisodeState,
    Finding,
    Medicine,
)


METHADONE, NALTREXONE = Medicine.METHADONE.value, Medicine.NALTREXONE_DEPOT.value
MG, ABSENT, DIED = DoseUnit.MG.value, Attendance.ABSENT.value, DischargeReason.DIED.value
"""Plain texts: an import asks these rules of hundreds of thousands of rows."""
TAKEN = frozenset({*CONSUMED, "", None})
"""Modes of a dose that count as taken; a mode not stated counts as taken."""
NOT_SEEN = frozenset({DoseMode.TAKE_HOME, DoseMode.MISSED})
AFTER_CARE = frozenset({EpisodeState.FOLLOW_UP, EpisodeState.CLOSED})
ANALYTE_OF = {
    Medicine.METHADONE: Analyte.METHADONE,
    Medicine.BUPRENORPHINE: Analyte.BUPRENORPHINE,
    Medicine.BUPRENORPHINE_NALOXONE: Analyte.BUPRENORPHINE,
}


def counts_for_day(mode: str | None, amount: Decimal) -> bool:
    """Whether a dose stops another one of its day: also one that was vomited or spilled.

    How much of it stayed in the body nobody knows; of a spilled dose of 0 there was nothing.
    """
    return mode in TAKEN or mode == DoseMode.VOMITED or (mode == DoseMode.SPILLED and amount > 0)


def in_future(today: date | None, on: date | None) -> bool:
    """V03: whether a day has not come yet."""
    return today is not None and on is not None and on > today


def before_referral(on: date | None, referred_on: date | None) -> bool:
    """V03: nothing of an episode happens before its referral."""
    return on is not None and referred_on is not None and on < referred_on


def after_end(on: date | None, ended_on: date | None) -> bool:
    """V52: nothing happens after the end."""
    return on is not None and ended_on is not None and on > ended_on


def met_after_end(
    on: date | None,
    ended_on: date | None,
    attendance: str | None,
    state: str | None,
    discharge_reason: str | None,
) -> bool:
    """V52: nobody is met after the end, except in follow-up; nobody at all after death."""
    return (
        after_end(on, ended_on)
        and attendance != ABSENT
        and (state not in AFTER_CARE or discharge_reason == DIED)
    )


def taken_after_end(on: date | None, ended_on: date | None, mode: str | None) -> bool:
    """V52: nothing is taken after the end."""
    return mode in TAKEN and after_end(on, ended_on)


def high_first_methadone_dose(
    medicine: str | None,
    unit: str | None,
    amount: Decimal | None,
    mode: str | None,
    is_first: Known,
) -> bool:
    """V42: never more than 30 mg of methadone on day 1 (WHO 2009, annex 12)."""
    return (
        medicine == METHADONE
        and bool(is_first)
        and mode in TAKEN
        and unit == MG
        and amount is not None
        and amount > FIRST_METHADONE_MG
    )


def differs_from_prescribed(
    amount: Decimal | None, prescribed: Decimal | None, mode: str | None
) -> bool:
    """V43: what was given differs from what was prescribed."""
    return mode in TAKEN and amount is not None and prescribed is not None and amount != prescribed


def dosed_twice(mode: str | None, has_dose_that_day: Known) -> bool:
    """V44: two doses of one medicine taken by one person on one day."""
    return mode in TAKEN and bool(has_dose_that_day)


def naltrexone_after_opioids(
    medicine: str | None, mode: str | None, is_first: Known, had_opioids: Known
) -> bool:
    """V50: naltrexone begun with opioids in a test, or agonist treatment, in the last 10 days."""
    return medicine == NALTREXONE and mode in TAKEN and bool(is_first) and bool(had_opioids)


def medicine_not_found(findings: Mapping[str, str] | None, medicine: str | None) -> bool:
    """V49: the medicine of the treatment is not found in the sample."""
    analyte = ANALYTE_OF.get(Medicine(medicine)) if medicine else None
    return analyte is not None and (findings or {}).get(analyte) == Finding.NOT_FOUND


E, W = Severity.ERROR, Severity.WARNING
FUTURE = Rule(
    "V03", E, ("on",), _("Enter a date that is not in the future."), ("today", "on"), in_future
)
BEFORE_REFERRAL = Rule(
    "V03", E, ("on",),
    _("This date is before the referral. Check the date, or choose the earlier episode."),
    ("on", "referred_on"), before_referral,
)  # fmt: skip
BEFORE_BIRTH = Rule(
    "V04", E, ("on",),
    _("This date is before the patient was born. Check the date or the birth year."),
    ("on", "birth_year"), born_later,
)  # fmt: skip
AFTER_END = _("This date is after the end of the episode. Check the date, or refer again.")

CONTACT_RULES: tuple[Rule, ...] = (
    FUTURE,
    BEFORE_REFERRAL,
    BEFORE_BIRTH,
    Rule("V52", E, ("on",), AFTER_END,
         ("on", "ended_on", "attendance", "state", "discharge_reason"), met_after_end),
)  # fmt: skip

DOSE_RULES: tuple[Rule, ...] = (
    FUTURE,
    BEFORE_REFERRAL,
    BEFORE_BIRTH,
    Rule("V52", E, ("on",), AFTER_END, ("on", "ended_on", "mode"), taken_after_end),
    Rule("V42", E, ("amount",),
         _("Stop: a first methadone dose is 30 mg or less. Lower the amount, or a prescriber "
           "gives a reason."),
         ("medicine", "unit", "amount", "mode", "is_first"), high_first_methadone_dose,
         is_practice=True),
    Rule("V43", E, ("amount",),
         _("The amount differs from what is prescribed. Change it, or give a reason."),
         ("amount", "prescribed", "mode"), differs_from_prescribed, is_practice=True),
    Rule("V44", E, ("on",),
         _("Stop: already dosed on this day. A second dose needs a reason and a second person."),
         ("mode", "has_dose_that_day"), dosed_twice, is_practice=True),
    Rule("V50", E, ("medicine",),
         _("Stop: opioids in the last 10 days. Wait with naltrexone, or a prescriber gives a "
           "reason."),
         ("medicine", "mode", "is_first", "had_opioids"), naltrexone_after_opioids,
         is_practice=True),
)  # fmt: skip

DRUG_TEST_RULES: tuple[Rule, ...] = (
    FUTURE,
    BEFORE_REFERRAL,
    BEFORE_BIRTH,
    Rule("V52", E, ("on",), AFTER_END, ("on", "ended_on"), after_end),
    Rule("V49", W, ("findings",),
         _("The patient's own medicine was not found. Check the result, or confirm."),
         ("findings", "medicine"), medicine_not_found),
)  # fmt: skip
