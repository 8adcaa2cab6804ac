"""A template becomes a tagged PDF (PDF/UA-1), black on white, its letters embedded.

Nothing is fetched: the style sheet and two weights of Noto Sans come from a fixed list, and any
other address stops the rendering. A template extends `ui/document.html`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kernel.errors import Refused
from ui.letters import letters


STATIC = Path(__file__).parent / "static" / "ui"
STYLE = "print.css"
FONTS = {"umit:NotoSans-Regular.ttf": 400, "umit:NotoSans-Bold.ttf": 700}
"""Addresses in the style sheet by weight."""
VARIANT = "pdf/ua-1"
PANGO = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class NoPdf(Refused):
    """This machine cannot make a PDF."""

    code = "no-pdf"


def render_pdf(template: str, context: Mapping[str, object], *, language: str, title: str) -> bytes:
    """A document as PDF/UA-1, A4, in one language.

    `title` is what readers show as the document's name: nothing personal belongs in it. The first
    document of a process takes about two seconds longer, for the letters.

    Raises:
        NoPdf: WeasyPrint does not find Pango on this machine.
    """
    try:
        import weasyprint  # noqa: PLC0415 - it needs a system library, at import
    except OSError as missing:
        raise NoPdf(
            _("The document cannot be made: Pango is missing on this machine. Install it: %(line)s")
            % {"line": PANGO}
        ) from missing
    from ui.own_files import OwnFiles  # noqa: PLC0415 - imports WeasyPrint

    page = weasyprint.HTML(
        string=markup(template, context, language=language, title=title),
        base_url=f"{STATIC.as_uri()}/",
        url_fetcher=OwnFiles(known_files()),
    )
    made: bytes = page.write_pdf(pdf_variant=VARIANT)
    return made


def markup(template: str, context: Mapping[str, object], *, language: str, title: str) -> str:
    """The document as HTML, as WeasyPrint reads it."""
    with translation.override(language):
        return render_to_string(template, {**context, "language": language, "title": title})


def known_files() -> dict[str, Callable[[], bytes]]:
    """All that a document may load, by its address."""
    style = STATIC / STYLE
    own = {unquote(style.as_uri()): style.read_bytes}
    return own | {address: partial(letters, weight) for address, weight in FONTS.items()}
