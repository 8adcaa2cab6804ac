"""Facts as numbers: days, keys, and fact codes as leaf codes of catalogue dimensions."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.catalogue import AGE_LIMITS, WAIT_LIMITS, Dimension
from analytics.tabulation import leaves
from analytics.vocabulary import UNKNOWN


Days = NDArray[np.int64]
"""Days since 1970-01-01; MISSING for none."""
MISSING = np.iinfo(np.int64).min
EPOCH_ORDINAL = 719_163
"""`date(1970, 1, 1).toordinal()`."""


def days_of(column: "pd.Series[pd.Timestamp]") -> Days:
    """A column of dates as days since 1970-01-01."""
    days = pd.to_datetime(column).to_numpy().astype("datetime64[D]")
    return days.astype(np.int64)


def splitmix64(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A bijection that scatters 64-bit numbers (Steele, Lea and Flood 2014, OOPSLA)."""
    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def recoded(
    column: "pd.Series[str]",
    rows: NDArray[np.intp],
    codes: Sequence[str],
    meaning: Mapping[str, str],
    otherwise: str = UNKNOWN,
) -> "pd.Categorical[str]":
    """The values of a categorical fact in `rows`, as `codes`.

    `meaning` maps codes of the fact to `codes`; what it does not map, and missing values, become
    `otherwise`.
    """
    place = {code: number for number, code in enumerate(codes)}
    table = [place[meaning.get(str(code), otherwise)] for code in column.cat.categories]
    positions = np.array([*table, place[otherwise]], np.int16)  # a missing value has code -1
    return categorical(positions[column.cat.codes.to_numpy()[rows]], codes)


def categorical(
    positions: NDArray[np.signedinteger], codes: Sequence[str]
) -> "pd.Categorical[str]":
    """Positions in `codes` as a categorical column with all of them."""
    return pd.Categorical.from_codes(positions, pd.Index(list(codes)))


def age_groups(years: NDArray[np.float64], dimension: Dimension) -> "pd.Categorical[str]":
    """Released age groups (1.1) of ages in years; NaN is UNKNOWN."""
    return _classes(years, AGE_LIMITS, dimension)


def wait_classes(days: NDArray[np.float64], dimension: Dimension) -> "pd.Categorical[str]":
    """Waiting classes of days; NaN is UNKNOWN."""
    return _classes(days, WAIT_LIMITS, dimension)


def _classes(
    values: NDArray[np.float64], limits: Sequence[int], dimension: Dimension
) -> "pd.Categorical[str]":
    codes = leaves(dimension)
    found = np.searchsorted(np.asarray(limits), values, side="right")
    return categorical(np.where(np.isnan(values), codes.index(UNKNOWN), found), codes)
