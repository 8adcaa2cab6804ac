"""Which intervals and gaps would expose a small cell, if a reader worked them back to exact counts.

The worst case is assumed: from every published interval, gap and median a reader learns the exact
numerator and denominator. With these known, each count of 1 to 4 must keep an interval three wide
(reference 2.8 and 2.9). Where one would not, the fewest facts are withheld that restore it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, eye, hstack, vstack

from analytics.catalogue import INDICATORS
from analytics.disclosure.policy import Policy
from analytics.disclosure.system import System, matrix
from analytics.estimates import Estimate
from analytics.vocabulary import Who


Fact = frozenset[int]
NEAR = 1e-6
HEADLINE_WEIGHT = 3.0


@dataclass(frozen=True)
class _Attack:
    """What a reader knows of the exact counts, as linear rules.

    `rules @ y == 0`, `orders @ y <= 0`, `low <= y <= high`; `facts @ y == facts @ counts` if told.
    """

    counts: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    rules: csr_matrix
    orders: csr_matrix
    facts: csr_matrix
    weights: NDArray[np.float64]

    def bound(self, cell: int, told: NDArray[np.bool_], *, sign: int) -> NDArray[np.float64]:
        """Counts that obey every rule with the least (`sign` 1) or most (-1) in one cell."""
        cost = np.zeros(len(self.counts))
        cost[cell] = sign
        known = self.facts[np.flatnonzero(told)]
        rows = vstack([self.rules, self.orders, known], format="csr")
        answer = _solve(cost, rows, self._sides(known), Bounds(self.low, self.high))
        return answer if len(answer) else self.counts

    def price(
        self, cell: int, told: NDArray[np.bool_], low: float, high: float
    ) -> tuple[float, NDArray[np.intp]]:
        """The facts to withhold so that the cell may be within low and high, and their weight."""
        chosen = np.flatnonzero(told)
        known, size = self.facts[chosen], len(chosen)
        cost = np.concatenate([np.zeros(len(self.counts)), np.tile(self.weights[chosen], 2)])
        rows = vstack(
            [
                _wide(self.rules, 2 * size),
                _wide(self.orders, 2 * size),
                hstack([known, eye(size), -eye(size)]),
            ],
            format="csr",
        )
        least = np.concatenate([self.low, np.zeros(2 * size)])
        most = np.concatenate([self.high, np.full(2 * size, np.inf)])
        least[cell], most[cell] = max(low, least[cell]), min(high, most[cell])
        if least[cell] > most[cell]:
            return np.inf, chosen[:0]
        answer = _solve(cost, rows, self._sides(known), Bounds(least, most))
        if not len(answer):
            return np.inf, chosen[:0]
        gaps = abs(known @ (answer[: len(self.counts)] - self.counts)) > NEAR
        return float(self.weights[chosen[gaps]].sum()), chosen[gaps]

    def _sides(self, known: csr_matrix) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        sums, ranks, told = self.rules.shape[0], self.orders.shape[0], known @ self.counts
        least = np.concatenate([np.zeros(sums), np.full(ranks, -np.inf), told])
        return least, np.concatenate([np.zeros(sums + ranks), told])


def _solve(
    cost: NDArray[np.float64],
    rows: csr_matrix,
    sides: tuple[NDArray[np.float64], NDArray[np.float64]],
    box: Bounds,
) -> NDArray[np.float64]:
    """The best point of a linear programme (no whole numbers asked), or nothing."""
    answer = milp(cost, constraints=LinearConstraint(rows, *sides), bounds=box)
    return np.zeros(0) if answer.x is None else answer.x


def exposing(
    system: System,
    values: Mapping[str, int],
    exact: Sequence[Estimate],
    policy: Policy,
    *,
    among: Sequence[Estimate] = (),
) -> list[Estimate]:
    """Those of the estimates with exact content that must lose it.

    The two sides of a gap are looked up `among` all estimates, shown or not.
    One pass is enough: a fact withheld never makes another interval narrower.
    """
    told = [_facts(estimate, among or exact, system) for estimate in exact]
    facts = sorted({fact for each in told for fact in each}, key=sorted)
    if not facts:
        return []
    weights = [_weight(fact, exact, told) for fact in facts]
    attack = _attack(system, values, facts, np.array(weights), policy)
    is_told = np.ones(len(facts), bool)
    seen_low, seen_high = attack.counts.copy(), attack.counts.copy()
    small = np.flatnonzero((system.counts > 0) & (system.counts < policy.base))
    for cell in small.tolist():
        for sign in (1, -1):
            if _width(seen_low[cell], seen_high[cell]) < policy.width_min:
                found = attack.bound(cell, is_told, sign=sign)
                seen_low, seen_high = np.minimum(seen_low, found), np.maximum(seen_high, found)
        if _width(seen_low[cell], seen_high[cell]) < policy.width_min:
            is_told[_to_withhold(attack, cell, is_told, policy)] = False
    kept = {fact for fact, is_kept in zip(facts, is_told, strict=True) if is_kept}
    return [each for each, uses in zip(exact, told, strict=True) if not uses <= kept]


def _width(low: float, high: float) -> float:
    """How many whole numbers lie between, less one."""
    return float(np.floor(high + NEAR) - np.ceil(low - NEAR))


def _to_withhold(
    attack: _Attack, cell: int, told: NDArray[np.bool_], policy: Policy
) -> NDArray[np.intp]:
    """The lightest set of facts without which the cell may be k as well as k + 3, for some k.

    Every fact, if the linear programme finds no such set.
    """
    count, width = int(attack.counts[cell]), policy.width_min
    best = (np.inf, np.flatnonzero(told))
    for low in range(max(count - width, 0), count + 1):
        under, over = (-np.inf, float(low)), (float(low + width), np.inf)
        for first, second in ((under, over), (over, under)):
            price, facts = attack.price(cell, told, *first)
            left = told.copy()
            left[facts] = False
            more, others = attack.price(cell, left, *second)
            if price + more < best[0]:
                best = (price + more, np.union1d(facts, others))
    return best[1]


def told_by(estimate: Estimate, among: Sequence[Estimate]) -> list[tuple[str, ...]]:
    """The sums of cells that an estimate may tell: its own, and those of both sides of a gap.

    The sides are looked up `among` all estimates, shown or not.
    """
    sides = [estimate]
    if estimate.who == Who.GAP:
        sides += [each for each in among if _is_side(each, estimate)]
    sums = [cells for each in sides for cells in (each.numerator_cells, each.denominator_cells)]
    return [cells for cells in sums if cells]


def _facts(estimate: Estimate, among: Sequence[Estimate], system: System) -> set[Fact]:
    return {
        frozenset(system.place[name] for name in cells)
        for cells in told_by(estimate, among)
        if all(name in system.place for name in cells)
    }


def _is_side(estimate: Estimate, gap: Estimate) -> bool:
    return estimate.who in {Who.WOMEN, Who.MEN} and (
        (estimate.indicator, estimate.stratum, estimate.day)
        == (gap.indicator, gap.stratum, gap.day)
    )


def _weight(fact: Fact, exact: Sequence[Estimate], told: Sequence[set[Fact]]) -> float:
    users = [each for each, uses in zip(exact, told, strict=True) if fact in uses]
    headline = sum(
        each.indicator in INDICATORS and INDICATORS[each.indicator].is_headline for each in users
    )
    return len(users) + HEADLINE_WEIGHT * headline


def _attack(
    system: System,
    values: Mapping[str, int],
    facts: Sequence[Fact],
    weights: NDArray[np.float64],
    policy: Policy,
) -> _Attack:
    shown = np.array([values[key] for key in system.keys], float)
    orders = [(small, (large,)) for large, small in system.orders]
    rows = [row for row, fact in enumerate(facts) for _cell in fact]
    columns = [cell for fact in facts for cell in sorted(fact)]
    shape = (len(facts), len(shown))
    return _Attack(
        system.counts.astype(float),
        np.maximum(shown - (policy.base - 1), 0),
        shown + (policy.base - 1),
        system.matrix.astype(float),
        -matrix(orders, len(shown)).astype(float),
        csr_matrix((np.ones(len(rows)), (rows, columns)), shape),
        weights,
    )


def _wide(rows: csr_matrix, more: int) -> csr_matrix:
    return hstack([rows, csr_matrix((rows.shape[0], more))], format="csr")
