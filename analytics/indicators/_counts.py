"""What all counts of people have in common: how many, the share of women, men per woman."""

import pandas as pd

from analytics.catalogue import Indicator, cell_key
from analytics.estimates import Basis, Estimate, Rule
from analytics.indicators._shares import SEXES, share_of
from analytics.intervals import ratio, wilson
from analytics.vocabulary import Measure, Who


RATIO = "RATIO"
"""The stratum of men per woman: beside the share of women, the figure has no other."""


def counts(frame: pd.DataFrame, indicator: Indicator) -> list[Estimate]:
    """Women, men and both; women among both; men per woman."""
    women, men = (int((frame["sex"] == sex).sum()) for sex in ("F", "M"))
    sizes = {Who.WOMEN: women, Who.MEN: men, Who.BOTH: women + men}
    not_stated = share_of(len(frame) - women - men, len(frame))
    return [
        *(_count(indicator, who, sizes[who]) for who in SEXES),
        _share_of_women(indicator, women, men, not_stated),
        _men_per_woman(indicator, women, men, not_stated),
    ]


def _cell(indicator: Indicator, who: Who) -> str:
    return cell_key(indicator.universe, {"sex": who.value})


def _count(indicator: Indicator, who: Who, size: int) -> Estimate:
    return Estimate(
        indicator=indicator.code,
        who=who,
        rule=Rule.COUNT,
        measure=Measure.COUNT,
        value=float(size),
        bases=(Basis(size),),
        denominator_cells=(_cell(indicator, who),),
    )


def _share_of_women(indicator: Indicator, women: int, men: int, unknown: float) -> Estimate:
    interval = wilson(women, women + men)
    return Estimate(
        indicator=indicator.code,
        who=Who.GAP,
        rule=Rule.SHARE,
        measure=Measure.PERCENT,
        value=interval.value,
        low=interval.low,
        high=interval.high,
        bases=(Basis(women + men, numerator=women),),
        unknown=unknown,
        numerator_cells=(_cell(indicator, Who.WOMEN),),
        denominator_cells=(_cell(indicator, Who.BOTH),),
    )


def _men_per_woman(indicator: Indicator, women: int, men: int, unknown: float) -> Estimate:
    interval = ratio(men, women)
    return Estimate(
        indicator=indicator.code,
        who=Who.GAP,
        rule=Rule.RATIO,
        measure=Measure.RATIO,
        value=interval.value,
        low=interval.low,
        high=interval.high,
        bases=(Basis(women), Basis(men)),
        unknown=unknown,
        numerator_cells=(_cell(indicator, Who.MEN),),
        denominator_cells=(_cell(indicator, Who.WOMEN),),
        stratum=RATIO,
    )
