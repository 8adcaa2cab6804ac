"""Numbers and marks as a reader sees them, in the active language.

Grouping and decimal sign are those of the language, as in the charts: `3,465.5` in English,
`3 465,5` with a no-break space in Russian. A minus is U+2212, an interval has an en dash.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from analytics.contents import Count, Figure
from analytics.vocabulary import Mark, Measure


NO_BREAK, MINUS, DASH = "\u00a0", "\u2212", "\u2013"
UNSHOWN = frozenset({Mark.CONFIDENTIAL, Mark.NOT_AVAILABLE, Mark.NOT_APPLICABLE, Mark.LOW})
"""Marks that stand in the place of the number; the others stand beside it."""


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


def unit_of(measure: Measure) -> str:
    """What follows a number of this kind, with its no-break space; nothing after a count."""
    units = {
        Measure.PERCENT: "%",
        Measure.POINTS: _("points"),
        Measure.DAYS: _("days"),
        Measure.YEARS: _("years"),
    }
    return NO_BREAK + units[measure] if measure in units else ""


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
    if figure.value is None or figure.mark in UNSHOWN:
        return marked(figure.mark)
    return Shown(
        written(figure.value, signed=signed),
        interval_of(figure, signed=signed),
        letters(figure.mark),
        meaning(figure.mark),
    )


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
