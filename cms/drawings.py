"""Our own drawings, read once and written into the page, so that they take its colours."""

from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe


DRAWINGS = Path(__file__).resolve().parent / "static" / "cms" / "drawings"


@cache
def drawing(name: str) -> SafeString:
    """Return the drawing called `name`, ready to stand in a page.

    The files are ours and part of the source: nothing an editor enters comes here.
    """
    return mark_safe((DRAWINGS / f"{name}.svg").read_text(encoding="utf-8").strip())  # noqa: S308
