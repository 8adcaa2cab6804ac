"""What a reader could work out from rounded counts by linear programming.

Written without the code that protects and without the audit, so that neither checks itself.
"""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_diag, eye, hstack

from analytics.disclosure.system import System


def widths(system: System, values: np.ndarray, told: Sequence[Sequence[int]] = ()) -> list[float]:
    """How wide the interval of each count of 1 to 4 stays for a reader with a linear programme.

    `told` are sums of cells that the reader knows exactly. Past a width of 4 nobody looks further.
    """
    low, high = np.maximum(values - 4, 0).astype(float), values + 4.0
    rules = [LinearConstraint(system.matrix.astype(float), 0, 0)] if system.relations else []
    for cells in told:
        row = np.isin(np.arange(len(values)), cells).astype(float)
        rules.append(LinearConstraint(row, row @ system.counts, row @ system.counts))
    seen = [system.counts.astype(float)]
    found = []
    for cell in np.flatnonzero((system.counts > 0) & (system.counts < 5)):
        for sign in (1, -1):
            if _whole_width([each[cell] for each in seen]) < 4:
                cost = np.zeros(len(values))
                cost[cell] = sign
                seen.append(milp(cost, bounds=Bounds(low, high), constraints=rules).x)
        found.append(_whole_width([each[cell] for each in seen]))
    return found


def spreads_of_late(
    first: System, second: System, before: np.ndarray, after: np.ndarray
) -> list[float]:
    """How far the difference of each cell that 1 to 4 records joined stays open: 0 is recovered.

    The reader knows that the second vintage contains the first. Variables: the counts of the first
    vintage, then the differences, none of them negative. One point of the attack answers for every
    cell in which it differs from another point by 1 or more.
    """
    late = (second.counts - first.counts).astype(float)
    low, high = late.copy(), late.copy()
    found = []
    attack = _late_attack(first, before, after)
    for cell in np.flatnonzero((late > 0) & (late < 5)):
        for sign in (1, -1):
            if high[cell] - low[cell] < 1:
                point = attack(cell, sign)
                low, high = np.minimum(low, point), np.maximum(high, point)
        found.append(float(high[cell] - low[cell]))
    return found


def _late_attack(
    first: System, before: np.ndarray, after: np.ndarray
) -> Callable[[int, int], np.ndarray]:
    """Finds differences that agree with both vintages: least (1) or most (-1) in one cell."""
    size, sums = len(before), first.matrix.astype(float)
    both = hstack([eye(size), eye(size)], format="csr")
    rules = [
        LinearConstraint(block_diag([sums, sums], format="csr"), 0, 0),
        LinearConstraint(both, np.maximum(after - 4, 0), after + 4),
    ]
    least = np.concatenate([np.maximum(before - 4, 0), np.zeros(size)])
    box = Bounds(least, np.concatenate([before + 4.0, np.full(size, np.inf)]))

    def attack(cell: int, sign: int) -> np.ndarray:
        cost = np.zeros(2 * size)
        cost[size + cell] = sign
        return milp(cost, bounds=box, constraints=rules).x[size:]

    return attack


def _whole_width(ends: Sequence[float]) -> float:
    return float(np.floor(max(ends) + 1e-6) - np.ceil(min(ends) - 1e-6))
