"""From a value and its variance to an estimate that says how it was made."""

from collections.abc import Callable
from typing import NamedTuple

from prevention.rules.effects.clusters import Design
from prevention.rules.effects.estimates import (
    Claim,
    Estimate,
    Method,
    Scale,
    checked_error,
    quantile,
)


class Found(NamedTuple):
    """A value, its bounds, its standard error and the degrees of freedom of the bounds."""

    value: float | None
    low: float | None
    high: float | None
    error: float | None
    df: int | None


def found(
    value: float, variance: float, df: int | None, back: Callable[[float], float] = float
) -> Found:
    """The 95 % interval around `value`; `back` leads from the scale on which it was computed.

    Raises:
        NoSpread: the variance is zero.
    """
    error = checked_error(variance)
    reach = quantile(df) * error
    return Found(back(value), back(value - reach), back(value + reach), error, df)


def built(
    what: Found,
    *,
    people: tuple[int, ...],
    design: Design,
    scale: Scale,
    method: Method,
    claim: Claim = Claim.EFFECT,
    is_harm: bool = False,
) -> Estimate:
    """The estimate; `people` of each arm, the intervention first, as in the design."""
    compared = (people[1], design.clusters[1]) if len(people) > 1 else (None, None)
    return Estimate(
        value=what.value,
        low=what.low,
        high=what.high,
        scale=scale,
        method=method,
        claim=claim,
        error=what.error,
        df=what.df,
        n_intervention=people[0],
        clusters_intervention=design.clusters[0],
        n_comparison=compared[0],
        clusters_comparison=compared[1],
        icc=design.icc,
        deff=design.deff,
        is_icc_planned=design.is_planned,
        is_harm=is_harm,
    )
