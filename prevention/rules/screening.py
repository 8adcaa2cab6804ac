"""Which questionnaires count, and how a share of a few people is shown (reference 5.4 and 6.1).

Left out, and counted by reason: who claims a drug that does not exist, who left out more than half,
who gave one answer all the way down. Questions on use are no sign of the last: never, never, never
is what most pupils truthfully answer.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prevention.choices import AgeBand
from prevention.rules.ratios import Ratio


MOST_MISSING = 0.5
SHORTEST_LINE = 5
"""Answers that a grid needs before one answer all the way down means anything."""
LEAST_SHOWN, MOST_SHOWN = 5, 95
"""Percent; below and above, only the bound is shown: 0 % and 100 % tell of everybody."""

BAND_STARTS: tuple[tuple[int, AgeBand], ...] = (
    (25, AgeBand.ADULT),
    (19, AgeBand.FROM_19),
    (16, AgeBand.FROM_16),
    (13, AgeBand.FROM_13),
    (10, AgeBand.FROM_10),
    (0, AgeBand.UNDER_10),
)

Uid = TypeVar("Uid", bound=Hashable)


class Exclusion(StrEnum):
    """Why a questionnaire is left out; the first that holds counts."""

    FICTITIOUS_DRUG = "FICTITIOUS_DRUG"
    MOSTLY_MISSING = "MOSTLY_MISSING"
    STRAIGHT_LINE = "STRAIGHT_LINE"

    @property
    def label(self) -> Promise:
        """The reason in words."""
        return EXCLUSION_LABELS[self]


EXCLUSION_LABELS: dict[Exclusion, Promise] = {
    Exclusion.FICTITIOUS_DRUG: _("Claims a drug that does not exist"),
    Exclusion.MOSTLY_MISSING: _("More than half left out"),
    Exclusion.STRAIGHT_LINE: _("One answer all the way down"),
}


@dataclass(frozen=True)
class Grid:
    """Answers of one person to items with the same options, as typed; None was left out.

    `has_reversed`: some items are worded the other way round, so that one answer to all of them
    contradicts itself.
    """

    answers: tuple[int | None, ...]
    has_reversed: bool = False


@dataclass(frozen=True)
class Sheet:
    """What screening looks at: every answer, the grids of opinions, the drugs that do not exist.

    `answers` has each item that was asked of this person, None where it was left out; an item
    that a filter skipped was not asked. `fictitious` has occasions of use.
    """

    answers: tuple[int | None, ...]
    grids: tuple[Grid, ...] = ()
    fictitious: tuple[int | None, ...] = ()


def missing_share(sheet: Sheet) -> Ratio:
    """Items left out per item asked."""
    return Ratio(sum(answer is None for answer in sheet.answers), len(sheet.answers))


def is_straight_line(sheet: Sheet) -> bool:
    """Whether a grid that contradicts itself has one answer throughout, at least five times.

    Grids without items the other way round are no sign by themselves.
    """
    return any(
        grid.has_reversed and len(given) >= SHORTEST_LINE and len(set(given)) == 1
        for grid in sheet.grids
        if (given := [answer for answer in grid.answers if answer is not None])
    )


def exclusion(sheet: Sheet) -> Exclusion | None:
    """Why a questionnaire is left out; None: it counts."""
    missing = missing_share(sheet).value
    if any(occasions for occasions in sheet.fictitious):
        return Exclusion.FICTITIOUS_DRUG
    if missing is None or missing > MOST_MISSING:
        return Exclusion.MOSTLY_MISSING
    return Exclusion.STRAIGHT_LINE if is_straight_line(sheet) else None


@dataclass(frozen=True)
class Screening(Generic[Uid]):
    """Who counts, and how many were left out for which reason."""

    kept: tuple[Uid, ...]
    excluded: Mapping[Exclusion, int]


def screen(sheets: Mapping[Uid, Sheet]) -> Screening[Uid]:
    """Screen the questionnaires of a wave; each of those left out is counted once."""
    reasons = {uid: exclusion(sheet) for uid, sheet in sheets.items()}
    counts = Counter(reason for reason in reasons.values() if reason is not None)
    kept = tuple(uid for uid, reason in reasons.items() if reason is None)
    return Screening(kept, {reason: counts[reason] for reason in Exclusion})


def scale_score(
    answers: Sequence[int | None], *, reversed_items: Iterable[int] = (), low: int, high: int
) -> Ratio:
    """The mean of a scale's items from `low` to `high`; None when more than half were left out.

    `reversed_items` are positions from 0; such an answer counts as `low + high - answer`.

    Raises:
        ValueError: an answer is not on the scale.
    """
    turned = set(reversed_items)
    given = [
        low + high - answer if position in turned else answer
        for position, answer in enumerate(answers)
        if answer is not None
    ]
    if not all(low <= answer <= high for answer in given):
        message = "An answer is not on its scale."
        raise ValueError(message)
    is_enough = len(given) >= len(answers) * (1 - MOST_MISSING)
    return Ratio(sum(given) if is_enough else None, len(given))


def age_band(age: int | None) -> AgeBand:
    """The band of an age in years; exports never have the age.

    Raises:
        ValueError: the age is negative.
    """
    if age is None:
        return AgeBand.UNKNOWN
    if age < 0:
        message = "An age cannot be negative."
        raise ValueError(message)
    return next(band for start, band in BAND_STARTS if age >= start)


def shown_percent(hits: int, total: int) -> str:
    """A share of people who use, in whole percent; "< 5 %" and "> 95 %" at the ends, "" of nobody.

    Only for groups that are large enough to be shown at all (`small_cells`).
    """
    if not total:
        return ""
    percent = 100 * hits / total
    if percent < LEAST_SHOWN:
        return f"< {LEAST_SHOWN} %"
    if percent > MOST_SHOWN:
        return f"> {MOST_SHOWN} %"
    return f"{percent:.0f} %"
