"""Rows of a file of questionnaires, CSV (plain or gzip) or XLSX, one at a time as text by column.

A file is refused whole when it cannot be read: a wrong kind, no header, a column twice, bytes that
are no UTF-8, a row with more fields than the header.
"""

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO
from zipfile import BadZipFile

from django.utils.translation import gettext as _

from kernel.errors import Refused


Row = Mapping[str, str]
FIRST_ROW = 2
"""Of the answers, as a spreadsheet counts; the header is row 1."""


class FileRefused(Refused):
    """A file cannot be read at all."""

    code = "file-refused"


def rows_of(path: Path, *, delimiter: str = ",") -> Iterator[tuple[int, Row]]:
    """The rows with their numbers; every cell is text without blanks around it.

    Raises:
        FileRefused: why, with the name of the file and where.
    """
    try:
        if path.suffix.lower() == ".xlsx":
            yield from _of_workbook(path)
        elif path.name.lower().endswith((".csv", ".csv.gz")):
            with _opened(path) as file:
                lines = csv.reader(file, delimiter=delimiter, strict=True)
                yield from _by_column(path, lines)
        else:
            raise FileRefused(
                _("%(file)s: give a file that ends in .csv, .csv.gz or .xlsx.")
                % {"file": path.name}
            )
    except UnicodeDecodeError as bad:
        raise FileRefused(_("%(file)s: save the file as UTF-8.") % {"file": path.name}) from bad
    except (OSError, EOFError, zlib.error, csv.Error, BadZipFile, KeyError) as bad:
        raise FileRefused(
            _("%(file)s: cannot be read (%(why)s).") % {"file": path.name, "why": bad}
        ) from bad


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    opening: Any = gzip.open if path.suffix.lower() == ".gz" else open
    with opening(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield file


def _of_workbook(path: Path) -> Iterator[tuple[int, Row]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and rarely needed

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        cells = book.worksheets[0].iter_rows(values_only=True)
        yield from _by_column(path, ([_text(cell) for cell in row] for row in cells))
    finally:
        book.close()


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _by_column(path: Path, lines: Iterator[Sequence[str]]) -> Iterator[tuple[int, Row]]:
    header = [name.strip() for name in next(lines, [])]
    if not any(header) or len(set(header)) < len(header):
        raise FileRefused(
            _("%(file)s, row 1: name every column, each by a name of its own.")
            % {"file": path.name}
        )
    for number, line in enumerate(lines, start=FIRST_ROW):
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise FileRefused(
                _("%(file)s, row %(row)s: %(found)s fields, but the header has %(named)s.")
                % {"file": path.name, "row": number, "found": len(cells), "named": len(header)}
            )
        yield number, dict(zip(header, cells, strict=True))
