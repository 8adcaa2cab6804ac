"""The least and the most that cells can be: linear and integer programs on a linked system."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse.csgraph import connected_components

from analytics.auditing.relations import Sum


Numbers = npt.NDArray[np.float64]
STARTS = 16
"""Random directions that are tried first; each solution says something about every cell."""
SLACK = 1e-6
ROUGH = 0.2
"""How near the best an integer solution must be where any shows what is possible."""
EXACT = 0.0
"""A least or a most must be the best there is."""
SECONDS = 20.0
"""Limit of one integer program; beyond it, the linear program answers."""
SEED = 20260101


class Contradiction(ValueError):
    """No exact counts at all agree with what was published: some number is wrong."""


@dataclass(frozen=True)
class System:
    """Unknown counts from `low` to `high`, with `rows @ counts` from `floor` to `ceiling`."""

    keys: tuple[str, ...]
    low: Numbers
    high: Numbers
    rows: sparse.csr_matrix
    floor: Numbers
    ceiling: Numbers


@dataclass
class Ranges:
    """What was proved: the least and the most of each target; `solved` programs were needed.

    A range of a target that reached the width asked for is proved to be at least this wide; a
    narrower one is exact.
    """

    low: dict[int, int] = field(default_factory=dict)
    high: dict[int, int] = field(default_factory=dict)
    solved: int = 0

    def width(self, target: int) -> int:
        """How far apart the least and the most are."""
        return self.high[target] - self.low[target]


def system(limits: Mapping[str, tuple[float, float]], sums: Iterable[Sum]) -> System:
    """The linked system of cells with these limits."""
    keys = tuple(sorted(limits))
    index = {key: place for place, key in enumerate(keys)}
    kept = [each for each in sums if each.parent in index]
    data: list[float] = []
    rows: list[int] = []
    columns: list[int] = []
    for row, each in enumerate(kept):
        columns += [index[each.parent], *(index[child] for child in each.children)]
        data += [1.0, *([-1.0] * len(each.children))]
        rows += [row] * (1 + len(each.children))
    matrix = sparse.csr_matrix((data, (rows, columns)), shape=(len(kept), len(keys)))
    low, high = (np.array([limits[key][side] for key in keys], dtype=float) for side in (0, 1))
    ceiling = np.array([0.0 if each.is_whole else np.inf for each in kept])
    return System(keys, low, high, matrix, np.zeros(len(kept)), ceiling)


def ranges(whole: System, targets: Iterable[int], *, wide: float, is_integer: bool) -> Ranges:
    """The range of each target, or a proof that it is at least `wide`.

    Each connected part of the system is solved by itself. Every solution gives a possible value
    to all its cells: running least and most values finish most targets without a program of
    their own.

    Raises:
        Contradiction: nothing agrees with the limits and sums.
    """
    result = Ranges()
    label = _parts(whole)
    by_part: dict[int, list[int]] = {}
    for target in targets:
        by_part.setdefault(int(label[target]), []).append(target)
    for part, members in by_part.items():
        columns = np.flatnonzero(label == part)
        places = np.searchsorted(columns, members)
        found = _Part(whole, columns, is_integer=is_integer)
        low, high = found.squeeze(places, wide)
        result.solved += found.solved
        result.low |= dict(zip(members, low, strict=True))
        result.high |= dict(zip(members, high, strict=True))
    return result


def _parts(whole: System) -> npt.NDArray[np.int32]:
    shared = abs(whole.rows).T @ abs(whole.rows)
    return connected_components(shared, directed=False)[1]


class _Part:
    """One connected part of a system, and what its solutions have shown so far."""

    def __init__(self, whole: System, columns: npt.NDArray[np.intp], *, is_integer: bool) -> None:
        matrix = whole.rows[:, columns]
        used = np.flatnonzero(np.diff(matrix.indptr))
        self.rows = [LinearConstraint(matrix[used], whole.floor[used], whole.ceiling[used])]
        self.bounds = Bounds(whole.low[columns], whole.high[columns])
        self.size = len(columns)
        self.is_integer = is_integer
        self.least: Numbers = np.full(self.size, np.inf)
        self.most: Numbers = np.full(self.size, -np.inf)
        self.solved = 0
        if not len(used):
            self._accept(np.ceil(whole.low[columns]))
            self._accept(np.floor(whole.high[columns]))

    def squeeze(
        self, targets: Sequence[int] | npt.NDArray[np.intp], wide: float
    ) -> tuple[list[int], list[int]]:
        places = np.asarray(targets, dtype=np.intp)
        lone = self.solved == 0 and bool(np.isfinite(self.least).all())
        if not lone:
            self._scatter(places, wide)
            for place in places:
                self._pin(int(place), wide)
        return self._rounded(places)

    def _scatter(self, places: npt.NDArray[np.intp], wide: float) -> None:
        """Push all unfinished targets at once, each in a random direction."""
        random = np.random.default_rng(SEED)
        for attempt in range(STARTS):
            open_places = places[~self._are_wide(places, wide)]
            if not len(open_places) or np.isinf(wide):
                return
            cost = np.zeros(self.size)
            signs = random.choice([-1.0, 1.0], len(open_places))
            cost[open_places] = signs if attempt > 1 else 1.0 - 2.0 * attempt
            self._solve(cost, gap=ROUGH)

    def _pin(self, place: int, wide: float) -> None:
        """The exact least and most of one target, unless it is known to be wide."""
        for sign in (1.0, -1.0):
            if self._are_wide(np.array([place]), wide)[0]:
                return
            cost = np.zeros(self.size)
            cost[place] = sign
            self._solve(cost, gap=EXACT)

    def _are_wide(self, places: npt.NDArray[np.intp], wide: float) -> npt.NDArray[np.bool_]:
        low, high = np.ceil(self.least[places] - SLACK), np.floor(self.most[places] + SLACK)
        seen = np.isfinite(low) & np.isfinite(high)
        return seen & (np.where(seen, high, 0) - np.where(seen, low, 0) >= wide)

    def _solve(self, cost: Numbers, *, gap: float) -> None:
        """Accept a solution. A linear one that is whole everywhere is the best integer one too."""
        linear = self._program(cost, is_integer=False)
        if linear is None:
            raise Contradiction
        if not self.is_integer or _is_whole(linear):
            self._accept(linear)
            return
        whole = self._program(cost, gap, is_integer=True)
        self._accept(linear if whole is None else whole)

    def _program(self, cost: Numbers, gap: float = EXACT, *, is_integer: bool) -> Numbers | None:
        self.solved += 1
        answer = milp(
            cost,
            integrality=np.full(self.size, 1.0 if is_integer else 0.0),
            bounds=self.bounds,
            constraints=self.rows,
            options={"time_limit": SECONDS, "mip_rel_gap": gap},
        )
        return answer.x if answer.status == 0 else None

    def _accept(self, values: Numbers) -> None:
        self.least = np.minimum(self.least, values)
        self.most = np.maximum(self.most, values)

    def _rounded(self, places: npt.NDArray[np.intp]) -> tuple[list[int], list[int]]:
        """Least values rounded up, most values down: counts are whole."""
        low = np.ceil(self.least[places] - SLACK).astype(int).tolist()
        high = np.floor(self.most[places] + SLACK).astype(int).tolist()
        return low, high


def _is_whole(values: Numbers) -> bool:
    return bool(np.abs(values - np.round(values)).max(initial=0.0) < SLACK)
