"""Additive tables of counts and set hashes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.catalogue import DIMENSIONS, Dimension
from analytics.vocabulary import TOTAL


@dataclass(frozen=True, eq=False)
class Cube:
    """The counts of a universe at the finest level of some dimensions; cubes of parts add up.

    `counts` (int64) and `hashes` (uint64, sums modulo 2^64 of record keys) have one axis for each
    of `dimensions`, as long as the leaf codes of that dimension in catalogue order.
    """

    universe: str
    dimensions: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]
    counts: NDArray[np.int64]
    hashes: NDArray[np.uint64]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Cube)
            and self._frame == other._frame
            and np.array_equal(self.counts, other.counts)
            and np.array_equal(self.hashes, other.hashes)
        )

    __hash__ = None  # type: ignore[assignment]  # arrays can be changed

    def __add__(self, other: "Cube") -> "Cube":
        """The cube of both sets of rows.

        Raises:
            ValueError: the cubes differ in universe, dimensions or codes.
        """
        if self._frame != other._frame:
            message = f"{self.universe} {self.dimensions} cannot be added to {other.dimensions}."
            raise ValueError(message)
        return replace(self, counts=self.counts + other.counts, hashes=self.hashes + other.hashes)

    def margin(self, keys: Sequence[str]) -> "Cube":
        """The cube of `keys`, in their order, with the other dimensions summed up.

        Raises:
            ValueError: a dimension is not in this cube, or a nested one would be summed up.
        """
        missing = set(keys) - set(self.dimensions)
        if missing or any(_is_nested(name) for name in set(self.dimensions) - set(keys)):
            message = f"{self.universe} {self.dimensions} has no margin {tuple(keys)}."
            raise ValueError(message)
        kept = [self.dimensions.index(name) for name in keys]
        others = [axis for axis in range(len(self.dimensions)) if axis not in kept]
        order, summed = kept + others, tuple(range(len(kept), len(self.dimensions)))
        return Cube(
            self.universe,
            tuple(keys),
            tuple(self.codes[axis] for axis in kept),
            np.asarray(self.counts.transpose(order).sum(axis=summed)),
            np.asarray(self.hashes.transpose(order).sum(axis=summed, dtype=np.uint64)),
        )

    def value(self, codes: Mapping[str, str]) -> tuple[int, int]:
        """Count and set hash of one cell; dimensions that are not named are at their total.

        A code with children in the catalogue is the sum of its leaves.

        Raises:
            KeyError: a dimension, or a code of it, is not in this cube.
            ValueError: a nested dimension is at its total.
        """
        named = {name: code for name, code in codes.items() if code != TOTAL}
        unknown = set(named) - set(self.dimensions)
        if unknown:
            raise KeyError(*sorted(unknown))
        part = self.margin([name for name in self.dimensions if name in named])
        if not part.dimensions:
            return int(part.counts), int(part.hashes)
        chosen = np.ix_(*(part._positions(name, named[name]) for name in part.dimensions))
        return int(part.counts[chosen].sum()), int(part.hashes[chosen].sum(dtype=np.uint64))

    def to_frame(self) -> pd.DataFrame:
        """A row for each cell, zeros too: columns `count` and `set_hash`, indexed by the codes."""
        columns = {"count": self.counts.ravel(), "set_hash": self.hashes.ravel()}
        if not self.dimensions:
            return pd.DataFrame(columns)
        index = pd.MultiIndex.from_product(self.codes, names=self.dimensions)
        return pd.DataFrame(columns, index=index)

    @property
    def _frame(self) -> tuple[object, ...]:
        return self.universe, self.dimensions, self.codes

    def _positions(self, name: str, code: str) -> list[int]:
        codes = self.codes[self.dimensions.index(name)]
        wanted = {code} if code in codes else set(leaves(DIMENSIONS[name], code))
        return [position for position, each in enumerate(codes) if each in wanted]


def sum_of(cubes: Iterable[Cube]) -> Cube:
    """One cube of disjoint parts: of organisations, months or machines.

    Raises:
        TypeError: there is no cube.
        ValueError: the cubes differ in universe, dimensions or codes.
    """
    return reduce(add, cubes)


def leaves(dimension: Dimension, code: str = TOTAL) -> tuple[str, ...]:
    """The codes without children at or under `code`, in catalogue order; all by default.

    Raises:
        KeyError: the dimension has no such code.
    """
    children = dimension.children(code)
    if not children:
        return () if code == TOTAL else (dimension.code(code).code,)
    return tuple(leaf for child in children for leaf in leaves(dimension, child.code))


def _is_nested(name: str) -> bool:
    return name in DIMENSIONS and DIMENSIONS[name].is_nested
