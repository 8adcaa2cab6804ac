"""Figures of programmes as a workbook: a sheet for each measure, the same numbers as the screen."""

from collections.abc import Sequence
from datetime import UTC
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from analytics.models import ProgrammeRelease
from analytics.presenting.programmes import KEPT, NOT_SHOWN, Table, notices


MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST = 3
"""The row of the headings, counted from 0."""
WIDTHS = (38, 16)


def written(release: ProgrammeRelease, tables: Sequence[Table]) -> bytes:
    """The file in the active language; the date in it is that of the freezing."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False})
    moment = release.vintage.frozen_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": release.vintage.label, "created": moment})
    notes = book.add_worksheet("Notes")
    notes.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
    lines = [release.vintage.label, *notices(release)]
    for row, text in enumerate(lines):
        notes.write_string(row, 0, text)
    for table in tables:
        _table(book.add_worksheet(table.code), table, release.vintage.label)
    book.close()
    return buffer.getvalue()


def _table(sheet: Worksheet, table: Table, label: str) -> None:
    sheet.set_column(0, 0, WIDTHS[0])
    sheet.set_column(1, len(table.columns) or 1, WIDTHS[1])
    sheet.write_string(0, 0, table.title)
    sheet.write_string(1, 0, label)
    for place, column in enumerate(table.columns, start=1):
        sheet.write_string(FIRST, place, f"{column.text}, %" if column.is_share else column.text)
    lines = [(line.label, line.values, NOT_SHOWN) for line, _texts in table.rows()]
    lines += [
        (f"{words}, {_('other or not stated, whole country')}", (value,), KEPT)
        for words, value in table.others
    ]
    for row, (words, values, mark) in enumerate(lines, start=FIRST + 1):
        sheet.write_string(row, 0, words)
        for place, value in enumerate(values, start=1):
            if value is None:
                sheet.write_string(row, place, mark)
            else:
                sheet.write_number(row, place, value)
    for row, text in enumerate(table.notes, start=FIRST + 2 + len(lines)):
        sheet.write_string(row, 0, text)
