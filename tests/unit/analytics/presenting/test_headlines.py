from decimal import Decimal

import pytest

from analytics.contents import Figure
from analytics.presenting.headlines import bar_of
from analytics.vocabulary import Mark, Measure, Who


def figure(low, high, *, measure=Measure.PERCENT, value=50):
    numbers = [None if each is None else Decimal(each) for each in (value, low, high)]
    return Figure("RET-06", Who.BOTH, measure, *numbers, mark=Mark.NONE)


@pytest.mark.parametrize(
    ("low", "high", "lean", "at"),
    [(2, 10, "", "2.00%"), (45, 55, "tm", "50.00%"), (88, 96, "te", "96.00%")],
)
def test_the_words_of_an_interval_stay_inside_the_line(low, high, lean, at):
    bar = bar_of(figure(low, high))

    assert (bar.start, bar.end, bar.lean, bar.middle) == (f"{low}.00%", f"{high}.00%", lean, at)


def test_an_interval_of_no_width_can_still_be_seen():
    assert bar_of(figure(50, 50)).width == "1.00%"


@pytest.mark.parametrize(
    "what",
    [None, figure(None, 55), figure(45, None), figure(45, 55, value=None),
     figure(45, 55, measure=Measure.DAYS)],
)  # fmt: skip
def test_what_is_not_shown_has_no_bar(what):
    assert bar_of(what) is None
