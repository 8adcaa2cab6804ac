"""TOP: days of 28, ratings, sharing, and weeks that have to add up (V39)."""

import pytest

from clinics.instruments import InvalidAnswers, instrument, score


def weeks(key: str, line: str) -> dict[str, int | None]:
    """The weeks of an item, week 4 first."""
    return {
        f"{key}.week{week}": None if word == "-" else int(word)
        for week, word in zip((4, 3, 2, 1), line.split(), strict=True)
    }


DAYS = [
    # item               total  weeks 4 to 1  scale            days
    ("q1.opioids",       0,     None,         "opioids",       0),
    ("q1.opioids",       28,    None,         "opioids",       28),
    ("q1.opioids",       None,  "7 7 7 7",    "opioids",       28),
    ("q1.opioids",       None,  "0 0 0 0",    "opioids",       0),
    ("q1.alcohol",       None,  "1 2 3 4",    "alcohol",       10),
    ("q1.alcohol",       10,    "1 2 3 4",    "alcohol",       10),
    ("q1.cannabis",      10,    "1 2 - -",    "cannabis",      10),
    ("q1.crack",         None,  "1 2 3 -",    "crack",         None),
    ("q1.cocaine",       None,  "- - - -",    "cocaine",       None),
    ("q1.tobacco",       27,    "7 7 7 6",    "tobacco",       27),
    ("q2.injected",      None,  "7 0 0 0",    "injected",      7),
    ("q3.drug_selling",  None,  "0 0 0 1",    "drug_selling",  1),
    ("q4.paid_work",     None,  "5 5 5 5",    "paid_work",     20),
]  # fmt: skip


@pytest.mark.parametrize(("key", "total", "line", "scale", "days"), DAYS)
def test_days_are_a_total_or_the_sum_of_four_weeks(key, total, line, scale, days):
    result = score("TOP", {key: total, **(weeks(key, line) if line else {})})

    assert result.scales[scale] == days
    assert (key in result.missing) == (days is None)


@pytest.mark.parametrize(
    ("total", "line"),
    [(11, "1 2 3 4"), (9, "1 2 3 4"), (2, "1 2 - -"), (25, "7 3 7 -"), (28, "0 - - -")],
)  # fmt: skip
def test_weeks_that_cannot_make_the_total_are_refused(total, line):
    with pytest.raises(InvalidAnswers) as refused:
        score("TOP", {"q1.opioids": total, **weeks("q1.opioids", line)})

    assert refused.value.code == "V39"
    assert list(refused.value.messages) == ["q1.opioids"]


@pytest.mark.parametrize(
    ("key", "answer"),
    [("q1.opioids", 29), ("q1.opioids", -1), ("q1.opioids.week4", 8), ("q4.quality_of_life", 21),
     ("q3.fraud", 2), ("q1.heroin", 0), ("q1.opioids.week5", 0)],
)  # fmt: skip
def test_answers_beyond_the_form_are_refused(key, answer):
    with pytest.raises(InvalidAnswers) as refused:
        score("TOP", {key: answer})

    assert list(refused.value.messages) == [key]
    assert refused.value.code == "V36"


SHARING = [
    # injected needle other  sharing
    (5,        1,     0,     1),
    (5,        0,     1,     1),
    (5,        1,     1,     1),
    (5,        0,     0,     0),
    (5,        1,     None,  1),
    (5,        0,     None,  None),
    (5,        None,  None,  None),
    (0,        None,  None,  0),
    (0,        0,     0,     0),
    (None,     0,     0,     0),
]  # fmt: skip


@pytest.mark.parametrize(("injected", "needle", "other", "sharing"), SHARING)
def test_sharing_is_yes_when_either_is(injected, needle, other, sharing):
    answers = {"q2.injected": injected, "q2.needle": needle, "q2.paraphernalia": other}

    assert score("TOP", answers).scales["sharing"] == sharing


def test_sharing_without_injecting_is_a_contradiction():
    with pytest.raises(InvalidAnswers) as refused:
        score("TOP", {**weeks("q2.injected", "0 0 0 0"), "q2.needle": 1})

    assert list(refused.value.messages) == ["q2.needle"]


def test_a_form_has_23_scales_no_total_and_no_verdict():
    answers = {item.key: 0 for item in instrument("TOP").scored}

    result = score("TOP", answers)

    assert result.complete
    assert len(result.scales) == 23
    assert (result.total, result.band, result.positive) == (None, None, None)


def test_health_and_work_are_better_when_higher_and_the_rest_is_not():
    better = {scale.code for scale in instrument("TOP").scales if scale.is_higher_better}

    assert better == {
        "psychological_health", "physical_health", "quality_of_life", "paid_work", "education",
    }  # fmt: skip
