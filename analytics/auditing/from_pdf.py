"""Read a report: the text of its pages, alternative texts, properties and attached files."""

import io
import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from analytics.auditing.from_csv import COUNTS, FIGURES, kind_of, read_csv
from analytics.auditing.published import Reading, Sentence


LINKS_OF_CONTENTS = 5
"""A page with as many links into the report is its table of contents."""
PAGE_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}\s*$")
SPOKEN = ("/Alt", "/ActualText", "/E")
"""What a screen reader says in place of an element (ISO 32000-2, 14.9)."""


def read_pdf(name: str, content: bytes, csvs: Mapping[str, bytes]) -> Reading:
    """Sentences and attached tables. Attached files must be the published ones, byte for byte.

    A published table may have been given another name since; then its kind tells which it is.
    """
    reading = Reading()
    try:
        report = PdfReader(io.BytesIO(content))
        reading.sentences += _pages(name, report)
        reading.sentences += [Sentence(name, _("alternative text"), each) for each in _alts(report)]
        reading.sentences += _properties(name, report)
        attached = _attachments(report)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError):
        reading.findings.append(_("%(file)s cannot be read as a report.") % {"file": name})
        return reading
    for inner, data in attached.items():
        _attached(name, inner, data, csvs, reading)
    sentence = _("%(file)s: the file %(inner)s is not attached.")
    kinds = {kind_of(inner, data) for inner, data in attached.items()}
    absent = sorted(
        inner
        for inner, data in csvs.items()
        if inner not in attached and kind_of(inner, data) not in kinds
    )
    reading.findings += [sentence % {"file": name, "inner": inner} for inner in absent]
    return reading


def attachments(content: bytes) -> dict[str, bytes]:
    """The files attached to a report, by name.

    Raises:
        PyPdfError: the file is no report.
    """
    return _attachments(PdfReader(io.BytesIO(content)))


def _attachments(report: PdfReader) -> dict[str, bytes]:
    return {name: parts[0] for name, parts in report.attachments.items() if parts}


def _attached(name: str, inner: str, data: bytes, csvs: Mapping[str, bytes], into: Reading) -> None:
    place = {"file": name, "inner": inner}
    if data not in _published(inner, data, csvs):
        into.findings.append(
            _("%(file)s: the attached %(inner)s is not the published one.") % place
        )
    if not inner.endswith((COUNTS, FIGURES)):
        into.findings.append(_("%(file)s: the attached %(inner)s does not belong there.") % place)
        return
    reading = read_csv(f"{name}: {inner}", data)
    into.entries += reading.entries
    into.findings += reading.findings


def _published(inner: str, data: bytes, csvs: Mapping[str, bytes]) -> list[bytes]:
    """What may be attached under this name: the file itself where nothing else was published."""
    if inner in csvs:
        return [csvs[inner]]
    same = [each for name, each in csvs.items() if kind_of(name, each) == kind_of(inner, data)]
    return same or [data]


def _pages(name: str, report: PdfReader) -> Iterator[Sentence]:
    for number, page in enumerate(report.pages, 1):
        text = page.extract_text()
        if _links(page) >= LINKS_OF_CONTENTS:
            text = without_page_numbers(text, pages=len(report.pages))
        yield Sentence(name, _("page %(number)d") % {"number": number}, text)


def _links(page: PageObject) -> int:
    """How many links lead to places of the report itself."""
    notes = (each.get_object() for each in page.get("/Annots") or ())
    return sum(each.get("/Subtype") == "/Link" and "/Dest" in each for each in notes)


def without_page_numbers(text: str, *, pages: int) -> str:
    """A table of contents without its page numbers: they end a line, and rise to the last page."""
    lines, last = [], 0
    for line in text.splitlines():
        found = PAGE_NUMBER.search(line)
        if found and last < int(found.group()) <= pages:
            last = int(found.group())
            line = line[: found.start()]  # noqa: PLW2901 - the rest of the line
        lines.append(line)
    return "\n".join(lines)


def _alts(report: PdfReader) -> Iterator[str]:
    """Spoken texts of all elements of the structure tree."""
    waiting: list[object] = [report.root_object.get("/StructTreeRoot")]
    while waiting:
        element = waiting.pop()
        if isinstance(element, IndirectObject):
            element = element.get_object()
        if isinstance(element, ArrayObject):
            waiting.extend(element)
        elif isinstance(element, DictionaryObject):
            yield from (str(element[key]) for key in SPOKEN if key in element)
            waiting.append(element.raw_get("/K") if "/K" in element else None)


def _properties(name: str, report: PdfReader) -> Iterator[Sentence]:
    for key, value in (report.metadata or {}).items():
        if key not in {"/CreationDate", "/ModDate", "/Producer"}:
            yield Sentence(name, _("properties"), str(value))
