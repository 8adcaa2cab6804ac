"""The report of an implementation on paper, and as a workbook."""

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import NamedTuple

import xlsxwriter
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kernel.models import User
from prevention.selectors.reports import Report
from prevention.selectors.results import Result
from prevention.selectors.sections import Section
from ui.papers import render_pdf


class Pens(NamedTuple):
    """How cells are written."""

    bold: Format
    wrap: Format


TEMPLATE = "prevention/documents/report.html"
LONGEST_NAME = 31
WIDE, NARROW = 46, 18
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def report_pdf(report: Report, *, language: str, now: datetime, by: User) -> bytes:
    """The report as a PDF.

    Raises:
        NoPdf: this machine cannot make one.
    """
    with translation.override(language):
        context = {
            "report": report, "printed_at": timezone.localtime(now),
            "printed_by": by.staff_code or "",
        }  # fmt: skip
        return render_pdf(TEMPLATE, context, language=language, title=report.title)


def report_workbook(report: Report) -> bytes:
    """The same tables as a workbook in the active language; numbers are numbers."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": report.title})
    pens = Pens(
        book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    _facts(book.add_worksheet(_("Report")[:LONGEST_NAME]), report, pens)
    for number, section in enumerate(report.sections, start=1):
        _section(book.add_worksheet(_name(number, section.title)), section, pens)
    sheet = book.add_worksheet(_name(len(report.sections) + 1, _("Results")))
    _results(sheet, report, pens)
    book.close()
    return buffer.getvalue()


def _name(number: int, title: str) -> str:
    return f"{number} {title.translate(FORBIDDEN)}"[:LONGEST_NAME]


def _facts(sheet: Worksheet, report: Report, pens: Pens) -> None:
    sheet.set_column(0, 0, WIDE)
    sheet.set_column(1, 1, 2 * WIDE)
    sheet.write_string(0, 0, report.title, pens.bold)
    row = 2
    if report.is_example:
        sheet.write_string(1, 0, _("Made up for a demonstration"), pens.bold)
    for label, value in report.facts:
        sheet.write_string(row, 0, label, pens.bold)
        sheet.write_string(row, 1, str(value), pens.wrap)
        row += 1
    for warning, is_allowed in report.warned:
        words = f"{warning.code}: {warning.message} {warning.advice}"
        sheet.write_string(
            row, 0, _("Warning, set aside") if is_allowed else _("Warning"), pens.bold
        )
        sheet.write_string(row, 1, words, pens.wrap)
        row += 1
    for gap in report.gaps:
        sheet.write_string(row, 0, _("Not known"), pens.bold)
        sheet.write_string(row, 1, gap, pens.wrap)
        row += 1


def _section(sheet: Worksheet, section: Section, pens: Pens) -> None:
    sheet.set_column(0, 0, WIDE)
    sheet.set_column(1, max(len(section.heads) - 1, 1), NARROW)
    sheet.write_string(0, 0, section.title, pens.bold)
    _table(sheet, 2, section.heads, section.rows, pens)
    sheet.write_string(3 + len(section.rows) + 1, 0, section.words)


def _results(sheet: Worksheet, report: Report, pens: Pens) -> None:
    heads = [
        _("Wave"), _("Outcome"), _("Kind"), _("How"), _("Who"), _("Measure"), _("Value"),
        _("95 % interval"), _("Method"), _("Claim"), _("People"), _("Classes or schools"),
        _("ICC"), _("Design effect"), _("Match rate"), _("Data of"), _("Rules"), _("Check"),
    ]  # fmt: skip
    rows: list[list] = []
    for wave in report.results:
        for result in wave.results:
            rows += _result_rows(wave.title, result)
    sheet.set_column(0, 0, NARROW)
    sheet.set_column(1, 1, WIDE)
    sheet.set_column(2, len(heads) - 1, NARROW)
    _table(sheet, 0, heads, rows, pens)


def _result_rows(wave: str, result: Result) -> list[list]:
    kind = _("Primary") if result.is_primary else _("Exploratory")
    end = [result.match_rate, result.data_cut.isoformat(), result.code_version]
    lines = [*result.lines, *([result.interaction] if result.interaction else [])]
    found = [
        [wave, result.text, kind, result.how, line.who, line.scale, line.value, line.interval,
         line.method, line.claim, line.people, line.clusters, line.icc, line.deff, *end,
         _("too good to be true") if line.needs_review else ""]
        for line in lines
    ]  # fmt: skip
    found += [
        [wave, result.text, kind, result.how, f"{level.who}, {level.side}", _("Before, after"),
         f"{level.before} → {level.after}" if level.before else level.after, "", "", "",
         level.people, "", "", "", *end, ""]
        for level in result.levels
    ]  # fmt: skip
    return found + [
        [wave, result.text, kind, result.how, who, reason, *[""] * 8, *end, ""]
        for who, reason in result.reasons
    ]


def _table(sheet: Worksheet, at: int, heads: list[str], rows: list[list], pens: Pens) -> None:
    for place, head in enumerate(heads):
        sheet.write_string(at, place, head, pens.bold)
    for down, row in enumerate(rows, start=at + 1):
        for place, cell in enumerate(row):
            if isinstance(cell, int | Decimal):
                sheet.write_number(down, place, float(cell))
            else:
                sheet.write_string(down, place, "–" if cell is None else cell, pens.wrap)
