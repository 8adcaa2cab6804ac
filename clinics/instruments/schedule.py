"""When a questionnaire is due: at entry, every few months, at exit and some months after it.

Which of these points hold, a clinic says for each questionnaire. Entry and exit count within 14
days of the day (V40); a review is overdue when three months have passed since it was due (V41).
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from clinics.instruments.base import Words


WINDOW = timedelta(days=14)
OVERDUE_MONTHS = 3
LONGEST_MONTHS = 24
"""The longest time between reviews, and after the exit, that a clinic may choose."""


class Occasion(StrEnum):
    """Why a questionnaire is due."""

    ENTRY = "ENTRY"
    REVIEW = "REVIEW"
    EXIT = "EXIT"
    POST_EXIT = "POST_EXIT"

    @property
    def label(self) -> Words:
        """Why, in words."""
        return OCCASION_LABELS[self]


OCCASION_LABELS: dict[Occasion, Words] = {
    Occasion.ENTRY: _("At entry"),
    Occasion.REVIEW: _("Review"),
    Occasion.EXIT: _("At exit"),
    Occasion.POST_EXIT: _("After exit"),
}


@dataclass(frozen=True)
class Points:
    """At which points of an episode a questionnaire is due."""

    at_entry: bool = False
    every_months: int | None = None
    """Months from one measure to the next during treatment; None is no review."""
    at_exit: bool = False
    after_exit: tuple[int, ...] = ()
    """Months after the exit, in their order."""

    @property
    def last_month(self) -> int:
        """Months after the end at which nothing is due any more."""
        return max(self.after_exit, default=0) + OVERDUE_MONTHS if self.has_end else 0

    @property
    def has_end(self) -> bool:
        """Whether anything is due once treatment has ended."""
        return self.at_exit or bool(self.after_exit)


NEVER = Points()
USUAL = Points(at_entry=True, every_months=3, at_exit=True, after_exit=(3, 6, 12))
"""What holds for TOP unless a clinic says otherwise (reference, 2.2 and the contacts of 9.2)."""


@dataclass(frozen=True)
class Due:
    """The next time that a questionnaire is due, and the last day that is not too late."""

    kind: Occasion
    due_on: date
    until_on: date
    is_overdue: bool


def next_due(
    *,
    points: Points,
    started_on: date | None,
    ended_on: date | None,
    done: Iterable[date],
    today: date,
) -> Due | None:
    """What is due next in an episode, given the days `done` on which it was filled in.

    None before the treatment starts, and after the last contact that follows its end. A day of
    `done` outside this episode, more than 14 days before its start, does not count.
    """
    if started_on is None:
        return None
    days = sorted(day for day in done if day >= started_on - WINDOW)
    if ended_on is None:
        return _in_treatment(points, started_on, days, today)
    return _after_treatment(points, ended_on, days, today)


def months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_earlier(day: date, months: int) -> date:
    """The last day from which `months` have passed by `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    length = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, length if is_last else min(day.day, length))


def longest_days(months: int) -> int:
    """No fewer days than any `months` have, and few more."""
    return round(months * 30.44) + 2


def _in_treatment(
    points: Points, started_on: date, days: Sequence[date], today: date
) -> Due | None:
    """Entry until there is a measure, however late it comes; then a review after each.

    Where nobody measures at entry, the first review counts from the start.
    """
    if not days and points.at_entry:
        return _due(Occasion.ENTRY, started_on, started_on + WINDOW, today)
    if points.every_months is None:
        return None
    due_on = months_later(days[-1] if days else started_on, points.every_months)
    return _due(Occasion.REVIEW, due_on, months_later(due_on, OVERDUE_MONTHS), today)


def _after_treatment(
    points: Points, ended_on: date, days: Sequence[date], today: date
) -> Due | None:
    """Exit until its time is over, then the first contact that is neither done nor over.

    Each contact is open from 14 days before it until the next one opens, the last for three
    months: a measure belongs to the contact that is open on its day. The exit is over when the
    first contact opens, or after three months where there is none.
    """
    contacts = [months_later(ended_on, months) for months in points.after_exit]
    opens = [contact - WINDOW for contact in contacts]
    last = contacts[-1] if contacts else ended_on
    closes = [*opens, months_later(last, OVERDUE_MONTHS)]
    is_measured = any(day >= ended_on - WINDOW for day in days)
    if points.at_exit and today < closes[0] and not is_measured:
        return _due(Occasion.EXIT, ended_on, ended_on + WINDOW, today)
    for contact, first, end in zip(contacts, opens, closes[1:], strict=True):
        if today < end and not any(first <= day < end for day in days):
            return _due(Occasion.POST_EXIT, contact, contact + WINDOW, today)
    return None


def _due(kind: Occasion, due_on: date, until_on: date, today: date) -> Due:
    return Due(kind, due_on, until_on, is_overdue=today > until_on)
