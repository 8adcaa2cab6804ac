"""The linked cell system of a release: every cell of every table once, and how the cells add up.

All tables share one dictionary of cells (reference 2.6): a margin that two tables have in common
is one cell, so it can only have one value.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analytics.catalogue import CONTAINED, Dimension, Layout, cell_key, read_key
from analytics.disclosure import layouts
from analytics.disclosure.policy import Policy
from analytics.tabulation import Cube, leaves
from kernel.errors import Refused


Relation = tuple[int, tuple[int, ...]]


class NotAdditive(Refused):
    """Counts do not add up (a person is counted in several rows): such tables are not protected."""

    code = "not-additive"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The parts of a table do not add up to its total, so it cannot be protected. "
                "Every person must be counted in one row only; correct the attribution first."
            )
        )


@dataclass(frozen=True)
class System:
    """Cells by name, their exact counts and set hashes, and what is known to hold between them.

    `relations` are (parent, children) by position in `keys`: the parent is the sum. `orders` are
    (larger, smaller): codes of a nested dimension contain the next. Never leaves the country.
    """

    keys: tuple[str, ...]
    counts: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    relations: tuple[Relation, ...] = ()
    orders: tuple[tuple[int, int], ...] = ()

    @cached_property
    def matrix(self) -> csr_matrix:
        """One row for each relation: -1 at the parent, 1 at its children."""
        return matrix(self.relations, len(self.keys))

    @cached_property
    def place(self) -> dict[str, int]:
        """The position of each key."""
        return {key: place for place, key in enumerate(self.keys)}

    def check(self) -> None:
        """That the exact counts obey every relation and order.

        Raises:
            NotAdditive: they do not.
        """
        is_ordered = all(self.counts[large] >= self.counts[small] for large, small in self.orders)
        if (self.matrix @ self.counts).any() or not is_ordered or (self.counts < 0).any():
            raise NotAdditive


def matrix(relations: Sequence[Relation], width: int) -> csr_matrix:
    """The relations as a sparse matrix of int64, `width` columns (reference 2.13)."""
    rows, columns, signs = [], [], []
    for row, (parent, children) in enumerate(relations):
        rows += [row] * (1 + len(children))
        columns += [parent, *children]
        signs += [-1] + [1] * len(children)
    return csr_matrix((signs, (rows, columns)), shape=(len(relations), width), dtype=np.int64)


def build(
    cubes: Mapping[str, Sequence[Cube]],
    tables: Sequence[Layout],
    dimensions: Mapping[str, Dimension],
) -> System:
    """The system of `tables`, counted from the cubes of their universes.

    Raises:
        NotAdditive: two cubes differ in a common cell, or the counts do not add up.
        LookupError: no cube of the universe has the dimensions of a table.
    """
    found: dict[str, tuple[int, int]] = {}
    relations: set[tuple[str, tuple[str, ...]]] = set()
    orders: set[tuple[str, str]] = set()
    for table in tables:
        for key, cell in _cells(cubes, table, dimensions):
            if found.setdefault(key, cell) != cell:
                raise NotAdditive
        relations.update(layouts.relations(table, dimensions))
        orders.update(layouts.orders(table, dimensions))
    orders.update(_contained(found))
    system = _system(found, relations, orders)
    system.check()
    return system


def _contained(found: Mapping[str, tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """Orders between universes: whoever started treatment was in treatment, in the same region.

    A reader knows them, so published counts must not contradict them: a 0 in treatment beside a 5
    who started would narrow both.
    """
    for key in found:
        universe, codes = read_key(key)
        for outer, inner, dimensions in CONTAINED:
            larger = cell_key(outer, codes)
            if universe == inner and codes.keys() <= dimensions and larger in found:
                yield larger, key


def interior(
    cubes: Mapping[str, Sequence[Cube]], table: Layout, dimensions: Mapping[str, Dimension]
) -> dict[str, int]:
    """The exact counts of the cells of a table that have no parts in it, by key."""
    ends = [layouts.ends(dimensions[name], table) for name in table.dimensions]
    wanted = {layouts.key_of(table, codes) for codes in product(*ends)}
    return {key: count for key, (count, _hash) in _cells(cubes, table, dimensions) if key in wanted}


def too_thin(
    table: Layout,
    cubes: Mapping[str, Sequence[Cube]],
    dimensions: Mapping[str, Dimension],
    policy: Policy,
) -> bool:
    """Whether rounding would leave nothing of a crossed table's women (2.6, design rule 5).

    That is: the median of its women's cells that are not zero is under 10, or there are none.
    """
    if not table.is_crossed:
        return False
    inside = interior(cubes, table, dimensions)
    women = [count for key, count in inside.items() if count and "sex=F" in key.split(";")]
    return not women or float(np.median(women)) < policy.women_median_min


def design(
    cubes: Mapping[str, Sequence[Cube]],
    tables: Sequence[Layout],
    dimensions: Mapping[str, Dimension],
    policy: Policy,
) -> tuple[tuple[Layout, ...], tuple[Layout, ...]]:
    """The tables that are worth protecting, and those left out: thin ones, then the largest.

    Crossed tables go first, from the end of the list, until the system has `max_cells` or less.
    """
    left_out = {table.code for table in tables if too_thin(table, cubes, dimensions, policy)}
    kept = [table for table in tables if table.code not in left_out]
    crossed = [table for table in kept if table.is_crossed]
    while crossed and _size(kept, dimensions) > policy.max_cells:
        kept.remove(crossed.pop())
    return tuple(kept), tuple(table for table in tables if table not in kept)


def _size(tables: Iterable[Layout], dimensions: Mapping[str, Dimension]) -> int:
    return len({key for table in tables for key in layouts.cells(table, dimensions)})


def _system(
    found: Mapping[str, tuple[int, int]],
    relations: Iterable[tuple[str, tuple[str, ...]]],
    orders: Iterable[tuple[str, str]],
) -> System:
    keys = tuple(sorted(found))
    place = {key: number for number, key in enumerate(keys)}
    return System(
        keys,
        np.array([found[key][0] for key in keys], np.int64),
        np.array([found[key][1] for key in keys], np.uint64),
        tuple(sorted((place[one], tuple(place[each] for each in of)) for one, of in relations)),
        tuple(sorted((place[large], place[small]) for large, small in orders)),
    )


def _cells(
    cubes: Mapping[str, Sequence[Cube]], table: Layout, dimensions: Mapping[str, Dimension]
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every cell of a table: its key, exact count and set hash."""
    cube = _cube(cubes[table.universe], table, dimensions).margin(table.dimensions)
    counts, hashes = cube.counts, cube.hashes
    for axis, name in enumerate(table.dimensions):  # the new axis comes in front: put it back
        sums = _sums(dimensions[name], cube.codes[axis], layouts.nodes(dimensions[name], table))
        counts = np.moveaxis(np.tensordot(sums.astype(np.int64), counts, (1, axis)), 0, axis)
        hashes = np.moveaxis(np.tensordot(sums.astype(np.uint64), hashes, (1, axis)), 0, axis)
    pairs = zip(counts.ravel().tolist(), hashes.ravel().tolist(), strict=True)
    return zip(layouts.cells(table, dimensions), pairs, strict=True)


def _cube(cubes: Sequence[Cube], table: Layout, dimensions: Mapping[str, Dimension]) -> Cube:
    """The smallest cube that has the table's dimensions; a nested one cannot be summed away."""
    fit = [
        cube
        for cube in cubes
        if set(table.dimensions) <= set(cube.dimensions)
        and not any(dimensions[name].is_nested for name in {*cube.dimensions} - {*table.dimensions})
    ]
    if not fit:
        raise LookupError(f"no cube of {table.universe} holds {table.dimensions}")
    return min(fit, key=lambda cube: (cube.counts.size, cube.dimensions))


def _sums(dimension: Dimension, codes: Sequence[str], nodes: Sequence[str]) -> NDArray[np.bool_]:
    """Which leaf codes (columns) each node (rows) is the sum of."""
    under = {code: set(leaves(dimension, code)) for code in nodes}
    return np.array([[code in under[node] for code in codes] for node in nodes])
