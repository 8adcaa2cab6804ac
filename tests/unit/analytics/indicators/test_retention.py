"""RET: curves, horizons and gaps."""

import pytest

from analytics.catalogue import GRID_DAYS
from analytics.estimates import Basis, Rule
from analytics.indicators import retention
from analytics.survival import kaplan_meier, survival_gap
from analytics.vocabulary import Measure, Who
from tests.unit.analytics.indicators.rows import DIMENSIONS, frames, one, times


ROWS = [
    *times(10, sex="F", days=20),
    *times(10, sex="F", days=100),
    *times(20, sex="F", days=400, is_event=False),
    *times(30, sex="M", days=60),
    *times(30, sex="M", days=200, is_event=False),
    *times(50, sex="NS", days=1),
]
WOMEN = kaplan_meier([20] * 10 + [100] * 10 + [400] * 20, [1] * 20 + [0] * 20)
MEN = kaplan_meier([60] * 30 + [200] * 30, [1] * 30 + [0] * 30)


def test_who_is_still_in_treatment_after_months():
    found = retention.estimate(frames(followed=ROWS), DIMENSIONS)

    stays = [one(found, Who.WOMEN, indicator=code).value for code in ("RET-01", "RET-03", "RET-06")]
    assert stays == pytest.approx([0.75, 0.75, 0.5])
    assert one(found, Who.BOTH, indicator="RET-06").value == pytest.approx(0.5)


def test_a_horizon_says_who_is_behind_it():
    men = one(retention.estimate(frames(followed=ROWS), DIMENSIONS), Who.MEN, indicator="RET-06")

    assert (men.value, men.low, men.high) == MEN.at(183)[:3]
    assert (men.rule, men.measure, men.day) == (Rule.SURVIVAL, Measure.PERCENT, None)
    assert men.bases == (Basis(60, at_risk=30, events=30),)
    assert men.denominator_cells == ("followed;day=D0;sex=M",)


def test_a_gap_of_horizons_is_women_less_men():
    gap = one(retention.estimate(frames(followed=ROWS), DIMENSIONS), Who.GAP, indicator="RET-01")

    assert (gap.value, gap.low, gap.high) == survival_gap(WOMEN, MEN, 30)
    assert (gap.rule, gap.measure) == (Rule.SURVIVAL_GAP, Measure.POINTS)
    assert [basis.at_risk for basis in gap.bases] == [30, 60]
    assert gap.denominator_cells == ("followed;day=D0;sex=F", "followed;day=D0;sex=M")


def test_a_curve_has_a_point_every_thirty_days():
    found = retention.estimate(frames(followed=ROWS), DIMENSIONS)

    points = [each for each in found if each.indicator == "RET" and each.who == Who.WOMEN]
    assert tuple(each.day for each in points) == GRID_DAYS
    assert points[0].value == 1
    assert points[4].value == 0.5
    assert {each.denominator_cells for each in points} == {("followed;day=D0;sex=F",)}


def test_nobody_stays():
    found = retention.estimate(frames(), DIMENSIONS)

    assert {each.value for each in found} == {None}
