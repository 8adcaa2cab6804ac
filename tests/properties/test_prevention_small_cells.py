"""No small cell of a table can be worked out from what is shown."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from prevention.rules.screening import scale_score, shown_percent
from prevention.rules.small_cells import LEAST_CELL, TOTAL, hidden_cells, shown_genders


SIZES = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 14, 25])
TABLES = st.integers(1, 4).flatmap(
    lambda rows: st.fixed_dictionaries(
        {(str(row), column): SIZES for row in range(rows) for column in "fmo"}
    )
)


def margins(inner: dict[Any, int]) -> dict[Any, dict[Any, int]]:
    """Every cell and margin as the inner cells that it adds up."""
    rows, columns = {row for row, __ in inner} | {TOTAL}, {column for __, column in inner} | {TOTAL}
    return {
        (row, column): {
            cell: 1 for cell in inner if row in {cell[0], TOTAL} and column in {cell[1], TOTAL}
        }
        for row in rows
        for column in columns
    }


@settings(deadline=None, max_examples=60)
@given(TABLES)
def test_a_small_cell_could_always_be_something_else(inner: dict[Any, int]):
    hidden = hidden_cells(inner)
    sums = margins(inner)
    order = sorted(inner)
    shown = [cell for cell in sums if cell not in hidden]
    known = np.array(
        [[sums[cell].get(each, 0) for each in order] for cell in shown] or [[0] * len(order)]
    )
    totals = [sum(inner[each] for each in sums[cell]) for cell in shown] or [0]

    for small in (cell for cell, count in inner.items() if 0 < count < LEAST_CELL):
        goal = np.array([float(each == small) for each in order])
        least, most = (
            linprog(sign * goal, A_eq=known, b_eq=totals, bounds=(0, 1000)) for sign in (1, -1)
        )
        assert -most.fun - least.fun > 0.5


@settings(deadline=None)
@given(TABLES)
def test_small_cells_and_margins_are_hidden_and_empty_ones_are_not(inner: dict[Any, int]):
    hidden = hidden_cells(inner)

    for cell, parts in margins(inner).items():
        count = sum(inner[each] for each in parts)
        assert count >= LEAST_CELL or count == 0 or cell in hidden
        assert count or cell not in hidden


@given(st.fixed_dictionaries({gender: st.integers(0, 30) for gender in "fmo"}))
def test_genders_shown_are_never_small_nor_alone_beside_a_small_one(pairs: dict[str, int]):
    shown = shown_genders(pairs)
    rest = sum(count for gender, count in pairs.items() if gender not in shown)

    assert all(pairs[gender] >= LEAST_CELL for gender in shown)
    assert not shown or rest == 0 or rest >= LEAST_CELL
    assert not shown or sum(pairs.values()) >= 10


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_no_shown_share_is_nobody_or_everybody(share: tuple[int, int]):
    assert shown_percent(*share) not in {"0 %", "100 %"}


@given(st.lists(st.integers(0, 4), min_size=1, max_size=9), st.sets(st.integers(0, 8)))
def test_turning_every_item_round_mirrors_the_score(answers: list[int], turned: set[int]):
    others = set(range(len(answers))) - turned
    one = scale_score(answers, reversed_items=turned, low=0, high=4).value
    other = scale_score(answers, reversed_items=others, low=0, high=4).value

    assert one is not None
    assert other is not None
    assert abs(one + other - 4) < 1e-9
