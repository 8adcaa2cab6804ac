"""How wide letters are, so that labels can be set where nothing else stands."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

SLACK = 1.12
"""A reader's device may have a wider font; nothing is cut off as long as it is not wider still."""
SCALE = 200
"""Size at which a font is measured; widths are in proportion."""


def width(text: str, size: float, *, is_bold: bool = False) -> float:
    """Room for a line of Noto Sans or of a somewhat wider font, in the units of `size`."""
    return SLACK * float(_font(is_bold=is_bold).getlength(text)) * size / SCALE


def wrap(text: str, limit: float, size: float, *, is_bold: bool = False) -> list[str]:
    """The lines of `text`, broken at spaces, none wider than `limit` unless one word is."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, is_bold=is_bold) <= limit:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def fonts() -> Path:
    """The folder of the font files that ship with the product."""
    return Path(str(files("fontpkg_noto_sans"))) / "files"


@cache
def _font(*, is_bold: bool) -> FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415 - slow to import

    path = fonts() / "NotoSans[wdth,wght].ttf"
    font = ImageFont.truetype(path, SCALE, layout_engine=ImageFont.Layout.BASIC)
    if is_bold:
        font.set_variation_by_name("Bold")
    return font
