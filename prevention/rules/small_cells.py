"""Which results of small groups may be shown (reference 5.4).

A group needs ten linked pairs for any result, a cell five people. Where a cell is hidden and a
total shown, what is left over gives it away: more cells are hidden until no hidden one can be
computed and those hidden in a line are five people together. One boy among twelve pupils so
hides the girls too. Empty cells are shown: they are about nobody, and hiding them protects nobody.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np


LEAST_PAIRS = 10
LEAST_CELL = 5
CLOSE = 1e-9

Cell: TypeAlias = tuple[Hashable, Hashable]
"""Row and column; `TOTAL` in either place is a margin."""
TOTAL = "TOTAL"


def may_show(pairs: int) -> bool:
    """Whether a group has enough linked pairs for any result."""
    return pairs >= LEAST_PAIRS


def shown_genders(pairs: Mapping[str, int]) -> frozenset[str]:
    """The genders whose results may stand beside that of everybody; `pairs` are linked pairs.

    Genders with nobody have no result and are not among them. Nothing is shown below ten pairs.
    """
    shown = sorted((count, gender) for gender, count in pairs.items() if count)
    people = sum(count for count, __ in shown)
    if not may_show(people):
        return frozenset()
    hidden = [count for count, __ in shown if count < LEAST_CELL]
    while hidden and (len(hidden) == 1 or sum(hidden) < LEAST_CELL) and len(hidden) < len(shown):
        hidden.append(shown[len(hidden)][0])
    return frozenset(gender for __, gender in shown[len(hidden) :])


@dataclass(frozen=True)
class _Table:
    """Counts with their margins, and which cells add up to which."""

    counts: dict[Cell, int]
    lines: tuple[tuple[Cell, ...], ...]

    @classmethod
    def of(cls, inner: Mapping[Cell, int]) -> "_Table":
        rows = list(dict.fromkeys(row for row, __ in inner))
        columns = list(dict.fromkeys(column for __, column in inner))
        counts = {
            (row, column): sum(
                count
                for (its_row, its_column), count in inner.items()
                if row in {its_row, TOTAL} and column in {its_column, TOTAL}
            )
            for row in (*rows, TOTAL)
            for column in (*columns, TOTAL)
        }
        across = [tuple((row, column) for column in (*columns, TOTAL)) for row in (*rows, TOTAL)]
        down = [tuple((row, column) for row in (*rows, TOTAL)) for column in (*columns, TOTAL)]
        return cls(counts, (*across, *down))

    @property
    def small(self) -> set[Cell]:
        """Cells and margins of one to four people."""
        return {cell for cell, count in self.counts.items() if 0 < count < LEAST_CELL}

    def exposed(self, hidden: set[Cell]) -> list[tuple[Cell, ...]]:
        """Lines by which a hidden cell can be computed, or where few together are told."""
        known = self._alone(hidden) or self._computable(hidden)
        return [
            line for line in self.lines if known.intersection(line) or self._tells_few(line, hidden)
        ]

    def partner(self, hidden: set[Cell]) -> Cell | None:
        """What to hide next: the smallest of an exposed line, margins last; None when safe."""
        exposed = self.exposed(hidden)
        if not exposed:
            return None
        near = {cell for line in exposed for cell in line} - hidden
        shown = [cell for cell in self.counts if cell not in hidden and self.counts[cell]]
        return min([cell for cell in shown if cell in near] or shown, key=self._cost, default=None)

    def _alone(self, hidden: set[Cell]) -> set[Cell]:
        """Cells that are the only hidden one of a line: the commonest way to be computable."""
        inside = ([cell for cell in line if cell in hidden] for line in self.lines)
        return {cells[0] for cells in inside if len(cells) == 1}

    def _computable(self, hidden: set[Cell]) -> set[Cell]:
        """Hidden cells that follow from what is shown, by any sums and differences of lines."""
        order = sorted(hidden, key=str)
        signs = [[_sign(cell, line) for cell in order] for line in self.lines]
        __, sizes, basis = np.linalg.svd(np.array(signs, dtype=float))
        loose = np.abs(basis[int((sizes > CLOSE).sum()) :]).max(axis=0, initial=0)
        return {cell for cell, size in zip(order, loose, strict=True) if size < CLOSE}

    def _tells_few(self, line: tuple[Cell, ...], hidden: set[Cell]) -> bool:
        """Whether the shown margin of a line tells how many fewer than five are hidden in it."""
        people = sum(self.counts[cell] for cell in line if cell in hidden)
        return line[-1] not in hidden and 0 < people < LEAST_CELL

    def _cost(self, cell: Cell) -> tuple[int, int, str]:
        return cell.count(TOTAL), self.counts[cell], str(cell)


def _sign(cell: Cell, line: tuple[Cell, ...]) -> int:
    if cell == line[-1]:
        return -1
    return int(cell in line)


def hidden_cells(inner: Mapping[Cell, int]) -> frozenset[Cell]:
    """The cells and margins of a table, gender by grade or class, that must not be shown.

    `inner` has the cells without margins. Margins with fewer than five people are hidden like
    cells. The grand total is the last to go.
    """
    table = _Table.of(inner)
    hidden = table.small
    while hidden and (partner := table.partner(hidden)) is not None:
        hidden.add(partner)
    return frozenset(hidden)
