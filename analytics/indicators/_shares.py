"""What all shares have in common: codes of a dimension among others, for women, men and both.

The published share is that of the protected cells named here; the interval comes from the exact
numbers. Records whose answer is not known are in neither sum, and their share is told beside.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from analytics.catalogue import Dimension, Indicator, cell_key
from analytics.estimates import Basis, Estimate, Rule
from analytics.intervals import Interval, difference, wilson
from analytics.vocabulary import NATIONAL, UNKNOWN, Measure, Who


SEXES: dict[Who, tuple[str, ...]] = {Who.WOMEN: ("F",), Who.MEN: ("M",), Who.BOTH: ("F", "M")}
"""Codes of the dimension `sex` by whom a figure is about; rows with NS are in none of them."""


@dataclass(frozen=True)
class Share:
    """A share to be estimated. `within` restricts it to codes of further dimensions."""

    indicator: Indicator
    dimension: Dimension
    stratum: str = NATIONAL
    within: Mapping[str, str] = field(default_factory=dict)

    @property
    def denominator(self) -> tuple[str, ...]:
        """The codes that count; all that are known, unless the indicator says which."""
        known = (each.code for each in self.dimension.children() if each.code != UNKNOWN)
        return self.indicator.denominator or tuple(known)

    def cells(self, codes: tuple[str, ...], who: Who) -> tuple[str, ...]:
        """The names of the cells with these codes; those of women and of men for a gap."""
        if who == Who.GAP:
            return self.cells(codes, Who.WOMEN) + self.cells(codes, Who.MEN)
        named = ({self.dimension.name: code, "sex": who.value, **self.within} for code in codes)
        return tuple(cell_key(self.indicator.universe, each) for each in named)


@dataclass(frozen=True)
class Side:
    """The exact numbers of women, of men or of both."""

    hits: int
    total: int
    unknown: float
    interval: Interval
    persons: int | None = None

    @property
    def basis(self) -> Basis:
        """What the output gate has to know of it."""
        return Basis(denominator=self.total, numerator=self.hits, persons=self.persons)


def tally(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """How many rows each leaf code of a dimension has (rows), by sex (columns)."""
    counted: pd.DataFrame = frame.groupby([name, "sex"], observed=False).size().unstack("sex")
    return counted


def leaves(dimension: Dimension, codes: tuple[str, ...]) -> list[str]:
    """The leaf codes of which these codes consist."""
    found: list[str] = []
    for code in codes:
        parts = tuple(each.code for each in dimension.children(code))
        found += leaves(dimension, parts) if parts else [code]
    return found


def sides(counted: pd.DataFrame, share: Share) -> dict[Who, Side]:
    """Each side from a tally, with the interval of Wilson."""

    def side(who: Who) -> Side:
        column = counted[list(SEXES[who])].sum(axis=1)
        hits = int(column[leaves(share.dimension, share.indicator.numerator)].sum())
        total = int(column[leaves(share.dimension, share.denominator)].sum())
        return Side(hits, total, share_of(int(column[UNKNOWN]), int(column.sum())),
                    wilson(hits, total))  # fmt: skip

    return {who: side(who) for who in SEXES}


def share_of(part: int, whole: int) -> float:
    """A proportion; 0 of nobody."""
    return part / whole if whole else 0.0


def estimates(share: Share, found: Mapping[Who, Side]) -> list[Estimate]:
    """The shares of women, men and both, and the gap with the interval of Newcombe."""
    women, men = found[Who.WOMEN], found[Who.MEN]
    apart = difference(women.interval, men.interval)
    unknown = max(women.unknown, men.unknown)
    whole = [
        _estimate(share, who, side.interval, (side.basis,), side.unknown)
        for who, side in found.items()
    ]
    return [*whole, _estimate(share, Who.GAP, apart, (women.basis, men.basis), unknown)]


def national(frame: pd.DataFrame, share: Share) -> list[Estimate]:
    """All four estimates of a share over a whole frame."""
    return estimates(share, sides(tally(frame, share.dimension.name), share))


def by_treatment(
    frame: pd.DataFrame, indicator: Indicator, dimensions: Mapping[str, Dimension]
) -> list[Estimate]:
    """The national estimates, and those of each treatment."""
    dimension = dimensions[indicator.dimension]
    found = national(frame, Share(indicator, dimension))
    for code in _known(dimensions["treatment"]):
        share = Share(indicator, dimension, stratum=code, within={"treatment": code})
        found += national(frame[frame["treatment"] == code], share)
    return found


def _known(dimension: Dimension) -> list[str]:
    return [each.code for each in dimension.codes if each.code != UNKNOWN]


def _estimate(
    share: Share, who: Who, interval: Interval, bases: tuple[Basis, ...], unknown: float
) -> Estimate:
    is_gap = who == Who.GAP
    return Estimate(
        indicator=share.indicator.code,
        who=who,
        rule=Rule.GAP if is_gap else Rule.SHARE,
        measure=Measure.POINTS if is_gap else Measure.PERCENT,
        value=interval.value,
        low=interval.low,
        high=interval.high,
        bases=bases,
        unknown=unknown,
        numerator_cells=share.cells(share.indicator.numerator, who),
        denominator_cells=share.cells(share.denominator, who),
        stratum=share.stratum,
    )
