"""Rows to cubes: one scan for each."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.catalogue import FOLLOWED_DAYS
from analytics.tabulation.cubes import Cube


NOT_STATED = "NS"
"""Sex other or not stated: counted once for the country, never in a cube (section 0, 5)."""


def tabulate(frame: pd.DataFrame, keys: Sequence[str], *, universe: str) -> Cube:
    """Count the rows of `frame` by its categorical columns `keys`, and sum their `record_key`.

    Rows whose sex is not stated are left out if `sex` is a key. About 45 ms for 2,000,000 rows and
    five keys: mixed-radix codes, then two passes; unsigned addition wraps at 2^64 by itself.

    Raises:
        ValueError: a key column has a missing value, or record keys are not 64-bit unsigned.
    """
    codes = [tuple(map(str, frame[key].cat.categories)) for key in keys]
    if frame["record_key"].dtype != np.uint64:
        message = f"Record keys of {universe} must be uint64, not {frame['record_key'].dtype}."
        raise ValueError(message)
    shape = [len(each) for each in codes]
    size = math.prod(shape)
    cells = _cells(frame, keys, shape)
    hashes = np.zeros(size, np.uint64)
    np.add.at(hashes, cells, frame["record_key"].to_numpy())
    counts = np.bincount(cells, minlength=size).astype(np.int64, copy=False)
    cube = Cube(universe, tuple(keys), tuple(codes), counts.reshape(shape), hashes.reshape(shape))
    return _stated(cube)


def still_followed(frame: pd.DataFrame) -> Cube:
    """`followed` by `day` and `sex`: under D90, the treatments with at least 90 days behind them.

    Each code contains the next, so there is no total over days.
    """
    limits = np.asarray(FOLLOWED_DAYS)
    last = np.searchsorted(limits, frame["days"].to_numpy(), side="right") - 1
    names = pd.Index([f"D{limit}" for limit in FOLLOWED_DAYS])
    day = pd.Categorical.from_codes(last.astype(np.int8), names)
    exact = tabulate(frame.assign(day=day), ("day", "sex"), universe="followed")
    counts = np.cumsum(exact.counts[::-1], axis=0)[::-1]
    hashes = np.cumsum(exact.hashes[::-1], axis=0, dtype=np.uint64)[::-1]
    return replace(exact, counts=counts, hashes=hashes)


def _cells(frame: pd.DataFrame, keys: Sequence[str], sizes: Sequence[int]) -> NDArray[np.intp]:
    cells = np.zeros(len(frame), np.intp)
    for key, size in zip(keys, sizes, strict=True):
        codes = frame[key].cat.codes.to_numpy()
        if codes.min(initial=0) < 0:
            message = f"A row has no {key}; unknown is a code of its own."
            raise ValueError(message)
        cells *= size
        cells += codes
    return cells


def _stated(cube: Cube) -> Cube:
    if "sex" not in cube.dimensions:
        return cube
    axis = cube.dimensions.index("sex")
    kept = [at for at, code in enumerate(cube.codes[axis]) if code != NOT_STATED]
    codes = list(cube.codes)
    codes[axis] = tuple(cube.codes[axis][at] for at in kept)
    counts, hashes = cube.counts.take(kept, axis), cube.hashes.take(kept, axis)
    return replace(cube, codes=tuple(codes), counts=counts, hashes=hashes)
