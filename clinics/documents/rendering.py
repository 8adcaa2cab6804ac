"""Documents of the record: templates of `clinics/documents/`, made by the house's renderer."""

from collections.abc import Mapping

from ui import papers
from ui.papers import NoPdf, known_files


__all__ = ["NoPdf", "known_files", "render_pdf"]

TEMPLATES = "clinics/documents/"


def render_pdf(template: str, context: Mapping[str, object], *, language: str, title: str) -> bytes:
    """A document as PDF/UA-1, A4, in one language.

    `template` is a name under `clinics/templates/clinics/documents/`, for example `balance.html`.
    `title` is what readers show as the document's name: nothing personal belongs in it.

    Raises:
        NoPdf: WeasyPrint does not find Pango on this machine.
    """
    return papers.render_pdf(f"{TEMPLATES}{template}", context, language=language, title=title)
