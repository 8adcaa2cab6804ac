"""Changes in standard deviations of the first wave: Cohen's d with and without a comparison.

With it: d = J ((T1 - T0) - (C1 - C0)) / SD_pre, SD_pre pooled over the arms,
J = 1 - 3 / (4 (n_T + n_C - 2) - 1) and SE = sqrt(DEFF (n_T + n_C) / (n_T n_C) + d^2 / (2 (n_T +
n_C))) (Morris 2008, Organizational Research Methods 11:364). Without: d = mean change / SD_pre with
SE = sqrt(DEFF s_change^2 / (n SD_pre^2) + d^2 / (2 n)) (Becker 1988). Bounds are of t.
"""

import math

from prevention.rules.effects._building import built, found
from prevention.rules.effects.clusters import Linked, OutcomeKind, design_of
from prevention.rules.effects.estimates import Claim, Estimate, Method, Scale, checked_error


def effect_size(intervention: Linked, comparison: Linked, *, kind: OutcomeKind) -> Estimate:
    """Cohen's d of the difference of changes.

    Raises:
        SingleCluster: an arm has one cluster.
        NoSpread: everybody answered the same in the first wave.
    """
    arms = intervention, comparison
    changes = intervention.change, comparison.change
    design = design_of(*changes, kind=kind)
    sizes = [each.n for each in changes]
    people, df = sum(sizes), sum(sizes) - len(sizes)
    squares = sum((each.pre.n - 1) * float(each.pre.values.var(ddof=1)) for each in arms)
    spread = checked_error(squares / df)
    correction = 1 - 3 / (4 * df - 1)
    value = correction * (changes[0].mean - changes[1].mean) / spread
    variance = design.deff * people / math.prod(sizes) + value**2 / (2 * people)
    return built(
        found(value, variance, design.df),
        people=(sizes[0], sizes[1]),
        design=design,
        scale=Scale.EFFECT_SIZE,
        method=Method.PRE_POST_CONTROL,
    )


def change_without_comparison(group: Linked, *, kind: OutcomeKind) -> Estimate:
    """The change of one group in standard deviations: a change, never an effect.

    Use rises with age: under a good programme too, a rise is to be expected.

    Raises:
        SingleCluster: there is one cluster.
        NoSpread: everybody answered the same in the first wave.
    """
    change = group.change
    design = design_of(change, kind=kind)
    spread = checked_error(float(group.pre.values.var(ddof=1)))
    value = change.mean / spread
    of_change = design.deff * float(change.values.var(ddof=1)) / (change.n * spread**2)
    return built(
        found(value, of_change + value**2 / (2 * change.n), design.df),
        people=(change.n,),
        design=design,
        scale=Scale.EFFECT_SIZE,
        method=Method.SINGLE_ARM,
        claim=Claim.CHANGE,
    )
