"""Tables as they stand on a screen: rows with their labels, cells with number, interval, mark."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from analytics.catalogue import UNIVERSES, Code, Dimension, Indicator, Layout
from analytics.contents import Contents
from analytics.presenting.numbers import Shown, is_difference, measured, shown_count, shown_figure
from analytics.vocabulary import NATIONAL, TOTAL, Measure, Unit, Who


SIDES = (Who.WOMEN, Who.MEN, Who.BOTH)
GAPS = (Who.WOMEN, Who.MEN, Who.BOTH, Who.GAP)


@dataclass(frozen=True)
class Row:
    """A line: its labels (a second one under the first where the table has two dimensions)."""

    labels: tuple[str, ...]
    cells: tuple[Shown, ...]
    depth: int = 0
    """How deep the last label stands in its hierarchy."""
    is_total: bool = False
    is_named: bool = False
    """A gap that was named before the data were seen."""
    detail: str = ""


@dataclass(frozen=True)
class Table:
    """A table with the heads of its label columns and of its number columns."""

    title: str
    unit: str
    heads: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    code: str = ""
    is_stacked: bool = False
    """On a phone the numbers of a line stand below its label: with intervals they are wide."""

    def lines(self) -> Iterable[tuple[Row, Iterable[tuple[str, Shown]]]]:
        """Every row, and its cells with the heads of their columns."""
        return ((row, zip(self.columns, row.cells, strict=True)) for row in self.rows)

    def cells(self) -> Iterable[Shown]:
        """Every cell."""
        return (cell for row in self.rows for cell in row.cells)


def count_table(contents: Contents, layout: Layout) -> Table:
    """A table of protected counts: women, men, both."""
    names = [name for name in layout.dimensions if name != "sex"]
    dimensions = [contents.dimensions[name] for name in names]
    return Table(
        str(layout.title),
        str(Unit(UNIVERSES[layout.universe].unit).label),
        tuple(str(dimension.label) for dimension in dimensions) or (_("Who"),),
        tuple(str(who.label) for who in SIDES),
        tuple(_count_row(contents, layout, codes) for codes in contents.rows(layout)),
        layout.code,
    )


def _count_row(contents: Contents, layout: Layout, codes: dict[str, str]) -> Row:
    places = [(contents.dimensions[name], code) for name, code in codes.items()]
    return Row(
        labels=tuple(label_of(*place) for place in places) or (_("All"),),
        cells=tuple(_count_cell(contents, layout, codes, who) for who in SIDES),
        depth=depth_of(*places[-1]) if places else 0,
        is_total=all(code == TOTAL for code in codes.values()),
    )


def _count_cell(contents: Contents, layout: Layout, codes: dict[str, str], who: Who) -> Shown:
    try:
        return shown_count(contents.count(layout.universe, **codes, sex=who.value))
    except KeyError:
        return shown_count(None)


def label_of(dimension: Dimension, code: str) -> str:
    """What a code is called; the total is `All`."""
    return _("All") if code == TOTAL else str(dimension.code(code).label)


def depth_of(dimension: Dimension, code: str) -> int:
    """How many codes stand above this one, without the total."""
    depth = 0
    while code != TOTAL and dimension.code(code).parent != TOTAL:
        code, depth = dimension.code(code).parent, depth + 1
    return depth


def indicator_table(contents: Contents, indicators: Iterable[Indicator], *, title: str) -> Table:
    """Indicators about everybody: women, men, both, and women minus men."""
    rows = (_indicator_row(contents, each) for each in indicators if has_figures(contents, each))
    return Table(
        title,
        _("with 95 % intervals"),
        (_("Figure"),),
        tuple(str(who.label) for who in GAPS),
        tuple(rows),
        is_stacked=True,
    )


def _indicator_row(contents: Contents, indicator: Indicator) -> Row:
    return Row(
        labels=(str(indicator.label),),
        cells=tuple(figure_cell(contents, indicator, who) for who in GAPS),
        is_named=indicator.is_headline,
        detail=str(indicator.detail),
    )


def has_figures(contents: Contents, indicator: Indicator) -> bool:
    """Whether a release says anything about an indicator for everybody."""
    return any(contents.figure(indicator.code, who) for who in Who)


def figure_cell(
    contents: Contents, indicator: Indicator, who: Who, *, stratum: str = NATIONAL
) -> Shown:
    """One figure of an indicator with its unit, signed where it is women minus men."""
    figure = contents.figure(indicator.code, who, stratum=stratum)
    is_signed = figure is not None and is_difference(figure)
    cell = shown_figure(figure, signed=is_signed)
    if not cell.text or figure is None or figure.value is None:
        return cell
    if figure.measure == Measure.RATIO:
        return replace(cell, text=_("ratio %(ratio)s") % {"ratio": cell.text})
    text = measured(figure.value, figure.measure, signed=is_signed)
    if who == Who.GAP and figure.measure == Measure.PERCENT:
        text = _("%(share)s women") % {"share": text}
    return replace(cell, text=text)


def share_table(contents: Contents, indicator: Indicator, *, title: str) -> Table:
    """An indicator by the codes of its dimension: the share of each."""
    dimension = contents.dimensions[indicator.dimension]
    codes = [each for each in in_order(dimension) if _is_divided(contents, indicator, each.code)]
    return Table(
        title,
        str(indicator.detail),
        (str(dimension.label),),
        tuple(str(who.label) for who in GAPS),
        tuple(
            Row(
                labels=(str(code.label),),
                cells=tuple(
                    figure_cell(contents, indicator, who, stratum=code.code) for who in GAPS
                ),
                depth=depth_of(dimension, code.code),
            )
            for code in codes
        ),
        is_stacked=True,
    )


def in_order(dimension: Dimension, parent: str = TOTAL) -> list[Code]:
    """All codes, each followed by those that are part of it."""
    return [
        code
        for child in dimension.children(parent)
        for code in (child, *in_order(dimension, child.code))
    ]


def _is_divided(contents: Contents, indicator: Indicator, stratum: str) -> bool:
    return any(contents.figure(indicator.code, who, stratum=stratum) for who in Who)


def curve_table(contents: Contents, *, title: str) -> Table:
    """The retention curve: per cent still in treatment at each day of the grid."""
    days = sorted({point.day or 0 for who in GAPS for point in contents.curve(who)})
    return Table(
        title,
        _("per cent, with 95 % intervals"),
        (_("Day"),),
        tuple(str(who.label) for who in GAPS),
        tuple(_curve_row(contents, day) for day in days),
    )


def _curve_row(contents: Contents, day: int) -> Row:
    points = [contents.figure("RET", who, day=day) for who in GAPS]
    return Row(
        labels=(str(day),),
        cells=tuple(
            shown_figure(point, signed=who == Who.GAP)
            for who, point in zip(GAPS, points, strict=True)
        ),
    )
