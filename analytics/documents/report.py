"""The report as a tagged PDF (PDF/UA-1) with both CSV files attached.

Nothing is fetched: style sheet, ornaments and fonts come from a fixed list of files. Dates and the
identifier come from the release, so that the same contents give the same bytes.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from analytics.contents import Contents, Head
from analytics.documents import csv_files, notes, wording
from analytics.documents.chapters import sheets
from analytics.documents.numbers import day, frozen_day, local
from kernel.errors import Refused
from ui.letters import letters


if TYPE_CHECKING:
    from weasyprint import Attachment

STATIC = Path(__file__).parents[1] / "static" / "analytics" / "report"
OWN_FILES = ("report.css", "ikat.svg", "rosette.svg")
FONTS = {"umit:NotoSans-Regular.ttf": 400, "umit:NotoSans-Bold.ttf": 700}
"""Addresses in the style sheet by weight."""
VARIANT = "pdf/ua-1"
PANGO = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class PangoMissing(Refused):
    """This machine cannot make a PDF."""

    code = "pango-missing"


def written(contents: Contents, charts: Mapping[str, str], *, language: str) -> bytes:
    """The report in the active language.

    Raises:
        PangoMissing: WeasyPrint does not find Pango.
    """
    try:
        import weasyprint  # noqa: PLC0415 - it needs a system library, at import
    except OSError as missing:
        raise PangoMissing(
            _("The report cannot be made: Pango is missing on this machine. Install it: %(line)s")
            % {"line": PANGO}
        ) from missing
    from ui.own_files import OwnFiles  # noqa: PLC0415 - imports WeasyPrint

    page = weasyprint.HTML(
        string=markup(contents, charts, language=language),
        base_url=f"{STATIC.as_uri()}/",
        url_fetcher=OwnFiles(known_files()),
    )
    made: bytes = page.write_pdf(
        pdf_variant=VARIANT,
        pdf_identifier=identifier(contents.head, language),
        attachments=attachments(contents),
    )
    return made


def markup(contents: Contents, charts: Mapping[str, str], *, language: str) -> str:
    """The report as HTML, as WeasyPrint reads it."""
    head = contents.head
    return render_to_string(
        "analytics/report/report.html",
        {
            "head": head,
            "language": language,
            "title": wording.title(head),
            "subtitle": wording.subtitle(head),
            "imprint": imprint(head),
            "facts": cover_facts(head),
            "written_at": head.frozen_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "notice": notes.invented() if head.is_invented else "",
            "sheets": sheets(contents, charts),
        },
    )


def cover_facts(head: Head) -> list[tuple[str, str]]:
    """What the cover says of the data."""
    return [*notes.period_lines(head), (_("Release"), notes.released(head))]


def imprint(head: Head) -> str:
    """The line at the foot of every page."""
    return _("%(publisher)s · records of %(day)s · release %(label)s") % {
        "publisher": head.publisher,
        "day": day(frozen_day(head)),
        "label": head.label,
    }


def identifier(head: Head, language: str) -> bytes:
    """The PDF's identifier: of this release in this language, and of no other."""
    text = f"{head.label}.{language}.{head.checksum}"
    return hashlib.sha256(text.encode()).hexdigest()[:32].encode()


def attachments(contents: Contents) -> "list[Attachment]":
    """Both CSV files, dated as the release is."""
    from weasyprint import Attachment  # noqa: PLC0415 - it needs a system library, at import

    moment = local(contents.head.frozen_at, contents.head.country)
    return [
        Attachment(
            string=content, name=name, description=name, created=moment, modified=moment,
            relationship="Data",
        )
        for name, content in csv_files.written(contents).items()
    ]  # fmt: skip


def known_files() -> dict[str, Callable[[], bytes]]:
    """All that a report may load, by its address."""
    own = {unquote((STATIC / name).as_uri()): (STATIC / name).read_bytes for name in OWN_FILES}
    return own | {address: partial(letters, weight) for address, weight in FONTS.items()}
