"""DEM-01 and DEM-02: people, the share of women, men per woman."""

import pytest

from analytics.estimates import Basis, Rule
from analytics.indicators import entrants, in_treatment
from analytics.vocabulary import Measure, Who
from tests.unit.analytics.indicators.rows import DIMENSIONS, frames, one, times


PEOPLE = [*times(20, sex="F"), *times(60, sex="M"), *times(20, sex="NS")]


def test_people_are_counted_by_sex_and_read_from_their_cells():
    found = in_treatment.estimate(frames(in_treatment=PEOPLE), DIMENSIONS)

    counts = [one(found, who) for who in (Who.WOMEN, Who.MEN, Who.BOTH)]
    assert [each.value for each in counts] == [20, 60, 80]
    assert [each.rule for each in counts] == [Rule.COUNT] * 3
    assert [each.denominator_cells for each in counts] == [
        ("in_treatment;sex=F",),
        ("in_treatment;sex=M",),
        ("in_treatment",),
    ]


def test_women_are_a_share_of_women_and_men():
    share = one(in_treatment.estimate(frames(in_treatment=PEOPLE), DIMENSIONS), Who.GAP)

    assert (share.rule, share.measure) == (Rule.SHARE, Measure.PERCENT)
    assert (share.value, share.low, share.high) == pytest.approx((0.25, 0.168, 0.355), abs=5e-4)
    assert share.bases == (Basis(80, numerator=20),)
    assert share.unknown == pytest.approx(0.2)
    assert share.numerator_cells == ("in_treatment;sex=F",)
    assert share.denominator_cells == ("in_treatment",)


def test_men_per_woman_are_a_ratio_of_their_own():
    found = entrants.estimate(frames(entrants=PEOPLE), DIMENSIONS)

    ratio = one(found, Who.GAP, stratum="RATIO")
    assert (ratio.indicator, ratio.rule, ratio.measure) == ("DEM-02", Rule.RATIO, Measure.RATIO)
    assert ratio.value == 3
    assert ratio.low < 3 < ratio.high
    assert ratio.numerator_cells == ("entrants;sex=M",)
    assert ratio.denominator_cells == ("entrants;sex=F",)


def test_of_nobody_there_are_counts_and_no_shares():
    found = entrants.estimate(frames(), DIMENSIONS)

    assert one(found, Who.BOTH).value == 0
    assert one(found, Who.GAP).value is None
    assert one(found, Who.GAP, stratum="RATIO").value is None
