"""Numbers of people by gender as tables show them: girls, boys, both.

Others are few: beside girls and boys they would be the difference to everybody, so they are in no
table that is crossed. Where girls or boys are one to four, only both together are shown.
"""

from typing import NamedTuple

from kernel.few_places import is_of_few
from prevention.rules.delivery import Heads
from prevention.rules.ratios import Ratio


LEAST_HEADS = 5


class Shown(NamedTuple):
    """What is shown; None where it is kept back."""

    girls: int | None
    boys: int | None
    both: int | None


def shown(heads: Heads) -> Shown:
    """Heads as a table shows them."""
    both = heads.girls + heads.boys
    if _is_few(both):
        return Shown(None, None, None)
    if _is_few(heads.girls) or _is_few(heads.boys):
        return Shown(None, None, both)
    return Shown(heads.girls, heads.boys, both)


def shown_together(first: Heads, second: Heads) -> tuple[Shown, Shown]:
    """Two rows of which one is part of the other: what is hidden in one is hidden in both."""
    return alike(shown(first), shown(second))


def alike(one: Shown, other: Shown) -> tuple[Shown, Shown]:
    """Two rows of which one is part of the other, with what is hidden in one hidden in both."""
    if one.both is None or other.both is None:
        return Shown(None, None, None), Shown(None, None, other.both)
    if one.girls is None or other.girls is None:
        return Shown(None, None, one.both), Shown(None, None, other.both)
    return one, other


def shares(part: Shown, whole: Shown) -> tuple[Ratio, Ratio, Ratio]:
    """Shares of what is shown."""
    girls, boys, both = (Ratio(one, other) for one, other in zip(part, whole, strict=True))
    return girls, boys, both


def of_sites(told: Shown, sites: Heads) -> Shown:
    """What may be told of a country: nothing of one or two sites.

    `sites` are those behind the girls and the boys, and as `others` those behind both.
    """
    if is_of_few(sites.others):
        return Shown(None, None, None)
    if is_of_few(sites.girls) or is_of_few(sites.boys):
        return Shown(None, None, told.both)
    return told


def _is_few(count: int) -> bool:
    return 0 < count < LEAST_HEADS
