"""ASSIST against its table of weights: a score for each substance, no total, skips."""

import pytest

from clinics.instruments import InvalidAnswers, score
from clinics.instruments.assist import SUBSTANCES


def form(substance: str, line: str) -> dict[str, int | None]:
    """Questions 1 to 7 on one substance; tobacco has six, without the fifth."""
    questions = [f"q{n}" for n in range(1, 8) if (n, substance) != (5, "tobacco")]
    return {
        f"{question}.{substance}": None if word == "-" else int(word)
        for question, word in zip(questions, line.split(), strict=False)
    }


def never(*but: str) -> dict[str, int | None]:
    return {f"q1.{name}": 0 for name in SUBSTANCES if name not in but}


SCORES = [
    # substance      1 2 3 4 5 6 7      score band
    ("opioids",      "0 - - - - - -",   0,    "LOW"),
    ("opioids",      "0 0 0 0 0 0 0",   0,    "LOW"),
    ("opioids",      "3 0 - - - 0 0",   0,    "LOW"),
    ("opioids",      "3 6 6 7 8 6 6",   39,   "HIGH"),
    ("tobacco",      "3 6 6 7 6 6",     31,   "HIGH"),
    ("tobacco",      "0 - - - - -",     0,    "LOW"),
    ("tobacco",      "3 6 6 7 6 -",     None, None),
    ("tobacco",      "3 2 0 0 0 0",     2,    "LOW"),
    ("tobacco",      "3 4 0 0 0 0",     4,    "MODERATE"),
    ("alcohol",      "3 6 4 0 0 0 0",   10,   "LOW"),
    ("alcohol",      "3 6 5 0 0 0 0",   11,   "MODERATE"),
    ("alcohol",      "3 6 6 5 0 6 3",   26,   "MODERATE"),
    ("alcohol",      "3 6 6 6 0 6 3",   27,   "HIGH"),
    ("cannabis",     "3 3 0 0 0 0 0",   3,    "LOW"),
    ("cannabis",     "3 4 0 0 0 0 0",   4,    "MODERATE"),
    ("cannabis",     "3 6 6 5 0 6 3",   26,   "MODERATE"),
    ("cannabis",     "3 6 6 6 0 6 3",   27,   "HIGH"),
    ("cocaine",      "3 0 - - - 3 0",   3,    "LOW"),
    ("cocaine",      "3 0 - - - 3 3",   6,    "MODERATE"),
    ("amphetamines", "3 2 3 4 5 3 3",   20,   "MODERATE"),
    ("inhalants",    "3 3 4 5 6 6 6",   30,   "HIGH"),
    ("sedatives",    "3 4 5 6 7 0 3",   25,   "MODERATE"),
    ("hallucinogens", "3 2 - 0 0 0 0",  None, None),
    ("other",        "3 0 - - - - 0",   None, None),
    ("other",        "3 - - - - - -",   None, None),
    ("other",        "- 2 3 0 0 0 0",   5,    "MODERATE"),
]  # fmt: skip


@pytest.mark.parametrize(("substance", "line", "points", "band"), SCORES)
def test_each_substance_has_its_own_score_and_band(substance, line, points, band):
    result = score("ASSIST", form(substance, line))

    assert result.scales[substance] == points
    assert result.bands.get(substance) == band
    assert result.total is None
    assert result.band is None


def test_a_person_who_used_nothing_has_a_complete_form_of_ten_answers():
    result = score("ASSIST", never())

    assert result.complete
    assert set(result.scales.values()) == {0}
    assert result.positive is False


def test_one_substance_at_moderate_risk_is_enough_for_a_positive_form():
    complete = score("ASSIST", {**never("opioids"), **form("opioids", "3 4 0 0 0 0 0")})
    partial = score("ASSIST", form("opioids", "3 4 0 0 0 0 0"))

    assert complete.complete
    assert complete.positive is True
    assert not partial.complete
    assert partial.positive is True


def test_a_low_score_says_nothing_while_other_substances_are_missing():
    assert score("ASSIST", form("opioids", "3 3 0 0 0 0 0")).positive is None


def test_use_after_never_is_a_contradiction():
    with pytest.raises(InvalidAnswers) as refused:
        score("ASSIST", form("cannabis", "0 2 0 0 0 0 3"))

    assert list(refused.value.messages) == ["q2.cannabis", "q7.cannabis"]
    assert refused.value.code == "V36"


@pytest.mark.parametrize(
    ("key", "weight"),
    [("q2.opioids", 1), ("q2.opioids", 5), ("q3.opioids", 2), ("q4.opioids", 3), ("q5.opioids", 4),
     ("q6.opioids", 1), ("q7.opioids", 4), ("q1.opioids", 1), ("q5.tobacco", 5), ("q8", 3),
     ("q2.heroin", 2), ("q2", 2)],
)  # fmt: skip
def test_weights_of_another_question_are_refused(key, weight):
    with pytest.raises(InvalidAnswers) as refused:
        score("ASSIST", {key: weight})

    assert list(refused.value.messages) == [key]


@pytest.mark.parametrize(("answer", "alerts"), [(0, ()), (1, ()), (2, ("INJECTED_RECENTLY",))])
def test_injecting_is_an_alert_and_not_a_score(answer, alerts):
    result = score("ASSIST", {**never(), "q8": answer})

    assert result.alerts == alerts
    assert set(result.scales.values()) == {0}
