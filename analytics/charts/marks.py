"""Layers of a chart, made with altair from plain rows. Numbers are placed by explicit scales.

Every text is a string of ours and stands where we put it: no axis, legend or format of the drawing
library shows, so no number can appear that is not in the release, or in another language's form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from analytics.charts.lettering import width
from analytics.charts.theme import COLOURS, DASHES, FILLS, INK, PAPER, RULE, SHAPES
from analytics.vocabulary import Who


if TYPE_CHECKING:
    import altair as alt

Row = Mapping[str, float]
Layer = dict[str, Any]
"""A mark and its rows in the grammar of Vega-Lite."""


EDGE = 1.6
"""Thickness of the outline of men's bars."""


@dataclass(frozen=True)
class Scale:
    """Where the values of a domain stand, in units of the drawing; ends are exact."""

    domain: tuple[float, float]
    places: tuple[float, float]

    def at(self, value: float) -> float:
        """The place of one value."""
        (low, high), (start, end) = self.domain, self.places
        return start + (value - low) / (high - low) * (end - start)


@dataclass(frozen=True)
class Letters:
    """One line of text; `y` is its base line, `align` the side on which `x` stands."""

    text: str
    x: float
    y: float
    size: float
    align: str = "left"
    colour: str = INK
    is_bold: bool = False

    @property
    def left(self) -> float:
        """Where the text begins."""
        return self.x - {"left": 0.0, "center": 0.5, "right": 1.0}[self.align] * self.width

    @property
    def width(self) -> float:
        """How wide the text is."""
        return width(self.text, self.size, is_bold=self.is_bold)


@dataclass(frozen=True)
class Drawing:
    """Layers from back to front, and the height that they need."""

    height: float
    layers: Sequence[Layer]


def texts(letters: Iterable[Letters]) -> Layer:
    """All texts of a chart."""
    import altair as alt  # noqa: PLC0415 - slow to import

    rows = [asdict(each) | {"weight": 700 if each.is_bold else 400} for each in letters]
    chart = (
        alt.Chart()
        .mark_text(
            align=alt.ExprRef("datum.align"),
            fontWeight=alt.ExprRef("datum.weight"),
            baseline="alphabetic",
        )
        .encode(
            x=_x("x"),
            y=_y("y"),
            text=alt.Text(field="text", type="nominal"),
            size=alt.Size(field="size", type="quantitative", scale=None),
            color=alt.Color(field="colour", type="nominal", scale=None),
        )
    )
    return _layer(chart, rows)


def plates(letters: Iterable[Letters]) -> Layer:
    """White ground under texts, so that no line of the grid runs through them."""
    import altair as alt  # noqa: PLC0415 - slow to import

    rows = [
        {"x": each.left - 2, "x2": each.left + each.width + 2, "y": each.y - each.size,
         "y2": each.y + 0.3 * each.size}
        for each in letters
    ]  # fmt: skip
    return _layer(alt.Chart().mark_rect(fill=PAPER).encode(**_span()), rows)


def bars(rows: Iterable[Row], *, who: Who, x: Scale) -> Layer:
    """Bars from `x`, which is 0, to `x2`; `y` and `y2` are places.

    Women's are filled, men's outlined; the outline stays within the bar's height.
    """
    import altair as alt  # noqa: PLC0415 - slow to import

    edge = EDGE if who == Who.MEN else 0
    inside = [{**row, "y": row["y"] + edge / 2, "y2": row["y2"] - edge / 2} for row in rows]
    mark = alt.Chart().mark_rect(fill=FILLS[who], stroke=COLOURS[who], strokeWidth=edge)
    return _layer(mark.encode(**_span(x)), inside)


def rules(
    rows: Iterable[Row],
    *,
    colour: str = RULE,
    thickness: float = 0.8,
    dash: Sequence[float] = (),
    x: Scale | None = None,
    y: Scale | None = None,
) -> Layer:
    """Straight lines from `x`, `y` to `x2`, `y2`."""
    import altair as alt  # noqa: PLC0415 - slow to import

    mark = alt.Chart().mark_rule(color=colour, strokeWidth=thickness, strokeDash=list(dash))
    return _layer(mark.encode(**_span(x, y)), rows)


def points(
    rows: Iterable[Row], *, who: Who, x: Scale | None = None, y: Scale | None = None
) -> Layer:
    """The sign of women or men at `x`, `y`."""
    import altair as alt  # noqa: PLC0415 - slow to import

    mark = alt.Chart().mark_point(
        shape=SHAPES[who], size=64, fill=FILLS[who], stroke=COLOURS[who], strokeWidth=2, opacity=1
    )
    return _layer(mark.encode(x=_x("x", x), y=_y("y", y)), rows)


def steps(rows: Iterable[Row], *, who: Who, x: Scale, y: Scale) -> Layer:
    """A curve that stays at its height until the next point."""
    import altair as alt  # noqa: PLC0415 - slow to import

    mark = alt.Chart().mark_line(
        interpolate="step-after", color=COLOURS[who], strokeWidth=2.2, strokeDash=list(DASHES[who])
    )
    return _layer(mark.encode(x=_x("x", x), y=_y("y", y)), rows)


def _layer(chart: alt.Chart, rows: Iterable[Mapping[str, Any]]) -> Layer:
    """One layer with rows of its own; what belongs to a whole drawing is added when it is drawn."""
    layer = chart.to_dict(validate=False, context={"top_level": False})
    return layer | {"data": {"values": [dict(row) for row in rows]}}


def _span(x: Scale | None = None, y: Scale | None = None) -> dict[str, Any]:
    """Channels of marks with two ends."""
    import altair as alt  # noqa: PLC0415 - slow to import

    return {"x": _x("x", x), "x2": alt.X2(field="x2"), "y": _y("y", y), "y2": alt.Y2(field="y2")}


def _x(field: str, scale: Scale | None = None) -> alt.X:
    import altair as alt  # noqa: PLC0415 - slow to import

    return alt.X(field=field, type="quantitative", axis=None, scale=_scale(scale))


def _y(field: str, scale: Scale | None = None) -> alt.Y:
    import altair as alt  # noqa: PLC0415 - slow to import

    return alt.Y(field=field, type="quantitative", axis=None, scale=_scale(scale))


def _scale(scale: Scale | None) -> alt.Scale | None:
    """A scale with fixed ends; without one, a value is a place."""
    import altair as alt  # noqa: PLC0415 - slow to import

    if scale is None:
        return None
    return alt.Scale(domain=list(scale.domain), range=list(scale.places), nice=False, zero=False)
