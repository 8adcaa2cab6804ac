"""Read a directory of published files back into one release."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _
from pypdf.errors import PyPdfError

from analytics.auditing.from_csv import (
    COUNTS,
    FIGURES,
    cells_of,
    dimensions_of,
    figures_of,
    kind_of,
    read_csv,
    rows_of,
)
from analytics.auditing.from_json import Unreadable, read_json
from analytics.auditing.from_pdf import attachments, read_pdf
from analytics.auditing.from_svg import read_svg
from analytics.auditing.from_xlsx import read_xlsx
from analytics.auditing.published import Cell, Figure, Published, Reading
from kernel.errors import Refused


SUFFIXES = (".json", ".csv", ".xlsx", ".pdf", ".svg")


class NothingToAudit(Refused):
    """There is no JSON file of a release and no CSV of its counts, so no cell is known."""

    code = "nothing-to-audit"


def read_directory(path: Path) -> dict[str, bytes]:
    """All that stands in a directory by name; what is no published file is found when it is read.

    Of directories within it only the names are known, with a slash at their end.

    Raises:
        NothingToAudit: no such directory, or none of its files can be published figures.
    """
    files = {
        f"{each.name}/" if each.is_dir() else each.name: each.read_bytes()
        if each.is_file()
        else b""
        for each in sorted(path.glob("*"))
    }
    if not any(_suffix(name) in SUFFIXES for name in files):
        raise NothingToAudit(_("There are no published figures in %(path)s.") % {"path": path})
    return files


def _suffix(name: str) -> str:
    """What kind of file the name promises, in small letters; a directory promises none."""
    return "" if name.endswith("/") else Path(name).suffix.casefold()


def read_files(files: Mapping[str, bytes]) -> Published:
    """One release from its files. Whatever cannot be read is among the findings.

    Raises:
        NothingToAudit: neither the JSON file nor a CSV of counts (beside or inside a report) can
            be read, so that there is no cell to attack.
    """
    csvs = {
        name: data
        for name, data in files.items()
        if _suffix(name) == ".csv" and kind_of(name, data)
    }
    reference = _reference(files, csvs)
    read = [_read(name, data, reference, csvs) for name, data in sorted(files.items())]
    return replace(
        reference,
        entries=tuple(entry for each in read for entry in each.entries),
        sentences=tuple(sentence for each in read for sentence in each.sentences),
        findings=(*reference.findings, *(text for each in read for text in each.findings)),
    )


def _read(name: str, data: bytes, reference: Published, csvs: Mapping[str, bytes]) -> Reading:
    suffix = _suffix(name)
    if suffix == ".csv":
        return read_csv(name, data) if name in csvs else _unknown(name)
    if suffix == ".xlsx":
        return read_xlsx(name, data, reference.tables)
    if suffix == ".pdf":
        return read_pdf(name, data, csvs)
    if suffix == ".svg":
        return read_svg(name, data)
    return Reading() if suffix == ".json" else _unknown(name)


def _unknown(name: str) -> Reading:
    sentence = _("%(file)s is no file of a release; nothing in it was checked.")
    return Reading(findings=[sentence % {"file": name}])


def _reference(files: Mapping[str, bytes], csvs: Mapping[str, bytes]) -> Published:
    """The JSON file if it can be read, else the CSV pair, else the CSVs inside a report."""
    findings: list[str] = []
    found: list[Published] = []
    for name in sorted(name for name in files if _suffix(name) == ".json"):
        try:
            found.append(read_json(name, files[name]))
        except Unreadable as error:
            findings.append(str(error))
    if len(found) > 1:
        findings.append(_("There is more than one JSON file of a release."))
    if found:
        return replace(found[0], findings=(*findings, *found[0].findings))
    return _from_csvs(csvs if csvs else _inner(files), findings)


def _inner(files: Mapping[str, bytes]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name in sorted(name for name in files if _suffix(name) == ".pdf"):
        try:
            found |= attachments(files[name])
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError):
            continue  # `read_pdf` says so
    return {name: data for name, data in found.items() if name.endswith((COUNTS, FIGURES))}


def _from_csvs(csvs: Mapping[str, bytes], findings: list[str]) -> Published:
    """A release from its CSV files alone: dimensions are guessed, tables are unknown."""
    cells: dict[str, Cell] = {}
    figures: dict[str, Figure] = {}
    for name, data in sorted(csvs.items()):
        try:
            rows = rows_of(name, data)
            cells |= cells_of(rows) if kind_of(name, data) == COUNTS else {}
            figures |= figures_of(rows) if kind_of(name, data) == FIGURES else {}
        except Unreadable as error:
            findings.append(str(error))
    if not cells:
        raise NothingToAudit(
            " ".join(
                [*findings, _("The JSON file or the CSV of counts is needed to know the cells.")]
            )
        )
    guess = _("Groups, nested classes and dates of the release are not in the CSV files.")
    return Published(
        {}, dimensions_of(cells), (), cells, figures, (), (), (), tuple(findings), (guess,)
    )
