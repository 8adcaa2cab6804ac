"""Read the workbook of a release: every sheet, by its position; nothing may be hidden in it."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from analytics.auditing.published import Entry, Reading, Sentence, Table, cell_name
from analytics.auditing.workbook_parts import headers, hidden_parts, names, properties


FIRST_ROW = 6
FIGURES = "Figures"
FIGURE_FIELDS = {5: "value", 6: "low", 7: "high", 8: "base"}
"""Columns of the sheet of figures, from 0: key, indicator, stratum, who, day, then these, mark."""
MARK_COLUMN = 9
WHO = ("F", "M", "_T")
UNREADABLE = (
    zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, OSError,
)  # fmt: skip
Row = tuple[SheetCell | MergedCell, ...]


def read_xlsx(name: str, content: bytes, tables: Iterable[Table]) -> Reading:
    """What each cell of each sheet says. Hidden sheets, rows, columns and parts are findings."""
    reading = Reading()
    try:
        book = load_workbook(io.BytesIO(content))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            reading.findings += hidden_parts(name, archive)
            reading.sentences += properties(name, archive, book)
    except UNREADABLE:
        reading.findings.append(_("%(file)s cannot be read as a workbook.") % {"file": name})
        return reading
    reading.findings += names(name, book)
    by_code = {table.code: table for table in tables}
    for sheet in book.worksheets:
        reading.findings += _hidden(name, sheet)
        reading.sentences += headers(name, sheet)
        _read_sheet(name, sheet, by_code, reading)
    reading.findings += _missing(name, book, by_code)
    return reading


def _missing(name: str, book: Workbook, tables: Mapping[str, Table]) -> list[str]:
    sentence = _("%(file)s: there is no sheet %(sheet)s.")
    absent = [code for code in [*tables, FIGURES] if code not in book.sheetnames]
    return [sentence % {"file": name, "sheet": code} for code in absent]


def _hidden(name: str, sheet: Worksheet) -> list[str]:
    place = {"file": name, "sheet": sheet.title}
    found = []
    if sheet.sheet_state != "visible":
        found.append(_("%(file)s: the sheet %(sheet)s is hidden.") % place)
    if any(row.hidden for row in sheet.row_dimensions.values()):
        found.append(_("%(file)s: the sheet %(sheet)s has hidden rows.") % place)
    if any(column.hidden for column in sheet.column_dimensions.values()):
        found.append(_("%(file)s: the sheet %(sheet)s has hidden columns.") % place)
    return found


def _read_sheet(name: str, sheet: Worksheet, tables: Mapping[str, Table], into: Reading) -> None:
    rows = list(sheet.iter_rows())
    body: list[Row] = []
    if sheet.title in tables or sheet.title == FIGURES:
        body = list(_body(rows))
    for row in body:
        if sheet.title == FIGURES:
            _read_figure(name, sheet.title, row, into)
        else:
            _read_counts(name, tables[sheet.title], row, into)
    around = rows if not body else rows[: FIRST_ROW - 1] + rows[FIRST_ROW - 1 + len(body) :]
    into.sentences += [
        Sentence(name, f"{sheet.title}!{cell.coordinate}", str(cell.value))
        for row in around
        for cell in row
        if cell.value is not None
    ]


def _body(rows: list[Row]) -> Iterator[Row]:
    """The rows from the sixth to the first empty one."""
    for row in rows[FIRST_ROW - 1 :]:
        if all(cell.value is None or cell.value == "" for cell in row):
            return
        yield row


def _read_counts(name: str, table: Table, row: Row, into: Reading) -> None:
    others = [each for each in table.dimensions if each != "sex"]
    codes = {each: str(row[2 * place].value or "") for place, each in enumerate(others)}
    start = 2 * len(others)
    if len(row) < start + len(WHO):
        sentence = _("%(file)s: the sheet %(sheet)s lacks columns.")
        into.findings.append(sentence % {"file": name, "sheet": table.code})
        return
    for cell, sex in zip(row[start:], WHO, strict=False):
        key = cell_name(table.universe, codes | {"sex": sex})
        _read_number(name, f"{table.code}!{cell.coordinate}", cell, (key, "value"), into)
    _read_rest(name, table.code, [*row[1:start:2], *row[start + len(WHO) :]], into)


def _read_figure(name: str, sheet: str, row: Row, into: Reading) -> None:
    key = str(row[0].value)
    if len(row) <= MARK_COLUMN:
        sentence = _("%(file)s: the sheet %(sheet)s lacks columns.")
        into.findings.append(sentence % {"file": name, "sheet": sheet})
        return
    for column, field in FIGURE_FIELDS.items():
        _read_number(name, f"{sheet}!{row[column].coordinate}", row[column], (key, field), into)
    mark = str(row[MARK_COLUMN].value or "").strip("[] ")
    place = f"{sheet}!{row[MARK_COLUMN].coordinate}"
    into.entries.append(Entry(name, place, key, "mark", mark))
    _read_rest(name, sheet, [row[1], row[2], row[3], *row[MARK_COLUMN + 1 :]], into)


def _read_rest(
    name: str, sheet: str, cells: Iterable[SheetCell | MergedCell], into: Reading
) -> None:
    into.sentences += [
        Sentence(name, f"{sheet}!{cell.coordinate}", str(cell.value))
        for cell in cells
        if cell.value is not None
    ]


def _read_number(
    name: str, place: str, cell: SheetCell | MergedCell, what: tuple[str, str], into: Reading
) -> None:
    """A number is stored as a number; where there is none, nothing or a mark in brackets stands."""
    key, field = what
    value = cell.value
    if value is None or value == "":
        into.entries.append(Entry(name, place, key, field, None))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        into.entries.append(Entry(name, place, key, field, Decimal(str(value)).normalize()))
    elif isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        into.entries.append(Entry(name, place, key, field, None))
        into.entries.append(Entry(name, place, key, "mark", value.strip("[]")))
    else:
        sentence = _("%(file)s, %(place)s: what stands there is not stored as a number.")
        into.findings.append(sentence % {"file": name, "place": place})
