"""What all medians have in common: the known values of women, men and both, and how they differ."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.catalogue import Dimension, Indicator
from analytics.estimates import Basis, Estimate, Rule
from analytics.indicators._shares import SEXES, Share, share_of
from analytics.intervals import Interval, median, median_difference
from analytics.vocabulary import Who


def medians(
    frame: pd.DataFrame, column: str, indicator: Indicator, dimension: Dimension
) -> list[Estimate]:
    """Medians of a column with numbers; `dimension` is the one that classes the same numbers."""
    share = Share(indicator, dimension)
    rows = {who: frame.loc[frame["sex"].isin(sexes), column] for who, sexes in SEXES.items()}
    known = {who: values.dropna().to_numpy(dtype=float) for who, values in rows.items()}
    missing = {who: share_of(len(rows[who]) - len(known[who]), len(rows[who])) for who in SEXES}
    women, men = known[Who.WOMEN], known[Who.MEN]
    gap = _estimate(
        share,
        Who.GAP,
        median_difference(women, men),
        (women, men),
        max(missing[Who.WOMEN], missing[Who.MEN]),
    )
    return [
        *(_estimate(share, who, median(known[who]), (known[who],), missing[who]) for who in SEXES),
        gap,
    ]


def _estimate(
    share: Share,
    who: Who,
    interval: Interval,
    values: tuple[NDArray[np.float64], ...],
    unknown: float,
) -> Estimate:
    return Estimate(
        indicator=share.indicator.code,
        who=who,
        rule=Rule.MEDIAN_GAP if who == Who.GAP else Rule.MEDIAN,
        measure=share.indicator.measure,
        value=interval.value,
        low=interval.low,
        high=interval.high,
        bases=tuple(Basis(len(each)) for each in values),
        unknown=unknown,
        denominator_cells=share.cells(share.denominator, who),
    )
