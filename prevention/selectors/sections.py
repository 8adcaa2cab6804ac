"""A table with its words, as pages, papers and workbooks show it."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format

from prevention.rules.ratios import Ratio


NARROW = 4
"""Columns that stand beside each other on a phone."""
Cell = str | int | Decimal | None


@dataclass(frozen=True)
class Section:
    """A table with its words."""

    title: str
    heads: list[str]
    rows: list[list[Cell]]
    words: str = ""

    @property
    def is_wide(self) -> bool:
        """Whether it has more columns than stand beside each other on a phone."""
        return len(self.heads) > NARROW

    @property
    def lines(self) -> list[tuple[Cell, list[tuple[str, Cell]]]]:
        """Each row as its first cell, and the others with their heads."""
        return [(row[0], list(zip(self.heads[1:], row[1:], strict=True))) for row in self.rows]


def percent(ratio: Ratio) -> str:
    """A share in whole per cent, rounded: writing a number cuts its digits off."""
    return "–" if ratio.value is None else f"{number_format(round(100 * ratio.value), 0)} %"
