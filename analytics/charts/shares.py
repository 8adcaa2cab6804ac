"""Percentages of women and of men, as they are published."""

from dataclasses import dataclass

from analytics.charts.theme import SEXES
from analytics.charts.wording import NO_BREAK, marked, percent, whole
from analytics.contents import Contents
from analytics.vocabulary import TOTAL, UNKNOWN, Mark, Who


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


def pairs(contents: Contents, indicator: str, dimension: str) -> list[Pair]:
    """One pair for each known code of a profile; empty where the release does not have it."""
    codes = [each for each in contents.dimensions[dimension].codes if each.code != UNKNOWN]
    if not any(contents.figure(indicator, who, stratum=codes[0].code) for who in SEXES):
        return []
    return [
        Pair(
            str(code.label),
            {who: published_share(contents, indicator, who, stratum=code.code) for who in SEXES},
            is_part=code.parent != TOTAL,
        )
        for code in codes
    ]


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
