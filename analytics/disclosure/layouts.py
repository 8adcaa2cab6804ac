"""Tables as names of cells: which cells a layout has, and which of them add up to which."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product

from analytics.catalogue import Dimension, Layout, cell_key
from analytics.vocabulary import TOTAL


def cells(table: Layout, dimensions: Mapping[str, Dimension]) -> list[str]:
    """The names of all cells of a table, margins included."""
    axes = [nodes(dimensions[name], table) for name in table.dimensions]
    return [key_of(table, codes) for codes in product(*axes)]


def nodes(dimension: Dimension, table: Layout) -> list[str]:
    """The codes of a table's axis, the total first; a depth cuts the hierarchy."""
    found = [] if dimension.is_nested else [TOTAL]
    under = [TOTAL]
    for _level in range(table.depths.get(dimension.name, len(dimension.codes))):
        under = [child.code for parent in under for child in dimension.children(parent)]
        found += under
    return found


def parts(dimension: Dimension, code: str, table: Layout) -> list[str]:
    """The codes directly under `code` that the table shows; none for a nested dimension."""
    if dimension.is_nested:
        return []
    shown = set(nodes(dimension, table))
    return [child.code for child in dimension.children(code) if child.code in shown]


def ends(dimension: Dimension, table: Layout) -> list[str]:
    """The codes of a table's axis without parts of their own: its finest rows."""
    return [code for code in nodes(dimension, table) if not parts(dimension, code, table)]


def key_of(table: Layout, codes: Sequence[str]) -> str:
    """The name of the cell at `codes`, which stand in the order of the table's dimensions."""
    return cell_key(table.universe, dict(zip(table.dimensions, codes, strict=True)))


def relations(
    table: Layout, dimensions: Mapping[str, Dimension]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """For every cell and dimension with parts: the cell, and the cells that sum up to it."""
    axes = [nodes(dimensions[name], table) for name in table.dimensions]
    for axis, name in enumerate(table.dimensions):
        below = {code: parts(dimensions[name], code, table) for code in axes[axis]}
        for codes in product(*axes):
            children = [(*codes[:axis], part, *codes[axis + 1 :]) for part in below[codes[axis]]]
            if children:
                yield key_of(table, codes), tuple(sorted(key_of(table, each) for each in children))


def orders(table: Layout, dimensions: Mapping[str, Dimension]) -> Iterator[tuple[str, str]]:
    """For nested dimensions: each cell contains the next."""
    axes = [nodes(dimensions[name], table) for name in table.dimensions]
    for axis, name in enumerate(table.dimensions):
        if dimensions[name].is_nested:
            for codes in product(*axes[:axis], *axes[axis + 1 :]):
                rank = [(*codes[:axis], each, *codes[axis:]) for each in axes[axis]]
                for large, small in pairwise(rank):
                    yield key_of(table, large), key_of(table, small)
