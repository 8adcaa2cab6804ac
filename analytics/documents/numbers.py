"""Numbers and days as readers of the active language write them.

Russian: decimal comma, no-break space in thousands; everywhere: U+2212 for minus, a no-break space
before the per cent sign, no trailing zeros. The parts that Django knows come from its formats.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.contents import Count, Figure, Head
from analytics.vocabulary import Mark, Measure, PeriodKind, Who
from kernel.zones import ZONES


MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"
NUMBER_AND_WORD = re.compile(r"(?<=\d) (?=\w)")


def plain(value: Decimal) -> int | Decimal:
    """60 and 7.5, not 60.00 and 7.50, and never 6E+1."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def number(value: Decimal | int) -> str:
    """1,240 or 18.9 (English); 1 240 or 18,9 (Russian, with a no-break space)."""
    short = plain(Decimal(value))
    text = number_format(abs(Decimal(short)), use_l10n=True, force_grouping=True)
    return f"{MINUS}{text}" if short < 0 else text


def signed(value: Decimal | int) -> str:
    """A difference with its sign: +8, 0; below zero with U+2212."""
    return f"+{number(value)}" if value > 0 else number(value)


def percent(value: Decimal | int) -> str:
    """52 % with a no-break space."""
    return f"{number(value)}{SPACE}%"


def measured(value: Decimal, measure: Measure) -> str:
    """A value with its unit, as in a headline table."""
    if measure == Measure.PERCENT:
        return percent(value)
    if measure == Measure.POINTS:
        text = ngettext("%(number)s point", "%(number)s points", _plural(value))
    elif measure == Measure.DAYS:
        text = ngettext("%(number)s day", "%(number)s days", _plural(value))
    elif measure == Measure.YEARS:
        text = ngettext("%(number)s year", "%(number)s years", _plural(value))
    else:
        return number(value)
    shown = signed(value) if measure == Measure.POINTS else number(value)
    return (text % {"number": shown}).replace(" ", SPACE)


def difference(value: Decimal, measure: Measure) -> str:
    """Women minus men with its unit: +5 days, +2 points."""
    text = measured(value, measure)
    return f"+{text}" if value > 0 and measure in {Measure.DAYS, Measure.YEARS} else text


def _plural(value: Decimal) -> int:
    """The number that chooses the plural form; a fraction takes that of five."""
    whole = abs(plain(value))
    return whole if isinstance(whole, int) else 5


def interval(figure: Figure) -> str:
    """The ends of the 95 % interval: 74 to 82, or +1 to +4 of a difference; empty without one."""
    if figure.low is None or figure.high is None:
        return ""
    shown = signed if is_difference(figure) else number
    return _("%(low)s to %(high)s") % {"low": shown(figure.low), "high": shown(figure.high)}


def is_difference(figure: Figure) -> bool:
    """Whether it is women minus men; gaps of counts are a share of women or a ratio instead."""
    return figure.who == Who.GAP and figure.measure not in {Measure.PERCENT, Measure.RATIO}


def marked(mark: Mark) -> str:
    """A mark as it is printed: [u]; nothing for no mark."""
    return f"[{mark.value}]" if mark else ""


def counted(count: Count) -> str:
    """A protected count, or its mark: 1,240, [c], [low]; weak ones have both: 15 [p]."""
    if count.value is None or count.mark == Mark.LOW:
        return marked(count.mark)
    return SPACE.join(part for part in (number(count.value), marked(count.mark)) if part)


def together(text: str) -> str:
    """The text with every number kept on one line with the word after it."""
    return NUMBER_AND_WORD.sub(SPACE, text)


def day(value: date) -> str:
    """A day in a sentence: 4 May 2026."""
    return date_format(value, "DATE_FORMAT")


def frozen_day(head: Head) -> date:
    """The day, in the country, on which the records were read."""
    return local(head.frozen_at, head.country).date()


def local(moment: datetime, country: str) -> datetime:
    """A moment on the clock of a country."""
    return moment.astimezone(ZoneInfo(ZONES.get(country, "UTC")))


def period(head: Head) -> str:
    """2023, or: quarter 2 of 2023."""
    if head.kind == PeriodKind.YEAR:
        return str(head.since.year)
    return _("quarter %(quarter)s of %(year)s") % {
        "quarter": (head.since.month + 2) // 3,
        "year": head.since.year,
    }
