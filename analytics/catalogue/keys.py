"""The names of cells."""

from collections.abc import Collection, Mapping

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


def group_code(codes: Collection[str]) -> str:
    """The code of regions that are shown together, by its members: `KG-B+C+J`; `KG-B+` for one.

    It says which regions it holds, so that two releases can only share the cell of a group if its
    members are the same. The codes are those of one country (ISO 3166-2).
    """
    first, *others = sorted(codes)
    return "+".join([first, *(code.partition("-")[2] for code in others)] + [""] * (not others))


def members_of(code: str) -> tuple[str, ...]:
    """The codes in a group's code, in their order; none for a code that is no group."""
    first, sign, rest = code.partition("+")
    if not sign:
        return ()
    country = first.partition("-")[0]
    return (first, *(f"{country}-{each}" for each in rest.split("+") if each))
