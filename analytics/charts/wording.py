"""Words and numbers of charts in the reader's language: captions, percentages, signs of gaps."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from analytics.charts.marks import Drawing
from analytics.charts.theme import Frame
from analytics.contents import Count, Figure
from analytics.vocabulary import Mark, Who


NO_BREAK = "\u00a0"
MINUS = "\u2212"


@dataclass(frozen=True)
class Caption:
    """What stands over a chart: the message that its numbers give, and what is measured."""

    message: str
    measure: str


@dataclass(frozen=True)
class Chart:
    """A chart whose numbers are there: its words, and how it is drawn in a frame."""

    caption: Caption
    alternative: str  # one or two sentences for those who do not see the drawing
    paint: Callable[[Frame], Drawing]


def number(value: Decimal | int) -> str:
    """A number in the reader's language, without needless zeros: `1,830`."""
    plain = Decimal(value).normalize() + 0
    return number_format(f"{plain:f}", use_l10n=True, force_grouping=True).replace("-", MINUS)


def whole(value: Decimal | int) -> int:
    """A published percentage as a whole number; half goes up."""
    return int(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP))


def percent(value: Decimal | int) -> str:
    """A whole percentage, with a no-break space: `52 %`."""
    return f"{number(whole(value))}{NO_BREAK}%"


def signed(value: Decimal | int) -> str:
    """A difference with its sign: `+20`, `0`."""
    return f"+{number(value)}" if value > 0 else number(value)


def interval(figure: Figure) -> str:
    """The 95 % interval of a gap, or nothing where it has none: `+17 to +24`."""
    if figure.low is None or figure.high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": signed(figure.low), "high": signed(figure.high)}


def marked(mark: Mark) -> str:
    """Why a number is missing, as the report's letters: `[u]`."""
    return f"[{(mark or Mark.NOT_AVAILABLE).value}]"


def counted(count: Count) -> str:
    """A protected count, or its mark."""
    if count.value is None or count.mark == Mark.LOW:
        return marked(count.mark)
    return number(count.value)


def named(who: Who, text: str) -> str:
    """A number with the name of the sex: `Women 52 %`."""
    return f"{who.label} {text}"


def inside(label: object) -> str:
    """A label as it stands inside a sentence, with a small first letter."""
    text = str(label)
    return text[:1].lower() + text[1:]


def direction(gap: Figure | None) -> int | None:
    """1 where women's figure is higher, -1 where men's is, 0 where the interval holds 0.

    None where the release has no gap, or no interval of it.
    """
    if gap is None or gap.value is None or gap.low is None or gap.high is None:
        return None
    if gap.low <= 0 <= gap.high:
        return 0
    return 1 if gap.value > 0 else -1
