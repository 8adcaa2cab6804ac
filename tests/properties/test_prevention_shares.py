"""Whoever knows the rule and sees the table cannot tell a small number from it."""

from functools import cache

from hypothesis import example, given, settings
from hypothesis import strategies as st

from prevention.rules.shares import KEPT_BACK, LEAST_CELL, LEAST_PEOPLE, Group, of_one, of_two


sizes = st.integers(0, 130)


@st.composite
def tables(draw):
    people = draw(sizes), draw(sizes)
    return tuple(Group(size, draw(st.integers(0, size))) for size in people)


@cache
def alike(first: int, second: int):
    """Every pair of numbers for groups of these sizes, by what is shown of it."""
    found = {}
    for one in range(first + 1):
        for other in range(second + 1):
            shown = of_two(Group(first, one), Group(second, other))
            found.setdefault(shown, []).append((one, other))
    return found


def is_small(count, people):
    return people and (count < LEAST_CELL or people - count < LEAST_CELL)


@settings(deadline=None)
@example((Group(10, 9), Group(100, 4)))
@example((Group(100, 0), Group(100, 96)))
@given(tables())
def test_a_small_number_has_at_least_three_possible_values(table):
    first, second = table
    possible = alike(first.people, second.people)[of_two(first, second)]

    for place, group in enumerate(table):
        if group.people >= LEAST_PEOPLE and is_small(group.positive, group.people):
            assert len({pair[place] for pair in possible}) >= 3
    both = first + second
    if both.people >= LEAST_PEOPLE and is_small(both.positive, both.people):
        assert len({sum(pair) for pair in possible}) >= 3


@given(tables())
def test_a_part_of_fewer_than_ten_hides_the_other(table):
    first, second = table
    if any(0 < group.people < LEAST_PEOPLE for group in table):
        marks = of_two(first, second)
        assert {marks[0].word, marks[1].word} == {KEPT_BACK}
        assert marks[0].people is None


@given(st.integers(0, 300).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_one_group_alone_is_told_like_both_together(pair):
    group = Group(*pair)
    assert of_one(group).content() == of_two(group, Group(0, 0))[2].content()
