"""Staying in treatment: Kaplan-Meier curves, medians, gaps at a day (reference 1.1, 2.9).

Days count from the start of a treatment. An *event* is its end; whoever was not seen to leave is
censored on the last day known. At a day, those are *at risk* who were followed to that day or
longer; the survival of a day is the share still in treatment when it is over.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.intervals import NOTHING, Interval, Z, difference


HALF = 0.5
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class Point(NamedTuple):
    """A curve at one day; survival and bounds are None where nobody was followed at all."""

    survival: float | None
    low: float | None
    high: float | None
    at_risk: int
    events: int
    """Events up to and on the day."""


@dataclass(frozen=True)
class Curve:
    """A Kaplan-Meier curve: one entry for each day with an event, days ascending.

    `followed` holds the days of everybody, ascending; the other arrays are as long as `days`.
    """

    days: Counts
    survival: Floats
    low: Floats
    high: Floats
    at_risk: Counts
    events: Counts
    followed: Counts

    def at(self, day: int) -> Point:
        """Survival with its 95 % interval, people at risk and events so far."""
        at_risk = len(self.followed) - int(np.searchsorted(self.followed, day, side="left"))
        index = int(np.searchsorted(self.days, day, side="right")) - 1
        if not len(self.followed):
            return Point(None, None, None, 0, 0)
        if index < 0:
            return Point(1.0, 1.0, 1.0, at_risk, 0)
        so_far = int(self.events[: index + 1].sum())
        survival, low, high = (float(each[index]) for each in (self.survival, self.low, self.high))
        return Point(survival, low, high, at_risk, so_far)


def kaplan_meier(days: ArrayLike, events: ArrayLike) -> Curve:
    """The product-limit curve; variance by Greenwood, bounds on the scale of log(-log S).

    The bounds stay between 0 and 1 and are the survival itself where it is 0 or 1 (Kalbfleisch
    and Prentice, The Statistical Analysis of Failure Time Data, 1.4).

    Args:
        days: how long each treatment was followed, whole days from 0.
        events: whether it ended then (true) or was only followed so far (false).
    """
    followed, ended = np.asarray(days, dtype=np.int64), np.asarray(events, dtype=bool)
    at, count = np.unique(followed[ended], return_counts=True)
    ordered = np.sort(followed)
    at_risk = len(ordered) - np.searchsorted(ordered, at, side="left")
    survival: Floats = np.cumprod(1 - count / at_risk, dtype=np.float64)
    low, high = _bounds(survival, count, at_risk)
    return Curve(at, survival, low, high, at_risk, count, ordered)


def median(curve: Curve) -> Interval:
    """The first day on which half or fewer are still in treatment; None where it is not reached.

    The bounds are the days on which the bounds of the curve pass one half (Brookmeyer and Crowley
    1982, Biometrics 38:29); the upper one is often not reached.
    """
    return Interval(
        *(_first_day(curve, level) for level in (curve.survival, curve.low, curve.high))
    )


def survival_gap(first: Curve, second: Curve, day: int) -> Interval:
    """Survival of the first minus the second at a day, from their own intervals (MOVER)."""
    one, other = first.at(day), second.at(day)
    if one.survival is None or other.survival is None:
        return NOTHING
    return difference(Interval(*one[:3]), Interval(*other[:3]))


def _bounds(survival: Floats, count: Counts, at_risk: Counts) -> tuple[Floats, Floats]:
    is_inside = (survival > 0) & (survival < 1)
    inside = survival[is_inside]
    left = (at_risk - count)[is_inside]
    spread = np.cumsum(count[is_inside] / (at_risk[is_inside] * left))
    reach = np.exp(Z * np.sqrt(spread) / np.abs(np.log(inside)))
    low, high = survival.copy(), survival.copy()
    low[is_inside], high[is_inside] = inside**reach, inside ** (1 / reach)
    return low, high


def _first_day(curve: Curve, level: Floats) -> float | None:
    reached = curve.days[level <= HALF]
    return float(reached[0]) if len(reached) else None
