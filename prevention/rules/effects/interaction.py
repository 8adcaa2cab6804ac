"""Whether girls and boys differ: by the interaction, never by "significant in girls".

The difference of the two estimates, of their logarithms for odds ratios, with SE = sqrt(SE_g^2 +
SE_b^2) (Altman and Bland 2003, BMJ 326:219). It supposes that the two are independent; girls and
boys of the same classes are alike, which makes the interval too wide rather than too narrow.
"""

import math
from collections.abc import Callable

from prevention.rules.effects._building import found
from prevention.rules.effects.estimates import Claim, Estimate, Method, Scale


def interaction(girls: Estimate, boys: Estimate) -> Estimate:
    """The effect on girls less that on boys; a ratio of odds ratios where these are compared.

    Of changes without a comparison it is a difference of changes, and says so. Degrees of freedom
    are the fewer of the two; people and clusters are those of both estimates,
    where a class of girls and boys counts once (the larger number).

    Raises:
        ValueError: the estimates were made in two ways, or have no standard error.
    """
    if (girls.scale, girls.method) != (boys.scale, boys.method):
        message = "Only estimates of one method can be compared."
        raise ValueError(message)
    to, back = _TRANSFORMS.get(girls.scale, (float, float))
    df = min((each.df for each in (girls, boys) if each.df is not None), default=None)
    what = found(to(_value(girls)) - to(_value(boys)), _squared(girls) + _squared(boys), df, back)
    return Estimate(
        **what._asdict(),
        scale=girls.scale,
        method=Method.GIRLS_AGAINST_BOYS,
        claim=Claim.INTERACTION if girls.claim is Claim.EFFECT else girls.claim,
        n_intervention=girls.n_intervention + boys.n_intervention,
        clusters_intervention=max(girls.clusters_intervention, boys.clusters_intervention),
        n_comparison=_both(girls.n_comparison, boys.n_comparison, sum),
        clusters_comparison=_both(girls.clusters_comparison, boys.clusters_comparison, max),
    )


def _squared(estimate: Estimate) -> float:
    if estimate.error is None:
        message = "An estimate without a standard error cannot be compared."
        raise ValueError(message)
    return estimate.error**2


def _value(estimate: Estimate) -> float:
    if estimate.value is None:
        message = "An estimate without a value cannot be compared."
        raise ValueError(message)
    return estimate.value


def _both(
    first: int | None, second: int | None, joined: Callable[[tuple[int, int]], int]
) -> int | None:
    return None if first is None or second is None else joined((first, second))


_TRANSFORMS: dict[Scale, tuple[Callable[[float], float], Callable[[float], float]]] = {
    Scale.ODDS_RATIO: (math.log, math.exp)
}
