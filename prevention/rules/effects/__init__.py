"""Estimates of what a programme changed, for people in classes and schools (reference 6.2).

Every function gives an `Estimate` with a 95 % interval, or refuses: one class in an arm, no
spread, nobody. Units are the outcome's own unless a function says otherwise; a positive value means
more of the outcome in the groups that took part.
"""

from prevention.rules.effects.clusters import (
    PLANNING_ICC,
    Design,
    Linked,
    OutcomeKind,
    Sample,
    anova_icc,
    design_effect,
    design_of,
)
from prevention.rules.effects.differences import difference_linked, difference_unlinked
from prevention.rules.effects.estimates import (
    Claim,
    Estimate,
    Method,
    NoComparison,
    NoSpread,
    NotEstimable,
    Scale,
    SingleCluster,
    name_primary,
)
from prevention.rules.effects.interaction import interaction
from prevention.rules.effects.odds import Table, number_needed, odds_ratio, ratio_of_odds_ratios
from prevention.rules.effects.standardised import change_without_comparison, effect_size


__all__ = [
    "PLANNING_ICC",
    "Claim",
    "Design",
    "Estimate",
    "Linked",
    "Method",
    "NoComparison",
    "NoSpread",
    "NotEstimable",
    "OutcomeKind",
    "Sample",
    "Scale",
    "SingleCluster",
    "Table",
    "anova_icc",
    "change_without_comparison",
    "design_effect",
    "design_of",
    "difference_linked",
    "difference_unlinked",
    "effect_size",
    "interaction",
    "name_primary",
    "number_needed",
    "odds_ratio",
    "ratio_of_odds_ratios",
]
