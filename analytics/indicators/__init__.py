"""One pure function per indicator, named as in docs/indicators.

Each module has `estimate(frames, dimensions)`; it never raises for small numbers. What may go out
of what they give is decided afterwards, by the output gate.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from analytics.catalogue import INDICATORS, Dimension, Layout, read_key
from analytics.estimates import Estimate
from analytics.vocabulary import TOTAL


if TYPE_CHECKING:
    from analytics.attribution import Frames


Estimator = Callable[["Frames", Mapping[str, Dimension]], list[Estimate]]
ALL: dict[str, Estimator] = {
    code: import_module(f"analytics.indicators.{indicator.name}").estimate
    for code, indicator in INDICATORS.items()
}
"""The function of each indicator, by its code; indicators of one module share it."""


def estimate_all(
    frames: "Frames", dimensions: Mapping[str, Dimension], *, tables: Sequence[Layout]
) -> list[Estimate]:
    """All estimates whose cells stand in one of the tables, each function asked once.

    A release of a quarter, or one without a crossed table, so has fewer figures.
    """
    universes = {table.universe for table in tables}
    asked = (ALL[code] for code, each in INDICATORS.items() if each.universe in universes)
    found = (each for function in dict.fromkeys(asked) for each in function(frames, dimensions))
    return [each for each in found if _is_laid_out(each, dimensions, tables)]


def _is_laid_out(
    estimate: Estimate, dimensions: Mapping[str, Dimension], tables: Sequence[Layout]
) -> bool:
    cells = map(read_key, (*estimate.numerator_cells, *estimate.denominator_cells))
    return all(
        any(table.universe == universe and _has_cell(table, codes, dimensions) for table in tables)
        for universe, codes in cells
    )


def _has_cell(table: Layout, codes: Mapping[str, str], dimensions: Mapping[str, Dimension]) -> bool:
    return all(
        name in table.dimensions and _level(dimensions[name], code) <= table.depths.get(name, 9)
        for name, code in codes.items()
    )


def _level(dimension: Dimension, code: str) -> int:
    """1 for the codes directly under the total."""
    parent = dimension.code(code).parent
    return 1 if parent == TOTAL else 1 + _level(dimension, parent)
