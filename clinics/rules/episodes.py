"""Rules about an episode: the order of its days, the patient's age, how it ends."""

from datetime import date
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from clinics.rules.base import Known, Rule, Severity
from clinics.rules.patients import born_later
from clinics.rules.thresholds import OLDEST_AT_START, YOUNGEST_AT_START


DAYS = (
    "referred_on", "first_contact_on", "assessed_on", "admitted_on", "started_on", "ended_on",
)  # fmt: skip
"""The days of an episode in the order in which they happen."""


def out_of_order(*days: date | None) -> bool:
    """V03: referral ≤ first contact ≤ assessment ≤ admission ≤ start ≤ end, where known."""
    known = [day for day in days if day is not None]
    return any(later < earlier for earlier, later in pairwise(known))


def any_in_future(today: date | None, *days: date | None) -> bool:
    """V03: whether one of the days has not come yet."""
    return today is not None and any(day is not None and day > today for day in days)


def any_before_birth(birth_year: int | None, *days: date | None) -> bool:
    """V04: whether one of the days lies before the year of birth."""
    return any(born_later(day, birth_year) for day in days)


def unusual_age(started_on: date | None, birth_year: int | None) -> bool:
    """V04: age at the start outside 10 to 99; only the year of birth is known."""
    if started_on is None or birth_year is None:
        return False
    age = started_on.year - birth_year
    return not YOUNGEST_AT_START.value <= age <= OLDEST_AT_START.value


def overlaps(has_other_open_episode: Known) -> bool:
    """V01: two open episodes of one patient at one organisation."""
    return bool(has_other_open_episode)


def ends_without_reason(discharge_reason: str | None) -> bool:
    """V51: a discharge says how the episode ended."""
    return not discharge_reason


def ends_without_day(ended_on: date | None) -> bool:
    """V51: a discharge has a day."""
    return ended_on is None


def ends_before_last_seen(ended_on: date | None, last_seen_on: date | None) -> bool:
    """V52: nobody is seen after the end, and nobody dies before they were last seen (V51)."""
    return ended_on is not None and last_seen_on is not None and ended_on < last_seen_on


EPISODE_RULES: tuple[Rule, ...] = (
    Rule(
        "V01",
        Severity.ERROR,
        (),
        _("This patient has an open episode here. Discharge from it first, or go on with it."),
        ("has_other_open_episode",),
        overlaps,
    ),
    Rule(
        "V03",
        Severity.ERROR,
        ("on",),
        _("Check the dates: referral, first contact, assessment, admission, start and end "
          "follow each other."),
        DAYS,
        out_of_order,
    ),
    Rule(
        "V03",
        Severity.ERROR,
        ("on",),
        _("Enter a date that is not in the future."),
        ("today", *DAYS),
        any_in_future,
    ),
    Rule(
        "V04",
        Severity.ERROR,
        ("on",),
        _("This date is before the patient was born. Check the date or the birth year."),
        ("birth_year", *DAYS),
        any_before_birth,
    ),
    Rule(
        "V04",
        Severity.WARNING,
        ("on",),
        _("The patient would be under 10 or over 99 years old. Check the birth year, or confirm."),
        ("started_on", "birth_year"),
        unusual_age,
    ),
)  # fmt: skip

DISCHARGE_RULES: tuple[Rule, ...] = (
    Rule(
        "V51",
        Severity.ERROR,
        ("reason",),
        _("Choose how the episode ended."),
        ("discharge_reason",),
        ends_without_reason,
    ),
    Rule(
        "V51",
        Severity.ERROR,
        ("on",),
        _("Enter the day on which the episode ended."),
        ("ended_on",),
        ends_without_day,
    ),
    Rule(
        "V52",
        Severity.ERROR,
        ("on",),
        _("The patient was seen after this day. Enter a later day, or correct that entry."),
        ("ended_on", "last_seen_on"),
        ends_before_last_seen,
    ),
    *(rule for rule in EPISODE_RULES if rule.code == "V03"),
)
