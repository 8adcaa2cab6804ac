"""Linked cell systems: invented populations of a country's size, and tiny ones for Hypothesis."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from analytics import catalogue
from analytics.catalogue import Code, Dimension, Layout
from analytics.disclosure.policy import Policy
from analytics.disclosure.rounding import Rounded, hex16, protect
from analytics.disclosure.system import System, build
from analytics.tabulation import Cube, tabulate


SEX = catalogue.DIMENSIONS["sex"]
KEY = bytes(range(32))
PEOPLE = 12_000
WOMEN = 0.12


def _flat(name: str, size: int) -> Dimension:
    return Dimension(name, name, tuple(Code(f"{name[0].upper()}{n}", str(n)) for n in range(size)))


REGION, AGE, TREATMENT, EXIT = (
    _flat(name, size) for name, size in (("region", 6), ("age", 6), ("treatment", 4), ("exit", 4))
)
DRUG = Dimension(
    "drug",
    "drug",
    tuple(
        Code(*code)
        for group, leaves in (("G0", 3), ("G1", 2), ("G2", 3), ("G3", 1))
        for code in [
            (group, group),
            *((f"{group}L{n}", group, group) for n in range(leaves)),
        ]
    ),
)
DIMENSIONS = {each.name: each for each in (REGION, SEX, AGE, DRUG, TREATMENT, EXIT)}
TABLES = (
    Layout("B1", "people", ("region", "sex", "age"), ""),
    Layout("B2", "people", ("region", "sex", "drug"), ""),
    Layout("B3", "people", ("age", "sex", "drug"), ""),
    Layout("B4", "people", ("region", "sex", "treatment", "exit"), ""),
)
"""System B of the reference, 2.5: four linked tables at region level."""


def leaf_codes(dimension: Dimension) -> tuple[str, ...]:
    """The codes that no other code is part of."""
    parents = {code.parent for code in dimension.codes}
    return tuple(code.code for code in dimension.codes if code.code not in parents)


def population(seed: int, *, people: int = PEOPLE) -> pd.DataFrame:
    """People with a code for each dimension; some codes are common, some rare, as in life."""
    chance = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {"record_key": chance.integers(1, 2**64, people, dtype=np.uint64, endpoint=False)}
    )
    for name, dimension in DIMENSIONS.items():
        codes = leaf_codes(dimension)
        shares = chance.dirichlet(np.full(len(codes), 1.5))
        weights = [WOMEN, 1 - WOMEN] if name == "sex" else shares
        drawn = chance.choice(len(codes), people, p=weights)
        frame[name] = pd.Categorical.from_codes(drawn, list(codes))
    return frame


def later(frame: pd.DataFrame, seed: int, *, share: float = 0.01) -> pd.DataFrame:
    """The same people and some whose records came late."""
    more = population(seed + 1000, people=round(len(frame) * share))
    return pd.concat([frame, more], ignore_index=True)


def linked(frame: pd.DataFrame, tables: Sequence[Layout] = TABLES) -> System:
    """The system of some tables over these people."""
    cubes = [tabulate(frame, table.dimensions, universe="people") for table in tables]
    return build({"people": cubes}, tables, DIMENSIONS)


@dataclass(frozen=True)
class Vintages:
    """Two vintages of one country, each with its protected values; the second remembers."""

    first: System
    second: System
    before: Rounded
    after: Rounded

    @property
    def kept(self) -> float:
        """The share of the cells with people and the same records that keep their value."""
        same = (self.first.hashes == self.second.hashes) & (self.first.counts > 0)
        return float((self.before.values == self.after.values)[same].mean())


def remembered(system: System, values: np.ndarray) -> dict[str, int]:
    """What the registry would remember of a release: values by set hash."""
    return {hex16(each): int(value) for each, value in zip(system.hashes, values, strict=True)}


def vintages(seed: int, policy: Policy) -> Vintages:
    """A country, protected before and after 1 % of its records came late."""
    people = population(seed)
    first, second = linked(people), linked(later(people, seed))
    before = protect(first, key=KEY, policy=policy)
    memory = remembered(first, before.values)
    return Vintages(
        first, second, before, protect(second, key=KEY, policy=policy, remembered=memory)
    )


@st.composite
def hierarchies(draw: st.DrawFn, name: str, depth: int) -> Dimension:
    """A dimension of one to three levels."""
    codes = [Code(f"{name}{top}", "") for top in range(draw(st.integers(1, 3)))]
    under = codes[:1]
    for _level in range(depth - 1):
        parent = under[0].code
        under = [Code(f"{parent}{n}", "", parent) for n in range(draw(st.integers(1, 2)))]
        codes += under
    return Dimension(name, "", tuple(codes))


@st.composite
def cubes(draw: st.DrawFn, dimensions: Sequence[Dimension]) -> Cube:
    """Skewed counts with many zeros, and random set hashes."""
    codes = tuple(leaf_codes(dimension) for dimension in dimensions)
    shape = tuple(len(each) for each in codes)
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    mean = draw(st.sampled_from([0.5, 2.0, 6.0, 30.0]))
    counts = np.floor(chance.gamma(0.5, 2 * mean, shape)).astype(np.int64)
    counts[chance.random(shape) < draw(st.sampled_from([0.0, 0.3, 0.7]))] = 0
    hashes = chance.integers(1, 2**64, shape, dtype=np.uint64, endpoint=False)
    hashes[counts == 0] = 0
    return Cube("u", tuple(each.name for each in dimensions), codes, counts, hashes)


@st.composite
def tiny_systems(draw: st.DrawFn) -> System:
    """One to four dimensions of one to three levels, in one to four linked tables."""
    names = "abcd"[: draw(st.integers(1, 4))]
    depths = [draw(st.integers(1, 3)), *[draw(st.integers(1, 2)) for _ in names[1:]]]
    dimensions = {
        name: draw(hierarchies(name, depth)) for name, depth in zip(names, depths, strict=True)
    }
    cube = draw(cubes(tuple(dimensions.values())))
    subsets = [each for size in (1, 2, 3) for each in combinations(names, size)]
    picked = draw(st.lists(st.sampled_from(subsets), min_size=1, max_size=4, unique=True))
    tables = [Layout(f"T{number}", "u", each, "") for number, each in enumerate(picked)]
    return build({"u": [cube]}, tables, dimensions)
