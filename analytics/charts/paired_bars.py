"""Paired bars: for each group a filled bar for women and under it an outlined one for men."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from analytics.charts.lettering import width, wrap
from analytics.charts.marks import Drawing, Letters, Scale, bars, plates, rules, texts
from analytics.charts.shares import Pair
from analytics.charts.theme import COLOURS, INK, SEXES, SOFT, Frame
from analytics.charts.wording import NO_BREAK, named, number
from analytics.vocabulary import Who


BAR, BETWEEN, GAP = 12, 2, 11
LABELS = 190
"""Width of the column of labels in a wide frame."""
INDENT = 12
STEPS = (5, 10, 15, 20, 25, 50)
"""Distances between two ticks, in per cent."""


def paint(pairs: Sequence[Pair], frame: Frame) -> Drawing:
    """Paired bars on one scale from 0, with a tick at half of it and at its end."""
    layout = Layout(tuple(pairs), frame)
    labels, numbers = list(layout.labels()), list(layout.numbers())
    layers = [
        rules(layout.lines_at(*layout.marks[1:])),
        plates(numbers),
        *(bars(layout.bars(who), who=who, x=layout.scale) for who in SEXES),
        rules(layout.lines_at(0), colour=INK, thickness=1),
        texts([*labels, *numbers, *layout.ticks()]),
    ]
    return Drawing(layout.bottom + 20, layers)


@dataclass(frozen=True)
class Layout:
    """Where everything stands."""

    pairs: tuple[Pair, ...]
    frame: Frame

    @cached_property
    def scale(self) -> Scale:
        """From 0 to twice the smallest step that holds the largest share."""
        highest = max(pair.highest for pair in self.pairs)
        end = 2 * next(step for step in STEPS if 2 * step >= highest)
        return Scale((0, end), (self.start, self.frame.width - self._room))

    @property
    def start(self) -> float:
        """Where bars begin."""
        return 1 if self.frame.is_narrow else LABELS + 10

    @property
    def _room(self) -> float:
        """Space for a number beyond the longest bar."""
        longest = f"100{NO_BREAK}%"
        names = [width(named(who, longest), self.frame.note, is_bold=True) for who in SEXES]
        return max(names) + 12

    @cached_property
    def lines(self) -> list[list[str]]:
        """The label of each pair, broken into lines."""
        limit = self.frame.width if self.frame.is_narrow else LABELS
        return [
            wrap(pair.label, limit - self._indent(pair), self.frame.label, is_bold=not pair.is_part)
            for pair in self.pairs
        ]

    @cached_property
    def tops(self) -> list[float]:
        """Where the upper bar of each pair begins, and at the end where the next would."""
        places, y = [], 2.0
        for lines in self.lines:
            above = len(lines) * self._line + 1 if self.frame.is_narrow else 0
            places.append(y + above)
            own = 2 * BAR + BETWEEN
            y += above + max(own, 0 if above else len(lines) * self._line) + GAP
        return [*places, y]

    @property
    def bottom(self) -> float:
        """Where the bars end."""
        return self.tops[-1] - GAP + 5

    def bars(self, who: Who) -> Iterator[dict[str, float]]:
        """The bars of one sex; none where the share is 0 or missing."""
        for pair, top in zip(self.pairs, self.tops, strict=False):
            if value := pair.shares[who].value:
                y = top + SEXES.index(who) * (BAR + BETWEEN)
                yield {"x": 0, "x2": value, "y": y, "y2": y + BAR}

    def labels(self) -> Iterator[Letters]:
        """What each pair is; beside its bars, or over them."""
        for pair, lines, top in zip(self.pairs, self.lines, self.tops, strict=False):
            middle = top + BAR + BETWEEN / 2 - (len(lines) - 1) * self._line / 2
            first = top - 5 - (len(lines) - 1) * self._line if self.frame.is_narrow else middle + 4
            for place, line in enumerate(lines):
                yield Letters(
                    line, self._indent(pair), first + place * self._line, self.frame.label,
                    is_bold=not pair.is_part,
                )  # fmt: skip

    def numbers(self) -> Iterator[Letters]:
        """The share at the end of each bar; in the first pair with the name of the sex."""
        for pair, top in zip(self.pairs, self.tops, strict=False):
            for who in SEXES:
                share, is_first = pair.shares[who], pair is self.pairs[0]
                yield Letters(
                    named(who, share.text) if is_first else share.text,
                    self.scale.at(share.value or 0) + 5,
                    top + SEXES.index(who) * (BAR + BETWEEN) + BAR / 2 + 0.36 * self.frame.note,
                    self.frame.note,
                    colour=COLOURS[who] if is_first else INK,
                    is_bold=is_first,
                )

    def lines_at(self, *values: int) -> Iterator[dict[str, float]]:
        """Lines across the bars at these values; in a narrow frame they spare the labels."""
        for x in map(self.scale.at, values):
            for y, y2 in self._spans():
                yield {"x": x, "x2": x, "y": y, "y2": y2}

    def _spans(self) -> list[tuple[float, float]]:
        if not self.frame.is_narrow:
            return [(0, self.bottom)]
        return [(top - 2, top + 2 * BAR + BETWEEN + 2) for top in self.tops[:-1]]

    def ticks(self) -> Iterator[Letters]:
        """Numbers under the lines; only the last has the sign of per cent."""
        for value in self.marks:
            text = number(value) + (f"{NO_BREAK}%" if value == self.marks[-1] else "")
            align = "left" if value == 0 and self.frame.is_narrow else "center"
            yield Letters(
                text, self.scale.at(value), self.bottom + 15, self.frame.note, align, SOFT
            )

    @property
    def marks(self) -> tuple[int, int, int]:
        """Where the scale has a line: at 0, half and the end."""
        end = int(self.scale.domain[1])
        return 0, end // 2, end

    @property
    def _line(self) -> float:
        return 1.25 * self.frame.label

    def _indent(self, pair: Pair) -> float:
        return INDENT if pair.is_part else 0
