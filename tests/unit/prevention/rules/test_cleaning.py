"""Whose answers are left out."""

import numpy as np

from prevention.rules.cleaning import Exclusion, Question, exclusions


SCALE = (0, 1, 2, 3)
BLOCK = [Question(f"norm_{place}", options=SCALE, is_reversed=place == 4) for place in range(5)]
DRUG = Question("relevin", role="fictitious", options=SCALE, positive_from=1)
USE = [Question(f"use_{place}", role="use", options=SCALE, positive_from=1) for place in range(3)]


def found(questions, *rows):
    values = {
        question.code: np.array([row[place] for row in rows], dtype=float)
        for place, question in enumerate(questions)
    }
    return exclusions(questions, values, count=len(rows)).tolist()


def test_who_claims_a_drug_that_does_not_exist_is_left_out():
    assert found([DRUG, *USE], (1, 0, 0, 0), (0, 1, 1, 1)) == [Exclusion.OVERCLAIM, ""]


def test_half_of_the_questions_are_enough():
    gap = np.nan
    assert found([DRUG, *USE], (0, 1, gap, gap), (gap, 1, gap, gap)) == ["", Exclusion.MISSING]


def test_the_same_answer_to_a_question_turned_round_is_no_answer():
    assert found(BLOCK, (2, 2, 2, 2, 2), (2, 2, 2, 2, 1)) == [Exclusion.STRAIGHT, ""]


def test_who_uses_nothing_is_believed():
    uses = [Question(f"use_{place}", role="use", options=SCALE) for place in range(12)]
    assert found(uses, (0,) * 12) == [""]


def test_a_block_without_a_turned_question_tells_only_when_it_is_long():
    plain = [Question(f"norm_{place}", options=SCALE) for place in range(10)]
    assert found(plain[:9], (1,) * 9) == [""]
    assert found(plain, (1,) * 10) == [Exclusion.STRAIGHT]


def test_a_claim_counts_before_other_reasons():
    gap = np.nan
    assert found([DRUG, *USE], (2, gap, gap, gap)) == [Exclusion.OVERCLAIM]


def test_reasons_have_words():
    assert all(str(reason.label) for reason in Exclusion)
