"""The names of cells."""

from collections.abc import Mapping

from analytics.vocabulary import TOTAL


def cell_key(universe: str, codes: Mapping[str, str]) -> str:
    """The name of a cell: `entrants;age=25-34;sex=F`; dimensions at their total are left out.

    Dimensions stand in alphabetic order, so that one cell has one name in whichever table it is.
    """
    parts = [f"{name}={code}" for name, code in sorted(codes.items()) if code != TOTAL]
    return ";".join([universe, *parts])


def read_key(key: str) -> tuple[str, dict[str, str]]:
    """The universe and the codes of a cell's name; the inverse of `cell_key`."""
    universe, *parts = key.split(";")
    return universe, dict(part.split("=", 1) for part in parts)
