"""Pyramid: who started treatment, by age; men left, women right; numbers and percentages."""

from collections.abc import Sequence
from functools import partial

from django.utils.translation import gettext as _

from analytics.catalogue import Code
from analytics.charts.pyramid_layout import Bar, Group, paint
from analytics.charts.shares import Share, pairs, published_share
from analytics.charts.theme import SEXES
from analytics.charts.wording import NO_BREAK, Caption, Chart, counted, percent
from analytics.contents import Contents, Count
from analytics.vocabulary import UNKNOWN, Who


MIDDLE = "25-44"


def read(contents: Contents) -> Chart | None:
    """The pyramid of a release; None where no age group is published."""
    counts, shares = _counts(contents), _shares(contents)
    if not _has_bars(counts):
        return None
    panels = [(counts, "", _("Number of people"))]
    if _has_bars(shares):
        panels.append((shares, f"{NO_BREAK}%", _("Percentage of each sex")))
    caption = Caption(_message(contents), _("People who started treatment, by age and sex."))
    return Chart(caption, _alternative(counts), partial(paint, panels))


def _counts(contents: Contents) -> list[Group]:
    def bar(count: Count) -> Bar:
        return Bar(count.value or 0, counted(count))

    try:
        return [
            Group(
                _label(code),
                {who: bar(contents.count("entrants", age=code.code, sex=who.value))
                 for who in SEXES},
            )
            for code in _ages(contents)
        ]  # fmt: skip
    except KeyError:
        return []


def _shares(contents: Contents) -> list[Group]:
    return [
        Group(
            _label(code),
            {who: Bar(share.value or 0, share.text) for who, share in pair.shares.items()},
        )
        for code, pair in zip(_ages(contents), pairs(contents, "DEM-15", "age"), strict=False)
    ]


def _ages(contents: Contents) -> list[Code]:
    return [code for code in contents.dimensions["age"].codes if code.code != UNKNOWN]


def _label(code: Code) -> str:
    """The last group by its code, `55+`, as there is little room between the bars."""
    return code.code if code.code.endswith("+") else str(code.label)


def _has_bars(groups: Sequence[Group]) -> bool:
    return any(bar.value for group in groups for bar in group.bars.values())


def _message(contents: Contents) -> str:
    neutral = _("People who started treatment, by age")
    women, men = (_middle(contents, who).value for who in SEXES)
    if women is None or men is None:
        return neutral
    for span, sentence in (
        (range(47, 54), _("Half are between 25 and 44, women and men alike")),
        (range(63, 71), _("Two in three are between 25 and 44, women and men alike")),
        (range(72, 79), _("Three in four are between 25 and 44, women and men alike")),
    ):
        if women in span and men in span:
            return sentence
    return _("%(women)s of women and %(men)s of men are between 25 and 44") % {
        "women": percent(women),
        "men": percent(men),
    }


def _middle(contents: Contents, who: Who) -> Share:
    return published_share(contents, "DEM-15", who, stratum=MIDDLE)


def _alternative(groups: Sequence[Group]) -> str:
    women, men = (max(groups, key=lambda group: group.bars[who].value) for who in SEXES)
    return _(
        "People who started treatment, by age and sex. Largest age groups: %(women_age)s with "
        "%(women)s women, %(men_age)s with %(men)s men."
    ) % {
        "women_age": women.label,
        "women": women.bars[Who.WOMEN].text,
        "men_age": men.label,
        "men": men.bars[Who.MEN].text,
    }
