"""Where the parts of a pyramid stand: ages in the middle, men's bars left, women's right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from analytics.charts.lettering import width
from analytics.charts.marks import (
    Drawing,
    Layer,
    Letters,
    Scale,
    bars,
    plates,
    points,
    rules,
    texts,
)
from analytics.charts.theme import COLOURS, INK, PAPER, SEXES, SOFT, Frame
from analytics.charts.wording import number
from analytics.vocabulary import Who


PANEL, APART = 326, 28
"""Width of a panel. In a wide frame two stand side by side, in a narrow one above each other."""
HEAD, ROW, BAR, FOOT = 22, 40, 29, 44
EDGE = 18
"""Room for half of the last tick's number."""
STEPS = tuple(
    first * 10**power for power in range(6) for first in (5, 10, 15, 20, 25, 30, 40)
)  # fmt: skip
"""Distances between two ticks, all of them multiples of 5."""


@dataclass(frozen=True)
class Bar:
    """How long a bar is and what stands at its end."""

    value: int
    text: str


@dataclass(frozen=True)
class Group:
    """An age group."""

    label: str
    bars: dict[Who, Bar]


def paint(panels: Sequence[tuple[list[Group], str, str]], frame: Frame) -> Drawing:
    """Panels of groups, each with the unit of its last tick and its title."""
    layers: list[Layer] = []
    below = 0.0
    for place, (groups, unit, title) in enumerate(panels):
        is_below = frame.is_narrow and place > 0
        panel = Panel(
            groups, unit, title, frame,
            left=0 if frame.is_narrow else place * (PANEL + APART),
            top=below if is_below else 0,
        )  # fmt: skip
        layers += panel.layers()
        below = panel.bottom + APART
    return Drawing(below - APART, layers)


@dataclass(frozen=True)
class Panel:
    """One pyramid: both halves have the same scale, and ages stand between them."""

    groups: list[Group]
    unit: str
    title: str
    frame: Frame
    left: float
    top: float

    @property
    def bottom(self) -> float:
        """Where the panel ends."""
        return self._floor + FOOT

    @cached_property
    def scales(self) -> dict[Who, Scale]:
        """Men's runs to the left, women's to the right."""
        highest = max(bar.value for group in self.groups for bar in group.bars.values())
        end = 2 * next(step for step in STEPS if 2 * step >= highest)
        labels = [width(group.label, self.frame.note, is_bold=True) for group in self.groups]
        half = max(max(labels) / 2 + 7, 30)
        middle = self.left + self._width / 2
        return {
            Who.WOMEN: Scale((0, end), (middle + half, self.left + self._width - EDGE)),
            Who.MEN: Scale((0, end), (middle - half, self.left + EDGE)),
        }

    def layers(self) -> list[Layer]:
        """The layers of the panel, from back to front."""
        numbers = list(self._numbers())
        outside = [each for each in numbers if each.colour == INK]
        return [
            rules(self._grid()),
            plates(outside),
            *(bars(self._bars(who), who=who, x=self.scales[who]) for who in SEXES),
            *(points([self._sign(who)], who=who) for who in SEXES),
            texts([*self._heads(), *self._labels(), *numbers, *self._ticks(), self._title()]),
        ]

    @property
    def _width(self) -> float:
        return self.frame.width if self.frame.is_narrow else PANEL

    @property
    def _floor(self) -> float:
        return self.top + HEAD + ROW * len(self.groups)

    def _middles(self) -> Iterator[tuple[Group, float]]:
        """Age groups with the middle of their bars, the youngest at the bottom."""
        for place, group in enumerate(reversed(self.groups)):
            yield group, self.top + HEAD + ROW * (place + 0.5)

    def _bars(self, who: Who) -> Iterator[dict[str, float]]:
        for group, y in self._middles():
            if value := group.bars[who].value:
                yield {"x": 0, "x2": value, "y": y - BAR / 2, "y2": y + BAR / 2}

    def _numbers(self) -> Iterator[Letters]:
        """The number of each bar: beyond its end, or inside it where there is no room."""
        size = self.frame.note
        for group, y in self._middles():
            for who, bar in group.bars.items():
                away, end = self._away(who), self.scales[who].at(bar.value)
                room = abs(self.scales[who].places[1] - end) + EDGE
                is_inside = room < width(bar.text, size) + 6
                yield Letters(
                    bar.text,
                    end + away * (-5 if is_inside else 5),
                    y + 0.36 * size,
                    size,
                    "left" if (away > 0) != is_inside else "right",
                    PAPER if is_inside and who == Who.WOMEN else INK,
                )

    def _labels(self) -> Iterator[Letters]:
        middle, size = self.left + self._width / 2, self.frame.note
        for group, y in self._middles():
            yield Letters(group.label, middle, y + 0.36 * size, size, "center", is_bold=True)

    def _heads(self) -> Iterator[Letters]:
        """The names of the sexes over their bars."""
        y, size = self.top + 13, self.frame.label
        for who, align in ((Who.WOMEN, "left"), (Who.MEN, "right")):
            x = self.scales[who].places[0] + 16 * self._away(who)
            yield Letters(str(who.label), x, y, size, align, COLOURS[who], is_bold=True)

    def _sign(self, who: Who) -> dict[str, float]:
        """The sign of a sex between its name and the middle."""
        x = self.scales[who].places[0] + 6 * self._away(who)
        return {"x": x, "y": self.top + 13 - 4.5}

    @staticmethod
    def _away(who: Who) -> int:
        """The direction of the bars of one sex."""
        return 1 if who == Who.WOMEN else -1

    def _grid(self) -> Iterator[dict[str, float]]:
        for scale in self.scales.values():
            for x in map(scale.at, self._marks):
                yield {"x": x, "x2": x, "y": self.top + HEAD, "y2": self._floor}

    def _ticks(self) -> Iterator[Letters]:
        for scale in self.scales.values():
            for value in self._marks:
                text = number(value) + (self.unit if value == self._marks[-1] else "")
                y = self._floor + 14
                yield Letters(text, scale.at(value), y, self.frame.note, "center", SOFT)

    @property
    def _marks(self) -> tuple[int, int, int]:
        end = int(self.scales[Who.WOMEN].domain[1])
        return 0, end // 2, end

    def _title(self) -> Letters:
        middle = self.left + self._width / 2
        return Letters(self.title, middle, self._floor + 34, self.frame.note, "center", SOFT)
