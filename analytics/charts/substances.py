"""Main substance of women and of men who started treatment: paired bars, the largest first."""

from collections.abc import Sequence
from functools import partial

from django.utils.translation import gettext as _

from analytics.charts.paired_bars import paint
from analytics.charts.shares import Pair, described, published_share
from analytics.charts.theme import SEXES
from analytics.charts.wording import Caption, Chart, inside
from analytics.contents import Contents
from analytics.vocabulary import TOTAL, UNKNOWN, Who


INDICATOR = "DEM-07"
LAST = "OTHER"
"""Stands at the end, however large it is."""


def read(contents: Contents) -> Chart | None:
    """The chart of a release; None where no share is published."""
    pairs = _pairs(contents)
    if not pairs:
        return None
    measure = _(
        "Percentage of women and of men who started treatment, by main substance. Substances that "
        "round to 0 for both are left out."
    )
    return Chart(Caption(_message(pairs), measure), _alternative(pairs), partial(paint, pairs))


def _pairs(contents: Contents) -> list[Pair]:
    """Groups by size, the larger of both sexes; under each the substances that are part of it."""
    groups = _under(contents, TOTAL)
    return [pair for code, group in groups for pair in (group, *_parts(contents, code))]


def _parts(contents: Contents, parent: str) -> list[Pair]:
    return [pair for _code, pair in _under(contents, parent)]


def _under(contents: Contents, parent: str) -> list[tuple[str, Pair]]:
    pairs = [
        (
            code.code,
            Pair(
                str(code.label),
                {who: published_share(contents, INDICATOR, who, stratum=code.code)
                 for who in SEXES},
                is_part=parent != TOTAL,
            ),
        )
        for code in contents.dimensions["drug"].children(parent)
        if code.code != UNKNOWN
    ]  # fmt: skip
    seen = [(code, pair) for code, pair in pairs if not pair.is_empty]
    return sorted(seen, key=lambda each: (each[0] == LAST, -each[1].highest))


def _message(pairs: Sequence[Pair]) -> str:
    women, men = (_first(pairs, who) for who in SEXES)
    if not women.shares[Who.WOMEN].value or not men.shares[Who.MEN].value:
        return _("Main substance of women and of men who started treatment")
    if women.label == men.label:
        sentence = _("%(substance)s: named most often by women and by men")
        return sentence % {"substance": women.label}
    return _("Named most often: %(women)s by women, %(men)s by men") % {
        "women": inside(women.label),
        "men": inside(men.label),
    }


def _first(pairs: Sequence[Pair], who: Who) -> Pair:
    """The largest group of one sex."""
    groups = [pair for pair in pairs if not pair.is_part]
    return max(groups, key=lambda pair: pair.shares[who].value or 0)


def _alternative(pairs: Sequence[Pair]) -> str:
    return described(
        _("Main substance of people who started treatment."),
        _("%(substance)s: %(women)s of women and %(men)s of men."),
        pairs[0].shares,
        substance=pairs[0].label,
    )
