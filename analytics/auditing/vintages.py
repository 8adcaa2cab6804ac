"""Attack two versions of one period together: what do they say about who came in between?"""

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.auditing.attack import SAFE_WIDTH, SMALL, known_sums, limit
from analytics.auditing.published import Published
from analytics.auditing.relations import Sum
from analytics.auditing.solving import Contradiction, ranges, system


EARLIER, LATER, SAME, CHANGE = "earlier", "later", "same", "change"
FAR = 10**6
Hashes = tuple[Mapping[str, object], Mapping[str, object]]


@dataclass(frozen=True)
class Comparison:
    """`differences` are cells whose change between versions is known to be 1 to 4 people.

    `pairs` cells were attacked with `programs` programs. `is_possible` is False where no counts
    agree with both versions.
    """

    pairs: int
    programs: int
    differences: tuple[str, ...]
    is_possible: bool = True


def overlaps(earlier: Published, later: Published) -> bool:
    """Whether both speak of the same place and share days; without dates they are taken to."""
    if not earlier.head or not later.head:
        return True
    first, second = earlier.head, later.head
    if first.get("geography") != second.get("geography"):
        return False
    return str(first.get("since")) < str(second.get("before")) and str(second.get("since")) < str(
        first.get("before")
    )


def compare(
    earlier: Published,
    later: Published,
    *,
    hashes: Hashes | None = None,
    truths: tuple[Mapping[str, int], Mapping[str, int]] | None = None,
) -> Comparison:
    """Narrow the change of every cell that both versions have, in one stacked system (2.8).

    With `hashes` (set hashes by cell, inside the country only) cells with the same records are one
    unknown. With `truths` the targets are the cells whose exact count changed by 1 to 4, without
    them those whose published counts are at most one step apart.
    """
    keys = _targets(earlier, later, truths)
    same = _unchanged(hashes)
    changed = [key for key in keys if key not in same]
    limits: dict[str, tuple[float, float]] = {}
    sums: list[Sum] = []
    for name, published in ((EARLIER, earlier), (LATER, later)):
        _stack(name, published, same, (limits, sums))
    for key in changed:
        limits[_as(CHANGE, key)] = (-FAR, FAR)
        sums.append(Sum(_as(LATER, key), (_as(EARLIER, key), _as(CHANGE, key))))
    whole = system(limits, sums)
    places = [place for place, key in enumerate(whole.keys) if key.startswith(f"{CHANGE}|")]
    try:
        found = ranges(whole, places, wide=SAFE_WIDTH, is_integer=False)
    except Contradiction:
        return Comparison(len(changed), 0, (), is_possible=False)
    exact = tuple(
        whole.keys[place].partition("|")[2]
        for place in places
        if _is_small_change(found.low[place], found.high[place])
    )
    return Comparison(len(changed), found.solved, exact)


def _stack(
    name: str,
    published: Published,
    same: frozenset[str],
    into: tuple[dict[str, tuple[float, float]], list[Sum]],
) -> None:
    limits, sums = into
    for key, cell in published.cells.items():
        own = limit(cell, published.base)
        place = _as(SAME if key in same else name, key)
        other = limits.get(place, own)
        limits[place] = (max(own[0], other[0]), min(own[1], other[1]))
    for each in known_sums(published)[0]:
        parent, *children = (
            _as(SAME if key in same else name, key) for key in (each.parent, *each.children)
        )
        sums.append(Sum(parent, tuple(children), each.is_whole))


def _as(name: str, key: str) -> str:
    return f"{name}|{key}"


def _unchanged(hashes: Hashes | None) -> frozenset[str]:
    if hashes is None:
        return frozenset()
    first, second = hashes
    return frozenset(key for key in first if key in second and first[key] == second[key])


def _targets(
    earlier: Published,
    later: Published,
    truths: tuple[Mapping[str, int], Mapping[str, int]] | None,
) -> list[str]:
    shared = sorted(set(earlier.cells) & set(later.cells))
    if truths is not None:
        first, second = truths
        return [key for key in shared if abs(second.get(key, 0) - first.get(key, 0)) in SMALL]
    return [key for key in shared if _is_near(earlier, later, key)]


def _is_near(earlier: Published, later: Published, key: str) -> bool:
    first, second = earlier.cells[key].value, later.cells[key].value
    return first is None or second is None or abs(second - first) <= later.base


def _is_small_change(low: int, high: int) -> bool:
    """Whether the change is known, but for one or two, and is 1 to 4 people in one direction."""
    is_narrow = high - low < SAFE_WIDTH
    return is_narrow and ((low in SMALL and high in SMALL) or (-low in SMALL and -high in SMALL))
