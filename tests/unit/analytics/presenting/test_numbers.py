from decimal import Decimal

import pytest
from django.utils import translation

from analytics.contents import Count, Figure
from analytics.presenting.numbers import (
    interval_of,
    measured,
    shown_count,
    shown_figure,
    written,
)
from analytics.vocabulary import Mark, Measure, Who


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        (3465, "3,465", "3\u00a0465"),
        (Decimal("5.50"), "5.5", "5,5"),
        (Decimal("1E+2"), "100", "100"),
        (-7, "\u22127", "\u22127"),
        (0, "0", "0"),
    ],
)
def test_a_number_is_written_as_its_readers_write(value, english, russian):
    with translation.override("en"):
        assert written(value) == english
    with translation.override("ru"):
        assert written(value) == russian


@pytest.mark.parametrize(("value", "text"), [(7, "+7"), (0, "0"), (-7, "\u22127")])
def test_a_difference_has_its_sign(value, text):
    assert written(value, signed=True) == text


def figure(value="27", low="23", high="31", mark=Mark.NONE):
    numbers = [None if each is None else Decimal(each) for each in (value, low, high)]
    return Figure("ACC-02", Who.WOMEN, Measure.PERCENT, *numbers, mark=mark)


def test_a_figure_has_its_interval():
    shown = shown_figure(figure())

    assert (shown.text, shown.interval, shown.mark, shown.why) == ("27", "23\u201331", "", "")


def test_an_interval_of_a_gap_has_signs():
    assert interval_of(figure(low="-9", high="3"), signed=True) == "\u22129 to +3"
    assert interval_of(figure(low="-9", high="3")) == "\u22129 to 3"
    assert interval_of(figure(low=None)) == ""


def test_a_weak_figure_keeps_its_number_beside_its_mark():
    shown = shown_figure(figure(mark=Mark.LOW_RELIABILITY))

    assert (shown.text, shown.mark) == ("27", "[u]")
    assert shown.why.startswith("low reliability")


@pytest.mark.parametrize("mark", [Mark.CONFIDENTIAL, Mark.NOT_AVAILABLE, Mark.NOT_APPLICABLE])
def test_a_protected_figure_shows_its_mark_alone(mark):
    shown = shown_figure(figure(mark=mark))

    assert (shown.text, shown.interval, shown.mark) == ("", "", f"[{mark.value}]")


def test_a_figure_without_number_or_mark_is_not_available():
    assert shown_figure(figure(value=None)).mark == "[x]"


def test_a_figure_that_a_release_does_not_have_leaves_its_place_empty():
    assert shown_figure(None).text == shown_figure(None).mark == ""


@pytest.mark.parametrize(
    ("count", "text", "mark"),
    [
        (Count("a", 25), "25", ""),
        (Count("a", 0), "0", ""),
        (Count("a", 0, Mark.LOW), "", "[low]"),
        (Count("a", None, Mark.CONFIDENTIAL), "", "[c]"),
        (Count("a", 5, Mark.CONFIDENTIAL), "", "[c]"),
        (Count("a", 25, Mark.REVISED), "25", "[r]"),
        (None, "", "[z]"),
    ],
)
def test_a_count_shows_its_number_or_its_mark(count, text, mark):
    shown = shown_count(count)

    assert (shown.text, shown.mark) == (text, mark)


@pytest.mark.parametrize(
    ("value", "measure", "english", "russian"),
    [
        ("52", Measure.PERCENT, "+52\u00a0%", "+52\u00a0%"),
        ("1", Measure.POINTS, "+1\u00a0point", None),
        ("-2", Measure.POINTS, "\u22122\u00a0points", None),
        ("0.5", Measure.YEARS, "+0.5\u00a0years", None),
        ("5", Measure.DAYS, "+5\u00a0days", None),
        ("340", Measure.COUNT, "+340", "+340"),
        ("1.7", Measure.RATIO, "+1.7", "+1,7"),
    ],
)
def test_a_number_has_its_unit_in_the_right_number(value, measure, english, russian):
    with translation.override("en"):
        assert measured(Decimal(value), measure, signed=True) == english
    with translation.override("ru"):
        assert russian in {None, measured(Decimal(value), measure, signed=True)}


@pytest.mark.parametrize(
    ("indicator", "base", "why"),
    [
        ("RET-06", 125, "too few were still in treatment"),
        ("RET-06", 45, "fewer than 50"),
        ("ACC-02", 45, "fewer than 50"),
        ("ACC-02", 340, "on one side"),
    ],
)
def test_a_figure_that_is_too_weak_to_show_says_why(indicator, base, why):
    weak = Figure(indicator, Who.GAP, Measure.POINTS, None, base=base, mark=Mark.LOW_RELIABILITY)

    shown = shown_figure(weak)

    assert (shown.text, shown.mark) == ("", "[u]")
    assert why in shown.why
