"""Several tables of the same deliveries: what they tell, added and subtracted, of few (5.4).

A line of a table is a sum of deliveries. All schools less those of one programme are the schools of
the others: so no line, and nothing that can be computed from lines, may tell of one site or two,
or that there are one to four people. Lines that would are told together with others; a table that
still would, beside the tables before it, is left out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kernel.few_places import is_of_few
from prevention.rules.delivery import Heads
from prevention.rules.small_cells import CLOSE, LEAST_CELL


Delivery: TypeAlias = tuple[Any, ...]
"""What was done at one site, by whatever more it is told apart; the site is its second part."""
Counts: TypeAlias = Mapping[Delivery, int]
OTHERS = ""
"""The label of the lines that are told only together."""
MOST_SMALL = 24
"""With more small counts than these, not every sum of them is tried: the table is not told."""


class Why(StrEnum):
    """Why a table is not told."""

    FEW = "few"
    DIFFERENCE = "difference"


SEXES = ("girls", "boys")


@dataclass(frozen=True)
class Shown:
    """How a table is told: what belongs to each label, or why it is not told.

    `is_gendered`: girls and boys apart, in all of its lines or in none.
    """

    lines: Mapping[str, frozenset[Delivery]]
    why: Why | None = None
    is_gendered: bool = False


def told(
    tables: Sequence[Mapping[Delivery, str]],
    *,
    people: Sequence[Mapping[Delivery, Heads]],
    others: Sequence[Counts] = (),
    is_gendered: bool,
) -> list[Shown]:
    """How each table of the same deliveries is told, the first ones first.

    `tables` say which line each delivery belongs to; the sum of all of them is told elsewhere,
    girls and boys apart if `is_gendered`. `people` are the numbers of people that every table
    tells, `others` other numbers.
    """
    both = [{each: heads.girls + heads.boys for each, heads in part.items()} for part in people]
    found = _divided(tables, both, others)
    if not is_gendered:
        return found
    apart = [
        {(*each, sex): getattr(heads, sex) for each, heads in part.items() for sex in SEXES}
        for part in people
    ]
    whole = frozenset(each for table in tables for each in table)
    known = _by_sex(whole)
    known += [one | other for shown in found for one, other in map(_by_sex, shown.lines.values())]
    for place, shown in enumerate(found):
        lines = [line for each in shown.lines.values() for line in _by_sex(each)]
        if lines and not _any_tells([*known, *lines], apart, ()):
            found[place] = replace(shown, is_gendered=True)
            known += lines
    return found


def _by_sex(line: Collection[Delivery]) -> list[frozenset[Delivery]]:
    return [frozenset((*each, sex) for each in line) for sex in SEXES]


def _divided(
    tables: Sequence[Mapping[Delivery, str]], people: Sequence[Counts], others: Sequence[Counts]
) -> list[Shown]:
    known = [frozenset(each for table in tables for each in table)]
    found = []
    for table in tables:
        rows: dict[str, set[Delivery]] = defaultdict(set)
        for delivery, label in table.items():
            rows[label].add(delivery)
        lines = _together(rows, people, others)
        shown = Shown({}, Why.FEW) if len(rows) > len(lines) == 1 else Shown(lines)
        if shown.why is None and _any_tells([*known, *lines.values()], people, others):
            shown = Shown({}, Why.DIFFERENCE)
        known += shown.lines.values()
        found.append(shown)
    return found


def _together(
    rows: Mapping[str, set[Delivery]], people: Sequence[Counts], others: Sequence[Counts]
) -> dict[str, frozenset[Delivery]]:
    """The lines of a table, with those of few as one."""

    def are_few(labels: Collection[str]) -> bool:
        deliveries = [each for label in labels for each in rows[label]]
        return is_of_few(len({each[1] for each in deliveries})) or any(
            _is_few(deliveries, counts, are_people=are_people)
            for kind, are_people in ((people, True), (others, False))
            for counts in kind
        )

    joined = [label for label in sorted(rows) if are_few([label])]
    apart = [label for label in sorted(rows) if label not in joined]
    while apart and joined and are_few(joined):
        smallest = min(apart, key=lambda label: (len({each[1] for each in rows[label]}), label))
        apart.remove(smallest)
        joined.append(smallest)
    lines = {label: frozenset(rows[label]) for label in apart}
    if joined:
        lines[OTHERS] = frozenset().union(*(rows[label] for label in joined))
    return lines


def _is_few(deliveries: Collection[Delivery], counts: Counts, *, are_people: bool) -> bool:
    """Whether a number is of one or two sites, or of one to four people; 0 is of nobody."""
    behind = [each for each in deliveries if counts.get(each)]
    people = sum(counts[each] for each in behind)
    return is_of_few(len({each[1] for each in behind})) or (are_people and 0 < people < LEAST_CELL)


def _any_tells(
    lines: Sequence[frozenset[Delivery]], people: Sequence[Counts], others: Sequence[Counts]
) -> bool:
    return any(tells_of_few(lines, counts, are_people=True) for counts in people) or any(
        tells_of_few(lines, counts, are_people=False) for counts in others
    )


def tells_of_few(
    lines: Sequence[Collection[Delivery]], counts: Counts, *, are_people: bool
) -> bool:
    """Whether any sum and difference of these lines is of few.

    Deliveries that stand in the same lines are never told apart: they are one unknown. What can be
    computed are the vectors of the row space of the lines; some of the unknowns can be told alone
    if one of these is about them only, that is, if the projection onto the space keeps it.
    """
    unknowns: dict[tuple[bool, ...], list[Delivery]] = defaultdict(list)
    for delivery, count in counts.items():
        if count:
            unknowns[tuple(delivery in line for line in lines)].append(delivery)
    if not unknowns:
        return False
    __, sizes, basis = np.linalg.svd(np.array(list(unknowns), dtype=float).T, full_matrices=False)
    basis = basis[sizes > CLOSE]
    projection = basis.T @ basis
    behind = [frozenset(each[1] for each in group) for group in unknowns.values()]
    people = [sum(counts[each] for each in group) for group in unknowns.values()]
    found = any(_is_told(projection, few) for few in _of_two_sites(behind, projection))
    if found or not are_people:
        return found
    small = [place for place, count in enumerate(people) if count < LEAST_CELL]
    return len(small) > MOST_SMALL or any(
        _is_told(projection, few) for few in _of_few_people(small, people)
    )


def _of_two_sites(
    behind: Sequence[frozenset[Any]], projection: NDArray[np.float64]
) -> Iterator[list[int]]:
    """The unknowns of each two sites; of those that weigh too little, none can be told alone."""
    of_sites: dict[frozenset[Any], list[int]] = defaultdict(list)
    for place, sites in enumerate(behind):
        if is_of_few(len(sites)):
            of_sites[sites].append(place)
    weight = {sites: sum(projection[at, at] for at in own) for sites, own in of_sites.items()}
    owners = sorted({site for sites in of_sites for site in sites})
    pairs = [frozenset(pair) for pair in combinations(owners, 2)]
    for pair in pairs or [frozenset(owners)]:
        parts = [pair, *(frozenset([site]) for site in pair)] if len(pair) > 1 else [pair]
        if sum(weight.get(part, 0) for part in parts) > 1 - CLOSE:
            yield [at for part in parts for at in of_sites.get(part, [])]


def _of_few_people(small: Sequence[int], people: Sequence[int]) -> Iterator[list[int]]:
    """Unknowns that are one to four people together."""
    for size in range(1, LEAST_CELL):
        for chosen in combinations(small, size):
            if sum(people[at] for at in chosen) < LEAST_CELL:
                yield list(chosen)


def _is_told(projection: NDArray[np.float64], chosen: Sequence[int]) -> bool:
    """Whether some vector of the space is about these unknowns alone."""
    own = projection[np.ix_(chosen, chosen)]
    return bool(np.linalg.eigvalsh(own)[-1] > 1 - CLOSE)
