"""Weekly words of drug tests and the rules that read them."""

from datetime import date, timedelta

import pandas as pd
import pytest

from analytics.patterns import (
    four_week_dropout,
    three_week_abstinence,
    weekly_words,
)
from tests.published import published
from tests.published_rules import dropout_week, relapse_week


START = date(2023, 3, 1)


def courses(*days: tuple[int, int, int]) -> pd.DataFrame:
    """Courses from key, first and last day."""
    rows = [(key, START + timedelta(first), START + timedelta(last)) for key, first, last in days]
    return pd.DataFrame(rows, columns=["key", "start", "last"], index=range(10, 10 + len(rows)))


def drug_tests(*taken: tuple[int, int, bool]) -> pd.DataFrame:
    """Tests from key, day and whether positive."""
    rows = [(key, START + timedelta(day), is_positive) for key, day, is_positive in taken]
    return pd.DataFrame(rows, columns=["key", "on", "positive"])


def test_a_week_has_one_letter_for_all_its_tests():
    given = drug_tests((7, 0, True), (7, 6, False), (7, 7, False), (7, 14, True), (7, 27, False))

    words = weekly_words(courses((7, 0, 34)), given)

    assert words.to_dict() == {10: "*-+-o"}


def test_each_course_counts_its_own_weeks():
    given = drug_tests((2, 10, False), (1, 10, True))

    words = weekly_words(courses((1, 0, 13), (2, 10, 10)), given)

    assert words.to_list() == ["o+", "-"]


def test_tests_of_nobody_or_outside_the_weeks_are_left_out():
    given = drug_tests((9, 1, True), (1, -1, True), (1, 14, True), (1, 13, False))

    words = weekly_words(courses((1, 0, 8)), given)

    assert words.to_list() == ["o-"]


def test_a_course_that_ends_before_it_starts_has_no_weeks():
    words = weekly_words(courses((1, 5, 4), (2, 0, 6)), drug_tests((1, 5, True), (2, 0, True)))

    assert words.to_list() == ["", "+"]


def test_no_courses_have_no_words():
    words = weekly_words(courses(), drug_tests((1, 0, True)))

    assert words.empty


def test_two_courses_of_one_key_are_an_error():
    with pytest.raises(ValueError, match="a key of its own"):
        weekly_words(courses((1, 0, 6), (1, 7, 13)), drug_tests())


@pytest.mark.parametrize(
    ("word", "is_abstinent"),
    [
        ("---", True),
        ("+o---", True),
        ("--o-", False),
        ("--_-", False),
        ("-*--", False),
        ("", False),
    ],
)
def test_abstinence_is_three_negative_weeks_in_a_row(word: str, *, is_abstinent: bool):
    assert three_week_abstinence(word) is is_abstinent


@pytest.mark.parametrize(
    ("word", "week", "is_event"),
    [
        ("-oooo", 2, True),
        ("oooo", 1, True),
        ("ooo-ooo", 4, False),
        ("oo_oo", 2, False),
        ("--", 0, False),
        ("", 0, False),
    ],
)
def test_dropout_is_the_first_of_four_missed_weeks(word: str, week: int, *, is_event: bool):
    assert dropout_week(word) == (week, is_event)
    assert four_week_dropout(word) is is_event


@pytest.mark.parametrize(
    ("word", "expected"), [("--+o*+", (3, True)), ("+++-", (1, False)), ("---++++", (4, True))]
)
def test_relapse_takes_missed_and_mixed_weeks_as_positive(word: str, expected: tuple[int, bool]):
    assert relapse_week(word) == expected


@pytest.mark.published
def test_the_rules_agree_with_all_published_results():
    results = pd.read_csv(published("ctn0094_opioid_trials", "outcomes_published.csv.gz"))

    ours = pd.DataFrame(
        [
            (*dropout_week(word), *relapse_week(word), three_week_abstinence(word))
            for word in results["usePatternUDS"]
        ]
    ).astype(int)

    names = [f"{each}_ctnNinetyFour_2023" for each in ("DrT", "DrE", "RsT", "RsE")]
    theirs = results[[*names, "Ab_kosten_1993"]].astype(int)
    assert len(results) == 2788
    assert (ours.to_numpy() == theirs.to_numpy()).all()
