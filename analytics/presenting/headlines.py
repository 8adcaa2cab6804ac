"""The headline figures: at most five, each with its interval on a line from 0 to 100."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from analytics.catalogue import Indicator
from analytics.contents import Contents, Figure
from analytics.presenting.numbers import NO_BREAK, Shown, interval_of, measured, shown_figure
from analytics.presenting.tables import figure_cell, has_figures
from analytics.vocabulary import Measure, Who


MOST = 5
LEFT, RIGHT = 25, 75
"""Beyond these, in per cent of the line, the words of an interval lean on its ends."""


@dataclass(frozen=True)
class Bar:
    """An interval on the line from 0 to 100; places are SVG percentages, never with a comma."""

    start: str
    end: str
    width: str
    middle: str
    lean: str  # text-anchor class: "" at the left, "tm" in the middle, "te" at the right
    words: str


@dataclass(frozen=True)
class Headline:
    """One figure as it is read first."""

    name: str
    detail: str
    lead: Shown
    unit: str
    whose: str  # empty for everybody
    bar: Bar | None
    women: Shown
    men: Shown
    gap: Shown
    gap_label: str
    earlier: str


def headlines(contents: Contents) -> list[Headline]:
    """The indicators named as headlines; where a release has but counts, these."""
    named = [each for each in contents.indicators if has_figures(contents, each)]
    chosen = [each for each in named if each.is_headline]
    if len(chosen) <= 1:
        chosen = named
    return [_headline(contents, indicator) for indicator in chosen[:MOST]]


def _headline(contents: Contents, indicator: Indicator) -> Headline:
    both = contents.figure(indicator.code, Who.BOTH)
    lead = both or contents.figure(indicator.code, Who.WOMEN)
    return Headline(
        name=str(indicator.label),
        detail=str(indicator.detail),
        lead=shown_figure(lead),
        unit=_unit(indicator.measure, lead),
        whose="" if both else str(Who.WOMEN.label),
        bar=bar_of(lead),
        women=figure_cell(contents, indicator, Who.WOMEN),
        men=figure_cell(contents, indicator, Who.MEN),
        gap=figure_cell(contents, indicator, Who.GAP),
        gap_label=_gap_label(indicator),
        earlier=_earlier(contents, indicator, Who.BOTH if both else Who.WOMEN),
    )


def _unit(measure: Measure, figure: Figure | None) -> str:
    """What stands smaller after the number, with its no-break space; nothing after a count."""
    if measure in {Measure.COUNT, Measure.RATIO}:
        return ""
    value = figure.value if figure and figure.value is not None else Decimal(0)
    return NO_BREAK + measured(value, measure).rpartition(NO_BREAK)[2]


def _gap_label(indicator: Indicator) -> str:
    """What stands before a gap; a gap of counts is a share of women, and says so itself."""
    return "" if indicator.measure == Measure.COUNT else _("Women minus men")


def bar_of(figure: Figure | None) -> Bar | None:
    """The interval bar of a percentage; None for anything else, and for what is not shown."""
    if figure is None or figure.measure != Measure.PERCENT:
        return None
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    middle = (figure.low + figure.high) / 2
    lean = "" if middle < LEFT else "te" if middle > RIGHT else "tm"
    x = {"": figure.low, "tm": middle, "te": figure.high}[lean]
    words = f"{interval_of(figure)}{NO_BREAK}%"
    width = max(figure.high - figure.low, Decimal(1))
    return Bar(_at(figure.low), _at(figure.high), _at(width), _at(x), lean, words)


def _at(place: Decimal) -> str:
    return f"{place:.2f}%"


def _earlier(contents: Contents, indicator: Indicator, who: Who) -> str:
    """`2022: 26 %`, where last year's figure was released."""
    probe = Figure(indicator.code, who, indicator.measure, None)
    figure = contents.earlier.get(probe.key)
    if figure is None or figure.value is None:
        return ""
    year = contents.head.since.year - 1
    value = measured(figure.value, figure.measure)
    return _("%(year)s: %(value)s") % {"year": year, "value": value}
