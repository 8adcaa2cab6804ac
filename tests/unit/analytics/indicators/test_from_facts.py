"""Indicators on frames as attribution makes them."""

from datetime import date

from analytics.attribution import Frames, frames
from analytics.catalogue import INDICATORS, layouts, with_regions
from analytics.indicators import estimate_all
from analytics.vocabulary import PeriodKind, Who
from kernel.periods import Period
from tests.factories.facts import REGIONS, Facts, doses, episodes, tests
from tests.unit.analytics.indicators.rows import one


DIMENSIONS = with_regions(dict.fromkeys(REGIONS, "a region"))
YEAR = layouts(PeriodKind.YEAR)


def made(facts: Facts) -> Frames:
    """The frames of 2023."""
    return frames(facts, period=Period.year(2023), cut_on=date(2024, 3, 31), dimensions=DIMENSIONS)


def test_a_year_of_facts_becomes_every_indicator():
    treated = episodes(
        {"person_key": 1, "started_on": date(2023, 1, 2), "sex": "FEMALE"},
        {"person_key": 2, "started_on": date(2023, 2, 1), "sex": "MALE"},
        {
            "person_key": 3,
            "started_on": date(2023, 3, 1),
            "ended_on": date(2023, 4, 30),
            "state": "DISCHARGED",
            "discharge_reason": "COMPLETED",
            "sex": "MALE",
        },
    )
    taken = tests(*({"person_key": 1, "on": date(2023, 1, day)} for day in (3, 10, 17)))
    given = doses(*({"person_key": 1, "on": date(2023, 12, day)} for day in range(10, 32)))

    found = estimate_all(made(Facts(treated, given, taken)), DIMENSIONS, tables=YEAR)

    def value(code: str, who: Who) -> float | None:
        return one([each for each in found if each.indicator == code], who).value

    assert [value("DEM-02", who) for who in (Who.WOMEN, Who.MEN, Who.BOTH)] == [1, 2, 3]
    assert value("ACC-01", Who.BOTH) == 7
    assert [value(code, Who.MEN) for code in ("RET-01", "RET-03", "RET-06")] == [1, 0.5, 0.5]
    assert value("EXI-02", Who.MEN) == 1
    assert value("OAT-04", Who.WOMEN) == 1
    assert value("TST-01", Who.WOMEN) == 1
    assert value("TST-02", Who.WOMEN) == 1
    assert value("TST-03", Who.WOMEN) == 1


def test_a_year_without_facts_has_every_indicator_and_no_value():
    found = estimate_all(made(Facts()), DIMENSIONS, tables=YEAR)

    assert {each.indicator for each in found} == {*INDICATORS, "RET"}
    assert {each.value for each in found if each.indicator not in {"DEM-01", "DEM-02"}} == {None}
