"""The letters of printed files: Noto Sans in two weights, cut to the scripts of the region.

The package holds one font that varies in weight. WeasyPrint would make a fixed one of it for each
file and stamp it with the time of day; made here, once in a process, it has no time and the same
file keeps the same bytes.
"""

from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

PACKAGE = "fontpkg_noto_sans"
UPRIGHT = "NotoSans[wdth,wght].ttf"
RANGES = (
    (0x0020, 0x024F),  # Latin, with the letters of Turkmen
    (0x02B9, 0x02BF),  # the letters after O and G in Uzbek
    (0x0300, 0x030C),  # combining marks
    (0x0400, 0x04FF),  # Cyrillic, with the letters of Kazakh, Kyrgyz and Tajik
    (0x2000, 0x206F),  # spaces, dashes, quotation marks
    (0x2116, 0x2116),  # number sign
    (0x2212, 0x2212),  # minus
    (0x2260, 0x2265),  # not equal, less, greater
)
"""Letters that are kept (Unicode)."""
FEATURES = ("kern", "ccmp", "locl", "mark", "mkmk", "tnum", "lnum")
"""Kept features of the font: kerning, marks, figures of one width."""


@cache
def letters(weight: int) -> bytes:
    """A TrueType font of one weight (400 or 700), without a time stamp."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - slow to import
    from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415

    font = TTFont(BytesIO(_cut()), recalcTimestamp=False)
    fixed = instantiateVariableFont(font, {"wght": weight, "wdth": 100}, static=True)
    return _saved(fixed)


@cache
def _cut() -> bytes:
    """The font that varies, with the letters of the region only."""
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415 - slow to import
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    path = Path(str(resources.files(PACKAGE))) / "files" / UPRIGHT
    font = TTFont(path, recalcTimestamp=False)
    subsetter = Subsetter(Options(layout_features=[*FEATURES], hinting=False))
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    return _saved(font)


def _saved(font: "TTFont") -> bytes:
    content = BytesIO()
    font.save(content)
    return content.getvalue()
