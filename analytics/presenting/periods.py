"""The periods to choose from, a line for each year: the whole year and its four quarters."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from analytics.vocabulary import PeriodKind


if TYPE_CHECKING:
    from analytics.selectors import Offer


PARTS = 5


@dataclass(frozen=True)
class Choice:
    """One place in the line of a year."""

    head: str
    offer: "Offer | None"
    """None: the period is not over."""
    is_chosen: bool = False


@dataclass(frozen=True)
class Year:
    """A year with its five choices."""

    name: str
    choices: list[Choice]


def heads() -> list[str]:
    """What the five columns are called."""
    return [_("Whole year"), *(_("Quarter %(number)s") % {"number": each} for each in range(1, 5))]


def years_of(offers: "Sequence[Offer]", *, chosen: str = "") -> list[Year]:
    """Group the offers by year, in their order."""
    return [
        Year(str(year), _choices(list(group), chosen))
        for year, group in groupby(offers, key=lambda offer: offer.period.since.year)
    ]


def _choices(offers: "list[Offer]", chosen: str) -> list[Choice]:
    places: list[Offer | None] = [None] * PARTS
    for offer in offers:
        is_year = offer.kind == PeriodKind.YEAR
        places[0 if is_year else (offer.period.since.month + 2) // 3] = offer
    return [
        Choice(head, offer, is_chosen=offer is not None and offer.name == chosen)
        for head, offer in zip(heads(), places, strict=True)
    ]
