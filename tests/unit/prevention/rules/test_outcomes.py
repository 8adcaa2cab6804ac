"""Results of one outcome, and the gates before them."""

from datetime import date

import numpy as np
import pytest

from prevention.rules.cleaning import Question
from prevention.rules.effects import OutcomeKind
from prevention.rules.outcomes import About, Asked, Data, Outcome, analysed, outcomes_of, table_of


ABOUT = About(0.9, date(2026, 3, 16))
SCORE = Outcome(Question("refuse", options=(0, 1, 2, 3), is_reversed=True))
SHARE = Outcome(Question("alcohol_30d", role="use", positive_from=1), is_primary=True)


def people(values, *, genders="fm", arms=("intervention",), schools=3):
    count = len(values)
    arm = np.array([arms[place * len(arms) // count] for place in range(count)])
    return Asked(
        np.array(values, dtype=float), arm,
        np.array([genders[place % len(genders)] for place in range(count)]),
        np.array([f"{arm[place]} {place % schools}" for place in range(count)]),
    )  # fmt: skip


def waves(before, after, *, is_linked=True, **how):
    return Data(people(before, **how), people(after, **how), is_linked=is_linked)


def dice(count, seed, high=4):
    return np.random.default_rng(seed).integers(0, high, count).tolist()


def test_scores_are_compared_by_their_means_and_standard_deviations():
    data = waves(dice(120, 1), dice(120, 2), arms=("intervention", "comparison"))
    found = analysed(SCORE, data, has_comparison=True, about=ABOUT)

    assert [each["scale"] for each in found["estimates"]["both"]] == ["DIFFERENCE", "EFFECT_SIZE"]
    assert found["levels"]["intervention"]["girls"]["before"]["people"] == 30
    assert 0 < found["levels"]["comparison"]["both"]["after"]["mean"] < 3


def test_where_most_state_no_gender_there_is_one_result_of_everybody():
    data = waves(dice(90, 1, 2), dice(90, 2, 2), genders="ooof")
    found = analysed(SHARE, data, has_comparison=False, about=ABOUT)

    assert set(found["estimates"]) == {"all"}
    assert set(found["levels"]["intervention"]) == {"all"}
    assert found["interaction"] is None


def test_few_of_another_gender_are_in_no_result():
    data = waves(dice(100, 1, 2), dice(100, 2, 2), genders="fmfmfmfmfo", schools=4)
    found = analysed(SHARE, data, has_comparison=False, about=ABOUT)

    assert found["levels"]["intervention"]["both"]["before"]["people"] == 90


@pytest.mark.parametrize(
    ("values", "how", "reason"),
    [
        ([0, 1] * 4, {}, "few"),
        ([0] * 40 + [1] * 4, {}, "small-cells"),
        ([0, 1] * 20, {"schools": 1}, "single-cluster"),
        ([0, 1] * 20, {"is_linked": False}, "not-compared"),
    ],
)
def test_what_cannot_be_shown_says_why(values, how, reason):
    data = waves(values, values[::-1], **how)
    found = analysed(SHARE, data, has_comparison=False, about=ABOUT)

    assert found["reasons"]["both"] == reason
    assert found["estimates"]["both"] == []


def test_answers_that_never_vary_give_no_estimate():
    data = waves([2] * 40, [2] * 40)
    found = analysed(SCORE, data, has_comparison=False, about=ABOUT)

    assert found["reasons"]["both"] == "no-estimate"


def test_means_of_fewer_than_ten_girls_hide_the_boys_too():
    asked = people(dice(40, 1), genders="mmmmmmmf")
    marks = table_of(SCORE, asked)["levels"]["intervention"]

    assert marks["girls"]["after"] == {"mean": None, "people": None}
    assert marks["boys"]["after"] == {"mean": None, "people": None}
    assert marks["both"]["after"]["people"] == 40


def test_people_who_left_it_out_in_one_wave_are_in_neither():
    before, after = dice(40, 1, 2), dice(40, 2, 2)
    before[0] = after[1] = np.nan
    found = analysed(SHARE, waves(before, after), has_comparison=False, about=ABOUT)

    assert found["levels"]["intervention"]["both"]["before"]["people"] == 38


def test_questions_turned_round_are_turned_back():
    assert SCORE.of(np.array([0.0, 3.0])).tolist() == [3, 0]
    assert np.isnan(SHARE.of(np.array([np.nan]))).all()


@pytest.mark.parametrize(
    ("code", "role", "kind"),
    [
        ("cigarettes_30d", "use", OutcomeKind.SMOKING_30_DAYS),
        ("smoking_lifetime", "use", OutcomeKind.SMOKING_LIFETIME),
        ("cannabis_30d", "use", OutcomeKind.OTHER_USE),
        ("refuse_say", "item", OutcomeKind.PSYCHOSOCIAL),
    ],
)
def test_the_likeness_of_schools_is_that_of_the_kind_of_question(code, role, kind):
    assert Outcome(Question(code, role=role)).kind is kind


def test_the_primary_outcome_comes_first_and_the_made_up_drug_never():
    questions = (
        Question("refuse"), Question("alcohol_30d", role="use"),
        Question("relevin", role="fictitious"),
    )  # fmt: skip
    found = outcomes_of(questions, primary="alcohol_30d")
    assert [each.question.code for each in found] == ["alcohol_30d", "refuse"]
