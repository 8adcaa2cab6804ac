"""Rules of publications that no figure of ours uses: they show that we read data as they did."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analytics.patterns import RUN_WEEKS


ROUNDING = 1e-9
"""Below this, variance in one direction is what rounding leaves of none."""
Floats = NDArray[np.float64]


def dropout_week(word: str) -> tuple[int, bool]:
    """The first week (from 1) of four without a test, and True; otherwise how long none began.

    Without such a run the time is the number of weeks less three: the last week in which one
    could have begun (CTN-0094, 2023).
    """
    return _first_run(word, "o")


def relapse_week(word: str) -> tuple[int, bool]:
    """As `dropout_week`, for four weeks in a row that were positive, both, or missed."""
    return _first_run(word.replace("o", "+").replace("*", "+"), "+")


def _first_run(word: str, letter: str) -> tuple[int, bool]:
    found = word.find(letter * RUN_WEEKS)
    if found >= 0:
        return found + 1, True
    return max(len(word) - RUN_WEEKS + 1, 0), False


class LogRank(NamedTuple):
    """The test of whether curves are equal."""

    chi_square: float
    freedom: int
    p: float


def log_rank(groups: Sequence[tuple[ArrayLike, ArrayLike]]) -> LogRank:
    """Mantel's log-rank test over groups of (days, events) (Mantel 1966, Cancer Chemother Rep 50).

    Without two groups that can be compared, chi square is 0 and p is 1.
    """
    read = [
        (np.asarray(days, dtype=np.int64), np.asarray(seen, dtype=bool)) for days, seen in groups
    ]
    at = np.unique(np.concatenate([days[seen] for days, seen in read]))
    risk = np.array([len(days) - np.searchsorted(np.sort(days), at) for days, _seen in read])
    ended = np.array(
        [np.bincount(np.searchsorted(at, days[seen]), minlength=len(at)) for days, seen in read]
    )
    apart, covariance = _observed_less_expected(risk.astype(float), ended.astype(float))
    levels, directions = np.linalg.eigh(covariance)
    kept = levels > ROUNDING * max(1.0, float(levels[-1]))
    freedom = int(kept.sum())
    chi_square = float((((apart @ directions) ** 2)[kept] / levels[kept]).sum())
    p = float(stats.chi2.sf(chi_square, freedom)) if freedom else 1.0
    return LogRank(chi_square, freedom, p)


def _observed_less_expected(risk: Floats, ended: Floats) -> tuple[Floats, Floats]:
    """Sums over days of observed less expected events, and their hypergeometric covariance."""
    all_risk, all_ended = risk.sum(axis=0), ended.sum(axis=0)
    share = risk / all_risk
    apart = (ended - share * all_ended).sum(axis=1)
    scale = all_ended * (all_risk - all_ended) / np.maximum(all_risk - 1, 1)
    own = np.diag((share * scale).sum(axis=1))
    return apart, own - (share * scale) @ share.T
