"""Where the parts of the chart of gaps stand: labels, marks with their intervals, gaps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from analytics.catalogue import Indicator
from analytics.charts.lettering import wrap
from analytics.charts.marks import Drawing, Letters, Scale, plates, points, rules, texts
from analytics.charts.theme import COLOURS, SEXES, SOFT, Frame
from analytics.charts.wording import NO_BREAK, interval, marked, number, percent, signed, whole
from analytics.contents import Figure
from analytics.vocabulary import Mark, Who


LABELS, GAPS = 226, 96
"""Widths of the columns beside the marks in a wide frame."""
HEAD, LANE, PAD = 36, 14, 12
LEVEL = 95
"""Per cent of the intervals."""
TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class Row:
    """One indicator, its shares and its gap."""

    indicator: Indicator
    shares: dict[Who, Figure]
    gap: Figure

    @property
    def points(self) -> float:
        """Women minus men, in percentage points."""
        return float(self.gap.value or 0)

    def value(self, who: Who) -> int:
        """The share of one sex, in whole per cent."""
        return whole(self.shares[who].value or 0)


def paint(rows: Sequence[Row], frame: Frame) -> Drawing:
    """One row for each indicator, in the given order."""
    layout = Layout(tuple(rows), frame)
    heads, shares = list(layout.heads()), list(layout.shares())
    layers = [
        rules(layout.grid()),
        rules(layout.between()),
        plates(shares),
        rules(layout.links(), colour=SOFT, dash=(2, 2), x=layout.scale),
    ]
    for who in SEXES:
        own = list(layout.whiskers(who))
        layers += [
            rules(own, colour=COLOURS[who], thickness=1.8, x=layout.scale),
            rules(layout.caps(own), colour=COLOURS[who], thickness=1.4, x=layout.scale),
            points(layout.marks(who), who=who, x=layout.scale),
            points([layout.sign(who, heads)], who=who),
        ]
    layers.append(texts([*heads, *layout.labels(), *shares, *layout.gaps(), *layout.ticks()]))
    return Drawing(layout.bottom + 20, layers)


@dataclass(frozen=True)
class Layout:
    """Where everything stands. Women's mark is above men's, so that intervals do not overlap."""

    rows: tuple[Row, ...]
    frame: Frame

    @cached_property
    def scale(self) -> Scale:
        """From 0 to 100 per cent, the same for all rows."""
        places = (18, self.frame.width - 22) if self.frame.is_narrow else (248, 556)
        return Scale((0, 100), places)

    @cached_property
    def lines(self) -> list[tuple[list[str], list[str]]]:
        """The name of each row and what it is a part of, broken into lines."""
        limit = self.frame.width - GAPS if self.frame.is_narrow else LABELS
        return [
            (
                wrap(
                    str(row.indicator.label),
                    limit,
                    self.frame.label,
                    is_bold=row.indicator.is_headline,
                ),
                wrap(str(row.indicator.detail), limit, self.frame.note),
            )
            for row in self.rows
        ]

    @cached_property
    def tops(self) -> list[float]:
        """Where each row begins, and at the end where the last one ends."""
        places = [float(HEAD)]
        for label, detail in self.lines:
            letters = self._step * (len(label) + len(detail))
            height = letters + 2 * LANE if self.frame.is_narrow else max(letters, 2 * LANE)
            places.append(places[-1] + height + PAD)
        return places

    @property
    def bottom(self) -> float:
        """Where the rows end."""
        return self.tops[-1]

    def lane(self, place: int, who: Who) -> float:
        """The height of a mark."""
        top, end = self.tops[place], self.tops[place + 1]
        middle = end - PAD / 2 - LANE if self.frame.is_narrow else (top + end) / 2
        return middle + (LANE / 2 if who == Who.MEN else -LANE / 2)

    def heads(self) -> Iterator[Letters]:
        """Names of the sexes and of the column of gaps, over the first row."""
        x = (12 if self.frame.is_narrow else self.scale.at(0)) + 14
        for who in SEXES:
            name = Letters(
                str(who.label), x, 12, self.frame.label, "left", COLOURS[who], is_bold=True
            )
            x += name.width + 34
            yield name
        right, note = self.frame.width, self.frame.note
        yield Letters(_("Gap in points"), right, 12, note, "right", is_bold=True)
        level = _("%(level)s interval") % {"level": percent(LEVEL)}
        yield Letters(level, right, 12 + 1.25 * note, note, "right", SOFT)

    def sign(self, who: Who, heads: Sequence[Letters]) -> dict[str, float]:
        """The sign of a sex before its name."""
        head = heads[SEXES.index(who)]
        return {"x": head.left - 10, "y": head.y - 4.5}

    def labels(self) -> Iterator[Letters]:
        """What each row is about; gaps named in advance are bold."""
        for place, row in enumerate(self.rows):
            label, detail = self.lines[place]
            y = self._first(place)
            for line in label:
                is_bold = row.indicator.is_headline
                yield Letters(line, 0, y, self.frame.label, is_bold=is_bold)
                y += self._step
            for line in detail:
                yield Letters(line, 0, y, self.frame.note, colour=SOFT)
                y += self._step

    def gaps(self) -> Iterator[Letters]:
        """Gap and interval of each row, in a column of their own."""
        right, note = self.frame.width, self.frame.note
        for place, row in enumerate(self.rows):
            gap = row.gap
            y = (
                self.tops[place] + PAD / 2 + 11
                if self.frame.is_narrow
                else self.lane(place, Who.WOMEN) + 4
            )
            is_bold = row.indicator.is_headline
            yield Letters(_written(gap), right, y, self.frame.label, "right", is_bold=is_bold)
            yield Letters(interval(gap), right, y + self._step, note, "right", SOFT)

    def marks(self, who: Who) -> Iterator[dict[str, float]]:
        """The shares of one sex."""
        for place, row in enumerate(self.rows):
            yield {"x": row.value(who), "y": self.lane(place, who)}

    def links(self) -> Iterator[dict[str, float]]:
        """A thin line from women's mark to men's."""
        for place, row in enumerate(self.rows):
            yield {
                "x": row.value(Who.WOMEN), "y": self.lane(place, Who.WOMEN),
                "x2": row.value(Who.MEN), "y2": self.lane(place, Who.MEN),
            }  # fmt: skip

    def whiskers(self, who: Who) -> Iterator[dict[str, float]]:
        """The intervals of one sex."""
        for place, row in enumerate(self.rows):
            low, high = _ends(row.shares[who])
            y = self.lane(place, who)
            yield {"x": low, "x2": high, "y": y, "y2": y}

    def caps(self, whiskers: Sequence[dict[str, float]]) -> Iterator[dict[str, float]]:
        """Small lines across both ends of an interval."""
        for each in whiskers:
            for end in (each["x"], each["x2"]):
                yield {"x": end, "x2": end, "y": each["y"] - 4, "y2": each["y"] + 4}

    def shares(self) -> Iterator[Letters]:
        """Each share beside its interval, on the side away from the other sex."""
        size = self.frame.note
        for place, row in enumerate(self.rows):
            for who, other in zip(SEXES, reversed(SEXES), strict=True):
                low, high = _ends(row.shares[who])
                is_right = (row.value(who), who == Who.WOMEN) > (row.value(other), False)
                x = max(self.scale.at(high), self.scale.at(row.value(who)) + 5) + 6
                if not is_right:
                    x = min(self.scale.at(low), self.scale.at(row.value(who)) - 5) - 6
                yield Letters(
                    number(row.value(who)), x, self.lane(place, who) + 0.36 * size, size,
                    "left" if is_right else "right", COLOURS[who], is_bold=True,
                )  # fmt: skip

    def grid(self) -> Iterator[dict[str, float]]:
        """Lines at the quarters; in a narrow frame they spare the labels."""
        for x in map(self.scale.at, TICKS):
            for y, y2 in self._spans():
                yield {"x": x, "x2": x, "y": y, "y2": y2}

    def _spans(self) -> list[tuple[float, float]]:
        if not self.frame.is_narrow:
            return [(HEAD, self.bottom)]
        return [(end - PAD / 2 - 2 * LANE, end) for end in self.tops[1:]]

    def between(self) -> Iterator[dict[str, float]]:
        """Lines between two rows."""
        for y in self.tops[1:-1]:
            yield {"x": 0, "x2": self.frame.width, "y": y, "y2": y}

    def ticks(self) -> Iterator[Letters]:
        """Numbers under the lines; both ends have the sign of per cent."""
        for value in TICKS:
            text = number(value) + (f"{NO_BREAK}%" if value in {0, 100} else "")
            x, y = self.scale.at(value), self.bottom + 15
            yield Letters(text, x, y, self.frame.note, "center", SOFT)

    @property
    def _step(self) -> float:
        return 1.25 * self.frame.label

    def _first(self, place: int) -> float:
        """The base line of a row's first line of letters."""
        if self.frame.is_narrow:
            return self.tops[place] + PAD / 2 + 11
        letters = self._step * sum(map(len, self.lines[place]))
        return (self.tops[place] + self.tops[place + 1] - letters) / 2 + 11.5


def _written(gap: Figure) -> str:
    """A gap in points; one that is weak says so."""
    text = signed(gap.value or 0)
    return f"{text} {marked(gap.mark)}" if gap.mark == Mark.LOW_RELIABILITY else text


def _ends(figure: Figure) -> tuple[float, float]:
    """The interval of a share; the share itself where it has none."""
    value = figure.value or 0
    low, high = figure.low, figure.high
    return float(value if low is None else low), float(value if high is None else high)
