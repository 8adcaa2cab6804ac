"""Percentages of women and of men, from published figures or from protected counts.

A percentage that is not a figure of its own is 100 times a protected count over the protected count
of all whose answer is known: whole percent from 50 people, below that nothing (reference 2.9).
"""

from dataclasses import dataclass
from decimal import Decimal

from analytics.charts.theme import SEXES
from analytics.charts.wording import NO_BREAK, marked, percent, whole
from analytics.contents import Contents
from analytics.vocabulary import TOTAL, UNKNOWN, Mark, Who


WHOLE_FROM = 50


@dataclass(frozen=True)
class Share:
    """A whole percentage, or the reason why there is none."""

    value: int | None
    mark: Mark = Mark.NONE

    @property
    def text(self) -> str:
        """The percentage, or its mark; a weak percentage has both."""
        if self.value is None:
            return marked(self.mark)
        weak = f"{NO_BREAK}{marked(self.mark)}" if self.mark == Mark.LOW_RELIABILITY else ""
        return percent(self.value) + weak


@dataclass(frozen=True)
class Pair:
    """The shares of women and of men that one code has."""

    label: str
    shares: dict[Who, Share]
    is_part: bool = False  # of the code above it

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see: no share, or both round to 0."""
        return not any(share.value for share in self.shares.values())

    @property
    def highest(self) -> int:
        """The larger of the two."""
        return max(share.value or 0 for share in self.shares.values())


def pairs(contents: Contents, universe: str, dimension: str) -> list[Pair]:
    """One pair for each known code of a dimension; empty where the release does not count it."""
    codes = [each for each in contents.dimensions[dimension].codes if each.code != UNKNOWN]
    try:
        return [
            Pair(
                str(code.label),
                {who: counted_share(contents, universe, dimension, (code.code,), who)
                 for who in SEXES},
                is_part=code.parent != TOTAL,
            )
            for code in codes
        ]  # fmt: skip
    except KeyError:
        return []


def counted_share(
    contents: Contents, universe: str, dimension: str, codes: tuple[str, ...], who: Who
) -> Share:
    """The share of these codes among all whose answer is known.

    Raises:
        KeyError: the release does not count this universe by this dimension.
    """

    def people(code: str) -> int | None:
        return contents.count(universe, **{dimension: code, "sex": who.value}).value

    everybody, unknown, parts = people(TOTAL), people(UNKNOWN), [people(code) for code in codes]
    if everybody is None or unknown is None or None in parts:
        return Share(None, Mark.CONFIDENTIAL)
    base = everybody - unknown
    if base < WHOLE_FROM:
        return Share(None, Mark.LOW_RELIABILITY)
    return Share(whole(Decimal(100 * sum(part or 0 for part in parts)) / base))


def published_share(contents: Contents, indicator: str, who: Who, *, stratum: str = "") -> Share:
    """A share that is a figure of the release; `[x]` where the release does not have it."""
    figure = contents.figure(indicator, who, stratum=stratum)
    if figure is None or figure.value is None:
        return Share(None, figure.mark if figure else Mark.NOT_AVAILABLE)
    return Share(whole(figure.value), figure.mark)


def described(first: str, second: str, shares: dict[Who, Share], **words: str) -> str:
    """An alternative text: `first`, and if both shares are published, `second` with them."""
    if any(share.value is None for share in shares.values()):
        return first
    numbers = {"women": shares[Who.WOMEN].text, "men": shares[Who.MEN].text}
    return f"{first} {second % (words | numbers)}"
