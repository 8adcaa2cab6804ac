"""Small groups: what is hidden, and what is hidden with it."""

import pytest

from prevention.rules.small_cells import (
    TOTAL,
    hidden_cells,
    may_show,
    shown_genders,
)


def test_ten_pairs_are_enough():
    assert (may_show(9), may_show(10)) == (False, True)


@pytest.mark.parametrize(
    ("pairs", "shown"),
    [
        ({"f": 11, "m": 1}, set()),
        ({"f": 8, "m": 4}, set()),
        ({"f": 6, "m": 6}, {"f", "m"}),
        ({"f": 7, "m": 5, "o": 0}, {"f", "m"}),
        ({"f": 12, "m": 0}, {"f"}),
        ({"f": 5, "m": 4}, set()),
        ({"f": 9}, set()),
        ({}, set()),
        ({"f": 8, "m": 6, "o": 2}, {"f"}),
        ({"f": 20, "m": 3, "o": 1}, set()),
        ({"f": 20, "m": 3, "o": 2}, {"f"}),
        ({"f": 20, "m": 6, "o": 5}, {"f", "m", "o"}),
    ],
)
def test_one_boy_among_twelve_hides_the_girls_too(pairs, shown):
    assert shown_genders(pairs) == shown


def test_a_table_without_small_cells_is_shown_whole():
    assert (
        hidden_cells({("6", "f"): 9, ("6", "m"): 5, ("7", "f"): 0, ("7", "m"): 30}) == frozenset()
    )
    assert hidden_cells({}) == frozenset()


def test_a_small_cell_hides_a_square():
    cells = {("6", "f"): 9, ("6", "m"): 2, ("7", "f"): 12, ("7", "m"): 15, ("8", "f"): 30,
             ("8", "m"): 31}  # fmt: skip

    assert hidden_cells(cells) == {("6", "f"), ("6", "m"), ("7", "f"), ("7", "m")}


def test_small_margins_are_hidden_like_cells():
    hidden = hidden_cells({("6", "f"): 2, ("6", "m"): 0, ("7", "f"): 12, ("7", "m"): 15})

    assert {("6", "f"), ("6", TOTAL), ("7", "f")} <= hidden
    assert ("6", "m") not in hidden


def test_where_everybody_is_few_everything_is_hidden():
    assert hidden_cells({("6", "f"): 1, ("6", "m"): 1}) == {
        (row, column) for row in ("6", TOTAL) for column in ("f", "m", TOTAL)
    }
