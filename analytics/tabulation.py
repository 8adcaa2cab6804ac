"""Counting: additive tables of counts and set hashes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
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
