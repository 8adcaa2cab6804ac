"""Numbers of people by gender as tables show them: girls, boys, both.

Others are few: beside girls and boys they would be the difference to everybody, so they are in no
table that is crossed. Where girls or boys are one to four, only both together are shown.
"""

from collections.abc import Iterable
from typing import NamedTuple

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
    one, other = shown(first), shown(second)
    if one.both is None or other.both is None:
        return Shown(None, None, None), Shown(None, None, other.both)
    if one.girls is None or other.girls is None:
        return Shown(None, None, one.both), Shown(None, None, other.both)
    return one, other


def shares(part: Shown, whole: Shown) -> tuple[Ratio, Ratio, Ratio]:
    """Shares of what is shown."""
    girls, boys, both = (Ratio(one, other) for one, other in zip(part, whole, strict=True))
    return girls, boys, both


def column(rows: Iterable[Heads]) -> list[Shown]:
    """Rows of a table whose sum stands elsewhere: by gender in all of them or in none.

    A single row that is kept back would be the difference to the sum: the next smallest goes, too.
    """
    found = [shown(each) for each in rows]
    if all(each.girls is not None for each in found):
        return found
    told = [Shown(None, None, each.both) for each in found]
    if sum(each.both is None for each in told) == 1:
        left = [place for place, each in enumerate(told) if each.both]
        if left:
            told[min(left, key=lambda place: told[place].both or 0)] = Shown(None, None, None)
    return told


def _is_few(count: int) -> bool:
    return 0 < count < LEAST_HEADS
