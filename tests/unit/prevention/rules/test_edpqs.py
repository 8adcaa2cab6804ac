"""The quality cycle: its parts, its scores, what is still open."""

from collections import Counter

import pytest

from prevention.choices import Verdict
from prevention.rules.edpqs import (
    BEFORE_DELIVERY,
    ITEMS,
    CycleStage,
    items_of,
    stage_score,
    stage_scores,
    unanswered,
)
from prevention.rules.ratios import Ratio


def test_the_cycle_has_its_components():
    assert Counter(item.stage.name for item in ITEMS) == {
        "CROSS_CUTTING": 4, "NEEDS": 4, "RESOURCES": 2, "FORMULATION": 6, "DESIGN": 4,
        "MANAGEMENT": 6, "DELIVERY": 4, "EVALUATION": 2, "DISSEMINATION": 3,
    }  # fmt: skip
    assert len({item.code for item in ITEMS}) == len(ITEMS) == 35
    assert all(len(item.code) <= 12 for item in ITEMS)


def test_codes_name_their_stage_and_questions_end_as_questions():
    assert all(
        item.code.split(".")[0] == item.stage
        for item in ITEMS
        if item.stage is not CycleStage.CROSS_CUTTING
    )
    assert all(str(item.question).endswith("?") and str(item.component) for item in ITEMS)
    assert all(str(stage.label) for stage in CycleStage)


@pytest.mark.parametrize(
    ("verdicts", "score"),
    [
        ([Verdict.YES, Verdict.YES, Verdict.YES, Verdict.YES], Ratio(4, 4)),
        ([Verdict.YES, Verdict.PARTLY, Verdict.NO, Verdict.NO], Ratio(1.5, 4)),
        ([Verdict.YES, Verdict.PARTLY, Verdict.NOT_APPLICABLE], Ratio(1.5, 2)),
        ([Verdict.NOT_APPLICABLE], Ratio(0, 0)),
        ([], Ratio(0, 0)),
        (["", Verdict.NO], Ratio(0, 1)),
    ],
)
def test_a_stage_scores_what_was_answered_and_applies(verdicts, score):
    codes = [item.code for item in items_of(CycleStage.NEEDS)]
    answers = dict(zip(codes, verdicts, strict=False))

    assert stage_score(answers, CycleStage.NEEDS) == score


def test_every_stage_has_its_own_score_and_there_is_no_total():
    scores = stage_scores({"A": Verdict.YES, "8.3": Verdict.NO})

    assert list(scores) == list(CycleStage)
    assert scores[CycleStage.CROSS_CUTTING].value == 1
    assert scores[CycleStage.DISSEMINATION].value == 0
    assert scores[CycleStage.DELIVERY].value is None


def test_stages_one_to_five_are_answered_before_delivery():
    everything = {item.code: Verdict.NOT_APPLICABLE for item in ITEMS}

    assert len(unanswered({})) == 22
    assert {item.stage for item in unanswered({})} == set(BEFORE_DELIVERY)
    assert unanswered(everything) == ()
    assert [item.code for item in unanswered(everything | {"3.5": ""})] == ["3.5"]
    assert len(unanswered({}, CycleStage)) == 35
