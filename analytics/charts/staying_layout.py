"""Where the parts of the chart of staying stand: two curves, and the numbers still followed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from analytics.catalogue import FOLLOWED_DAYS, GRID_DAYS
from analytics.charts.lettering import push_apart
from analytics.charts.marks import Drawing, Letters, Scale, plates, points, rules, steps, texts
from analytics.charts.theme import COLOURS, INK, SEXES, SOFT, Frame
from analytics.charts.wording import NO_BREAK, named, number, percent
from analytics.contents import Figure
from analytics.vocabulary import Who


MIDDLE = 180
TOP, FLOOR = 14, 292
TICKS = (0, 25, 50, 75, 100)
ASIDE = 3
"""How far whiskers stand aside of their day, so that women's and men's do not overlap."""
APART = 15
"""Least distance of two labels."""


@dataclass(frozen=True)
class Curves:
    """What is drawn: the points of both curves up to the first that is missing."""

    points: dict[Who, list[Figure]]
    followed: dict[Who, list[str]]
    base: int

    def at(self, who: Who, day: int) -> Figure | None:
        """A point of a curve, if the curve reaches that day."""
        return next((point for point in self.points[who] if point.day == day), None)


def _text(point: Figure) -> str:
    return percent(point.value or 0)


def paint(curves: Curves, frame: Frame) -> Drawing:
    """The curves, and under them who is still followed."""
    layout = Layout(curves, frame)
    names = [*layout.middles(), *layout.ends()]
    layers = [
        rules(layout.grid(), x=layout.days),
        rules(layout.ruler(), colour=INK, x=layout.days),
        plates(names),
    ]
    for who in reversed(SEXES):
        own = list(layout.whiskers(who))
        layers += [
            steps(layout.steps(who), who=who, x=layout.days, y=layout.percents),
            rules(own, colour=COLOURS[who], thickness=1.6),
            rules(layout.caps(own), colour=COLOURS[who], thickness=1.4),
            points(layout.marks(who), who=who),
        ]
    layers += [points([sign], who=who) for who, sign in layout.signs()]
    layers += [rules(layout.table()), texts([*names, *layout.ticks(), *layout.followed()])]
    return Drawing(layout.bottom, layers)


@dataclass(frozen=True)
class Layout:
    """Where everything stands."""

    curves: Curves
    frame: Frame

    @cached_property
    def days(self) -> Scale:
        """From the start to 360 days; beyond it there is room for the names of the curves."""
        longest = f"100{NO_BREAK}%"
        names = [
            Letters(named(who, longest), 0, 0, self.frame.label, is_bold=True) for who in SEXES
        ]
        end = self.frame.width - max(name.width for name in names) - 10
        return Scale((0, GRID_DAYS[-1]), (44, end))

    @cached_property
    def percents(self) -> Scale:
        """From 0 to 100 per cent."""
        return Scale((0, 100), (FLOOR, TOP))

    def steps(self, who: Who) -> Iterator[dict[str, float]]:
        """The curve of one sex."""
        for point in self.curves.points[who]:
            yield {"x": point.day or 0, "y": float(point.value or 0)}

    def marks(self, who: Who) -> Iterator[dict[str, float]]:
        """Where a sign stands on the curve: at the days at which people are counted."""
        for point in self._marked(who):
            x, y = self._place(who, point)
            yield {"x": x, "y": y}

    def whiskers(self, who: Who) -> Iterator[dict[str, float]]:
        """The intervals at those days."""
        for point in self._marked(who):
            if point.low is not None and point.high is not None:
                x = self._place(who, point)[0]
                low, high = self.percents.at(float(point.low)), self.percents.at(float(point.high))
                yield {"x": x, "x2": x, "y": low, "y2": high}

    def caps(self, whiskers: Sequence[dict[str, float]]) -> Iterator[dict[str, float]]:
        """Small lines across both ends of an interval."""
        for each in whiskers:
            for end in (each["y"], each["y2"]):
                yield {"x": each["x"] - 4, "x2": each["x"] + 4, "y": end, "y2": end}

    def middles(self) -> Iterator[Letters]:
        """Names and numbers at 180 days: the higher above its curve, the lower below."""
        middle = {who: point for who in SEXES if (point := self.curves.at(who, MIDDLE))}
        upper = max(middle, key=lambda who: middle[who].value or 0, default=None)
        for who, point in middle.items():
            if point != self.curves.points[who][-1]:
                yield self._beside(who, point, is_upper=who == upper)

    def _beside(self, who: Who, point: Figure, *, is_upper: bool) -> Letters:
        """Above to the right, or below to the left and under the whisker: away from the curves."""
        x, y = self._place(who, point)
        text, size, colour = named(who, _text(point)), self.frame.label, COLOURS[who]
        if is_upper:
            return Letters(text, x + 10, y - 9, size, "left", colour, is_bold=True)
        low = self.percents.at(float(point.low or point.value or 0))
        return Letters(text, x + 14, low + 16, size, "right", colour, is_bold=True)

    def ends(self) -> Iterator[Letters]:
        """Names and numbers where the curves end, pushed apart if they are close."""
        last = {who: points[-1] for who, points in self.curves.points.items() if points}
        places = {who: self._place(who, point) for who, point in last.items()}
        heights = [y for _x, y in places.values()]
        if len(heights) == len(SEXES) and len({point.day for point in last.values()}) == 1:
            heights = list(push_apart(heights[0], heights[1], APART))
        for (who, point), y in zip(last.items(), heights, strict=True):
            yield Letters(
                named(who, _text(point)), self.days.at(point.day or 0) + ASIDE + 8,
                y + 4.5, self.frame.label, "left", COLOURS[who], is_bold=True,
            )  # fmt: skip

    def grid(self) -> Iterator[dict[str, float]]:
        """Lines at the quarters."""
        for y in map(self.percents.at, TICKS):
            yield {"x": 0, "x2": GRID_DAYS[-1], "y": y, "y2": y}

    def ruler(self) -> Iterator[dict[str, float]]:
        """Small lines under the days, longer where people are counted."""
        for day in GRID_DAYS:
            length = 6 if day in FOLLOWED_DAYS else 3
            yield {"x": day, "x2": day, "y": FLOOR, "y2": FLOOR + length}

    def ticks(self) -> Iterator[Letters]:
        """Numbers of both axes, and what the lower one counts."""
        note = self.frame.note
        for value in TICKS:
            text = number(value) + (f"{NO_BREAK}%" if value == TICKS[-1] else "")
            yield Letters(text, 38, self.percents.at(value) + 0.36 * note, note, "right", SOFT)
        for day in FOLLOWED_DAYS:
            yield Letters(number(day), self.days.at(day), FLOOR + 19, note, "center", SOFT)
        middle = sum(self.days.places) / 2
        yield Letters(_("Days since the start"), middle, FLOOR + 35, note, "center", SOFT)

    def followed(self) -> Iterator[Letters]:
        """How many are still followed at some days, by sex."""
        if not self._rows:
            return
        note = self.frame.note
        title = _("Still followed, rounded to %(base)s") % {"base": number(self.curves.base)}
        yield Letters(title, 0, FLOOR + 58, note, colour=SOFT)
        for row, who in enumerate(self._rows):
            for day, text in zip(FOLLOWED_DAYS, self.curves.followed[who], strict=True):
                x, y = self.days.at(day), self._row(row)
                yield Letters(text, x, y + 0.36 * note, note, "center")

    def signs(self) -> Iterator[tuple[Who, dict[str, float]]]:
        """The sign of a sex before its row of numbers."""
        for row, who in enumerate(self._rows):
            yield who, {"x": 8, "y": self._row(row)}

    def table(self) -> Iterator[dict[str, float]]:
        """The line over the rows of numbers."""
        if self._rows:
            y = FLOOR + 66
            yield {"x": 0, "x2": self.frame.width, "y": y, "y2": y}

    @property
    def bottom(self) -> float:
        """Where the drawing ends."""
        return self._row(len(self._rows) - 1) + 14 if self._rows else FLOOR + 44

    @property
    def _rows(self) -> list[Who]:
        return [who for who in SEXES if self.curves.followed[who]]

    def _row(self, row: int) -> float:
        return FLOOR + 82 + 22 * row

    def _marked(self, who: Who) -> list[Figure]:
        return [
            point for point in self.curves.points[who] if point.day in FOLLOWED_DAYS and point.day
        ]

    def _place(self, who: Who, point: Figure) -> tuple[float, float]:
        aside = ASIDE if who == Who.MEN else -ASIDE
        return self.days.at(point.day or 0) + aside, self.percents.at(float(point.value or 0))
