"""A QR code as one path of an SVG: black squares on white, sharp on any printer."""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M


QUIET = 4
"""Modules of white around the code, ISO/IEC 18004."""


@dataclass(frozen=True)
class Drawing:
    """A square of `size` modules and the path of its black ones."""

    size: int
    path: str


def drawing_of(text: str) -> Drawing:
    """The QR code of `text` with its quiet zone; error correction M, the smallest version."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    squares = (
        f"M{column} {row}h1v1h-1z"
        for row, cells in enumerate(matrix)
        for column, is_black in enumerate(cells)
        if is_black
    )
    return Drawing(size=len(matrix), path="".join(squares))
