"""What an estimate says about itself, and when it is too good to be true."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from scipy import stats

from kernel.errors import Refused


RULE_VERSION = "effects-1"
UPPER_TAIL = 0.975
TOO_LOW_ODDS, TOO_HIGH_ODDS = 0.1, 10.0
TOO_LARGE_EFFECT_SIZE = 1.0
"""At these odds ratios and above this effect size a result is an error or a bias until shown
otherwise (reference 6.3).
"""
DIGITS = 9
"""Odds ratios are compared after rounding: a logarithm and back loses the last digits."""


class NotEstimable(Refused):
    """The data cannot give this estimate."""


class SingleCluster(NotEstimable):
    """An arm has one class or school: what is the programme's and what the school's, is one."""


class NoSpread(NotEstimable):
    """All answers are the same, so that nothing tells how sure an estimate would be."""


class NoComparison(NotEstimable):
    """An effect was asked for and nobody is compared with."""


class Scale(StrEnum):
    """What the value of an estimate is."""

    DIFFERENCE = "DIFFERENCE"
    ODDS_RATIO = "ODDS_RATIO"
    EFFECT_SIZE = "EFFECT_SIZE"
    NUMBER_NEEDED = "NUMBER_NEEDED"


class Claim(StrEnum):
    """What may be said of a value."""

    EFFECT = "EFFECT"
    CHANGE = "CHANGE"
    INTERACTION = "INTERACTION"

    @property
    def label(self) -> Promise:
        """The claim in the words that stand beside the value."""
        return CLAIM_LABELS[self]


CLAIM_LABELS: dict[Claim, Promise] = {
    Claim.EFFECT: _("effect, compared with groups that did not take part"),
    Claim.CHANGE: _("change, not effect"),
    Claim.INTERACTION: _("difference between the effects on girls and on boys"),
}


class Method(StrEnum):
    """How an estimate was made."""

    CHANGE_SCORES = "CHANGE_SCORES"
    CLUSTER_MEANS = "CLUSTER_MEANS"
    FOUR_SAMPLES = "FOUR_SAMPLES"
    ODDS_AT_POST = "ODDS_AT_POST"
    RATIO_OF_ODDS_RATIOS = "RATIO_OF_ODDS_RATIOS"
    PRE_POST_CONTROL = "PRE_POST_CONTROL"
    SINGLE_ARM = "SINGLE_ARM"
    RISK_DIFFERENCE = "RISK_DIFFERENCE"
    GIRLS_AGAINST_BOYS = "GIRLS_AGAINST_BOYS"

    @property
    def label(self) -> Promise:
        """The method in words."""
        return METHOD_LABELS[self]


METHOD_LABELS: dict[Method, Promise] = {
    Method.CHANGE_SCORES: _("Difference of changes, linked questionnaires"),
    Method.CLUSTER_MEANS: _("Difference of changes, t-test on the means of classes or schools"),
    Method.FOUR_SAMPLES: _("Difference of changes, questionnaires not linked"),
    Method.ODDS_AT_POST: _("Odds ratio after the programme"),
    Method.RATIO_OF_ODDS_RATIOS: _("Odds ratio after the programme over the one before it"),
    Method.PRE_POST_CONTROL: _("Standardised difference of changes"),
    Method.SINGLE_ARM: _("Standardised change of one group"),
    Method.RISK_DIFFERENCE: _("Number needed, from the difference of shares"),
    Method.GIRLS_AGAINST_BOYS: _("Interaction with gender"),
}


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A value with its 95 % interval and all that a reader needs to judge it.

    `error` is the standard error, of the logarithm for odds ratios; `df` None means that the bounds
    come from the normal distribution. `icc` and `deff` with `is_icc_planned` come from the
    literature, because there were too few classes to estimate them. A number
    needed has no bounds where the difference may be none; `is_harm`: it counts those harmed.
    """

    value: float | None
    low: float | None
    high: float | None
    scale: Scale
    method: Method
    claim: Claim
    error: float | None
    df: int | None
    n_intervention: int
    clusters_intervention: int
    n_comparison: int | None = None
    clusters_comparison: int | None = None
    icc: float | None = None
    deff: float | None = None
    is_icc_planned: bool = False
    match_rate: float | None = None
    data_cut: date | None = None
    is_harm: bool = False
    is_exploratory: bool = True
    rule_version: str = RULE_VERSION

    @property
    def needs_review(self) -> bool:
        """Whether somebody has to look for an error or a bias before this is shown."""
        if self.value is None or self.method is Method.GIRLS_AGAINST_BOYS:
            return False
        if self.scale is Scale.ODDS_RATIO:
            return not TOO_LOW_ODDS < round(self.value, DIGITS) < TOO_HIGH_ODDS
        return self.scale is Scale.EFFECT_SIZE and abs(self.value) > TOO_LARGE_EFFECT_SIZE

    def content(self) -> dict[str, Any]:
        """Everything as plain values, to be stored; two decimals are for printing."""
        cut = self.data_cut
        return asdict(self) | {
            "data_cut": None if cut is None else cut.isoformat(),
            "needs_review": self.needs_review,
        }


def name_primary(estimates: Mapping[str, Estimate], *, primary: str) -> dict[str, Estimate]:
    """The estimates by outcome; all but the `primary` one, fixed beforehand, are exploratory."""
    return {
        outcome: replace(estimate, is_exploratory=outcome != primary)
        for outcome, estimate in estimates.items()
    }


def quantile(df: int | None) -> float:
    """The two-sided 95 % quantile of t with `df` degrees of freedom; None: of the normal one."""
    found = stats.norm.ppf(UPPER_TAIL) if df is None else stats.t.ppf(UPPER_TAIL, df)
    return float(found)


def checked_error(variance: float) -> float:
    """The standard error of `variance`.

    Raises:
        NoSpread: it is zero or not a number.
    """
    if not variance > 0:
        raise NoSpread(_("All answers are the same: nothing can be estimated from them."))
    return math.sqrt(variance)
