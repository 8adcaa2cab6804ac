"""What the attacker must find and must not find, on tables small enough to count out."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.auditing.attack import attack
from analytics.auditing.published import Cell, Dimension, Published
from analytics.auditing.relations import Sum, relations
from analytics.auditing.solving import Contradiction, ranges, system
from analytics.auditing.vintages import compare
from tests.factories import published as release


FLAT = {
    "row": Dimension("row", {"a": "_T", "b": "_T"}),
    "column": Dimension("column", {"x": "_T", "y": "_T"}),
}


def table(counts: list[int]) -> dict[str, int]:
    """A table of two rows and two columns with its margins."""
    cells = {
        f"u;column={column};row={row}": count
        for (row, column), count in zip(product("ab", "xy"), counts, strict=True)
    }
    for row in "ab":
        cells[f"u;row={row}"] = sum(cells[f"u;column={each};row={row}"] for each in "xy")
    for column in "xy":
        cells[f"u;column={column}"] = sum(cells[f"u;column={column};row={each}"] for each in "ab")
    return cells | {"u": sum(counts)}


def published(values: dict[str, int]) -> Published:
    return Published({}, FLAT, (), {key: Cell(value) for key, value in values.items()}, {})


def equations(cells: dict[str, int]) -> tuple[Sum, ...]:
    return relations(published(cells))


counts_of_four = st.lists(st.integers(0, 6), min_size=4, max_size=4)


@settings(max_examples=40, deadline=None)
@given(counts=counts_of_four, hidden=st.integers(0, 15), slack=st.integers(0, 2))
def test_integer_bounds_are_those_of_all_completions(
    counts: list[int], hidden: int, slack: int
) -> None:
    exact = table(counts)
    inner = sorted(key for key in exact if key.count(";") == 2)
    free = [key for place, key in enumerate(inner) if hidden >> place & 1]
    limits: dict[str, tuple[float, float]] = {
        key: (max(0, value - slack), value + slack) for key, value in exact.items()
    }
    limits |= dict.fromkeys(free, (0, 6)) | {
        key: (exact[key], exact[key]) for key in inner if key not in free
    }
    whole = system(limits, equations(exact))
    places = [whole.keys.index(key) for key in free]

    found = ranges(whole, places, wide=np.inf, is_integer=True)

    completions = [
        dict(zip(inner, values, strict=True))
        for values in product(*(range(7) if key in free else [exact[key]] for key in inner))
    ]
    fitting = [
        each
        for each in completions
        if all(
            limits[key][0] <= value <= limits[key][1]
            for key, value in table([each[key] for key in _order(inner)]).items()
        )
    ]
    for key, place in zip(free, places, strict=True):
        possible = {each[key] for each in fitting}
        assert (found.low[place], found.high[place]) == (min(possible), max(possible))


def _order(inner: list[str]) -> list[str]:
    return sorted(inner, key=lambda key: (key[-1], key))


def test_the_example_of_tau_argus_is_reproduced() -> None:
    cells = {"u;row=a": 7, "u;row=b": 3, "u;column=x": 6, "u;column=y": 4, "u": 10}
    inner = [f"u;column={column};row={row}" for row in "ab" for column in "xy"]
    limits: dict[str, tuple[float, float]] = {key: (value, value) for key, value in cells.items()}
    limits |= dict.fromkeys(inner, (0, 100))
    whole = system(limits, equations(cells | dict.fromkeys(inner, 0)))

    found = ranges(whole, [whole.keys.index(inner[0])], wide=np.inf, is_integer=False)

    assert [*found.low.values(), *found.high.values()] == [3, 6]


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), women=st.integers(5, 60))
def test_no_small_count_behind_rounded_tables_is_narrower_than_three(seed: int, women: int) -> None:
    exact = release.exact_counts(seed=seed, women=women, men=80)
    cells = {key: Cell(value) for key, value in release.rounded(exact, seed=seed).items()}
    dimensions = {
        name: Dimension(name, spec["codes"], spec["nested"])
        for name, spec in release.DIMENSIONS.items()
    }

    found = attack(Published({}, dimensions, (), cells, {}), truth=exact)

    assert found.recovered == ()
    assert found.broken == ()
    assert found.narrowest is None or found.narrowest >= 3


@settings(max_examples=30, deadline=None)
@given(counts=counts_of_four, extra=counts_of_four)
def test_two_versions_give_no_difference_away(counts: list[int], extra: list[int]) -> None:
    first = table(counts)
    second = table([count + more % 3 for count, more in zip(counts, extra, strict=True)])
    sums = [(each.parent, list(each.children)) for each in equations(first)]
    before, after = (published(release.rounded(each, sums)) for each in (first, second))

    found = compare(before, after, hashes=(first, second), truths=(first, second))

    assert found.is_possible
    assert found.differences == ()


@settings(max_examples=30, deadline=None)
@given(counts=counts_of_four)
def test_a_range_is_never_narrower_with_less_knowledge(counts: list[int]) -> None:
    exact = table(counts)
    rounded = release.rounded(exact, [(s.parent, list(s.children)) for s in equations(exact)])
    limits = {key: (max(0, value - 4), value + 4) for key, value in rounded.items()}
    tight = limits | {"u": (exact["u"], exact["u"])}
    places = list(range(len(limits)))

    wide, narrow = (
        ranges(system(each, equations(exact)), places, wide=np.inf, is_integer=True)
        for each in (limits, tight)
    )

    assert all(wide.low[each] <= narrow.low[each] for each in places)
    assert all(narrow.high[each] <= wide.high[each] for each in places)


def test_what_cannot_be_is_said() -> None:
    cells = table([3, 3, 3, 3])
    limits: dict[str, tuple[float, float]] = {key: (value, value) for key, value in cells.items()}
    impossible = system(limits | {"u": (50, 50)}, equations(cells))

    with pytest.raises(Contradiction):
        ranges(impossible, [0], wide=3, is_integer=True)
