"""Linking: golden cases, then a school system of 5,000 pupils."""

from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from prevention.choices import Gender
from prevention.rules.matching import Form, Reason, Scope, distance, link
from prevention.rules.ratios import Ratio
from prevention.rules.sgic import Element, hashed
from tests.unit.prevention.rules.school_system import Errors, forms, moved, pupils


KEY = bytes(32)
UIDS = count()
TRUTH = {
    Element.MOTHER: "Г",
    Element.FATHER: "Б",
    Element.DAY: "12",
    Element.SIBLINGS: "2",
    Element.OWN_NAME: "а",
    Element.BIRTHPLACE: "Қ",
    Element.FAMILY_NAME: "о",
}
NAMES = {
    "mother": Element.MOTHER,
    "father": Element.FATHER,
    "day": Element.DAY,
    "siblings": Element.SIBLINGS,
    "own": Element.OWN_NAME,
    "place": Element.BIRTHPLACE,
    "family": Element.FAMILY_NAME,
}
ONE_OFF = {"mother": "Д"}
TWO_OFF = {"mother": "Д", "father": "С"}
THREE_OFF = {"mother": "Д", "father": "С", "siblings": "0"}


def filled(*, cohort="6A", school="S1", grade="6", gender=Gender.GIRL, **answers):
    code = hashed(TRUTH | {NAMES[name]: answer for name, answer in answers.items()}, key=KEY)
    return Form(next(UIDS), school, grade, cohort, gender, code)


def strangers(number, **place):
    """Forms of others, each far from the rest and from TRUTH."""
    letters = "ЖЗЛРСТУФЦЧШЩЭЮЯDFGIJLNQRSUVWZ"
    return [
        filled(mother=letters[n % 29], father=letters[n % 28], day=str(20 + n % 11),
               own=letters[n % 27], place=letters[n % 26], family=letters[n // 29], **place)
        for n in range(number)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, 0),
        ({"own": "A", "father": "b"}, 1),  # Latin b is В, another letter than Б
        ({"own": "A"}, 0),
        ({"place": "к"}, 0.5),
        ({"family": "ө"}, 0.5),
        ({"family": "oʻ"}, 0.5),
        ({"day": "21"}, 0.5),
        ({"day": "13"}, 1),
        ({"day": ""}, 0.5),
        ({"siblings": ""}, 0.5),
        ({"siblings": "3"}, 1),
        (ONE_OFF, 1),
        (TWO_OFF, 2),
        ({"place": "K", "day": "21", "own": "", "mother": "Д"}, 2.5),
        (dict.fromkeys(NAMES, ""), 3.5),
    ],
)
def test_distances(answers, expected):
    assert distance(filled(), filled(**answers)) == expected
    assert distance(filled(**answers), filled()) == expected


def test_a_day_of_two_equal_digits_is_itself_when_exchanged():
    assert distance(filled(day="11"), filled(day="11")) == 0
    assert distance(filled(day="11"), filled(day="10")) == 1


def test_left_out_on_both_sides_is_half_too():
    assert distance(filled(day="", own=""), filled(day="", own="")) == 1


@pytest.mark.parametrize(
    ("answers", "expected"), [({}, 0), (ONE_OFF, 1), (TWO_OFF, 2), ({"place": "К"}, 0.5)]
)
def test_a_pair_is_linked_up_to_two_elements(answers, expected):
    linkage = link([filled(), *strangers(5)], [filled(**answers)])

    (pair,) = linkage.pairs
    assert (pair.distance, pair.scope) == (expected, Scope.COHORT)
    assert linkage.by_distance == {expected: 1}


@pytest.mark.parametrize("answers", [THREE_OFF, TWO_OFF | {"day": "21"}])
def test_above_two_elements_nobody_is_linked(answers):
    linkage = link([filled()], [filled(**answers)])

    assert linkage.pairs == ()
    assert [each.reason for each in linkage.unmatched] == [Reason.NO_PARTNER] * 2


@pytest.mark.parametrize(("furthest", "pairs"), [(0, 1), (1, 2), (2, 3)])
def test_the_sensitivity_run_stops_earlier(furthest, pairs):
    before = [filled(), filled(cohort="6B"), filled(cohort="6C", grade="7")]
    after = [
        filled(),
        filled(cohort="6B", own="я"),
        filled(cohort="6C", grade="7", **TWO_OFF),
    ]

    assert len(link(before, after, furthest=furthest).pairs) == pairs


def test_twins_are_ambiguous_even_when_only_one_of_them_came_back():
    linkage = link([filled(), filled(), *strangers(3)], [filled()])

    assert linkage.pairs == ()
    reasons = [(each.is_earlier, each.reason) for each in linkage.unmatched]
    assert reasons.count((True, Reason.AMBIGUOUS)) == 2
    assert reasons.count((False, Reason.AMBIGUOUS)) == 1
    assert reasons.count((True, Reason.NO_PARTNER)) == 3


def test_an_exact_partner_is_taken_before_a_near_one():
    exact, near = filled(), filled(**ONE_OFF)
    linkage = link([exact, near], [filled()])

    assert [pair.earlier for pair in linkage.pairs] == [exact]
    assert [each.form for each in linkage.unmatched] == [near]


def test_a_tie_within_one_step_is_not_broken_by_half_an_element():
    linkage = link([filled()], [filled(day="21"), filled(**ONE_OFF)])

    assert {each.reason for each in linkage.unmatched} == {Reason.AMBIGUOUS}


