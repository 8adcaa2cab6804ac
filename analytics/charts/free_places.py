"""Places for the labels of curves: beside their point, and on no line, sign or other label."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from analytics.charts.marks import Letters


AWAY = 7
"""Least distance of letters from the point that they name."""
ROWS = (0, 1, 2, 3, 4)
"""How many lines of letters further a label may go to find a free place."""


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawing; a line is a thin one."""

    left: float
    top: float
    right: float
    bottom: float

    def common(self, other: "Box") -> float:
        """How much of the drawing both cover; 0 where they only touch."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across * down if across > 0 and down > 0 else 0.0


def around(letters: Letters) -> Box:
    """What a label covers, with the space that keeps it legible."""
    left, size = letters.left, letters.size
    return Box(left - 2, letters.y - 0.8 * size, left + letters.width + 2, letters.y + 0.3 * size)


def along(places: Sequence[tuple[float, float]], *, half: float = 2) -> Iterator[Box]:
    """What a curve covers that stays at its height until the next place."""
    for (x, y), (to_x, to_y) in pairwise(places):
        yield Box(x - half, y - half, to_x + half, y + half)
        yield Box(to_x - half, min(y, to_y) - half, to_x + half, max(y, to_y) + half)


def beside(
    letters: Letters, taken: Iterable[Box], within: Box, *, is_above: bool, is_end: bool
) -> Letters:
    """The label at its best free place near the point at which it stands.

    Labels of an end stand to the right of it if they can; others above or below their point.
    Where no place is free, the one that covers least.
    """
    boxes = list(taken)
    places = [each for each in _places(letters, is_above=is_above, is_end=is_end)
              if _is_inside(around(each), within)]  # fmt: skip
    return min(places or [letters], key=lambda each: _covered(around(each), boxes))


def _covered(box: Box, taken: Iterable[Box]) -> float:
    return sum(box.common(other) for other in taken)


def _is_inside(box: Box, within: Box) -> bool:
    return (
        box.left >= within.left
        and box.right <= within.right
        and box.top >= within.top
        and box.bottom <= within.bottom
    )


def _places(letters: Letters, *, is_above: bool, is_end: bool) -> Iterator[Letters]:
    """From the best to the worst."""
    side = -1.0 if is_above else 1.0
    for step in (0.0, side, -side, 2 * side, -2 * side) if is_end else ():
        y = letters.y + (0.36 + 0.5 * step) * letters.size
        yield replace(letters, x=letters.x + AWAY, y=y, align="left")
    for row in ROWS:
        up = -AWAY - 2 - row * letters.size
        down = AWAY + letters.size + row * letters.size
        for aside in (up, down) if is_above else (down, up):
            for away, align in ((AWAY, "left"), (-AWAY, "right")):
                yield replace(letters, x=letters.x + away, y=letters.y + aside, align=align)
