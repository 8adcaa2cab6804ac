"""One release in, its files out: the same contents give the same bytes, in any process."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import translation

from analytics.contents import Contents
from analytics.documents import csv_files, json_file, report, workbook


CSV_TYPE = "text/csv; charset=utf-8"
JSON_TYPE = "application/json"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF_TYPE = "application/pdf"


@dataclass(frozen=True)
class Rendered:
    """A file of a release. `language` is empty for files that have none."""

    name: str
    media_type: str
    language: str
    content: bytes


def render(
    contents: Contents, *, language: str, formats: Sequence[str], charts: Mapping[str, str]
) -> list[Rendered]:
    """The files of `contents` in `formats` (`json`, `csv`, `xlsx`, `pdf`), in that order.

    `charts`: SVG texts by `<chart>-wide`; a chart that is not there becomes a sentence.

    Raises:
        KeyError: an unknown format.
        PangoMissing: a PDF was asked for on a machine without Pango.
    """
    with translation.override(language):
        return [
            rendered for name in formats for rendered in FORMATS[name](contents, language, charts)
        ]


def _json(contents: Contents, language: str, charts: Mapping[str, str]) -> Iterator[Rendered]:
    yield Rendered(f"{contents.head.label}.json", JSON_TYPE, "", json_file.written(contents))


def _csv(contents: Contents, language: str, charts: Mapping[str, str]) -> Iterator[Rendered]:
    for name, content in csv_files.written(contents).items():
        yield Rendered(name, CSV_TYPE, "", content)


def _xlsx(contents: Contents, language: str, charts: Mapping[str, str]) -> Iterator[Rendered]:
    name = f"{contents.head.label}.{language}.xlsx"
    yield Rendered(name, XLSX_TYPE, language, workbook.written(contents))


def _pdf(contents: Contents, language: str, charts: Mapping[str, str]) -> Iterator[Rendered]:
    name = f"{contents.head.label}.{language}.pdf"
    yield Rendered(name, PDF_TYPE, language, report.written(contents, charts, language=language))


FORMATS: Mapping[str, Callable[[Contents, str, Mapping[str, str]], Iterator[Rendered]]] = {
    "json": _json,
    "csv": _csv,
    "xlsx": _xlsx,
    "pdf": _pdf,
}
