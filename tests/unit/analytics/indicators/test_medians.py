"""DEM-14 and ACC-01: medians and their difference."""

import pytest

from analytics.estimates import Basis, Rule
from analytics.indicators import age, waiting_time
from analytics.intervals import median, median_difference
from analytics.vocabulary import Measure, Who
from tests.unit.analytics.indicators.rows import DIMENSIONS, frames, one


AGES = [*({"sex": "F", "age_years": float(value)} for value in range(20, 40)),
        *({"sex": "M", "age_years": float(value)} for value in range(30, 60)),
        *({"sex": "M"} for _ in range(10))]  # fmt: skip


def test_medians_are_of_known_ages():
    found = age.estimate(frames(entrants=AGES), DIMENSIONS)

    men = one(found, Who.MEN)
    assert (men.value, men.low, men.high) == median(range(30, 60))
    assert (men.rule, men.measure) == (Rule.MEDIAN, Measure.YEARS)
    assert men.bases == (Basis(30),)
    assert men.unknown == 0.25
    assert men.denominator_cells[0] == "entrants;age=U18;sex=M"
    assert len(men.denominator_cells) == 6


def test_a_gap_of_medians_is_women_less_men():
    found = age.estimate(frames(entrants=AGES), DIMENSIONS)

    gap = one(found, Who.GAP)
    assert (gap.value, gap.low, gap.high) == median_difference(range(20, 40), range(30, 60))
    assert gap.value == -15
    assert (gap.rule, gap.measure) == (Rule.MEDIAN_GAP, Measure.YEARS)
    assert gap.bases == (Basis(20), Basis(30))


def test_waits_are_in_days():
    rows = [{"sex": "F", "wait_days": float(days)} for days in (0, 3, 20)]

    found = waiting_time.estimate(frames(starts=rows), DIMENSIONS)

    assert one(found, Who.BOTH).value == 3
    assert one(found, Who.WOMEN).low is None
    assert one(found, Who.WOMEN).measure == Measure.DAYS


@pytest.mark.parametrize("who", list(Who))
def test_nobody_has_no_median(who: Who):
    assert one(waiting_time.estimate(frames(), DIMENSIONS), who).value is None