def test_twins_of_two_genders_are_told_apart_by_it():
    girl, boy = filled(), filled(gender=Gender.BOY)
    linkage = link([girl, boy], [filled(gender=Gender.BOY), filled()])

    assert {(pair.earlier.gender, pair.later.gender) for pair in linkage.pairs} == {
        ("f", "f"),
        ("m", "m"),
    }


@pytest.mark.parametrize(
    ("gender", "pairs"), [(Gender.BOY, 0), (Gender.OTHER, 1), ("", 1), (Gender.GIRL, 1)]
)
def test_genders_agree_or_one_is_not_stated(gender, pairs):
    assert len(link([filled()], [filled(gender=gender)]).pairs) == pairs


def test_who_changed_class_is_found_within_the_grade():
    (pair,) = link([filled()], [filled(cohort="6B")]).pairs

    assert pair.scope == Scope.GRADE


@pytest.mark.parametrize(
    "place", [{"school": "S2"}, {"grade": "7"}, {"school": "S2", "grade": "7"}]
)
def test_nobody_is_linked_across_schools_or_grades(place):
    assert link([filled()], [filled(**place)]).pairs == ()


def test_the_own_class_goes_before_the_grade():
    here, there = filled(**ONE_OFF), filled(cohort="6B")
    (pair,) = link([filled()], [here, there]).pairs

    assert (pair.later, pair.distance) == (here, 1)


@pytest.mark.parametrize(("size", "pairs"), [(149, 1), (150, 0)])
def test_two_elements_only_below_150_forms(size, pairs):
    after = [filled(**TWO_OFF), *strangers(size - 1)]

    assert len(link([filled()], after).pairs) == pairs


def test_two_elements_only_with_a_code_of_seven():
    short = [replace(form, code=form.code[:6]) for form in (filled(), filled(**TWO_OFF))]
    shorter = [replace(form, code=form.code[:6]) for form in (filled(), filled(**ONE_OFF))]

    assert link(short[:1], short[1:]).pairs == ()
    assert len(link(shorter[:1], shorter[1:]).pairs) == 1


def test_codes_of_two_designs_are_not_compared():
    with pytest.raises(ValueError, match="same number"):
        link([filled()], [replace(filled(), code=filled().code[:6])])


def test_three_left_out_are_too_little_even_when_the_rest_agrees():
    sparse = {"mother": "", "father": "", "day": ""}
    linkage = link([filled(**sparse)], [filled()])

    assert [(each.is_earlier, each.reason) for each in linkage.unmatched] == [
        (True, Reason.INCOMPLETE),
        (False, Reason.NO_PARTNER),
    ]
    assert all(str(reason.label) for reason in Reason)


def test_two_left_out_may_still_be_linked():
    (pair,) = link([filled(mother="", day="")], [filled()]).pairs

    assert pair.distance == 1


def test_match_rates_count_the_earlier_forms_of_each_gender():
    boy = filled(gender=Gender.BOY, day="30")
    linkage = link([filled(), boy, *strangers(2)], [filled()])

    assert linkage.match_rate() == Ratio(1, 4)
    assert linkage.match_rates == {"f": Ratio(1, 3), "m": Ratio(0, 1), "o": Ratio(0, 0)}
    assert linkage.match_rates["o"].value is None


def test_nobody_gives_nothing():
    empty = link([], [])

    assert (empty.pairs, empty.unmatched) == ((), ())
    assert link([filled()], []).pairs == ()


def test_codes_without_elements_link_nobody():
    blank = [replace(filled(), code=()), replace(filled(), code=())]

    assert link(blank[:1], blank[1:]).pairs == ()


def quality(linkage, genders, gender):
    """Recall at each step and the share of false pairs, for those who filled in both waves."""
    ours = [pair for pair in linkage.pairs if genders[pair.earlier.uid] == gender]
    right = [pair for pair in ours if pair.earlier.uid == pair.later.uid]
    left = [
        {each.form.uid for each in linkage.unmatched if each.is_earlier is is_earlier}
        for is_earlier in (True, False)
    ]
    first = left[0] | {pair.earlier.uid for pair in linkage.pairs}
    second = left[1] | {pair.later.uid for pair in linkage.pairs}
    there = [uid for uid in first & second if genders[uid] == gender]
    recall = [sum(pair.distance <= step for pair in right) / len(there) for step in (0, 1, 2)]
    return recall, 1 - len(right) / len(ours)


@pytest.fixture(scope="module")
def simulated():
    rng = np.random.default_rng(1)
    people = pupils(rng)
    before = forms(people, rng, Errors())
    after = forms(moved(people, rng), rng, Errors())
    return {each.number: each.gender for each in people}, link(before, after)


@pytest.mark.parametrize("gender", ["f", "m"])
def test_five_percent_of_errors_leave_most_pupils_linked_and_hardly_any_wrongly(simulated, gender):
    genders, linkage = simulated
    (exact, one, two), false = quality(linkage, genders, gender)

    assert 0.45 <= exact <= 0.55
    assert one >= 0.86
    assert two >= 0.96
    assert false <= 0.001


@pytest.mark.parametrize("gender", ["f", "m"])
def test_without_errors_everybody_but_look_alike_pupils_is_linked(gender):
    rng = np.random.default_rng(2)
    people = pupils(rng, schools=2)
    none = Errors(rate=0)
    linkage = link(forms(people, rng, none), forms(people, rng, none))
    (exact, __, __), false = quality(linkage, {each.number: each.gender for each in people}, gender)

    assert exact >= 0.99
    assert false == 0
