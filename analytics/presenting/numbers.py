"""Numbers and marks as a reader sees them, in the active language.

Grouping and decimal sign are those of the language, as in the charts: `3,465.5` in English,
`3 465,5` with a no-break space in Russian. A minus is U+2212, an interval has an en dash.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.contents import Count, Figure
from analytics.vocabulary import Mark, Measure, Who


NO_BREAK, MINUS, DASH = "\u00a0", "\u2212", "\u2013"
UNSHOWN = frozenset({Mark.CONFIDENTIAL, Mark.NOT_AVAILABLE, Mark.NOT_APPLICABLE, Mark.LOW})
"""Marks that stand in the place of the number; the others stand beside it."""
LEAST_BASE = 50
"""A percentage of fewer people is not shown (2.9)."""
STAYING = "RET"
"""How the codes of figures on staying in treatment begin; their curve has rules of its own."""


@dataclass(frozen=True)
class Shown:
    """One number: its text, its interval without brackets, its mark and what the mark means."""

    text: str = ""
    interval: str = ""
    mark: str = ""
    why: str = ""


def written(value: Decimal | int, *, signed: bool = False) -> str:
    """Write a number without needless zeros, with its sign where it is a difference."""
    plain = Decimal(value).normalize() + 0
    text = str(number_format(f"{abs(plain):f}", use_l10n=True, force_grouping=True))
    if value < 0:
        return MINUS + text
    return f"+{text}" if signed and value else text


def measured(value: Decimal, measure: Measure, *, signed: bool = False) -> str:
    """A number with its unit after a no-break space: `52 %`, `+1 point`, `5 days`, `340`."""
    number = written(value, signed=signed)
    if measure == Measure.PERCENT:
        return f"{number}{NO_BREAK}%"
    how_many = _plural(value)
    texts = {
        Measure.POINTS: ngettext("%(number)s point", "%(number)s points", how_many),
        Measure.DAYS: ngettext("%(number)s day", "%(number)s days", how_many),
        Measure.YEARS: ngettext("%(number)s year", "%(number)s years", how_many),
    }
    if measure not in texts:
        return number
    return (texts[measure] % {"number": number}).replace(" ", NO_BREAK)


def _plural(value: Decimal) -> int:
    """The number that chooses the plural form; a fraction takes that of five."""
    return abs(int(value)) if value == int(value) else 5


def shown_count(count: Count | None) -> Shown:
    """A protected count in a cell of a table; a cell that is not there does not apply."""
    if count is None:
        return marked(Mark.NOT_APPLICABLE)
    if count.value is None or count.mark in UNSHOWN:
        return marked(count.mark)
    return Shown(written(count.value), mark=letters(count.mark), why=meaning(count.mark))


def shown_figure(figure: Figure | None, *, signed: bool = False) -> Shown:
    """A figure in a cell of a table, with its interval; nothing where the release has none."""
    if figure is None:
        return Shown()
    if figure.value is None and figure.mark == Mark.LOW_RELIABILITY:
        return Shown(mark=letters(figure.mark), why=why_weak(figure))
    if figure.value is None or figure.mark in UNSHOWN:
        return marked(figure.mark)
    return Shown(
        written(figure.value, signed=signed),
        interval_of(figure, signed=signed),
        letters(figure.mark),
        why_weak(figure) if figure.mark == Mark.LOW_RELIABILITY else meaning(figure.mark),
    )


def why_weak(figure: Figure) -> str:
    """What `[u]` says of a figure: beside a number, or in its place for one of three reasons (2.9).

    A curve is cut where too few are still followed or have left; a gap where one side is small.
    """
    if figure.value is not None:
        return _("low reliability: over 20 % not known")
    if figure.base is not None and figure.base < LEAST_BASE:
        return _("fewer than 50 people stand behind it")
    if figure.indicator.startswith(STAYING):
        return _("too few were still in treatment, or had left, to say")
    return _("too few people on one side to compare")


def is_difference(figure: Figure) -> bool:
    """Whether it is women minus men; a gap of counts is a share of women or a ratio instead."""
    return figure.who == Who.GAP and figure.measure not in {Measure.PERCENT, Measure.RATIO}


def interval_of(figure: Figure, *, signed: bool = False) -> str:
    """The interval: `23–31`, or with signs `+3 to +9`; nothing where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    low, high = written(figure.low, signed=signed), written(figure.high, signed=signed)
    if signed or figure.low < 0:
        return _("%(low)s to %(high)s") % {"low": low, "high": high}
    return f"{low}{DASH}{high}"


def marked(mark: Mark) -> Shown:
    """A place without a number."""
    return Shown(mark=letters(mark or Mark.NOT_AVAILABLE), why=meaning(mark or Mark.NOT_AVAILABLE))


def letters(mark: Mark) -> str:
    """The letters of a mark in brackets, as screen readers can say them; nothing for none."""
    return f"[{mark.value}]" if mark else ""


def meaning(mark: Mark) -> str:
    """What a mark says, in words."""
    return str(mark.label) if mark else ""
