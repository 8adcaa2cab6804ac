"""Attack one release: how far can the exact counts behind the published ones be narrowed?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analytics.auditing.published import Cell, Published
from analytics.auditing.relations import Sum, containments, disagreeing, relations, without_guessed
from analytics.auditing.solving import Contradiction, Ranges, System, ranges, system


SMALL = range(1, 5)
"""Counts that must stay hidden: 1 to 4."""
SAFE_WIDTH = 3
"""A narrower range of a small count is a disclosure (2.8)."""
PROVED_WIDTH = 4
"""Ranges are proved to be at least this wide: what rounding to 5 gives a lone cell (2.6)."""
INTEGER_BELOW = 1500
"""Systems with fewer cells are attacked with whole numbers throughout (2.8)."""
NOT_ZERO = "low"
NO_SUCH_CELL = "z"
KNOWN = "known:"
"""Names of known sums begin with this; they are no cells."""
UNKNOWN_MOST = 10**6
"""Upper limit of a cell that only has a mark; no country has more clients."""


@dataclass(frozen=True)
class Attack:
    """What the attacker found. `narrowest` is None where nothing had to be attacked.

    `narrowest` is proved: no target has a narrower range. `is_possible` is False where no counts
    at all agree with the published numbers. `unbuilt` says which relations could not be rebuilt.
    """

    cells: int
    relations: int
    programs: int
    targets: int
    narrowest: int | None
    recovered: tuple[str, ...]
    broken: tuple[Sum, ...] = ()
    is_possible: bool = True
    unbuilt: tuple[str, ...] = ()

    @property
    def tried(self) -> int:
        """Programs solved and cells covered by them."""
        return self.programs + self.targets


def attack(
    published: Published,
    *,
    truth: Mapping[str, int] | None = None,
    known: Mapping[tuple[str, ...], int] | None = None,
) -> Attack:
    """Narrow the cells that could hide 1 to 4 people, as an intruder with a solver would.

    With `truth` (exact counts by name of the cell; inside the country only) exactly the cells with
    1 to 4 are targets; without it, all that are published as 0 or one step of rounding, or not at
    all. `known` are exact sums of cells that the intruder is taken to have from elsewhere.
    """
    sums, unbuilt = known_sums(published)
    broken = disagreeing(published, sums)
    limits = {key: limit(cell, published.base) for key, cell in published.cells.items()}
    told, totals = _told(known or {}, limits)
    keys = targets(published, truth)
    found, whole = _narrow(limits | told, (*sums, *totals), containments(published), keys)
    size = (len(published.cells), len(sums))
    if found is None:
        return Attack(*size, 0, len(keys), None, (), broken, is_possible=False, unbuilt=unbuilt)
    index = {key: place for place, key in enumerate(whole.keys)}
    recovered = tuple(key for key in keys if is_recovered(found, index[key]))
    narrowest = min((found.width(index[key]) for key in keys), default=None)
    return Attack(*size, found.solved, len(keys), narrowest, recovered, broken, unbuilt=unbuilt)


def _told(
    known: Mapping[tuple[str, ...], int], limits: Mapping[str, tuple[float, float]]
) -> tuple[dict[str, tuple[float, float]], list[Sum]]:
    """Known sums as further unknowns that have one value and are the sum of their cells."""
    told: dict[str, tuple[float, float]] = {}
    totals: list[Sum] = []
    for cells, value in sorted(known.items()):
        if all(cell in limits for cell in cells):
            name = f"{KNOWN}{'+'.join(cells)}"
            told[name] = (value, value)
            totals.append(Sum(name, cells))
    return told, totals


def known_sums(published: Published) -> tuple[tuple[Sum, ...], tuple[str, ...]]:
    """The sums between the cells, and what could not be rebuilt."""
    sums = relations(published)
    if not published.unbuilt:
        return sums, ()
    kept, said = without_guessed(published, sums)
    return kept, (*published.unbuilt, *said)


def _narrow(
    limits: Mapping[str, tuple[float, float]],
    sums: tuple[Sum, ...],
    orders: tuple[Sum, ...],
    keys: Iterable[str],
) -> tuple[Ranges | None, System]:
    """The ranges with all that is known; orders between universes go where they contradict."""
    for constraints in ((*sums, *orders), sums):
        whole = system(limits, constraints)
        index = {key: place for place, key in enumerate(whole.keys)}
        try:
            places = [index[key] for key in keys]
            is_integer = sum(not key.startswith(KNOWN) for key in limits) < INTEGER_BELOW
            return ranges(whole, places, wide=PROVED_WIDTH, is_integer=is_integer), whole
        except Contradiction:
            continue
    return None, whole


def limit(cell: Cell, base: int) -> tuple[float, float]:
    """The least and the most that a published cell alone allows (2.6): `a` is within a step.

    A number that is no multiple of the base is taken for what it is, an exact count.
    """
    if cell.value is None:
        return (0, 0) if cell.mark == NO_SUCH_CELL else (0, UNKNOWN_MOST)
    if cell.value % base:
        return cell.value, cell.value
    least = 1 if cell.mark == NOT_ZERO else 0
    return max(least, cell.value - base + 1), cell.value + base - 1


def targets(published: Published, truth: Mapping[str, int] | None) -> tuple[str, ...]:
    """The cells that must not be narrowed."""
    cells = published.cells
    if truth is not None:
        return tuple(key for key in sorted(cells) if truth.get(key, 0) in SMALL)
    return tuple(key for key in sorted(cells) if _may_hide(cells[key], published.base))


def _may_hide(cell: Cell, base: int) -> bool:
    if cell.value is None:
        return cell.mark != NO_SUCH_CELL
    return cell.value <= base


def is_recovered(found: Ranges, place: int) -> bool:
    """Whether the range is narrow and has a small count in it. Nobody at all is no disclosure."""
    low, high = found.low[place], found.high[place]
    return high - low < SAFE_WIDTH and any(low <= count <= high for count in SMALL)
