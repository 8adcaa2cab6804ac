"""Which cubes a release needs: few scans, each answering many tables."""

from collections.abc import Iterable, Mapping

import pandas as pd

from analytics.catalogue import UNIVERSES, Layout
from analytics.tabulation.counting import still_followed, tabulate
from analytics.tabulation.cubes import Cube


MOST_DIMENSIONS = 5
"""Of one cube: finer ones grow as long as the data (outcomes-and-disclosure reference 7)."""


def cubes(
    frames: Mapping[str, pd.DataFrame], tables: Iterable[Layout]
) -> dict[str, tuple[Cube, ...]]:
    """The cubes of each universe of `tables`; each table is answered by one of them, with sex.

    Raises:
        KeyError: a universe has no frame.
        ValueError: a table has more than five dimensions.
    """
    wanted: dict[str, list[set[str]]] = {}
    for table in tables:
        wanted.setdefault(table.universe, []).append({*table.dimensions, "sex"})
    return {
        universe: tuple(
            still_followed(frames[universe])
            if "day" in keys
            else tabulate(frames[universe], keys, universe=universe)
            for keys in _packed(universe, sets)
        )
        for universe, sets in wanted.items()
    }


def answering(cubes: Iterable[Cube], dimensions: Iterable[str]) -> Cube:
    """The first cube that has all `dimensions`.

    Raises:
        KeyError: none has.
    """
    wanted = set(dimensions)
    for cube in cubes:
        if wanted <= set(cube.dimensions):
            return cube
    raise KeyError(*sorted(wanted))


def _packed(universe: str, sets: list[set[str]]) -> list[tuple[str, ...]]:
    """Few key sets of at most five dimensions that between them contain each of `sets`."""
    packed: list[set[str]] = []
    for keys in sorted(sets, key=len, reverse=True):
        if len(keys) > MOST_DIMENSIONS:
            message = f"A table of {universe} has more than {MOST_DIMENSIONS} dimensions."
            raise ValueError(message)
        home = next((each for each in packed if len(each | keys) <= MOST_DIMENSIONS), None)
        if home is None:
            packed.append(home := set())
        home |= keys
    order = UNIVERSES[universe].dimensions
    return [tuple(name for name in order if name in keys) for keys in packed]
