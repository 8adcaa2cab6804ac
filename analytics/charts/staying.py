"""Staying in treatment: Kaplan-Meier curves of women and of men on the grid of 30 days."""

from functools import partial
from itertools import takewhile

from django.utils.translation import gettext as _

from analytics.catalogue import FOLLOWED_DAYS, GRID_DAYS
from analytics.charts.staying_layout import MIDDLE, Curves, paint
from analytics.charts.theme import SEXES
from analytics.charts.wording import Caption, Chart, counted, direction, percent
from analytics.contents import Contents, Figure
from analytics.vocabulary import Who


INDICATOR = "RET-06"
LEVEL = 95
"""Per cent of the intervals."""


def read(contents: Contents) -> Chart | None:
    """The chart of a release; None where no curve goes beyond the first day."""
    curves = Curves(
        {who: _points(contents, who) for who in SEXES},
        {who: _followed(contents, who) for who in SEXES},
        contents.head.base,
    )
    if not any(curves.points.values()):
        return None
    measure = _(
        "Percentage still in treatment by days since the start, of treatments started. Whiskers: "
        "%(level)s intervals."
    ) % {"level": percent(LEVEL)}
    caption = Caption(_message(contents), measure)
    return Chart(caption, _alternative(curves), partial(paint, curves))


def _points(contents: Contents, who: Who) -> list[Figure]:
    """The curve up to its first missing point; nothing where that leaves the start alone."""
    points = list(takewhile(lambda point: point.value is not None, contents.curve(who)))
    return points if points[1:] else []


def _followed(contents: Contents, who: Who) -> list[str]:
    try:
        return [
            counted(contents.count("followed", day=f"D{day}", sex=who.value))
            for day in FOLLOWED_DAYS
        ]
    except KeyError:
        return []


def _message(contents: Contents) -> str:
    return {
        1: _("A larger share of women than of men is in treatment after 6 months"),
        0: _("About the same share of women and of men is in treatment after 6 months"),
        -1: _("A larger share of men than of women is in treatment after 6 months"),
        None: _("How long women and men stay in treatment"),
    }[direction(contents.figure(INDICATOR, Who.GAP))]


def _alternative(curves: Curves) -> str:
    """With the numbers at 180 days, or at the last day before it that both curves reach."""
    for day in reversed(GRID_DAYS[1 : GRID_DAYS.index(MIDDLE) + 1]):
        women, men = (curves.at(who, day) for who in SEXES)
        if women and men:
            return _(
                "Percentage still in treatment by days since the start. After %(day)s days: "
                "%(women)s of women and %(men)s of men."
            ) % {"day": day, "women": percent(women.value or 0), "men": percent(men.value or 0)}
    return _("Percentage still in treatment by days since the start.")
