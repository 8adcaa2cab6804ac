"""Tables of the same deliveries: nothing that can be computed from them is of few."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from prevention.rules.delivery import Heads
from prevention.rules.marginals import OTHERS, Why, tells_of_few, told


def delivered(*rows):
    """Deliveries at a site each: the labels of two tables, and who came."""
    places = {(1, site): row for site, row in enumerate(rows, start=1)}
    tables = [{place: row[which] for place, row in places.items()} for which in (0, 1)]
    return tables, {place: Heads(*row[2:]) for place, row in places.items()}


def shown(*rows, is_gendered=True):
    tables, people = delivered(*rows)
    return told(tables, people=[people], is_gendered=is_gendered)


def test_lines_of_three_sites_are_told_apart():
    one, other = shown(*[("A", "X", 20, 20)] * 3, *[("B", "X", 20, 20)] * 3)

    assert set(one.lines) == {"A", "B"}
    assert set(other.lines) == {"X"}
    assert (one.is_gendered, other.is_gendered) == (True, True)


def test_lines_of_one_or_two_sites_are_told_together():
    one, __ = shown(
        *[("A", "X", 20, 20)] * 4, ("B", "X", 20, 20), *[("C", "X", 20, 20)] * 2,
    )  # fmt: skip

    assert set(one.lines) == {"A", OTHERS}
    assert len(one.lines[OTHERS]) == 3


def test_others_of_two_sites_take_the_smallest_line_with_them():
    one, __ = shown(
        *[("A", "X", 20, 20)] * 4, *[("B", "X", 20, 20)] * 3, ("C", "X", 20, 20),
    )  # fmt: skip

    assert set(one.lines) == {"A", OTHERS}
    assert len(one.lines[OTHERS]) == 4


def test_where_nothing_may_stand_alone_there_is_no_table():
    one, other = shown(*[("A", "X", 20, 20)] * 3, ("B", "X", 20, 20))

    assert one.why == Why.FEW
    assert set(other.lines) == {"X"}


def test_four_people_are_told_with_others():
    one, __ = shown(
        *[("A", "X", 20, 20)] * 3, *[("B", "X", 20, 20)] * 3, *[("C", "X", 1, 0)] * 4,
    )  # fmt: skip

    assert set(one.lines) == {"B", OTHERS}


def test_a_site_that_is_left_by_subtracting_leaves_the_second_table_out():
    """All of X less all of A is the one site of B in X."""
    one, other = shown(
        *[("A", "X", 20, 20)] * 4, ("B", "X", 20, 20), *[("B", "Y", 20, 20)] * 3,
    )  # fmt: skip

    assert set(one.lines) == {"A", "B"}
    assert other.why == Why.DIFFERENCE


def test_few_girls_keep_girls_and_boys_together_in_the_whole_table():
    one, other = shown(
        *[("A", "X", 1, 20)] * 3, *[("B", "X", 20, 20)] * 3, *[("C", "X", 20, 20)] * 3,
    )  # fmt: skip

    assert set(one.lines) == {"A", "B", "C"}
    assert (one.is_gendered, other.is_gendered) == (False, True)


def test_where_the_country_is_not_told_by_gender_no_table_is():
    assert not any(each.is_gendered for each in shown(*[("A", "X", 9, 9)] * 6, is_gendered=False))


def test_without_deliveries_there_are_no_lines():
    assert [(each.lines, each.why) for each in told([{}], people=[{}], is_gendered=True)] == [
        ({}, None)
    ]


rows = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from("XYZ"), st.integers(0, 12)),
    min_size=1, max_size=7,
)  # fmt: skip


@given(rows=rows)
def test_what_is_told_is_found_as_a_search_over_all_sets_finds_it(rows):
    """Against the definition: is there a vector of the row space about few sites, or few people?"""
    counts = {(1, site): row[2] for site, row in enumerate(rows) if row[2]}
    lines = [set(counts)] + [
        {place for place in counts if rows[place[1]][which] == label}
        for which, labels in ((0, "AB"), (1, "XYZ"))
        for label in labels
    ]
    order = sorted(counts)
    matrix = np.array([[float(place in line) for place in order] for line in lines])
    matrix = matrix.reshape(len(lines), len(order))
    rank = np.linalg.matrix_rank(matrix) if order else 0

    def is_told(chosen):
        rest = [at for at in range(len(order)) if at not in chosen]
        left = np.linalg.matrix_rank(matrix[:, rest]) if rest else 0
        return left < rank

    few = [
        chosen
        for size in range(1, len(order) + 1)
        for chosen in combinations(range(len(order)), size)
        if size < 3 or sum(counts[order[at]] for at in chosen) < 5
    ]
    assert tells_of_few(lines, counts, are_people=True) == any(map(is_told, few))
