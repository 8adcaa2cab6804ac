"""The sums and orders between published cells, rebuilt from their names and the dimensions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from analytics.auditing.published import (
    TOTAL,
    Dimension,
    Published,
    Table,
    cell_name,
    split_name,
)


CONTAINED = (
    ("in_treatment", "entrants"),  # who started in the period was in treatment in it
    ("in_treatment", "oat"),  # on its last day
    ("starts", "entrants"),  # people, by the first of their starts
    ("starts", "courses"),
)
"""Universes of which the second is part of the first, for women, men and both: what every reader of
the definitions knows (indicator catalogue), and what an intruder would use."""
INSIDE = {"completed": "enrolled", "linked": "answered"}
"""Of programmes: universes that are part of another, whatever the codes."""
FOLLOWED = ("starts", "followed", "day")
"""Of the treatments started, those followed: never more, on the first of the days either."""


@dataclass(frozen=True)
class Sum:
    """`parent` equals the sum of `children`; not whole: some are not published, it is no less."""

    parent: str
    children: tuple[str, ...]
    is_whole: bool = True


def relations(published: Published) -> tuple[Sum, ...]:
    """Every sum and order that holds between the cells, whichever table they stand in."""
    families: dict[tuple[str, str, str], list[str]] = {}
    for key in sorted(published.cells):
        _universe, codes = split_name(key)
        for name, code in codes.items():
            if code in published.dimensions.get(name, Dimension(name, {})).parents:
                families.setdefault(_family(published, key, name), []).append(code)
    found: list[Sum] = []
    for family, present in families.items():
        found += _sums(published, family, set(present))
    return tuple(found)


def _family(published: Published, key: str, name: str) -> tuple[str, str, str]:
    """The other codes of a cell, the dimension, and the code that the cell's code is part of."""
    universe, codes = split_name(key)
    parent = published.dimensions[name].parents[codes[name]]
    others = {each: code for each, code in codes.items() if each != name}
    return cell_name(universe, others), name, parent


def _sums(published: Published, family: tuple[str, str, str], present: set[str]) -> Iterator[Sum]:
    frame, name, parent = family
    dimension = published.dimensions[name]
    members = [code for code, under in dimension.parents.items() if under == parent]
    universe, others = split_name(frame)
    keys = [cell_name(universe, others | {name: code}) for code in members if code in present]
    if dimension.is_nested:
        yield from (Sum(outer, (inner,), is_whole=False) for outer, inner in pairwise(keys))
        return
    whole = cell_name(universe, others | {name: parent})
    if whole in published.cells:
        yield Sum(whole, tuple(keys), is_whole=len(keys) == len(members))


def containments(published: Published) -> tuple[Sum, ...]:
    """Orders between universes that follow from their definitions."""
    pairs = []
    for sex in ("F", "M", TOTAL):
        pairs += [
            (cell_name(outer, {"sex": sex}), cell_name(inner, {"sex": sex}))
            for outer, inner in CONTAINED
        ]
        pairs += [
            (
                cell_name("in_treatment", {"sex": sex, "region": code}),
                cell_name("entrants", {"sex": sex, "region": code}),
            )
            for code in published.dimensions.get("region", Dimension("region", {})).parents
        ]
        outer, inner, name = FOLLOWED
        pairs += [
            (cell_name(outer, {"sex": sex}), cell_name(inner, {"sex": sex, name: code}))
            for code in list(published.dimensions.get(name, Dimension(name, {})).parents)[:1]
        ]
    cells = published.cells
    for key in cells:
        universe, codes = split_name(key)
        if universe in INSIDE:
            pairs.append((cell_name(INSIDE[universe], codes), key))
    return tuple(
        Sum(outer, (inner,), is_whole=False)
        for outer, inner in pairs
        if outer in cells and inner in cells
    )


def disagreeing(published: Published, sums: Iterable[Sum]) -> tuple[Sum, ...]:
    """The whole sums that the published numbers break. Sums with a mark in them are not judged."""
    return tuple(each for each in sums if each.is_whole and _is_broken(published, each))


def _is_broken(published: Published, each: Sum) -> bool:
    whole = published.cells[each.parent].value
    parts = [published.cells[key].value for key in each.children]
    known = [part for part in parts if part is not None]
    return whole is not None and len(known) == len(parts) and sum(known) != whole


def without_guessed(
    published: Published, sums: Iterable[Sum]
) -> tuple[tuple[Sum, ...], tuple[str, ...]]:
    """Where dimensions were guessed: the sums of those that add up, and what was left out.

    A dimension with groups does not add up when all its codes are taken for one level.
    """
    kept = tuple(sums)
    broken = {_dimension_of(each) for each in disagreeing(published, kept)}
    sentence = _("The codes of %(name)s do not add up as one level; their sums were left out.")
    said = tuple(sentence % {"name": name} for name in sorted(broken))
    return tuple(each for each in kept if _dimension_of(each) not in broken), said


def _dimension_of(each: Sum) -> str:
    """The dimension over which a sum of direct codes goes."""
    parent, child = split_name(each.parent)[1], split_name(each.children[0])[1]
    return next(name for name in child if child[name] != parent.get(name))


def absent(published: Published) -> tuple[tuple[str, str], ...]:
    """Cells that a table needs and the release does not have: table and name of the cell."""
    return tuple(
        (table.code, key)
        for table in published.tables
        for key in table_cells(table, published.dimensions)
        if key not in published.cells
    )


def table_cells(table: Table, dimensions: Mapping[str, Dimension]) -> Iterator[str]:
    """The names of all cells of a table."""
    rows: list[dict[str, str]] = [{}]
    for name in table.dimensions:
        codes = list(_codes(dimensions[name], table.depths.get(name, 9)))
        rows = [row | {name: code} for row in rows for code in codes]
    return (cell_name(table.universe, row) for row in rows)


def _codes(dimension: Dimension, depth: int) -> Iterator[str]:
    if not dimension.is_nested:
        yield TOTAL
    for code in dimension.parents:
        if _level(dimension, code) <= depth:
            yield code


def _level(dimension: Dimension, code: str) -> int:
    """How deep a code stands; codes directly under the total are at 1. Circles end."""
    level = 1
    while (code := dimension.parents.get(code, TOTAL)) != TOTAL and level <= len(dimension.parents):
        level += 1
    return level
