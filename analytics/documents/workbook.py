"""A release as a workbook: notes first, a sheet for each table, then all figures.

Numbers are numbers, marks are text, no cell is merged and no sheet hidden, so that a screen reader
and a program find their way. The date of the file is that of the vintage.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analytics.catalogue import UNIVERSES, Layout
from analytics.contents import Contents, Count, Figure, Head
from analytics.documents import notes
from analytics.documents.numbers import day, frozen_day, marked, plain
from analytics.documents.wording import code_label, indicator_label, stratum_label, title, who_label
from analytics.vocabulary import TOTAL, Unit


HEADER_ROW = 4
"""The fifth row, counted from 0: header of every table; what it holds begins below."""
SEXES = ("F", "M", TOTAL)
COLUMNS: Mapping[str, int] = {"code": 16, "label": 34, "number": 13}
"""Widths in characters."""
NOTES_WIDTH = (30, 96)

Formats = Mapping[str, Format]


def written(contents: Contents) -> bytes:
    """The file in the active language."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False})
    head = contents.head
    book.set_properties(
        {
            "title": title(head),
            "author": str(head.publisher),
            "subject": head.label,
            "created": head.frozen_at.astimezone(UTC).replace(tzinfo=None, microsecond=0),
        }
    )
    formats = _formats(book)
    _notes(book.add_worksheet("Notes"), contents, formats)
    for table in contents.tables:
        _table(book.add_worksheet(table.code), contents, table, formats)
    _figures(book.add_worksheet("Figures"), contents, formats)
    book.close()
    return buffer.getvalue()


def _formats(book: xlsxwriter.Workbook) -> Formats:
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "soft": book.add_format({"font_color": "#4c5370"}),
        "head": book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"}),
        "right": book.add_format(
            {"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom", "align": "right"}
        ),
        "label": book.add_format({"bold": True, "valign": "top", "text_wrap": True}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0.##"}),
        "count": book.add_format({"num_format": "#,##0"}),
        "mark": book.add_format({"align": "right", "font_color": "#4c5370"}),
    }


def _notes(sheet: Worksheet, contents: Contents, formats: Formats) -> None:
    """What the workbook is, how to read it, how it was made."""
    for column, width in enumerate(NOTES_WIDTH):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, title(contents.head), formats["title"])
    row = 2
    for heading, lines in notes.sections(contents):
        sheet.write_string(row, 0, heading, formats["title"])
        for offset, (label, text) in enumerate(lines, start=1):
            sheet.write_string(row + offset, 0, label, formats["label"])
            sheet.write_string(row + offset, 1, text, formats["wrap"])
        row += len(lines) + 2
    sheet.freeze_panes(1, 0)


def _table(sheet: Worksheet, contents: Contents, table: Layout, formats: Formats) -> None:
    names = [name for name in table.dimensions if name != "sex"]
    _top(sheet, str(table.title), _unit(table, contents.head), contents, formats)
    _header(sheet, _table_columns(contents, names), formats)
    row = HEADER_ROW + 1
    for codes in contents.rows(table):
        texts = [text for name in names for text in _named(contents, name, codes[name])]
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text)
        for column, sex in enumerate(SEXES, start=len(texts)):
            _count(sheet, row, column, contents.count(table.universe, **codes, sex=sex), formats)
        row += 1
    for offset, line in enumerate(_footnotes(contents, names), start=1):
        sheet.write_string(row + offset, 0, line, formats["soft"])
    sheet.freeze_panes(HEADER_ROW + 1, 2 * len(names))


def _footnotes(contents: Contents, names: Sequence[str]) -> list[str]:
    """The lines under a table: rounding, marks, and which regions are together."""
    text = notes.regions_text(contents) if "region" in names else ""
    return [*notes.rounding(contents.head), *([text] if text else [])]


def _top(sheet: Worksheet, heading: str, unit: str, contents: Contents, formats: Formats) -> None:
    head = contents.head
    source = _("Source: release %(label)s, records of %(day)s") % {
        "label": head.label,
        "day": day(frozen_day(head)),
    }
    sheet.write_string(0, 0, heading, formats["title"])
    sheet.write_string(1, 0, unit, formats["soft"])
    sheet.write_string(2, 0, source, formats["soft"])


def _unit(table: Layout, head: Head) -> str:
    return _("Unit: %(unit)s, rounded to %(base)s") % {
        "unit": Unit(UNIVERSES[table.universe].unit).label,
        "base": head.base,
    }


def _table_columns(contents: Contents, names: Sequence[str]) -> list[tuple[str, str]]:
    """Header texts with the kind of their column."""
    columns = []
    for name in names:
        label = str(contents.dimensions[name].label)
        columns += [(_("%(dimension)s, code") % {"dimension": label}, "code"), (label, "label")]
    return [*columns, *((text, "number") for text in (_("Women"), _("Men"), _("Both")))]


def _header(sheet: Worksheet, columns: Iterable[tuple[str, str]], formats: Formats) -> None:
    for column, (text, kind) in enumerate(columns):
        sheet.set_column(column, column, COLUMNS[kind])
        sheet.write_string(
            HEADER_ROW, column, text, formats["right" if kind == "number" else "head"]
        )


def _named(contents: Contents, name: str, code: str) -> tuple[str, str]:
    return code, code_label(contents, name, code)


def _count(sheet: Worksheet, row: int, column: int, count: Count, formats: Formats) -> None:
    if count.value is None:
        sheet.write_string(row, column, marked(count.mark), formats["mark"])
    else:
        sheet.write_number(row, column, count.value, formats["count"])


def _figures(sheet: Worksheet, contents: Contents, formats: Formats) -> None:
    _top(sheet, _("Figures"), _("Shares, medians and curves with their 95 % intervals"), contents,
         formats)  # fmt: skip
    _header(
        sheet,
        [
            (_("Key"), "code"), (_("Figure"), "label"), (_("Group"), "label"), (_("Who"), "code"),
            (_("Day"), "number"), (_("Value"), "number"), (_("From"), "number"),
            (_("To"), "number"), (_("Base"), "number"), (_("Mark"), "code"),
        ],
        formats,
    )  # fmt: skip
    for row, (_key, figure) in enumerate(sorted(contents.figures.items()), start=HEADER_ROW + 1):
        _figure(sheet, row, contents, figure, formats)
    sheet.set_column(0, 0, 24)
    sheet.freeze_panes(HEADER_ROW + 1, 1)


def _figure(
    sheet: Worksheet, row: int, contents: Contents, figure: Figure, formats: Formats
) -> None:
    texts = (
        figure.key,
        indicator_label(contents, figure.indicator),
        stratum_label(contents, figure),
        who_label(figure),
    )
    for column, text in enumerate(texts):
        _words(sheet, row, column, str(text))
    numbers: tuple[Decimal | int | None, ...] = (
        figure.day, figure.value, figure.low, figure.high, figure.base,
    )  # fmt: skip
    for column, value in enumerate(numbers, start=len(texts)):
        if value is not None:
            short = plain(Decimal(value))
            kind = "count" if isinstance(short, int) else "number"
            sheet.write_number(row, column, short, formats[kind])
    _words(sheet, row, len(texts) + len(numbers), marked(figure.mark))


def _words(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """A text; no cell for an empty one."""
    if text:
        sheet.write_string(row, column, text)
