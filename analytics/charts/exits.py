"""How treatments ended, women and men."""

from functools import partial

from django.utils.translation import gettext as _

from analytics.charts.paired_bars import paint
from analytics.charts.shares import Pair, described, pairs
from analytics.charts.wording import Caption, Chart, direction, inside
from analytics.contents import Contents
from analytics.vocabulary import Who


INDICATOR = "EXI-02"


def read(contents: Contents) -> Chart | None:
    """The chart of a release; None where no share is published."""
    ways = pairs(contents, "EXI-01", "exit")
    if all(pair.is_empty for pair in ways):
        return None
    measure = _("Percentage of treatments that ended, of women and of men, by how they ended.")
    return Chart(Caption(_message(contents), measure), _alternative(ways), partial(paint, ways))


def _message(contents: Contents) -> str:
    return {
        1: _("A larger share of women than of men ended treatment as planned"),
        0: _("About the same share of women and of men ended treatment as planned"),
        -1: _("A larger share of men than of women ended treatment as planned"),
        None: _("How treatments of women and of men ended"),
    }[direction(contents.figure(INDICATOR, Who.GAP))]


def _alternative(ways: list[Pair]) -> str:
    first = max(ways, key=lambda pair: pair.highest)
    return described(
        _("How treatments ended."),
        _("Most often: %(way)s, %(women)s of women and %(men)s of men."),
        first.shares,
        way=inside(first.label),
    )
