"""Rules about the substances of a treatment demand, asked of the whole list; TDI items 12-15, 19.

The list is a sequence of mappings with the columns of a substance. A missing list is not known;
an empty one names no primary drug.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from django.utils.translation import gettext_lazy as _

from clinics.rules.base import Rule, Severity
from clinics.rules.demand import age_at
from clinics.rules.thresholds import PLAUSIBLE_ROUTES, YOUNGEST_FIRST_USE
from clinics.vocabulary import Accommodation, Frequency, Recency, Route, Substance


Substances: TypeAlias = Sequence[Mapping[str, Any]] | None
USED = frozenset(Frequency) - {Frequency.NOT_USED}
OAT_MEDICINES = frozenset({Substance.METHADONE_MISUSED, Substance.BUPRENORPHINE_MISUSED})
CLASSES = frozenset(
    {
        Substance.FENTANILS, Substance.OPIOIDS_OTHER, Substance.COCAINE_OTHER,
        Substance.CATHINONES, Substance.STIMULANTS_OTHER, Substance.BARBITURATES,
        Substance.BENZODIAZEPINES, Substance.SEDATIVES_OTHER, Substance.HALLUCINOGENS_OTHER,
        Substance.INHALANTS, Substance.SYNTHETIC_CANNABINOIDS, Substance.CANNABIS_OTHER,
        Substance.OTHER,
    }
)  # fmt: skip
"""Codes that stand for several substances."""
MOST = 4


def primary_of(substances: Substances) -> Mapping[str, Any]:
    """The primary drug: rank 1; nothing when there is none."""
    return next((each for each in substances or () if each.get("rank") == 1), {})


def used_before_now(substances: Substances, start_on: date | None, birth_year: int | None) -> bool:
    """V05: age at first use at most the age at the start."""
    age = age_at(start_on, birth_year)
    return age is not None and any(
        each.get("age_first_use") is not None and each["age_first_use"] > age
        for each in substances or ()
    )


def used_very_young(substances: Substances) -> bool:
    """V06: first use before the age of 6."""
    return any(
        each.get("age_first_use") is not None and each["age_first_use"] < YOUNGEST_FIRST_USE.value
        for each in substances or ()
    )


def injects_but_never(substances: Substances, injecting: str | None) -> bool:
    """V08: who never injected has no substance with that route."""
    return injecting == Recency.NEVER and any(
        each.get("route") == Route.INJECT for each in substances or ()
    )


def injects_but_not_now(substances: Substances, injecting: str | None) -> bool:
    """V09: the primary drug is injected in the last 30 days, so injecting is current."""
    primary = primary_of(substances)
    return (
        primary.get("route") == Route.INJECT
        and primary.get("frequency") in USED
        and injecting != Recency.CURRENT
    )


def badly_ranked(substances: Substances) -> bool:
    """V12: one primary drug, ranks 1 to at most 4 without a gap."""
    if substances is None:
        return False
    ranks = sorted(each.get("rank") or 0 for each in substances)
    return not ranks or len(ranks) > MOST or ranks != list(range(1, len(ranks) + 1))


def primary_is_alcohol(substances: Substances) -> bool:
    """V13: alcohol as the primary drug is treated, and is not a TDI case."""
    return primary_of(substances).get("substance") == Substance.ALCOHOL


def named_twice(substances: Substances) -> bool:
    """V14: the same substance in two ranks. Two of one class have different words for them."""
    words: dict[str, list[str]] = {}
    for each in substances or ():
        if each.get("substance"):
            word = str(each.get("as_said") or "").strip().casefold()
            words.setdefault(each["substance"], []).append(word)
    return any(
        code not in CLASSES or "" in said or len(set(said)) < len(said)
        for code, said in words.items()
        if len(said) > 1
    )


def prescribed_as_primary(substances: Substances) -> bool:
    """V15: a medicine taken as prescribed is not a primary drug."""
    primary = primary_of(substances)
    return bool(primary.get("is_prescribed")) and primary.get("substance") in OAT_MEDICINES


def smokes_powder(substances: Substances) -> bool:
    """V16: smoked cocaine is crack."""
    return any(
        each.get("substance") == Substance.COCAINE_POWDER and each.get("route") == Route.SMOKE
        for each in substances or ()
    )


def unusual_route(substances: Substances) -> bool:
    """V17: a route that is not in the matrix of plausible ones."""
    return any(
        bool(each.get("route"))
        and each.get("substance") in PLAUSIBLE_ROUTES
        and each["route"] not in PLAUSIBLE_ROUTES[each["substance"]]
        for each in substances or ()
    )


def daily_but_not_primary(substances: Substances) -> bool:
    """V18: another substance is used daily and the primary drug is not."""
    return primary_of(substances).get("frequency") == Frequency.NOT_USED and any(
        (each.get("rank") or 0) > 1 and each.get("frequency") == Frequency.DAILY
        for each in substances or ()
    )


def not_used_in_detention(substances: Substances, accommodation: str | None) -> bool:
    """V19: no use in the last 30 days may only say that the patient was locked up."""
    return (
        accommodation == Accommodation.DETENTION
        and primary_of(substances).get("frequency") == Frequency.NOT_USED
    )


E, W = Severity.ERROR, Severity.WARNING
SUBSTANCE_RULES: tuple[Rule, ...] = (
    Rule("V05", E, ("substances",),
         _("Enter an age at first use not above the present age, or check the birth year."),
         ("substances", "start_on", "birth_year"), used_before_now),
    Rule("V06", W, ("substances",),
         _("First use before the age of 6 is unusual. Check the age, or confirm."),
         ("substances",), used_very_young),
    Rule("V08", E, ("substances", "injecting"),
         _("Never injected, but a substance is injected. Change the route or the answer on "
           "injecting."),
         ("substances", "injecting"), injects_but_never),
    Rule("V09", E, ("injecting", "substances"),
         _("The primary drug is injected. Choose injecting In the last 30 days, or change its "
           "route or frequency."),
         ("substances", "injecting"), injects_but_not_now),
    Rule("V12", E, ("substances",),
         _("Name the primary drug first and up to three others, in order, without a gap."),
         ("substances",), badly_ranked),
    Rule("V13", W, ("substances",),
         _("Alcohol as the primary drug is not counted in the TDI. Check it, or confirm."),
         ("substances",), primary_is_alcohol),
    Rule("V14", E, ("substances",),
         _("The same substance is named twice. Remove one of the two."),
         ("substances",), named_twice),
    Rule("V15", E, ("substances",),
         _("A medicine taken as prescribed is not a primary drug. Choose another substance, or "
           "take away the mark Taken as prescribed."),
         ("substances",), prescribed_as_primary),
    Rule("V16", W, ("substances",),
         _("Smoked cocaine is usually crack. Choose crack cocaine, or confirm."),
         ("substances",), smokes_powder),
    Rule("V17", W, ("substances",),
         _("This route is unusual for this substance. Check both, or confirm."),
         ("substances",), unusual_route),
    Rule("V18", W, ("substances",),
         _("Another substance is used every day and the primary drug is not used. Check which "
           "is the primary one, or confirm."),
         ("substances",), daily_but_not_primary),
    Rule("V19", W, ("substances",),
         _("No use in the last 30 days, in detention. Check what was used before it, or confirm."),
         ("substances", "accommodation"), not_used_in_detention),
)  # fmt: skip
