"""Episodes in order, and the journeys that they make.

A journey is a chain of episodes of one person with gaps of at most 21 days (1.1, after NDTMS
practice; the exact rule text was not read, so the number is a parameter).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.attribution.coding import MISSING, Days, days_of


JOURNEY_GAP_DAYS = 21
"""The longest gap, from an end to the next start, that does not end a journey (1.1)."""
OPEN = 10**6
"""The end of what has not ended: the year 4707."""
STRIDE = 4 * OPEN
"""Keeps the days of one person apart from those of the next in one running maximum."""


@dataclass(frozen=True)
class Episodes:
    """Started episodes in the order of person, start, end; arrays of one length."""

    row: NDArray[np.intp]  # in the frame of facts
    key: NDArray[np.uint64]
    person: NDArray[np.uint64]
    person_number: NDArray[np.intp]  # 0, 1, 2, ... in the same order
    start: Days
    end: Days  # OPEN if none


@dataclass(frozen=True)
class Journeys:
    """Chains of episodes in the order of person and start; arrays of one length.

    `number` alone is as long as the episodes: the journey of each.
    """

    number: NDArray[np.intp]
    first: NDArray[np.intp]  # episode that began it
    last: NDArray[np.intp]  # episode that ended it, or is open
    person: NDArray[np.uint64]
    person_number: NDArray[np.intp]
    start: Days
    end: Days


def started(facts: pd.DataFrame, *, cut: int) -> Episodes:
    """The episodes that had started by the day `cut`; later ends are not known yet.

    An end before the start is taken for an end on the day of the start.
    """
    person, key = facts["person_key"].to_numpy(), facts["episode_key"].to_numpy()
    start, end = days_of(facts["started_on"]), days_of(facts["ended_on"])
    end = np.where((end == MISSING) | (end > cut), OPEN, np.maximum(end, start))
    rows = np.flatnonzero((start != MISSING) & (start <= cut))
    rows = rows[np.lexsort((key[rows], end[rows], start[rows], person[rows]))]
    number = np.cumsum(_changes(person[rows])) - 1
    return Episodes(rows, key[rows], person[rows], number, start[rows], end[rows])


def chained(episodes: Episodes) -> Journeys:
    """The journeys of `episodes`. An open episode swallows those that start after it."""
    is_new = _changes(episodes.person)
    shift = episodes.person_number * STRIDE
    reached = np.maximum.accumulate(episodes.end + shift) - shift
    is_new[1:] |= episodes.start[1:] - reached[:-1] > JOURNEY_GAP_DAYS
    number, first = np.cumsum(is_new) - 1, np.flatnonzero(is_new)
    end = np.maximum.reduceat(episodes.end, first) if len(first) else episodes.end
    at_end = np.flatnonzero(episodes.end == end[number])
    last = np.zeros(len(first), np.intp)
    last[number[at_end]] = at_end  # of several, the one that started last
    return Journeys(
        number=number,
        first=first,
        last=last,
        person=episodes.person[first],
        person_number=episodes.person_number[first],
        start=episodes.start[first],
        end=end,
    )


def latest(
    episodes: Episodes, groups: NDArray[np.intp], *, since: int, before: int
) -> NDArray[np.intp]:
    """The most recent episode of each group that was active in the period; -1 where none was.

    Most recent is the one that was active last in the period and, of several, that started last.
    `groups` numbers the persons or journeys of the episodes from 0, without holes.
    """
    until = np.minimum(episodes.end, before)
    active = np.flatnonzero((episodes.start < before) & (episodes.end >= since))
    order = active[np.argsort(until[active], kind="stable")]
    chosen = np.full(int(groups.max(initial=-1)) + 1, -1, np.intp)
    chosen[groups[order]] = order
    return chosen


def _changes(keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Where a key differs from the one before it; true for the first."""
    changes = np.ones(len(keys), bool)
    changes[1:] = keys[1:] != keys[:-1]
    return changes
