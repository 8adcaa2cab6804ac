"""The treatment demand: the TDI answers that the source has, each with its null flavour.

A question that the source does not ask is NASK; one that it asks and leaves empty is UNK.
"""

from typing import Any

from clinics.imports.ctn0094.people import Person
from clinics.models.demand import CODED, NUMBERS
from clinics.vocabulary import (
    Accommodation,
    Education,
    Frequency,
    Labour,
    NullFlavour,
    Recency,
    Substance,
)


UNK, NASK, NA = NullFlavour.UNK.value, NullFlavour.NASK.value, NullFlavour.NA.value
JOBS = {
    "Full Time": Labour.REGULAR.value,
    "Part Time": Labour.OCCASIONAL.value,
    "Unemployed": Labour.UNEMPLOYED.value,
    "Student": Labour.STUDENT.value,
    "Other": Labour.OTHER.value,
}
SCHOOLS = {
    "Less than HS": Education.PRIMARY.value,
    "HS/GED": Education.SECONDARY.value,
    "More than HS": Education.HIGHER.value,
}
HOMES = {True: Accommodation.STABLE.value, False: Accommodation.UNSTABLE.value}
DAYS_ASKED, WEEK = 30, 7
SOME_DAYS, MOST_DAYS, ALL_DAYS = 1.5, 3.5, 6.5
"""Days of a week between the classes of TDI item 14."""


def demand(person: Person) -> dict[str, Any]:
    """Every column of the demand: values as text, empty with a null flavour beside it."""
    asked = person.answers.get("demographics", {})
    injecting = _injecting(person)
    known = {
        "labour": JOBS.get(asked.get("job") or "", ""),
        "education": SCHOOLS.get(asked.get("education") or "", ""),
        "accommodation": HOMES.get(asked.get("is_living_stable"), ""),
        "injecting": injecting,
        "sharing": _sharing(person, injecting),
    }
    row: dict[str, Any] = {}
    for name in CODED:
        row[name] = known.get(name, "")
        row[f"{name}_null"] = "" if row[name] else (UNK if name in known else NASK)
    for name in NUMBERS:
        row[name], row[f"{name}_null"] = None, NASK
    if injecting == Recency.NEVER:
        row["sharing_null"] = row["age_first_injection_null"] = NA
    return row


def substances(person: Person) -> list[dict[str, Any]]:
    """The primary drug, then the others that were used in the last 30 days."""
    heroin, other = _days(person, "heroin"), _days(person, "opioid")
    ranked = _primary(person, heroin, other)
    ranked += [
        (substance, days)
        for what, substance in (("cocaine", Substance.COCAINE), ("speed", Substance.AMPHETAMINES))
        if (days := _days(person, what))
    ]
    return [
        {
            "rank": rank,
            "substance": str(substance),
            "substance_null": "" if substance else UNK,
            "route": "",
            "route_null": NASK,
            "frequency": frequency(days),
            "frequency_null": "" if frequency(days) else UNK,
            "age_first_use": None,
            "age_first_use_null": NASK,
        }
        for rank, (substance, days) in enumerate(ranked, start=1)
    ]


def frequency(days: int | None) -> str:
    """TDI item 14 from days of use in the last 30, by the nearest number of days a week."""
    if days is None:
        return ""
    if days == 0:
        return Frequency.NOT_USED.value
    weekly = days * WEEK / DAYS_ASKED
    if weekly < SOME_DAYS:
        return Frequency.WEEKLY.value
    if weekly < MOST_DAYS:
        return Frequency.DAYS_2_3.value
    return Frequency.DAYS_4_6.value if weekly < ALL_DAYS else Frequency.DAILY.value


def _primary(
    person: Person, heroin: int | None, other: int | None
) -> list[tuple[Substance | str, int | None]]:
    """Heroin or other opioids, by the days of use; where neither leads, opioids."""
    if heroin and not other:
        return [(Substance.HEROIN, heroin)]
    if other and not heroin:
        return [(Substance.OPIOIDS_OTHER, other)]
    if heroin and other and heroin != other:
        both: list[tuple[Substance | str, int | None]]
        both = [(Substance.HEROIN, heroin), (Substance.OPIOIDS_OTHER, other)]
        return both if heroin > other else both[::-1]
    if heroin or person.answers.get("psychiatric", {}).get("has_opiates_dx") or person.arms:
        return [(Substance.OPIOIDS, None)]
    return [("", None)]


def _days(person: Person, what: str) -> int | None:
    used, days = person.used.get(what, (None, None))
    return 0 if used is False else days


def _injecting(person: Person) -> str:
    """TDI item 16: the survey's last 30 days first, then whether ever."""
    days = person.answers.get("rbs_iv", {}).get("days")
    ever = person.answers.get("asi", {}).get("used_iv")
    if days:
        return Recency.CURRENT.value
    if ever:
        return Recency.EVER.value
    return Recency.NEVER.value if ever is False else ""


def _sharing(person: Person, injecting: str) -> str:
    """TDI item 22; a No covers 30 days only, so that it does not say never."""
    shared = person.answers.get("rbs_iv", {}).get("shared")
    return Recency.CURRENT.value if shared and injecting == Recency.CURRENT else ""
