"""Figures of programmes as tables: read back from the registry, nothing is counted here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analytics.catalogue.programmes import (
    DIMENSIONS,
    MEASURES,
    NOT_STATED,
    OTHER,
    Measure,
    number_key,
    share_of,
    sites_of,
)
from analytics.models import ProgrammeRelease
from analytics.presenting.numbers import LEAST_BASE, NO_BREAK, written
from analytics.programme_registry import Why
from analytics.vocabulary import TOTAL, Mark


NOT_SHOWN = "[u]"
KEPT = f"[{Mark.CONFIDENTIAL}]"
FALLBACK = "en"


@dataclass(frozen=True)
class Column:
    """A column: its heading, and the numbers it shows."""

    text: str
    universe: str
    sex: str = TOTAL
    is_share: bool = False


@dataclass(frozen=True)
class Line:
    """A line: what it is about, its numbers (None: not shown), and whether it is the total."""

    label: str
    values: tuple[int | None, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Block:
    """The lines of one way to divide a measure."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """A measure; without blocks where it is not told, and `notes` say why."""

    code: str
    title: str
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    others: tuple[tuple[str, int | None], ...] = ()
    """People of other or no stated gender in the whole country; None where it is not told."""

    def others_texts(self) -> list[tuple[str, str]]:
        """The same as a reader sees them."""
        return [(words, KEPT if value is None else written(value)) for words, value in self.others]

    def texts(self, line: Line) -> list[str]:
        """The numbers of a line as a reader sees them."""
        return [
            _text(value, column) for value, column in zip(line.values, self.columns, strict=True)
        ]

    def rows(self) -> Iterator[tuple[Line, list[str]]]:
        """Every line with its texts, block after block; a block's title is a line of its own."""
        for block in self.blocks:
            if block.title:
                yield Line(block.title, ()), []
            yield from ((line, self.texts(line)) for line in block.lines)


def tables(release: ProgrammeRelease, cells: Mapping[str, int]) -> list[Table]:
    """Every measure in its order, in the active language."""
    return [_table(release, cells, measure) for measure in MEASURES]


def notices(release: ProgrammeRelease) -> list[str]:
    """Everything that stands before the first number, as lines."""
    found = [how_to_read(release)]
    if release.vintage.is_example:
        found.append(example_notice())
    elif release.is_invented:
        found.append(_("Made from demonstration records: these are not statistics of any country."))
    return found


def example_notice() -> str:
    """What figures of examples are."""
    return _(
        "Implementations that were made up for the demonstration, and nothing else. They are in no "
        "other figures: these show what such figures look like."
    )


def how_to_read(release: ProgrammeRelease) -> str:
    """What a reader must know before the first number."""
    return _(
        "Implementations that began in the period, without awareness events. People are rounded to "
        "base %(base)s, up or down; a 0 means 0 to 4, and sums agree. Sessions and sites are not "
        "rounded. Shares come from the numbers shown; %(mark)s stands where fewer than %(least)s "
        "people are behind one. Nothing is told of fewer than three sites. Where a group is "
        "counted by heads, those who came are at least so many. People of other or no stated "
        "gender are in no sum: they stand below a table, for the whole country; %(kept)s there "
        "means fewer than ten people or three sites."
    ) % {"base": release.base, "mark": NOT_SHOWN, "least": LEAST_BASE, "kept": KEPT}


def _table(release: ProgrammeRelease, cells: Mapping[str, int], measure: Measure) -> Table:
    title = str(measure.title)
    why = release.left_out.get(measure.code)
    if why or number_key(sites_of(measure)) not in cells:
        return Table(measure.code, title, (), (), (str(Why(why or Why.NOTHING).label),))
    columns = tuple(_columns(measure))
    total = Line(_("All"), _values(cells, columns, "", ""), is_total=True)
    blocks = [Block("", (total,))]
    notes = []
    for name, words in DIMENSIONS.items():
        if missing := release.left_out.get(f"{measure.code};{name}"):
            notes.append(f"{words}: {Why(missing).label}")
            continue
        blocks.append(Block(str(words), _lines(release, cells, measure, columns, name)))
        if joined := release.together.get(measure.code, {}).get(name):
            named = ", ".join(_named(release, name, code) for code in joined)
            notes.append(f"{words}, {_('others')}: {named}.")
    return Table(
        measure.code, title, columns, tuple(blocks), tuple(notes), tuple(_others(cells, measure))
    )


def _others(cells: Mapping[str, int], measure: Measure) -> Iterator[tuple[str, int | None]]:
    """Whole and part of those of other or no stated gender: one way, the country alone."""
    if measure.is_people:
        for words, universe in (
            (measure.whole_label, measure.whole),
            (measure.part_label, measure.part),
        ):
            yield str(words), cells.get(number_key(universe, sex=NOT_STATED))


def _columns(measure: Measure) -> Iterator[Column]:
    yield Column(_("Sites"), sites_of(measure))
    if measure.is_weight:
        yield Column(str(measure.part_label), measure.lists)
        yield Column(_("Delivered"), share_of(measure), is_share=True)
        return
    groups = [(str(measure.whole_label), measure.whole), (str(measure.part_label), measure.part)]
    who = {"F": _("girls"), "M": _("boys"), TOTAL: _("both")}
    for words, universe in groups:
        for sex in measure.sexes:
            yield Column(f"{words}, {who[sex]}" if measure.is_people else words, universe, sex)
    for sex in measure.sexes:
        words = _("Share")
        yield Column(
            f"{words}, {who[sex]}" if measure.is_people else words, share_of(measure), sex,
            is_share=True,
        )  # fmt: skip


def _lines(
    release: ProgrammeRelease,
    cells: Mapping[str, int],
    measure: Measure,
    columns: tuple[Column, ...],
    dimension: str,
) -> tuple[Line, ...]:
    head = f"{sites_of(measure)};{dimension}="
    codes = [key.removeprefix(head) for key in cells if key.startswith(head)]
    found = [
        Line(_named(release, dimension, code), _values(cells, columns, dimension, code))
        for code in codes
        if code != OTHER
    ]
    found.sort(key=lambda line: line.label)
    if OTHER in codes:
        found.append(Line(_("Others together"), _values(cells, columns, dimension, OTHER)))
    return tuple(found)


def _values(
    cells: Mapping[str, int], columns: tuple[Column, ...], dimension: str, code: str
) -> tuple[int | None, ...]:
    return tuple(
        cells.get(number_key(column.universe, dimension, code, column.sex)) for column in columns
    )


def _named(release: ProgrammeRelease, dimension: str, code: str) -> str:
    names = release.names.get(dimension, {}).get(code, {})
    return str(names.get(get_language()) or names.get(FALLBACK) or code)


def _text(value: int | None, column: Column) -> str:
    if value is None:
        return NOT_SHOWN
    return f"{written(value)}{NO_BREAK}%" if column.is_share else written(value)
