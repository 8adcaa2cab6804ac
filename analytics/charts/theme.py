"""Tokens of statistical charts: frames, colours and the signs of women and men.

Women are blue, filled, round and solid; men are orange, hollow, square and dashed: shape and line
tell them apart in grey too. Values are those of the report's design.
"""

from dataclasses import dataclass

from analytics.vocabulary import Who


INK = "#1b2140"
SOFT = "#4c5370"
RULE = "#c9c4b6"
PAPER = "#ffffff"
FONTS = "Noto Sans, DejaVu Sans, sans-serif"
SEXES = (Who.WOMEN, Who.MEN)
"""The sexes of a chart, in their order from top to bottom."""
COLOURS = {Who.WOMEN: "#0072B2", Who.MEN: "#A86400"}
FILLS = {Who.WOMEN: "#0072B2", Who.MEN: PAPER}
SHAPES = {Who.WOMEN: "circle", Who.MEN: "square"}
DASHES: dict[Who, tuple[int, ...]] = {Who.WOMEN: (), Who.MEN: (6, 3)}


@dataclass(frozen=True)
class Frame:
    """A width for which charts are drawn, and its sizes of letters, in units of the drawing.

    On paper the wide frame is 170 mm, so that a unit is a quarter of a millimetre and 12 units are
    8.5 pt. The narrow frame is a telephone's width, a unit to a pixel.
    """

    name: str
    width: int
    label: float
    note: float

    @property
    def is_narrow(self) -> bool:
        """Whether panels stand above each other, and labels above their marks."""
        return self.width < WIDE.width


WIDE = Frame("wide", 680, label=12, note=10.5)
NARROW = Frame("narrow", 340, label=13, note=11.5)
FRAMES = (WIDE, NARROW)
