"""Where the parts of the chart of staying stand: two curves, and the numbers still followed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from analytics.catalogue import FOLLOWED_DAYS, GRID_DAYS
from analytics.charts.free_places import Box, along, around, beside
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
LONG = 90
"""How many days a curve goes on after the middle, at least, for its label there."""


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
    names = layout.names
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
        end = self.frame.width - max(name.width for name in names) - 14
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

    @cached_property
    def names(self) -> list[Letters]:
        """Names and numbers where the curves end, and at 180 days where they go on long enough.

        None stands on a curve, a whisker or another name, as long as there is room.
        """
        placed: list[Letters] = []
        for who, point, is_end in self._named():
            x, y = self.days.at(point.day or 0), self.percents.at(float(point.value or 0))
            text = named(who, _text(point))
            letters = Letters(text, x, y, self.frame.label, "left", COLOURS[who], is_bold=True)
            taken = [*self.lines, *map(around, placed)]
            is_above = self._is_above(who, point)
            placed.append(beside(letters, taken, self._room, is_above=is_above, is_end=is_end))
        return placed

    def _named(self) -> Iterator[tuple[Who, Figure, bool]]:
        """Points that have a label: ends first, that of the longer curve before the other."""
        ends = {who: points[-1] for who, points in self.curves.points.items() if points}
        for who in sorted(ends, key=lambda who: -(ends[who].day or 0)):
            yield who, ends[who], True
        for who, end in ends.items():
            point = self.curves.at(who, MIDDLE)
            if point and (end.day or 0) - MIDDLE >= LONG:
                yield who, point, False

    def _is_above(self, who: Who, point: Figure) -> bool:
        """Whether the curve runs above the other one at this point, or there is no other."""
        other = SEXES[1 - SEXES.index(who)]
        there = self.curves.at(other, point.day or 0)
        lower = there or next(reversed(self.curves.points[other]), None)
        return lower is None or (point.value or 0, who.value) > (lower.value or 0, other.value)

    @cached_property
    def lines(self) -> list[Box]:
        """What curves, whiskers and signs cover."""
        boxes: list[Box] = []
        for who in SEXES:
            corners = [(self.days.at(each["x"]), self.percents.at(each["y"]))
                       for each in self.steps(who)]  # fmt: skip
            boxes += along(corners)
            boxes += [Box(each["x"] - 4, each["y2"], each["x"] + 4, each["y"])
                      for each in self.whiskers(who)]  # fmt: skip
            boxes += [Box(each["x"] - 5, each["y"] - 5, each["x"] + 5, each["y"] + 5)
                      for each in self.marks(who)]  # fmt: skip
        return boxes

    @property
    def _room(self) -> Box:
        """Where labels may stand: right of the axis of percentages, over that of days."""
        return Box(self.days.places[0], 0, self.frame.width, FLOOR - 1)

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
