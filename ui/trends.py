"""How the trend of a score is laid out: days and values in, places on the page out.

x in per cent, y in pixels, as in `ui.charts`; nothing here knows a patient or a questionnaire.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ui.charts import Amount, Axis, Tick, month_ticks, per_cent, written


TOP, FLOOR = 34, 130
"""Where the plot stands: its ceiling and its floor."""
HEIGHT = 136
ROOM_FOR_A_LABEL = 13
EDGE = 3
"""Per cent left free at either end, so that no point is cut."""
LAST_QUARTER = 75


@dataclass(frozen=True)
class Value:
    """One score on its day; `is_whole` is False where answers were missing."""

    on: date
    amount: Amount
    is_whole: bool = True
    note: str = ""


@dataclass(frozen=True)
class Range:
    """What scores from `low` to `high`, both included, mean."""

    label: str
    low: int
    high: int


@dataclass(frozen=True)
class Shade:
    """A range as it is drawn; `text_y` is empty where its label does not fit."""

    y: str
    height: str
    label: str
    text_y: str
    is_filled: bool


@dataclass(frozen=True)
class Dot:
    """One score as it is drawn."""

    x: str
    y: str
    title: str
    is_whole: bool


@dataclass(frozen=True)
class Stroke:
    """The line from one score to the next."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True)
class Figure:
    """A score that is written out."""

    x: str
    y: str
    text: str
    is_at_end: bool = False


@dataclass(frozen=True)
class TrendChart:
    """Scores on a time axis, ready for `ui/charts/trend.html`."""

    ident: str
    height: int
    title: str
    description: str
    ticks: list[Tick]
    shades: list[Shade]
    strokes: list[Stroke]
    dots: list[Dot]
    figures: list[Figure]
    floor: int
    values: list[Value]


def trend(
    values: Sequence[Value],
    *,
    title: str,
    ident: str,
    highest: int,
    ranges: Sequence[Range] = (),
) -> TrendChart:
    """Lay out the trend of a score from 0 to `highest`; at least one value.

    `ident` tells the charts of one page apart. Ranges are shaded in turn, so that neighbours
    differ without colour.
    """
    shown = sorted(values, key=lambda value: value.on)
    axis = Axis(shown[0].on, shown[-1].on)
    places = [(_x(axis, value.on), _y(value.amount, highest)) for value in shown]
    return TrendChart(
        ident=ident,
        height=HEIGHT,
        title=title,
        description=_words(shown, highest),
        ticks=[Tick(_moved(tick.x), tick.label) for tick in month_ticks(axis)],
        shades=_shades(ranges, highest),
        strokes=[
            Stroke(per_cent(x1), str(y1), per_cent(x2), str(y2))
            for (x1, y1), (x2, y2) in pairwise(places)
        ],
        dots=[
            Dot(per_cent(x), str(y), _said(value), value.is_whole)
            for (x, y), value in zip(places, shown, strict=True)
        ],
        figures=_figures(places, shown),
        floor=FLOOR,
        values=shown,
    )


def _x(axis: Axis, day: date) -> float:
    if axis.days == 1:
        return 50.0
    return EDGE + (100 - 2 * EDGE) * (day - axis.since).days / (axis.days - 1)


def _moved(x: str) -> str:
    """A place of the plain axis, moved between the free edges."""
    return per_cent(EDGE + (100 - 2 * EDGE) * float(x.rstrip("%")) / 100)


def _y(amount: Amount, highest: Amount) -> int:
    return round(FLOOR - (FLOOR - TOP) * float(amount) / float(highest or 1))


def _shades(ranges: Sequence[Range], highest: int) -> list[Shade]:
    """Each range from half a point below its lowest score to half a point above its highest."""
    shades = []
    for number, each in enumerate(ranges):
        upper = _y(min(each.high + 0.5, highest), highest)
        lower = _y(max(each.low - 0.5, 0), highest)
        fits = lower - upper >= ROOM_FOR_A_LABEL
        shades.append(
            Shade(
                y=str(upper),
                height=str(max(lower - upper, 1)),
                label=each.label,
                text_y=str((upper + lower) // 2 + 4) if fits else "",
                is_filled=number % 2 == 1,
            )
        )
    return shades


def _figures(places: Sequence[tuple[float, int]], shown: Sequence[Value]) -> list[Figure]:
    """Write out the first and the last score."""
    ends = [(places[0], shown[0])]
    if len(shown) > 1:
        ends.append((places[-1], shown[-1]))
    return [
        Figure(per_cent(x), str(y - 9), written(value.amount), is_at_end=x > LAST_QUARTER)
        for (x, y), value in ends
    ]


def _said(value: Value) -> str:
    parts = [f"{_day(value.on)}: {written(value.amount)}"]
    if value.note:
        parts.append(value.note)
    if not value.is_whole:
        parts.append(_("answers are missing"))
    return ", ".join(parts)


def _words(shown: Sequence[Value], highest: int) -> str:
    if len(shown) == 1:
        return _("%(value)s of %(highest)s on %(day)s.") % {
            "value": written(shown[0].amount), "highest": highest, "day": _day(shown[0].on),
        }  # fmt: skip
    return _("%(first)s on %(start)s, %(last)s on %(end)s, of at most %(highest)s.") % {
        "first": written(shown[0].amount), "start": _day(shown[0].on),
        "last": written(shown[-1].amount), "end": _day(shown[-1].on), "highest": highest,
    }  # fmt: skip


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
