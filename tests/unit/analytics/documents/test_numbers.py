"""Numbers and days in the reader's language."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from analytics.contents import Count, Figure
from analytics.documents import numbers
from analytics.vocabulary import Mark, Measure, Who
from tests.factories.contents import sample_contents, sample_quarter


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("en", Decimal("1240"), "1,240"),
        ("en", Decimal("18.90"), "18.9"),
        ("en", Decimal("-6"), "\u22126"),
        ("en", Decimal("0.00"), "0"),
        ("ru", Decimal("6555"), "6\u00a0555"),
        ("ru", Decimal("66.7"), "66,7"),
        ("ru", Decimal("-0.5"), "\u22120,5"),
    ],
)
def test_numbers_follow_the_language(language, value, written):
    with translation.override(language):
        assert numbers.number(value) == written


def test_a_per_cent_sign_stands_after_a_no_break_space():
    assert numbers.percent(52) == "52\u00a0%"


@pytest.mark.parametrize(
    ("value", "measure", "written"),
    [
        (Decimal(8), Measure.POINTS, "+8\u00a0points"),
        (Decimal(-1), Measure.POINTS, "\u22121\u00a0point"),
        (Decimal(1), Measure.DAYS, "1\u00a0day"),
        (Decimal("2.5"), Measure.YEARS, "2.5\u00a0years"),
        (Decimal(30), Measure.PERCENT, "30\u00a0%"),
        (Decimal("0.26"), Measure.RATIO, "0.26"),
    ],
)
def test_a_value_carries_its_unit(value, measure, written):
    with translation.override("en"):
        assert numbers.measured(value, measure) == written


def test_a_difference_of_medians_has_a_sign():
    with translation.override("en"):
        assert numbers.difference(Decimal(5), Measure.DAYS) == "+5\u00a0days"
        assert numbers.difference(Decimal(-3), Measure.YEARS) == "\u22123\u00a0years"
        assert numbers.difference(Decimal(2), Measure.POINTS) == "+2\u00a0points"


def test_an_interval_has_two_ends_or_none():
    figure = Figure("X", Who.GAP, Measure.POINTS, Decimal(-2), Decimal(-7), Decimal(2))
    share = Figure("X", Who.GAP, Measure.PERCENT, Decimal(37), Decimal(32), Decimal(43))
    bare = Figure("X", Who.GAP, Measure.POINTS, Decimal(-2))

    with translation.override("en"):
        assert numbers.interval(figure) == "\u22127 to +2"
        assert numbers.interval(share) == "32 to 43"
        assert numbers.interval(bare) == ""


@pytest.mark.parametrize(
    ("count", "written"),
    [
        (Count("k", 1240), "1,240"),
        (Count("k", None, Mark.CONFIDENTIAL), "[c]"),
        (Count("k", 0, Mark.LOW), "[low]"),
        (Count("k", 15, Mark.PROVISIONAL), "15\u00a0[p]"),
        (Count("k", 0), "0"),
    ],
)
def test_a_count_is_a_number_or_its_mark(count, written):
    with translation.override("en"):
        assert numbers.counted(count) == written


def test_numbers_stay_with_their_word():
    assert numbers.together("after 6 months") == "after 6\u00a0months"


def test_the_day_of_the_records_is_that_of_the_country():
    head = sample_contents().head

    assert numbers.frozen_day(head) == date(2024, 4, 2)
    assert numbers.local(head.frozen_at, "KG").hour == 12
    assert numbers.local(head.frozen_at, "??").hour == 6


def test_periods_are_years_or_quarters():
    with translation.override("en"):
        assert numbers.period(sample_contents().head) == "2023"
        assert numbers.period(sample_quarter().head) == "quarter 2 of 2023"
