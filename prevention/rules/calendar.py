"""On which days the sessions of a group fall."""

from collections.abc import Collection
from datetime import date, timedelta


WEEK = timedelta(days=7)


def weekly(first: date, *, weekday: int, count: int, skipping: Collection[date] = ()) -> list[date]:
    """The next `count` days with this weekday from `first` on (Monday is 0), leaving some out.

    A day that is left out moves all that follow by a week: the order of the manual is kept.
    """
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    days: list[date] = []
    left_out = frozenset(skipping)
    while len(days) < count:
        if day not in left_out:
            days.append(day)
        day += WEEK
    return days
