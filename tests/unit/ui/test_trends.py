"""Trends: scores stand where they belong, ranges are shaded in turn, words say the same."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.trends import EDGE, FLOOR, TOP, Range, TrendChart, Value, trend


RANGES = [Range("Low", 0, 4), Range("Middle", 5, 9), Range("High", 10, 27)]
START = date(2026, 1, 5)


def chart(*values: tuple[int, int], highest: int = 27, **more: object) -> TrendChart:
    """The trend of values on days after the start."""
    shown = [Value(START + timedelta(days=days), amount) for days, amount in values]
    return trend(shown, title="PHQ-9", ident="t", highest=highest, **more)


def test_scores_stand_between_floor_and_ceiling() -> None:
    found = chart((0, 0), (30, 27))

    assert [(dot.x, dot.y) for dot in found.dots] == [
        (f"{EDGE:.2f}%", str(FLOOR)), (f"{100 - EDGE:.2f}%", str(TOP)),
    ]  # fmt: skip


def test_values_are_drawn_in_the_order_of_their_days() -> None:
    found = chart((30, 8), (0, 17), (10, 12))

    assert [value.amount for value in found.values] == [17, 12, 8]
    assert len(found.strokes) == 2
    assert [figure.text for figure in found.figures] == ["17", "8"]


def test_one_value_stands_in_the_middle() -> None:
    found = chart((0, 9))

    assert [dot.x for dot in found.dots] == ["50.00%"]
    assert (found.strokes, len(found.figures)) == ([], 1)
    assert "9 of 27" in found.description


def test_ranges_are_shaded_in_turn_and_named_where_there_is_room() -> None:
    found = chart((0, 3), (9, 12), ranges=RANGES)

    assert [shade.is_filled for shade in found.shades] == [False, True, False]
    assert [bool(shade.text_y) for shade in found.shades] == [True, True, True]
    assert [shade.text_y for shade in chart((0, 3), ranges=[Range("Thin", 3, 3)]).shades] == [""]


def test_neighbouring_ranges_meet() -> None:
    low, middle, high = chart((0, 3), ranges=RANGES).shades

    assert int(middle.y) + int(middle.height) == int(low.y)
    assert int(high.y) + int(high.height) == int(middle.y)


def test_a_value_with_gaps_says_so() -> None:
    found = trend(
        [Value(START, 9, is_whole=False, note="Mild")], title="PHQ-9", ident="t", highest=27
    )

    assert (found.dots[0].is_whole, found.dots[0].title) == (
        False, "5 Jan 2026: 9, Mild, answers are missing",
    )  # fmt: skip


def test_the_description_says_where_it_began_and_where_it_stands() -> None:
    assert chart((0, 17), (30, 8)).description == (
        "17 on 5 Jan 2026, 8 on 4 Feb 2026, of at most 27."
    )


@pytest.mark.parametrize("days", [1, 20, 90, 800])
def test_ticks_stay_inside(days: int) -> None:
    places = [float(tick.x.rstrip("%")) for tick in chart((0, 1), (days, 2)).ticks]

    assert places
    assert all(0 <= place <= 100 for place in places)


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 27)), min_size=1, max_size=30))
def test_nothing_is_drawn_outside(values: list[tuple[int, int]]) -> None:
    found = chart(*values)

    assert all(0 <= float(dot.x.rstrip("%")) <= 100 for dot in found.dots)
    assert all(TOP <= int(dot.y) <= FLOOR for dot in found.dots)
