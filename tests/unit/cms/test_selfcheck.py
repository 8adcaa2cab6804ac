"""The self-check: what the answers come to, and in whose words they are asked."""

import pytest
from django.utils.translation import override

from cms import selfcheck
from cms.selfcheck import KINDS, ZONES, Outcome, outcome


def answers(*points: int) -> dict[str, str]:
    """An adult's answers to the ten questions."""
    given = {name: str(point) for name, point in zip(KINDS, points, strict=True)}
    return {"age": "adult"} | given


@pytest.mark.parametrize(
    ("points", "total", "zone"),
    [
        ((0,) * 10, 0, 1),
        ((4, 3, 0, 0, 0, 0, 0, 0, 0, 0), 7, 1),
        ((4, 4, 0, 0, 0, 0, 0, 0, 0, 0), 8, 2),
        ((4, 4, 4, 3, 0, 0, 0, 0, 0, 0), 15, 2),
        ((4, 4, 4, 4, 0, 0, 0, 0, 0, 0), 16, 3),
        ((4, 4, 4, 4, 3, 0, 0, 0, 0, 0), 19, 3),
        ((4, 4, 4, 4, 0, 0, 0, 0, 4, 0), 20, 4),
        ((4,) * 10, 40, 4),
    ],
)
def test_the_zones_begin_and_end_where_the_manual_says(points: tuple, total: int, zone: int):
    assert outcome(answers(*points)) == Outcome(points=total, zone=zone)


def test_somebody_younger_gets_no_number_whatever_was_answered():
    assert outcome(answers(*(4,) * 10) | {"age": "minor"}) == Outcome(is_minor=True)


def test_without_an_age_there_is_no_number():
    given = answers(*(4,) * 10)
    del given["age"]

    assert outcome(given) == Outcome(is_age_missing=True)


def test_what_is_missing_is_named():
    given = answers(*(1,) * 8, 0, 0)
    del given["q3"], given["q10"]

    assert outcome(given).missing == ("q3", "q10")


def test_who_never_drinks_need_not_say_how_it_is():
    assert outcome({"age": "adult", "q1": "0", "q9": "0", "q10": "2"}) == Outcome(points=2, zone=1)
    assert outcome({"age": "adult", "q1": "0"}).missing == ("q9", "q10")
    assert len(outcome({"age": "adult", "q1": "1"}).missing) == 9


@pytest.mark.parametrize("wrong", ["5", "-1", "", "x", "1.0", "٢", "99999999999"])
def test_an_answer_that_is_none_is_missing(wrong: str):
    assert outcome(answers(*(1,) * 8, 0, 0) | {"q4": wrong}).missing == ("q4",)


def test_the_last_two_questions_have_three_answers():
    assert outcome(answers(*(1,) * 8, 1, 3)).missing == ("q9", "q10")


@pytest.mark.parametrize("total", range(41))
def test_every_sum_falls_into_one_zone(total: int):
    points = [4] * (total // 4) + [0] * (10 - total // 4)
    if total % 4:
        points[total // 4] = total % 4

    found = outcome(answers(*(points if total < 32 else points[::-1])))  # 9 and 10 have no 1 or 3

    assert found.points == total
    assert [zone.number for zone in ZONES if zone.least <= total <= zone.most] == [found.zone]


@pytest.mark.parametrize(("language", "unchecked"), [("en", False), ("ru", True)])
def test_the_questions_are_asked_in_the_readers_language(language: str, unchecked: object):
    with override(language):
        tool = selfcheck.tool("audit")

    assert (tool.language, tool.is_unchecked_translation) == (language, unchecked)
    assert len(tool.questions({})) == 10
    assert "2001" in tool.citation
    assert "2001" in tool.licence


def test_where_there_is_no_translation_english_is_asked():
    with override("kk"):
        assert selfcheck.tool("audit").language == "en"


@pytest.mark.parametrize("name", ["", "assist", "../audit"])
def test_an_unknown_test_is_none(name: str):
    assert selfcheck.tool(name) is None
