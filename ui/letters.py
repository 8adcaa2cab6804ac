"""The letters of printed files: Noto Sans in two weights, cut to the scripts of the region.

The package holds one font that varies in weight. WeasyPrint would make a fixed one of it for each
file and stamp it with the time of day; made here, it has no time and the same file keeps the same
bytes. Cutting takes seconds, so the result is kept on disk: by a name that says what it was made
from, and behind its own checksum.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from functools import cache
from importlib import metadata, resources
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings


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
DIGEST = hashlib.sha256().digest_size


@cache
def letters(weight: int) -> bytes:
    """A TrueType font of one weight (400 or 700), without a time stamp."""
    path = kept_at(weight)
    font = _read(path)
    if font is None:
        font = _made(weight)
        with suppress(OSError):  # a machine that cannot keep it makes it again
            _keep(path, font)
    return font


def kept_at(weight: int) -> Path:
    """Where a font is kept: a name of its source, its letters and what cuts it."""
    made_from = (metadata.version("fonttools"), RANGES, FEATURES, weight)
    name = hashlib.sha256(_source().read_bytes() + repr(made_from).encode()).hexdigest()
    return Path(settings.VAR_DIR) / "fonts" / f"{name}.font"


def _read(path: Path) -> bytes | None:
    """The font behind its checksum; None where there is none, or it is damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, font = content[:DIGEST], content[DIGEST:]
    return font if hashlib.sha256(font).digest() == digest else None


def _keep(path: Path, font: bytes) -> None:
    """Write a font whole or not at all: other processes may be reading and writing it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(font).digest() + font)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _made(weight: int) -> bytes:
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

    font = TTFont(_source(), recalcTimestamp=False)
    subsetter = Subsetter(Options(layout_features=[*FEATURES], hinting=False))
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    return _saved(font)


def _source() -> Path:
    return Path(str(resources.files(PACKAGE))) / "files" / UPRIGHT


def _saved(font: "TTFont") -> bytes:
    content = BytesIO()
    font.save(content)
    return content.getvalue()
