"""When a questionnaire is due: at entry, every three months, at exit and three times after it.

Entry and exit count within 14 days of the day (V40); a review is overdue when three months have
passed since it was due (V41); the contacts after discharge are 3, 6 and 12 months later.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from clinics.instruments.base import Words


WINDOW = timedelta(days=14)
REVIEW_MONTHS = 3
OVERDUE_MONTHS = 3
POST_EXIT_MONTHS = (3, 6, 12)


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
class Due:
    """The next time that a questionnaire is due, and the last day that is not too late."""

    kind: Occasion
    due_on: date
    until_on: date
    is_overdue: bool


def next_due(
    *, started_on: date | None, ended_on: date | None, done: Iterable[date], today: date
) -> Due | None:
    """What is due next in an episode, given the days `done` on which it was filled in.

    None before the treatment starts, and after the last contact that follows its end. A day of
    `done` outside this episode, more than 14 days before its start, does not count.
    """
    if started_on is None:
        return None
    days = sorted(day for day in done if day >= started_on - WINDOW)
    if ended_on is None:
        return _in_treatment(started_on, days, today)
    return _after_treatment(ended_on, days, today)


def months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _in_treatment(started_on: date, days: Sequence[date], today: date) -> Due:
    """Entry until there is a measure, however late it comes; then a review after each."""
    if not days:
        return _due(Occasion.ENTRY, started_on, started_on + WINDOW, today)
    due_on = months_later(days[-1], REVIEW_MONTHS)
    return _due(Occasion.REVIEW, due_on, months_later(due_on, OVERDUE_MONTHS), today)


def _after_treatment(ended_on: date, days: Sequence[date], today: date) -> Due | None:
    """Exit until its time is over, then the first contact that is neither done nor over.

    Each contact is open from 14 days before it until the next one opens, the last for three
    months: a measure belongs to the contact that is open on its day.
    """
    points = [months_later(ended_on, months) for months in POST_EXIT_MONTHS]
    opens = [point - WINDOW for point in points]
    closes = [*opens[1:], months_later(points[-1], OVERDUE_MONTHS)]
    if today < opens[0] and not any(day >= ended_on - WINDOW for day in days):
        return _due(Occasion.EXIT, ended_on, ended_on + WINDOW, today)
    for point, first, end in zip(points, opens, closes, strict=True):
        if today < end and not any(first <= day < end for day in days):
            return _due(Occasion.POST_EXIT, point, point + WINDOW, today)
    return None


def _due(kind: Occasion, due_on: date, until_on: date, today: date) -> Due:
    return Due(kind, due_on, until_on, is_overdue=today > until_on)
