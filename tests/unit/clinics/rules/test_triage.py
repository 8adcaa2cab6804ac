"""How soon a place is offered: the most urgent yes decides, what is not known decides nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.choices import Urgency
from clinics.rules.triage import (
    ORDER,
    PRIORITIES,
    QUESTIONS,
    pregnant_man,
    triaged_before_referral,
    urgency,
)
from tests.factories.clinics import ADMITTED_ON, NOW


ANSWERS = st.fixed_dictionaries({stem: st.sampled_from(["", "YES", "NO"]) for stem in QUESTIONS})


@pytest.mark.parametrize(
    ("question", "expected"),
    [("pregnant", "TODAY"), ("overdose", "TODAY"), ("released", "TODAY"), ("injecting", "WEEK")],
)
def test_a_yes_brings_forward(question, expected):
    assert urgency(**{question: "YES"}) == expected


def test_who_answers_nothing_or_no_waits_in_turn():
    assert urgency() == Urgency.ROUTINE
    assert urgency(**dict.fromkeys(QUESTIONS, "NO")) == Urgency.ROUTINE


@given(ANSWERS)
def test_another_yes_never_makes_anybody_wait_longer(answers):
    before = ORDER[urgency(**answers)]

    after = [ORDER[urgency(**(answers | {stem: "YES"}))] for stem in QUESTIONS]

    assert max(after) <= before


def test_every_priority_says_where_it_comes_from():
    assert all(priority.source for priority in PRIORITIES)


def test_a_man_is_not_pregnant():
    assert pregnant_man("YES", "MALE")
    assert not pregnant_man("YES", "FEMALE")
    assert not pregnant_man("YES", "")


def test_nobody_is_asked_before_they_come():
    assert triaged_before_referral(ADMITTED_ON, NOW.date())
    assert not triaged_before_referral(None, NOW.date())
