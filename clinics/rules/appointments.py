"""When appointments come again, and when two of them want the same person at the same time."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from clinics.choices import Repeat
from clinics.rules.base import Rule, Severity
from clinics.vocabulary import EpisodeState as S


MOST_AHEAD = 26
"""Rows of one series at most: half a year of weeks."""
LONGEST_MINUTES = 480
FURTHEST_AHEAD = timedelta(days=731)
"""No appointment is later than this from today: two years. What is later is a slip of the hand."""
DAYS_APART = {
    Repeat.DAILY: 1,
    Repeat.WEEKLY: 7,
    Repeat.FORTNIGHTLY: 14,
    Repeat.MONTHLY: 28,
}
"""Four weeks, not a month: the day of the week stays the same."""
EXPECTED = frozenset(
    {
        S.REFERRAL, S.WAITING, S.ASSESSMENT, S.ADMITTED, S.IN_TREATMENT, S.INTERRUPTED,
        S.DISCHARGED, S.FOLLOW_UP,
    }
)  # fmt: skip
"""States in which somebody is expected; whose episode is over for good is referred again first."""

Span = tuple[datetime, int]
"""When an appointment begins, and for how many minutes."""


def days_of_series(first: date, repeat: str, times: int) -> list[date]:
    """The days of a series, its first day included; one day when nothing repeats.

    `times` is cut to between one and `MOST_AHEAD`.
    """
    apart = DAYS_APART.get(Repeat(repeat))
    if apart is None:
        return [first]
    wanted = max(1, min(times, MOST_AHEAD))
    return [first + timedelta(days=apart * number) for number in range(wanted)]


def is_too_far(day: date, *, today: date) -> bool:
    """Whether a day lies further ahead than appointments are made."""
    return day > today + FURTHEST_AHEAD


def overlap(one: Span, other: Span) -> bool:
    """Whether two appointments share a minute; one may begin when the other ends."""
    (begins, minutes), (begins_too, minutes_too) = one, other
    return begins < begins_too + timedelta(minutes=minutes_too) and begins_too < (
        begins + timedelta(minutes=minutes)
    )


def clashes(wanted: Iterable[Span], taken: Iterable[Span]) -> list[datetime]:
    """Those beginnings of `wanted` at which somebody is `taken` already."""
    known = list(taken)
    return [span[0] for span in wanted if any(overlap(span, other) for other in known)]


def is_busy(clashing: int | None) -> bool:
    """Whether the person has other appointments at the times wanted."""
    return bool(clashing)


BUSY = Rule(
    "A01", Severity.WARNING, ("with_whom",),
    _("This person has another appointment at that time. Choose another time, or confirm."),
    ("clashing",), is_busy,
)  # fmt: skip
