"""What stands on a sheet: headline rows, tables, charts. All of it is text, ready to print."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from analytics.catalogue import Layout
from analytics.charts import captions
from analytics.contents import Contents, Figure
from analytics.documents.numbers import (
    SPACE,
    counted,
    interval,
    marked,
    number,
    percent,
    together,
)
from analytics.documents.wording import (
    MEN_PER_WOMAN,
    briefly,
    change,
    code_label,
    is_extreme,
    no_chart,
    value_text,
)
from analytics.vocabulary import TOTAL, Measure, Who


SEXES = ("F", "M", TOTAL)


@dataclass(frozen=True)
class Sheet:
    """A chapter on a page of its own; `message` is its line in the contents."""

    anchor: str
    title: str
    message: str
    template: str
    data: Mapping[str, object]

    @property
    def path(self) -> str:
        """Where its template stands."""
        return f"analytics/report/{self.template}.html"


@dataclass(frozen=True)
class Side:
    """A figure of women or of men in a headline table."""

    value: str
    unit: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Headline:
    """One row of a headline table."""

    label: str
    detail: str
    women: Side
    men: Side
    gap: str
    gap_lines: tuple[str, ...]
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row of a table: its label and the texts of its cells."""

    label: str
    cells: tuple[str, ...]
    kind: str = ""  # `all` for totals, `over` for groups of rows, `under` for what is in them


@dataclass(frozen=True)
class Group:
    """Rows under a heading of their own; an empty title has none."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Table:
    """A short table: one page at most. `head` names the columns; `w` and `m` get their signs."""

    caption: str
    unit: str
    stub: str
    head: tuple[tuple[str, str], ...]  # text and class
    groups: tuple[Group, ...]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.head) + 1


@dataclass(frozen=True)
class Drawing:
    """A chart with its message and measure, or the sentence that stands in its place."""

    message: str
    measure: str
    svg: SafeString = field(default_factory=SafeString)
    instead: str = ""


def drawing(contents: Contents, charts: Mapping[str, str], name: str) -> Drawing:
    """The chart `name` with its caption; a sentence where there is none."""
    svg = charts.get(f"{name}-wide", "")
    caption = captions(contents, language=get_language() or "en").get(name)
    if not svg or caption is None:
        return Drawing("", "", instead=no_chart())
    inline = mark_safe(svg[svg.index("<svg") :])  # noqa: S308 - drawn by analytics.charts
    return Drawing(caption.message, caption.measure, inline)


def sexes(*, both: bool = True) -> tuple[tuple[str, str], ...]:
    """Column heads: women and men side by side, then both."""
    pair = ((_("Women"), "w"), (_("Men"), "m"))
    return (*pair, (_("Both"), "")) if both else pair


def headline(contents: Contents, code: str, *, with_earlier: bool = False) -> Headline:
    """The row of an indicator in a headline table."""
    indicator = next(each for each in contents.indicators if each.code == code)
    women, men = (contents.figure(code, who) for who in (Who.WOMEN, Who.MEN))
    gap = contents.figure(code, Who.GAP)
    return Headline(
        together(str(indicator.label)),
        together(str(indicator.detail)),
        _side(contents, women),
        _side(contents, men),
        value_text(gap) if gap else "",
        _gap_lines(contents, gap),
        _earlier(contents, (women, men)) if with_earlier else (),
    )


def _side(contents: Contents, figure: Figure | None) -> Side:
    if figure is None or figure.value is None:
        base = figure.base if figure else None
        return Side(value_text(figure), "", (*_base_line(base), *_lines(briefly(figure))))
    unit = _unit(figure)
    value = percent(figure.value) if figure.measure == Measure.PERCENT else number(figure.value)
    if figure.measure == Measure.COUNT:
        rounded = _("rounded to %(base)s") % {"base": contents.head.base}
        return Side(value, unit, (rounded,))
    lines = (*_lines(interval(figure)), *_base_line(figure.base))
    return Side(value, unit, (*lines, _("rounded")) if is_extreme(figure) else lines)


def _unit(figure: Figure) -> str:
    whole = int(figure.value or 0)
    if figure.measure == Measure.DAYS:
        unit = ngettext("day", "days", whole)
    elif figure.measure == Measure.YEARS:
        unit = ngettext("year", "years", whole)
    else:
        unit = ""
    return " ".join(part for part in (unit, marked(figure.mark)) if part)


def _gap_lines(contents: Contents, gap: Figure | None) -> tuple[str, ...]:
    if gap is None:
        return ()
    if gap.value is None:
        return _lines(briefly(gap))
    if gap.measure != Measure.PERCENT:
        return _lines(interval(gap))
    ratio = contents.figure(gap.indicator, Who.GAP, stratum=MEN_PER_WOMAN)
    ends = _lines(interval(gap))
    shown = (value_text(ratio),) if ratio and ratio.value is not None else ()
    return (*(f"{end}{SPACE}%" for end in ends), *shown)


def _base_line(base: int | None) -> tuple[str, ...]:
    """How many stand behind a figure; nothing where none were counted."""
    return (_("of %(base)s") % {"base": number(base)},) if base else ()


def _lines(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _earlier(contents: Contents, pair: Iterable[Figure | None]) -> tuple[str, ...]:
    """What changed since the earlier release, women then men."""
    if not contents.earlier:
        return ()
    women, men = (
        change(figure, contents.earlier.get(figure.key)) if figure else _("not known")
        for figure in pair
    )
    if women == men:
        return (_("both: %(change)s") % {"change": women},)
    return (
        _("women: %(change)s") % {"change": women},
        _("men: %(change)s") % {"change": men},
    )


def count_group(
    contents: Contents, universe: str, dimension: str, *, with_title: bool = True, depth: int = 9
) -> Group:
    """The protected counts of one dimension: women, men, both."""
    layout = Layout("", universe, (dimension, "sex"), "", {dimension: depth})
    kinds = _kinds(contents, dimension)
    rows = [
        Row(
            code_label(contents, dimension, codes[dimension]),
            counts(contents, universe, codes),
            kinds[codes[dimension]],
        )
        for codes in contents.rows(layout)
        if codes[dimension] != TOTAL
    ]
    title = str(contents.dimensions[dimension].label) if with_title else ""
    return Group(title, tuple(rows))


def _kinds(contents: Contents, dimension: str) -> dict[str, str]:
    """Which rows have others under them, and which are those."""
    codes = contents.dimensions[dimension].codes
    over = {each.parent for each in codes}
    kinds = {each.code: "over" if each.code in over else "" for each in codes}
    return kinds | {each.code: "under" for each in codes if each.parent != TOTAL}


def total_group(contents: Contents, universe: str, *, label: str) -> Group:
    """The row of everybody."""
    return Group("", (Row(label, counts(contents, universe, {}), "all"),))


def counts(contents: Contents, universe: str, codes: Mapping[str, str]) -> tuple[str, ...]:
    """Women, men and both of a group, as printed."""
    return tuple(counted(contents.count(universe, **codes, sex=sex)) for sex in SEXES)


def figure_cells(figures: Sequence[Figure | None]) -> tuple[str, ...]:
    """Figures of a row, as printed."""
    return tuple(value_text(figure) for figure in figures)
