"""95 % intervals of shares, differences, ratios and medians (reference 1.1 and 1.4).

Functions take exact numbers and give an `Interval`; where there is nothing to estimate from, all of
its parts are None, and where only the bounds cannot be told, the bounds are. None of them raises
for small or empty groups.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats


Z = float(stats.norm.ppf(0.975))
"""1.959964: the standard normal quantile of two-sided 95 %."""
TAIL = 0.025
HALF = 0.5
"""Added to every cell of a ratio that has a 0 in one (1.1)."""


class Interval(NamedTuple):
    """An estimate and the bounds of its 95 % interval."""

    value: float | None
    low: float | None = None
    high: float | None = None


NOTHING = Interval(None)
"""What can be said about nobody."""


def wilson(hits: float, total: float) -> Interval:
    """The share `hits / total` with the score interval of Wilson 1927, JASA 22:209.

    Both may be fractions: a design effect makes them so.
    """
    if total <= 0:
        return NOTHING
    share = hits / total
    scale = 1 + Z**2 / total
    middle = (share + Z**2 / (2 * total)) / scale
    reach = Z * np.sqrt(share * (1 - share) / total + Z**2 / (4 * total**2)) / scale
    low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    return Interval(share, float(min(low, share)), float(max(high, share)))


def difference(first: Interval, second: Interval) -> Interval:
    """The difference of two independent estimates, from their own intervals.

    The method of variance estimates recovery (MOVER): Donner and Zou 2012, Stat Methods Med Res
    21:347. With intervals of Wilson it is the hybrid score interval of Newcombe.
    """
    if first.value is None or second.value is None:
        return NOTHING
    value = first.value - second.value
    bounds = (first.low, first.high, second.low, second.high)
    if None in bounds:
        return Interval(value)
    low, high, other_low, other_high = (float(bound or 0.0) for bound in bounds)
    below = np.hypot(first.value - low, other_high - second.value)
    above = np.hypot(high - first.value, second.value - other_low)
    return Interval(value, float(value - below), float(value + above))


def newcombe(hits: int, total: int, other_hits: int, other_total: int) -> Interval:
    """The first share minus the second: hybrid score, Newcombe 1998, Stat Med 17:873, method 10."""
    return difference(wilson(hits, total), wilson(other_hits, other_total))


def ratio(first: int, second: int) -> Interval:
    """The ratio of two counts, log method (1.4); 0.5 is added to both where one is 0."""
    if first <= 0 and second <= 0:
        return NOTHING
    a, b = (first, second) if first and second else (first + HALF, second + HALF)
    return _around_log(a / b, 1 / a + 1 / b)


def median(values: ArrayLike) -> Interval:
    """The median between two order statistics that cover it with 95 % or more.

    With fewer than six values no pair of them does, and there are no bounds (Conover, Practical
    Nonparametric Statistics, 3.2).
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    if not len(ordered):
        return NOTHING
    middle = float(np.median(ordered))
    below = int(stats.binom.ppf(TAIL, len(ordered), HALF)) - 1
    if below < 0:
        return Interval(middle)
    return Interval(middle, float(ordered[below]), float(ordered[-1 - below]))


def median_difference(first: ArrayLike, second: ArrayLike) -> Interval:
    """The difference of two medians (Price and Bonett 2002, J Stat Comput Simul 72:119)."""
    one, other = (np.sort(np.asarray(each, dtype=float)) for each in (first, second))
    if not len(one) or not len(other):
        return NOTHING
    value = float(np.median(one) - np.median(other))
    if min(len(one), len(other)) == 1:
        return Interval(value)
    reach = Z * float(np.sqrt(_median_variance(one) + _median_variance(other)))
    return Interval(value, value - reach, value + reach)


def clustered_share(hits: ArrayLike, totals: ArrayLike) -> Interval:
    """A share of things of which several belong to one person, such as drug tests.

    The ratio estimator with its variance linearised over persons (Cochran, Sampling Techniques,
    6.4) gives the number of independent tests that would tell as much; the bounds are Wilson's
    for that number (Kott and Carr 1997). It is never above the number of tests; where all
    tests agree, it is the number of persons.

    Args:
        hits: per person, how many have what is asked.
        totals: per person, how many there are; persons without any are left out.
    """
    found, taken = np.asarray(hits, dtype=float), np.asarray(totals, dtype=float)
    found, taken = found[taken > 0], taken[taken > 0]
    if not len(taken):
        return NOTHING
    share = float(found.sum() / taken.sum())
    size = _effective_size(found, taken, share)
    bounds = wilson(share * size, size)
    return Interval(share, bounds.low, bounds.high)


def _effective_size(found: NDArray[np.float64], taken: NDArray[np.float64], share: float) -> float:
    persons, total = len(taken), float(taken.sum())
    if persons == 1:
        return 1.0
    apart = float(np.sum((found - share * taken) ** 2))
    variance = persons / (persons - 1) * apart / total**2
    if share in {0.0, 1.0} or variance == 0:
        return float(persons)
    return min(total, share * (1 - share) / variance)


def _median_variance(ordered: NDArray[np.float64]) -> float:
    size = len(ordered)
    rank = max(1, round((size + 1) / 2 - np.sqrt(size)))
    tail = float(stats.binom.cdf(rank - 1, size, HALF))
    z = float(stats.norm.ppf(1 - tail))
    return float((ordered[size - rank] - ordered[rank - 1]) / (2 * z)) ** 2


def _around_log(value: float, variance: float) -> Interval:
    reach = float(np.exp(Z * np.sqrt(variance)))
    return Interval(float(value), float(value / reach), float(value * reach))
