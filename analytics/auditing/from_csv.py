"""Read the two CSV files of a release: counts and figures."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from analytics.auditing.from_json import Unreadable
from analytics.auditing.published import (
    TOTAL,
    Cell,
    Dimension,
    Entry,
    Figure,
    Reading,
    cell_name,
    split_name,
)


COUNTS, FIGURES = "-counts.csv", "-figures.csv"
NUMBER = re.compile(r"-?\d+(\.\d+)?")
FIGURE_COLUMNS = [
    "key", "indicator", "stratum", "day", "who", "measure",
    "value", "low", "high", "base", "status",
]  # fmt: skip
NOT_DIMENSIONS = {"key", "universe", "value", "status"}


def kind_of(name: str, content: bytes) -> str:
    """COUNTS or FIGURES, by the name or else by the header; empty where neither says so."""
    header = content.split(b"\r\n", 1)[0].decode("utf-8", "replace").split(",")
    if name.endswith((COUNTS, FIGURES)):
        return FIGURES if name.endswith(FIGURES) else COUNTS
    if header == FIGURE_COLUMNS:
        return FIGURES
    return COUNTS if set(header) >= NOT_DIMENSIONS else ""


def rows_of(name: str, content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by column.

    Raises:
        Unreadable: not UTF-8, no header, or a row with more or fewer cells than the header.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(_("%(file)s cannot be read as CSV.") % {"file": name}) from error
    header = rows[0] if rows else []
    is_figures = kind_of(name, content) == FIGURES
    needed = FIGURE_COLUMNS if is_figures else ["key", "universe", "value", "status"]
    surplus = set(header) - set(needed) if is_figures else set()
    if not set(needed) <= set(header) or surplus:
        raise Unreadable(_("%(file)s: the header is not that of its kind.") % {"file": name})
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            place = {"file": name, "line": number}
            raise Unreadable(_("%(file)s, line %(line)d: wrong number of columns.") % place)
    return [dict(zip(header, row, strict=True)) for row in rows[1:]]


def read_csv(name: str, content: bytes) -> Reading:
    """What the file says of each cell or figure, and where a number is none."""
    reading = Reading()
    try:
        rows = rows_of(name, content)
    except Unreadable as error:
        reading.findings.append(str(error))
        return reading
    is_figures = kind_of(name, content) == FIGURES
    fields = ("value", "low", "high", "base") if is_figures else ("value",)
    for line, row in enumerate(rows, 2):
        place = _("line %(line)d") % {"line": line}
        reading.findings += [] if is_figures else _misnamed(name, place, row)
        for field in fields:
            _add_number(reading, Entry(name, place, row["key"], field, row[field]))
        reading.entries.append(Entry(name, place, row["key"], "mark", row["status"]))
    return reading


def _add_number(reading: Reading, entry: Entry) -> None:
    text = str(entry.value)
    if text and not NUMBER.fullmatch(text):
        place = {"file": entry.file, "place": entry.place, "field": entry.field}
        reading.findings.append(_("%(file)s, %(place)s: %(field)s is no number.") % place)
        return
    value = Decimal(text) if text else None
    reading.entries.append(Entry(entry.file, entry.place, entry.key, entry.field, value))


def _misnamed(name: str, place: str, row: Mapping[str, str]) -> list[str]:
    codes = {column: code for column, code in row.items() if column not in NOT_DIMENSIONS}
    if cell_name(row["universe"], codes) == row["key"]:
        return []
    sentence = _("%(file)s, %(place)s: the columns do not describe the cell %(key)s.")
    return [sentence % {"file": name, "place": place, "key": row["key"]}]


def cells_of(rows: Iterable[Mapping[str, str]]) -> dict[str, Cell]:
    """The cells of a file of counts.

    Raises:
        Unreadable: a value is no whole number, or a name is none.
    """
    try:
        cells = {
            row["key"]: Cell(int(row["value"]) if row["value"] else None, row["status"])
            for row in rows
        }
        for key in cells:
            split_name(key)
    except ValueError as error:
        raise Unreadable(_("A cell of the CSV file has no whole number or no name.")) from error
    return cells


def figures_of(rows: Iterable[Mapping[str, str]]) -> dict[str, Figure]:
    """The figures of a file of figures.

    Raises:
        Unreadable: a value is no number.
    """
    try:
        return {row["key"]: _figure(row) for row in rows}
    except (ValueError, ArithmeticError) as error:
        raise Unreadable(_("A figure of the CSV file is no number.")) from error


def _figure(row: Mapping[str, str]) -> Figure:
    value, low, high = (Decimal(row[name]) if row[name] else None for name in FIGURE_COLUMNS[6:9])
    day, base = (int(row[name]) if row[name] else None for name in ("day", "base"))
    return Figure(
        row["indicator"], row["who"], row["measure"], row["stratum"], day, value, low, high, base,
        row["status"],
    )  # fmt: skip


def dimensions_of(cells: Iterable[str]) -> dict[str, Dimension]:
    """Dimensions guessed from the names of cells: every code directly under the total."""
    seen: dict[str, dict[str, str]] = {}
    for key in cells:
        for name, code in split_name(key)[1].items():
            seen.setdefault(name, {})[code] = TOTAL
    return {name: Dimension(name, codes) for name, codes in seen.items()}
