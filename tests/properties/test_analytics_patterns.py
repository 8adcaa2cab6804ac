"""What holds of every weekly word."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.patterns import (
    four_week_dropout,
    three_week_abstinence,
    weekly_words,
)
from tests.published_rules import dropout_week, relapse_week


CALM = settings(deadline=None, max_examples=50)
START = date(2023, 1, 1)
DAYS = st.integers(min_value=0, max_value=83)
TESTS = st.lists(st.tuples(DAYS, st.booleans()), max_size=40)
WORDS = st.text("+-*o_", max_size=40)


def one_course(taken: list[tuple[int, bool]]) -> str:
    """The word of one course of twelve weeks."""
    courses = pd.DataFrame({"key": [1], "start": [START], "last": [START + timedelta(83)]})
    tests = pd.DataFrame(
        [(1, START + timedelta(day), is_positive) for day, is_positive in taken],
        columns=["key", "on", "positive"],
    )
    return weekly_words(courses, tests).iloc[0]


@CALM
@given(TESTS)
def test_letters_say_what_was_found_in_their_week(taken: list[tuple[int, bool]]):
    word = one_course(taken)

    assert len(word) == 12
    for week, letter in enumerate(word):
        found = {is_positive for day, is_positive in taken if day // 7 == week}
        assert letter == {0: "o", 1: "+" if True in found else "-", 2: "*"}[len(found)]


@CALM
@given(TESTS, st.randoms())
def test_the_order_of_tests_does_not_matter(taken: list[tuple[int, bool]], random):
    word = one_course(taken)
    random.shuffle(taken)

    assert one_course(taken) == word


@CALM
@given(WORDS)
def test_every_dropout_is_a_relapse_no_later(word: str):
    week, is_event = dropout_week(word)

    assert is_event is four_week_dropout(word)
    assert not is_event or relapse_week(word) <= (week, True)


@CALM
@given(WORDS)
def test_one_more_week_undoes_no_abstinence(word: str):
    assert not three_week_abstinence(word) or three_week_abstinence(word + "+")
