"""Shares after the programme: odds ratio, ratio of odds ratios, number needed.

OR = a d / (b c), SE(ln OR) = sqrt((1/a + 1/b + 1/c + 1/d) DEFF), bounds exp(ln OR +- q SE) with q
of the normal distribution, or of t(G_T + G_C - 2) where an arm has fewer than 20 clusters. With a
zero, 0.5 is added to all four cells.
"""

import math
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from prevention.rules.effects._building import Found, built, found
from prevention.rules.effects.clusters import Design, Sample
from prevention.rules.effects.estimates import Estimate, Method, NoComparison, NotEstimable, Scale


HALF = 0.5


@dataclass(frozen=True)
class Table:
    """People with (`a`, `c`) and without (`b`, `d`) the outcome: intervention, then comparison."""

    a: float
    b: float
    c: float
    d: float

    def __post_init__(self) -> None:
        """Refuse an empty arm."""
        if min(self.a, self.b, self.c, self.d) < 0 or not self.intervention or not self.comparison:
            raise NotEstimable(_("Nobody answered in one of the groups."))

    @classmethod
    def of(cls, intervention: Sample, comparison: Sample) -> "Table":
        """The table of two samples of 0 and 1."""
        with_it = float(intervention.values.sum()), float(comparison.values.sum())
        return cls(with_it[0], intervention.n - with_it[0], with_it[1], comparison.n - with_it[1])

    @property
    def intervention(self) -> int:
        """People who took part."""
        return round(self.a + self.b)

    @property
    def comparison(self) -> int:
        """People who did not."""
        return round(self.c + self.d)

    @property
    def log_odds_ratio(self) -> tuple[float, float]:
        """ln OR and its variance with people drawn one by one."""
        cells = (self.a, self.b, self.c, self.d)
        a, b, c, d = (cell + HALF for cell in cells) if 0 in cells else cells
        return math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d


def odds_ratio(table: Table, design: Design) -> Estimate:
    """The odds ratio after the programme; below 1, less of the outcome in those who took part."""
    log, variance = table.log_odds_ratio
    return _ratio(log, variance * design.deff, table, design, Method.ODDS_AT_POST)


def ratio_of_odds_ratios(
    post: Table, pre: Table, design: Design, *, pre_design: Design | None = None
) -> Estimate:
    """OR after over OR before, SE = sqrt(SE_post^2 + SE_pre^2).

    Cautious where the same people answered twice. `pre_design` is that of the first wave where
    it differs.
    """
    log, variance = post.log_odds_ratio
    pre_log, pre_variance = pre.log_odds_ratio
    total = variance * design.deff + pre_variance * (pre_design or design).deff
    return _ratio(log - pre_log, total, post, design, Method.RATIO_OF_ODDS_RATIOS)


def number_needed(table: Table | None, design: Design) -> Estimate:
    """How many have to take part for one fewer to have the outcome: 1 / |risk difference|.

    `is_harm`: the programme's groups have more of it, and so many take part for one more. The value
    is None where the shares are equal; the bounds, those of the difference turned over, where its
    interval holds 0 (Altman 1998, BMJ 317:1309).

    Raises:
        NoComparison: there is no table of two arms.
        NoSpread: all answers of each arm are equal.
    """
    if table is None:
        raise NoComparison(
            _("A number needed says how many more; without a comparison group it has no meaning.")
        )
    people = table.intervention, table.comparison
    shares = table.a / people[0], table.c / people[1]
    variance = sum(share * (1 - share) / n for share, n in zip(shares, people, strict=True))
    fewer = found(shares[1] - shares[0], variance * design.deff, design.df_if_few)
    return built(
        _turned_over(fewer),
        people=people,
        design=design,
        scale=Scale.NUMBER_NEEDED,
        method=Method.RISK_DIFFERENCE,
        is_harm=shares[0] > shares[1],
    )


def _turned_over(difference: Found) -> Found:
    value, low, high, __, df = difference
    if not value or low is None or high is None:
        return Found(None, None, None, None, df)
    if low <= 0 <= high:
        return Found(1 / abs(value), None, None, None, df)
    nearer, farther = sorted((abs(low), abs(high)))
    return Found(1 / abs(value), 1 / farther, 1 / nearer, None, df)


def _ratio(log: float, variance: float, table: Table, design: Design, method: Method) -> Estimate:
    return built(
        found(log, variance, design.df_if_few, math.exp),
        people=(table.intervention, table.comparison),
        design=design,
        scale=Scale.ODDS_RATIO,
        method=method,
    )
