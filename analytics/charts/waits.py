"""Waiting time from referral to the first treatment, in classes, women and men."""

from functools import partial

from django.utils.translation import gettext as _

from analytics.charts.paired_bars import paint
from analytics.charts.shares import described, pairs, published_share
from analytics.charts.theme import SEXES
from analytics.charts.wording import Caption, Chart, direction
from analytics.contents import Contents
from analytics.vocabulary import Who


INDICATOR = "ACC-02"


def read(contents: Contents) -> Chart | None:
    """The chart of a release; None where no share is published."""
    classes = pairs(contents, "ACC-04", "wait")
    if all(pair.is_empty for pair in classes):
        return None
    measure = _("Percentage of women and of men, by days from referral to the first treatment.")
    return Chart(
        Caption(_message(contents), measure), _alternative(contents), partial(paint, classes)
    )


def _message(contents: Contents) -> str:
    return {
        1: _("A larger share of women than of men waited 21 days or less"),
        0: _("About the same share of women and of men waited 21 days or less"),
        -1: _("A larger share of men than of women waited 21 days or less"),
        None: _("Waiting time of women and of men"),
    }[direction(contents.figure(INDICATOR, Who.GAP))]


def _alternative(contents: Contents) -> str:
    return described(
        _("Waiting time from referral to the first treatment."),
        _("%(women)s of women and %(men)s of men waited 21 days or less."),
        {who: published_share(contents, "ACC-02", who) for who in SEXES},
    )
