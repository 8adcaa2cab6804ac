"""Leaflets on paper: printed when they are published, kept as files, handed out as they are.

A file bears the number of the published revision: a new text has a new file, and the old one goes.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from cms.models import LeafletPage
from kernel import public_pages
from ui.papers import render_pdf
from ui.qr import drawing_of


ON_SCREEN_ALONE = {"drawing", "image", "quiz", "related", "video"}
"""Blocks that say nothing on one-colour paper, or that are there to be tapped."""
LINK = re.compile(r"</?a\b[^>]*>")


@dataclass(frozen=True)
class PaperPart:
    """A block as it stands on paper."""

    kind: str
    level: int
    value: object
    text: SafeString


def address_of(page: LeafletPage) -> str:
    """Where the leaflet is on the site: what its code leads to."""
    site = settings.PUBLIC_URL or settings.WAGTAILADMIN_BASE_URL
    return site.rstrip("/") + (page.get_url() or "/")


def print_by_id(page: int) -> Path | None:
    """Print the leaflet if it is still published."""
    found = LeafletPage.objects.live().filter(pk=page).first()
    return print_leaflet(found) if found else None


def print_leaflet(page: LeafletPage) -> Path:
    """Print the leaflet on A4 and on A6, and let papers of earlier texts go; return the first.

    Raises:
        NoPdf: this machine cannot make a PDF.
    """
    papers = (page.paper, page.folded_paper)
    for paper in papers:
        _print(page, paper)
    for old in page.paper.parent.glob(f"{page.pk}-*.pdf"):
        if old not in papers:
            old.unlink(missing_ok=True)
    public_pages.outdate()
    return page.paper


def _print(page: LeafletPage, paper: Path) -> None:
    made = render_pdf(
        "cms/leaflet_paper.html",
        {
            "page": page,
            "home": page.home(),
            "parts": paper_parts(page),
            "code": drawing_of(address_of(page)),
            "address": address_of(page),
            "is_folded": paper == page.folded_paper,
        },
        language=page.locale.language_code,
        title=page.title,
    )
    paper.parent.mkdir(parents=True, exist_ok=True)
    unfinished = paper.with_suffix(".part")
    unfinished.write_bytes(made)
    unfinished.replace(paper)


def paper_parts(page: LeafletPage) -> list[PaperPart]:
    """The text without what only a screen can do; links lead nowhere on paper."""
    return [
        PaperPart(
            kind=part.block.block_type,
            level=part.level,
            value=part.block.value,
            text=_without_links(part.block.value),
        )
        for part in page.parts
        if part.block.block_type not in ON_SCREEN_ALONE
    ]


def _without_links(value: object) -> SafeString:
    """The text of a rich text block, or of the one inside a note."""
    rich = value.get("text", "") if hasattr(value, "get") else value
    html = rich.__html__() if hasattr(rich, "__html__") else ""
    return mark_safe(LINK.sub("", html))  # noqa: S308 - Wagtail's own, cleaned; only tags removed
