"""Measures of delivery: numbers, and what is not a number."""

from decimal import Decimal

import pytest

from prevention.choices import Delivered
from prevention.rules.delivery import (
    Attrition,
    CostItem,
    Heads,
    MixedCurrencies,
    Money,
    Score,
    adaptation_rate,
    adherence,
    adoption_sites,
    adoption_staff,
    agreement,
    completion,
    consent_rate,
    cost_per_head,
    dose_delivered,
    dose_received,
    maintenance,
    mean_attendance,
    mean_mark,
    minutes_ratio,
    observed_share,
    reach,
    representativeness,
    response,
    retention,
)
from prevention.rules.ratios import NOT_COMPUTABLE, Ratio


def test_reach_is_told_by_gender():
    found = reach(Heads(30, 20, 0), Heads(40, 50, 0))

    assert found["all"] == Ratio(50, 90)
    assert (found["girls"].value, found["boys"].value) == (0.75, 0.4)
    assert found["others"] == Ratio(0, 0)
    assert found["others"].value is None


def test_representativeness_compares_shares_of_girls():
    found = representativeness(Heads(30, 20), Heads(40, 60))

    assert (found.numerator, found.denominator) == (0.6, 0.4)
    assert found.value == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("reached", "eligible"),
    [(Heads(), Heads(4, 6)), (Heads(4, 6), Heads()), (Heads(0, 6), Heads(0, 6))],
)
def test_representativeness_of_nobody_is_nothing(reached, eligible):
    assert representativeness(reached, eligible).value is None


@pytest.mark.parametrize(
    "measure",
    [adoption_sites, adoption_staff, maintenance, dose_delivered, dose_received, observed_share,
     adaptation_rate, retention, consent_rate],
)  # fmt: skip
def test_simple_measures_keep_both_numbers_and_are_nothing_over_nobody(measure):
    assert measure(3, 4) == Ratio(3, 4)
    assert measure(3, 4).value == 0.75
    assert measure(0, 4).value == 0
    assert measure(0, 0).value is None


def test_what_nobody_counted_is_nothing():
    assert adoption_sites(3, None).value is None
    assert consent_rate(None, 20).value is None
    assert response(12, None, None).rate.value is None


def test_minutes_are_added_up():
    assert minutes_ratio([40, 50], [45, 45, 45]) == Ratio(90, 135)
    assert minutes_ratio([], []).value is None


def test_completion_takes_its_threshold_inclusively():
    assert completion([12, 9, 8, 0], 12) == Ratio(2, 4)
    assert completion([3, 2], 5, threshold=Decimal("0.60")) == Ratio(1, 2)


def test_completion_cannot_be_told_from_head_counts():
    assert completion(None, 12) == NOT_COMPUTABLE
    assert completion([3], 0) == NOT_COMPUTABLE
    assert NOT_COMPUTABLE.value is None
    assert completion([], 12).value is None


def test_mean_attendance_is_over_the_sessions_delivered():
    assert mean_attendance([20, 18, 22], 25) == Ratio(60, 75)
    assert mean_attendance([], 25).value is None


def test_adherence_weighs_core_items_and_leaves_out_what_does_not_apply():
    scores = [
        Score("a", Delivered.YES, weight=3),
        Score("b", Delivered.PARTLY, weight=2),
        Score("c", Delivered.NO),
        Score("d", Delivered.NOT_APPLICABLE, weight=9),
        Score("e", Delivered.YES, weight=9, is_core=False),
    ]

    assert adherence(scores) == Ratio(4, 6)
    assert adherence(scores[3:]).value is None


def test_marks_are_averaged_without_the_missing_ones():
    assert mean_mark([5, None, 4]) == Ratio(9, 2)
    assert mean_mark([None]).value is None


@pytest.mark.parametrize("mark", [0, 6])
def test_marks_are_from_one_to_five(mark):
    with pytest.raises(ValueError, match="1 to 5"):
        mean_mark([mark])


def test_agreement_is_over_items_that_both_answered():
    own = {"a": Delivered.YES, "b": Delivered.YES, "c": Delivered.NO}
    observed = {"b": Delivered.PARTLY, "c": Delivered.NO, "d": Delivered.NO}

    assert agreement(own, observed) == Ratio(1, 2)
    assert agreement(own, {}).value is None


@pytest.mark.parametrize(
    ("intervention", "comparison", "value", "is_flagged"),
    [
        (Ratio(90, 100), Ratio(85, 100), 0.05, False),
        (Ratio(85, 100), Ratio(90, 100), 0.05, False),
        (Ratio(84, 100), Ratio(90, 100), 0.06, True),
        (Ratio(0, 0), Ratio(90, 100), None, False),
        (Ratio(9, 10), NOT_COMPUTABLE, None, False),
    ],
)
def test_arms_that_lose_different_shares_are_flagged(intervention, comparison, value, is_flagged):
    found = Attrition(intervention, comparison)

    assert found.value == (None if value is None else pytest.approx(value))
    assert found.is_flagged is is_flagged


def test_absent_pupils_are_told_beside_the_response_rate():
    found = response(20, 22, 3)

    assert (found.rate, found.absent) == (Ratio(20, 22), 3)


def test_costs_per_head_with_and_without_one_off_items():
    items = [
        CostItem(Decimal(1000), "KZT", is_recurring=False),
        CostItem(Decimal("250.50"), "KZT"),
        CostItem(Decimal(100), "KZT", is_in_kind=True),
    ]
    found = cost_per_head(items, 50)

    assert found.currency == "KZT"
    assert found.with_one_off == Money(Decimal("1350.50"), 50)
    assert found.with_one_off.value == Decimal("27.01")
    assert found.without_one_off.value == Decimal("7.01")
    assert found.in_kind == 100


def test_no_costs_written_down_is_not_free():
    found = cost_per_head([], 50)

    assert (found.with_one_off.value, found.without_one_off.value) == (None, None)
    assert cost_per_head([CostItem(Decimal(5), "KGS")], 0).with_one_off.value is None
    free = cost_per_head([CostItem(Decimal(5), "KGS", is_recurring=False)], 2)
    assert free.without_one_off.value == 0


def test_currencies_are_not_mixed():
    with pytest.raises(MixedCurrencies, match="KGS, USD"):
        cost_per_head([CostItem(Decimal(5), "USD"), CostItem(Decimal(5), "KGS")], 2)
