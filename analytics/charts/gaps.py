"""Gaps: women and men with their 95 % intervals over all shares that have a published gap."""

from collections.abc import Iterator, Sequence
from functools import partial

from django.utils.translation import gettext as _

from analytics.charts.gaps_layout import LEVEL, Row, paint
from analytics.charts.wording import Caption, Chart, direction, inside, percent
from analytics.contents import Contents
from analytics.vocabulary import Measure, Who


def read(contents: Contents) -> Chart | None:
    """The chart of a release; None where no gap of two shares is published."""
    rows = sorted(_rows(contents), key=lambda row: -row.points)
    if not rows:
        return None
    measure = _(
        "Percentage of women and of men with %(level)s intervals, sorted by the gap. Bold: gaps "
        "that were named before the figures were known."
    ) % {"level": percent(LEVEL)}
    return Chart(Caption(_message(rows), measure), _alternative(rows), partial(paint, rows))


def _rows(contents: Contents) -> Iterator[Row]:
    for indicator in contents.indicators:
        women, men, gap = (
            contents.figure(indicator.code, who) for who in (Who.WOMEN, Who.MEN, Who.GAP)
        )
        if indicator.measure != Measure.PERCENT or not women or not men or not gap:
            continue
        if None not in (women.value, men.value, gap.value):
            yield Row(indicator, {Who.WOMEN: women, Who.MEN: men}, gap)


def _message(rows: Sequence[Row]) -> str:
    clear = [row for row in rows if direction(row.gap)]
    widest = sorted(clear, key=lambda row: -abs(row.points))[:2]
    if not widest:
        return _("Women and men are about the same in these figures")
    if len(widest) == 1:
        return _("The widest gap: %(indicator)s") % {"indicator": _inside(widest[0])}
    return _("The widest gaps: %(first)s, and %(second)s") % {
        "first": _inside(widest[0]),
        "second": _inside(widest[1]),
    }


def _inside(row: Row) -> str:
    return inside(row.indicator.label)


def _alternative(rows: Sequence[Row]) -> str:
    widest = max(rows, key=lambda row: abs(row.points))
    return _(
        "Percentages of women and of men, sorted by the gap. Widest gap: %(indicator)s, %(women)s "
        "of women and %(men)s of men."
    ) % {
        "indicator": _inside(widest),
        "women": percent(widest.value(Who.WOMEN)),
        "men": percent(widest.value(Who.MEN)),
    }
