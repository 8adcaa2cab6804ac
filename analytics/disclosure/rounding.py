"""Controlled rounding: every count to a multiple of five next to it, and all sums still hold.

Reference 2.6 and 2.13. A count n becomes b*floor(n/b) or b*ceil(n/b); a mixed-integer programme
picks one for each cell so that every relation of the linked system holds exactly. The direction is
drawn by a key from the records of the cell, so that it is the same in every release.
"""

import hashlib
import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, diags, vstack
from scipy.sparse.csgraph import connected_components

from analytics.disclosure.policy import NotProtected, Policy
from analytics.disclosure.system import System


OPTIMAL = 0
STEPS = 5
"""Costs are rounded to fifths: on a grid HiGHS proves the best answer in about half the time."""
SOLVER = f"HiGHS in SciPy {scipy.__version__}"


@dataclass(frozen=True)
class Rounded:
    """Protected counts, in the order of the system's keys.

    `is_optimal` is False where the time limit stopped the search: the values keep every promise,
    but another run may find others, so they are verified and never computed again.
    """

    values: NDArray[np.int64]
    is_optimal: bool
    solver: str = SOLVER


@dataclass(frozen=True)
class _Programme:
    """A system in units of the base: up or down for each distinct set of records that can move.

    `sums @ up == needed` and `orders @ up >= least`; `cost` of rounding up; `kept` is 0 or 1 where
    an earlier release decided, NaN elsewhere.
    """

    sums: csr_matrix
    needed: NDArray[np.int64]
    orders: csr_matrix
    least: NDArray[np.int64]
    cost: NDArray[np.float64]
    kept: NDArray[np.float64]

    def part(self, chosen: NDArray[np.intp]) -> "_Programme":
        """The programme of some variables; the rows without them are theirs to leave."""
        rows, ranks = _touched(self.sums, chosen), _touched(self.orders, chosen)
        return _Programme(
            self.sums[rows][:, chosen],
            self.needed[rows],
            self.orders[ranks][:, chosen],
            self.least[ranks],
            self.cost[chosen],
            self.kept[chosen],
        )


