"""Group disclosure: no small row may show that nearly everybody in it shares a sensitive value."""

from collections.abc import Mapping, Sequence
from itertools import product

from analytics.catalogue import Dimension, Layout
from analytics.disclosure import layouts
from analytics.disclosure.policy import SENSITIVE, Policy
from analytics.vocabulary import UNKNOWN


def without_disclosing(
    tables: Sequence[Layout],
    values: Mapping[str, int],
    dimensions: Mapping[str, Dimension],
    policy: Policy,
) -> tuple[tuple[Layout, ...], tuple[Layout, ...]]:
    """The tables that may be shown, and those to leave out (2.3).

    Decided from protected values alone. A table goes as a whole: sums hold, so one hidden row
    could be computed from the others. What is left needs no new rounding.
    """
    left_out = [table for table in tables if is_disclosing(table, values, dimensions, policy)]
    return tuple(table for table in tables if table not in left_out), tuple(left_out)


def is_disclosing(
    table: Layout,
    values: Mapping[str, int],
    dimensions: Mapping[str, Dimension],
    policy: Policy,
) -> bool:
    """Whether a row of fewer than 50 has a sensitive category with 90 % of it or more."""
    axes = [layouts.nodes(dimensions[name], table) for name in table.dimensions]
    for axis, name in enumerate(table.dimensions):
        if name in SENSITIVE:
            top = [child.code for child in dimensions[name].children() if child.code != UNKNOWN]
            for codes in product(*axes[:axis], *axes[axis + 1 :]):
                row = [(*codes[:axis], code, *codes[axis:]) for code in top]
                if _is_one_sided([values[layouts.key_of(table, each)] for each in row], policy):
                    return True
    return False


def _is_one_sided(row: Sequence[int], policy: Policy) -> bool:
    total = sum(row)
    return 0 < total < policy.group_row_below and max(row) >= policy.group_share_from * total
