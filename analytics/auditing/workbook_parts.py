"""What a workbook holds beside its cells: parts, properties, names, headers, forms of numbers."""

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from django.utils.translation import gettext as _
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from analytics.auditing.published import Sentence


PART = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:app|core)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/(?:workbook|styles|sharedStrings)\.xml|xl/theme/theme1\.xml"
    r"|xl/worksheets/sheet\d+\.xml"
)
"""All parts that a workbook of cells alone has; whatever else there is, readers do not see."""
SHEET = "xl/worksheets/"
SHEET_ELEMENTS = {
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter",
    "printOptions", "pageMargins", "pageSetup", "headerFooter",
}  # fmt: skip
"""Elements of a sheet that hold no words but those of its cells, headers and footers."""
FORM = re.compile(r"[#0?.,% ]+|General|@")
"""Forms of numbers that show the number itself and no words."""
PROPERTIES = (
    "title", "subject", "description", "keywords", "category", "creator", "lastModifiedBy",
    "contentStatus", "identifier", "language", "revision", "version",
)  # fmt: skip
COUNTED = {"AppVersion", "DocSecurity", "HeadingPairs", "TotalTime"}
"""Properties that the writing program numbers by itself."""
PROGRAM = re.compile(r"Microsoft Excel(?: Compatible / Openpyxl \d\.\d\.\d)?")
"""Programs that write workbooks, with their version."""
PRINTED = {"Print_Area", "Print_Titles", "_FilterDatabase"}
AREA = re.compile(r"(?:'?\w+'?!)?\$?[A-Z]{0,3}\$?\d*(?::\$?[A-Z]{0,3}\$?\d*)?")
HEADERS = ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter")


def hidden_parts(name: str, archive: ZipFile) -> list[str]:
    """Findings on parts, elements of sheets and forms of numbers in which words can hide.

    Raises:
        ParseError: a part is no XML.
        KeyError: a part is missing.
    """
    parts = archive.namelist()
    sentence = _("%(file)s holds a part that readers do not see: %(part)s.")
    found = [each for each in parts if not PART.fullmatch(each)]
    found += sorted({each for each in parts if parts.count(each) > 1})
    found += [_("a comment on the file")] if archive.comment else []
    for part in parts:
        if part.startswith(SHEET) and PART.fullmatch(part):
            found += sorted(_tags(archive.read(part)) - SHEET_ELEMENTS)
    forms = ET.fromstring(archive.read("xl/styles.xml")).iter()  # noqa: S314 - openpyxl read it
    if not all(FORM.fullmatch(each.get("formatCode", "General")) for each in forms):
        found.append(_("a form of numbers with words in it"))
    return [sentence % {"file": name, "part": each} for each in found]


def _tags(content: bytes) -> set[str]:
    return {_tag(each) for each in ET.fromstring(content)}  # noqa: S314 - openpyxl read it


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def properties(name: str, archive: ZipFile, book: Workbook) -> Iterator[Sentence]:
    """Title, subject, comments, keywords and all other words about the file."""
    for each in PROPERTIES:
        if value := getattr(book.properties, each):
            yield Sentence(name, _("properties"), str(value))
    if "docProps/app.xml" in archive.namelist():
        for part in ET.fromstring(archive.read("docProps/app.xml")):  # noqa: S314 - as above
            words = " ".join(text.strip() for text in part.itertext() if text.strip())
            if words and _tag(part) not in COUNTED and not PROGRAM.fullmatch(words):
                yield Sentence(name, _("properties"), words)


def names(name: str, book: Workbook) -> list[str]:
    """Findings on defined names: they can stand for a number; those for printing name an area."""
    sentence = _("%(file)s holds a defined name that is not for printing.")
    defined = [*book.defined_names.values()]
    for sheet in book.worksheets:
        defined += sheet.defined_names.values()
    foreign = [
        each
        for each in defined
        if each.is_reserved not in PRINTED or not AREA.fullmatch(each.attr_text or "")
    ]
    return [sentence % {"file": name}] if foreign else []


def headers(name: str, sheet: Worksheet) -> Iterator[Sentence]:
    """Words above and below each printed page."""
    for each in HEADERS:
        line = getattr(sheet, each)
        for part in _written((line.left, line.center, line.right)):
            yield Sentence(name, f"{sheet.title}, {each}", part)


def _written(parts: Iterable[object]) -> Iterator[str]:
    for part in parts:
        if text := getattr(part, "text", None):
            yield str(text)
