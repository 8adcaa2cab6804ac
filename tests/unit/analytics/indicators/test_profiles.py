"""Profiles: the share of every code, for women, men and both, without interval and gap."""

import pytest

from analytics.catalogue import INDICATORS
from analytics.estimates import Basis
from analytics.indicators.profiles import MIDDLE, PROFILES, estimate
from analytics.vocabulary import UNKNOWN, Measure, Who
from tests.unit.analytics.indicators.rows import DIMENSIONS, frames, one, times


ENTRANTS = [
    *times(6, sex="F", age="25-34"),
    *times(3, sex="F", age="35-44"),
    *times(1, sex="F", age="55+"),
    *times(5, sex="F"),
    *times(20, sex="M", age="U18"),
    *times(60, sex="M", age="35-44"),
    *times(40, sex="NS", age="U18"),
]
EXITS = [*times(4, sex="M", exit="TRANSFERRED"), *times(6, sex="M", exit="COMPLETED")]


def test_every_code_that_is_known_has_its_share():
    found = estimate(frames(), DIMENSIONS)

    for code in PROFILES:
        codes = [each.code for each in DIMENSIONS[INDICATORS[code].dimension].codes]
        wanted = {each for each in codes if each != UNKNOWN} | (
            {MIDDLE} if code == "DEM-15" else set()
        )
        assert {each.stratum for each in found if each.indicator == code} == wanted
    assert {each.indicator for each in found} == set(PROFILES)
    assert {each.who for each in found} == {Who.WOMEN, Who.MEN, Who.BOTH}


def test_a_share_is_of_those_whose_answer_is_known():
    found = estimate(frames(entrants=ENTRANTS), DIMENSIONS)

    women, men, both = (
        one(found, who, indicator="DEM-15", stratum="35-44")
        for who in (Who.WOMEN, Who.MEN, Who.BOTH)
    )
    assert (women.value, men.value, both.value) == (0.3, 0.75, 0.7)
    assert women.bases == (Basis(10, numerator=3),)
    assert women.unknown == pytest.approx(5 / 15)
    assert women.measure == Measure.PERCENT


def test_both_middle_ages_stand_together():
    found = estimate(frames(entrants=ENTRANTS), DIMENSIONS)

    middle = one(found, Who.WOMEN, indicator="DEM-15", stratum=MIDDLE)

    assert middle.value == 0.9
    assert middle.numerator_cells == ("entrants;age=25-34;sex=F", "entrants;age=35-44;sex=F")


def test_a_profile_has_no_interval_and_says_nothing_of_nobody():
    found = estimate(frames(exits=EXITS), DIMENSIONS)

    assert {(each.low, each.high) for each in found} == {(None, None)}
    assert one(found, Who.MEN, indicator="EXI-01", stratum="TRANSFERRED").value == 0.4
    assert one(found, Who.WOMEN, indicator="EXI-01", stratum="TRANSFERRED").value is None
    assert one(found, Who.MEN, indicator="ACC-04", stratum="D0-7").value is None
