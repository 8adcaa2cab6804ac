"""Drug tests of a year, and the weekly patterns of treatments that started in it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from analytics.attribution import frames
from analytics.attribution.coding import splitmix64
from analytics.catalogue import with_regions
from kernel.periods import Period
from tests.factories import facts as make


DIMENSIONS = with_regions({code: code for code in make.REGIONS})
START = pd.Timestamp("2023-03-01")


def made(
    universe: str,
    episodes: list[dict[str, Any]],
    tests: list[dict[str, Any]],
    cut_on: date = date(2024, 3, 31),
) -> pd.DataFrame:
    facts = make.Facts(make.episodes(*episodes), tests=make.tests(*tests))
    period = Period.year(2023)
    return frames(facts, period=period, cut_on=cut_on, dimensions=DIMENSIONS).frames[universe]


def week(number: int, finding: str | None = "NOT_FOUND", **more: Any) -> dict[str, Any]:
    return {"on": START + pd.Timedelta(days=7 * number), "opioids": finding} | more


@pytest.mark.parametrize(
    ("finding", "result"),
    [
        ("NOT_FOUND", "NEGATIVE"),
        ("FOUND", "POSITIVE"),
        ("INVALID", "UNKNOWN"),
        (None, "UNKNOWN"),
    ],
)
def test_a_test_is_what_it_says_of_opioids(finding: str | None, result: str) -> None:
    frame = made("tests", [{"started_on": START}], [week(1, finding, methadone="FOUND")])

    assert frame["result"].tolist() == [result]
    assert frame["sex"].tolist() == ["F"]
    assert frame["person"].tolist() == [1]


def test_only_tests_of_the_period_count_each_with_a_key_of_its_own() -> None:
    days = ("2022-12-31", "2023-01-01", "2023-12-31", "2024-01-01")

    frame = made("tests", [{"started_on": START}], [{"on": day} for day in days])

    keys = pd.Series([2, 3], dtype="uint64").to_numpy()
    assert frame["record_key"].tolist() == splitmix64(keys).tolist()


def test_a_test_before_treatment_knows_the_sex_and_one_of_nobody_does_not() -> None:
    episodes = [{"referred_on": "2023-02-01", "sex": "MALE"}]

    frame = made("tests", episodes, [week(1), week(2, episode_key=99)])

    assert frame["sex"].tolist() == ["M", "NS"]


def test_a_course_is_the_word_of_its_first_twelve_weeks() -> None:
    tests = [week(0, "FOUND"), *(week(number) for number in (1, 2, 3, 5, 6, 9, 10, 12))]

    frame = made("courses", [{"started_on": START}], tests)

    assert frame["word"].tolist() == ["+---o--oo--o"]
    assert frame[["abstinence", "dropout"]].values.tolist() == [["YES", "NO"]]
    assert frame["treatment"].tolist() == ["METHADONE"]


def test_who_leaves_early_misses_the_rest_of_the_weeks() -> None:
    episode = {"started_on": START, "ended_on": "2023-03-20"}

    frame = made("courses", [episode], [week(0), week(1, "FOUND")])

    assert frame["word"].tolist() == ["-+oooooooooo"]
    assert frame[["abstinence", "dropout"]].values.tolist() == [["NO", "YES"]]


@pytest.mark.parametrize(
    ("tested", "dropout"),
    [
        (range(4, 12), "YES"),  # weeks 1 to 4
        (range(8), "YES"),  # weeks 9 to 12
        ((0, 1, 2, 7, 8, 9, 10, 11), "YES"),
        ((0, 1, 5, 9, 10), "NO"),  # three in a row, and three more
    ],
)
def test_four_weeks_without_a_result_in_a_row_are_dropout_wherever_they_stand(
    tested: Iterable[int], dropout: str
) -> None:
    others = [week(number, "INVALID") for number in range(12) if number not in tested]

    frame = made(
        "courses", [{"started_on": START}], [*(week(number) for number in tested), *others]
    )

    assert frame["dropout"].tolist() == [dropout]


def test_tests_of_a_later_episode_belong_to_the_same_journey() -> None:
    episodes = [
        {"started_on": START, "ended_on": "2023-03-20"},
        {"started_on": "2023-03-25"},
    ]

    frame = made("courses", episodes, [week(0), week(4, episode_key=2)])

    assert frame["word"].tolist() == ["-ooo-ooooooo"]


def test_without_a_result_in_the_twelve_weeks_there_is_no_course() -> None:
    tests = [week(2, "INVALID"), week(3, None), week(14)]

    assert made("courses", [{"started_on": START}], tests).empty


@pytest.mark.parametrize(("cut_on", "counted"), [(date(2023, 5, 23), 0), (date(2023, 5, 24), 1)])
def test_a_course_counts_once_its_twelve_weeks_are_over(cut_on: date, counted: int) -> None:
    assert len(made("courses", [{"started_on": START}], [week(1)], cut_on=cut_on)) == counted