def protect(
    system: System,
    *,
    key: bytes,
    policy: Policy,
    remembered: Mapping[str, int] | None = None,
) -> Rounded:
    """Round a whole linked system, or refuse.

    `remembered` maps set hashes (16 hexadecimal digits) to the value they were published with. Such
    cells keep their value if any rounding allows all of them to; otherwise as many as possible do.
    Cells with one set hash are one variable. The answer depends neither on the order of cells nor
    on that of relations.

    Raises:
        NotAdditive: the exact counts do not add up.
        NotProtected: no rounding was found, or the system has more cells than the policy allows.
    """
    system.check()
    if len(system.keys) > policy.max_cells:
        raise NotProtected
    owner = same_records(system)
    movable = set(owner[system.counts % policy.base > 0].tolist())
    free = np.array(sorted(movable, key=system.keys.__getitem__), np.intp)
    costs = _costs(system, owner, free, key=key, policy=policy, remembered=remembered or {})
    programme = _Programme(*_rules(system, owner, free, policy), *costs)
    up = np.zeros(len(system.keys), np.int64)
    is_optimal = True
    for chosen in _parts(programme):
        up[free[chosen]], is_best = _solve(programme.part(chosen), policy)
        is_optimal = is_optimal and is_best
    values = policy.base * (system.counts // policy.base + up[owner])
    verify(system, values, policy)
    return Rounded(values, is_optimal)


def verify(system: System, values: NDArray[np.int64], policy: Policy) -> None:
    """That protected values keep every promise of 2.12: sums, orders, multiples, nearness, zeros.

    Raises:
        NotProtected: one does not hold.
    """
    base, counts = policy.base, system.counts
    is_kept = (
        not (system.matrix @ values).any()
        and not (values % base).any()
        and bool((abs(values - counts) < base).all())
        and bool((values >= 0).all())
        and bool((values == counts)[counts % base == 0].all())
        and all(values[large] >= values[small] for large, small in system.orders)
    )
    if not is_kept:
        raise NotProtected


def hex16(set_hash: int) -> str:
    """A set hash as it stands in the registry: 16 hexadecimal digits."""
    return f"{int(set_hash):016x}"


def jitter(set_hash: int, *, key: bytes, policy: Policy) -> float:
    """U(-jitter, jitter), drawn by HMAC-SHA256 from the records of a cell."""
    digest = hmac.digest(key, int(set_hash).to_bytes(8, "big"), hashlib.sha256)
    return policy.jitter * (int.from_bytes(digest[:8], "big") / 2**63 - 1)


def same_records(system: System) -> NDArray[np.intp]:
    """For each cell the one that stands for it: the first by key with its count and set hash."""
    first: dict[object, int] = {}
    owner = np.arange(len(system.keys))
    pairs = zip(system.counts.tolist(), system.hashes.tolist(), strict=True)
    names = [pair if pair[1] else key for pair, key in zip(pairs, system.keys, strict=True)]
    for place in sorted(range(len(names)), key=system.keys.__getitem__):
        owner[place] = first.setdefault(names[place], place)
    return owner


def _rules(
    system: System,
    owner: NDArray[np.intp],
    free: NDArray[np.intp],
    policy: Policy,
) -> tuple[csr_matrix, NDArray[np.int64], csr_matrix, NDArray[np.int64]]:
    low = system.counts // policy.base
    merge = _merge(owner, free)
    sums, needed = _distinct(system.matrix @ merge, -(system.matrix @ low))
    ranks = _ranks(system)
    orders, least = _distinct(ranks @ merge, -(ranks @ low))
    is_met = np.asarray(abs(sums).sum(axis=1)).ravel() > 0
    is_ranked = np.asarray(abs(orders).sum(axis=1)).ravel() > 0
    if needed[~is_met].any() or (least[~is_ranked] > 0).any():
        raise NotProtected
    return sums[is_met], needed[is_met], orders[is_ranked], least[is_ranked]


def _merge(owner: NDArray[np.intp], free: NDArray[np.intp]) -> csr_matrix:
    """Cells by variables, 1 where it decides the cell; multiples of the base have no variable."""
    column = {int(place): number for number, place in enumerate(free)}
    pairs = [(row, column[int(one)]) for row, one in enumerate(owner) if int(one) in column]
    rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
    shape = (len(owner), len(free))
    return csr_matrix((np.ones(len(pairs), np.int64), (rows, columns)), shape, dtype=np.int64)


def _ranks(system: System) -> csr_matrix:
    rows = np.repeat(np.arange(len(system.orders)), 2)
    columns = np.array(system.orders, np.int64).reshape(-1)
    signs = np.tile([1, -1], len(system.orders))
    return csr_matrix((signs, (rows, columns)), (len(system.orders), len(system.keys)), np.int64)


def _distinct(rows: csr_matrix, needed: NDArray[np.int64]) -> tuple[csr_matrix, NDArray[np.int64]]:
    """Each row once and in one order, whatever order they came in."""
    rows = csr_matrix(rows)
    rows.sum_duplicates()
    rows.eliminate_zeros()
    names = {}
    for row, right in enumerate(needed.tolist()):
        cut = slice(rows.indptr[row], rows.indptr[row + 1])
        names[(*rows.indices[cut].tolist(), -1, *rows.data[cut].tolist(), right)] = row
    order = [names[name] for name in sorted(names)]
    return rows[order], needed[order]


def _costs(
    system: System,
    owner: NDArray[np.intp],
    free: NDArray[np.intp],
    *,
    key: bytes,
    policy: Policy,
    remembered: Mapping[str, int],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What rounding up costs, and what an earlier release decided.

    Memory counts cells, so a variable that decides two of them is worth twice as much.
    """
    totals = {parent for parent, _children in system.relations}
    decides = np.bincount(owner, minlength=len(owner))
    cost, kept = np.zeros(len(free)), np.full(len(free), np.nan)
    for number, place in enumerate(free.tolist()):
        count, set_hash = int(system.counts[place]), int(system.hashes[place])
        low, rest = count - count % policy.base, count % policy.base
        weight = _weight(count, policy, is_total=place in totals)
        before = remembered.get(hex16(set_hash))
        cost[number] = weight * (policy.base - 2 * rest + jitter(set_hash, key=key, policy=policy))
        if before in {low, low + policy.base}:
            kept[number] = float(before > low)
            penalty = policy.memory_penalty * int(decides[place])
            cost[number] += penalty * (-1 if before > low else 1)
    return np.rint(cost * STEPS) / STEPS, kept


def _weight(count: int, policy: Policy, *, is_total: bool) -> float:
    """How much nearness of a cell counts: totals more, and cells that late records will not change.

    Those keep their value in the next vintage, so the nearer they are to the truth, the less the
    cells around them have to give way. The smaller a cell, the likelier that it stays as it is.
    """
    lasting = math.exp(-policy.late_share * count)
    weight = policy.least_weight + (1 - policy.least_weight) * lasting
    return weight * (policy.total_weight if is_total else 1.0)


def _parts(programme: _Programme) -> list[NDArray[np.intp]]:
    """The variables of each connected part: parts share no relation, so each is solved alone."""
    links = vstack([programme.sums, programme.orders])
    near = abs(links.T) @ abs(links) + diags(np.ones(links.shape[1]))
    count, labels = connected_components(near, directed=False)
    return [np.flatnonzero(labels == part) for part in range(count)]


def _touched(rows: csr_matrix, chosen: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.unique(rows[:, chosen].tocoo().row)


def _solve(part: _Programme, policy: Policy) -> tuple[NDArray[np.int64], bool]:
    """One connected part: as remembered if that is possible, else as near to it as can be."""
    if not np.isnan(part.kept).all():
        answer = _milp(part, policy, is_fixed=True)
        if answer.x is not None:
            return np.rint(answer.x).astype(np.int64), answer.status == OPTIMAL
    answer = _milp(part, policy, is_fixed=False)
    if answer.x is None:
        raise NotProtected
    return np.rint(answer.x).astype(np.int64), answer.status == OPTIMAL


def _milp(part: _Programme, policy: Policy, *, is_fixed: bool) -> scipy.optimize.OptimizeResult:
    is_set = ~np.isnan(part.kept) & is_fixed
    low = np.where(is_set, part.kept, 0.0)
    high = np.where(is_set, part.kept, 1.0)
    rules = [
        LinearConstraint(rows.astype(float), least, most)
        for rows, least, most in (
            (part.sums, part.needed, part.needed),
            (part.orders, part.least, np.full(len(part.least), np.inf)),
        )
        if rows.shape[0]
    ]
    return milp(
        part.cost,
        integrality=np.ones(len(part.cost), np.int64),
        bounds=Bounds(low, high),
        constraints=rules,
        options={"time_limit": policy.time_limit, "mip_rel_gap": policy.mip_rel_gap},
    )
