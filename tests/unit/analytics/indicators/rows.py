"""Small frames with the columns and categories of `analytics.attribution.Frames`."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

import pandas as pd

from analytics.catalogue import UNIVERSES, Dimension, with_regions
from analytics.estimates import Estimate
from analytics.vocabulary import NATIONAL, Who


REGIONS = {"KG-C": "Chüy", "KG-GB": "Bishkek"}
DIMENSIONS: dict[str, Dimension] = with_regions(REGIONS)
PLAIN: dict[str, str] = {
    "age_years": "float64",
    "wait_days": "float64",
    "mean_dose": "float64",
    "days": "int32",
    "is_event": "bool",
    "person": "uint64",
}
EXTRA = {
    "entrants": ("age_years",),
    "starts": ("wait_days",),
    "exits": ("days",),
    "followed": ("treatment", "region", "days", "is_event"),
    "oat": ("mean_dose",),
    "tests": ("person",),
}
FIRST: dict[str, Any] = {
    "sex": "F",
    "region": "KG-C",
    "days": 100,
    "is_event": True,
    "person": 1,
}
"""What a row says where a test does not: nothing is known."""


def frames(**universes: Sequence[Mapping[str, Any]]) -> Any:
    """Frames with these rows; the other universes are empty."""
    return SimpleNamespace(
        frames={
            name: frame(name, universes[name]) if universes.get(name) else nobody(name)
            for name in UNIVERSES
        },
        not_stated=0,
    )


@cache
def nobody(universe: str) -> pd.DataFrame:
    """A frame without rows."""
    return frame(universe, ())


def frame(universe: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """One frame; columns that a row does not have are UNKNOWN, NaN, or as in `FIRST`."""
    names = (*UNIVERSES[universe].dimensions, *EXTRA.get(universe, ()))
    return pd.DataFrame({name: column(name, rows) for name in names if name != "day"})


def column(name: str, rows: Sequence[Mapping[str, Any]]) -> pd.Series:
    """One column of its type."""
    is_plain = name in PLAIN
    values = [
        row.get(name, FIRST.get(name, float("nan") if is_plain else "UNKNOWN")) for row in rows
    ]
    return pd.Series(values, dtype=PLAIN[name] if is_plain else pd.CategoricalDtype(codes(name)))


def codes(name: str) -> list[str]:
    """The leaf codes of a dimension; sex may be not stated."""
    if name == "sex":
        return ["F", "M", "NS"]
    parents = {each.parent for each in DIMENSIONS[name].codes}
    return [each.code for each in DIMENSIONS[name].codes if each.code not in parents]


def times(number: int, **row: Any) -> list[dict[str, Any]]:
    """A row several times."""
    return [row] * number


def one(
    estimates: Sequence[Estimate],
    who: Who,
    *,
    indicator: str = "",
    stratum: str = NATIONAL,
    day: int | None = None,
) -> Estimate:
    """The only estimate of that kind."""
    (found,) = [
        each
        for each in estimates
        if (each.who, each.stratum, each.day) == (who, stratum, day)
        and each.indicator.startswith(indicator)
    ]
    return found
