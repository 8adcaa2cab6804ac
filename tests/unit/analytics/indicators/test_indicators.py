"""All indicators of a release at once."""

from importlib import import_module
from pathlib import Path

import pytest

from analytics.catalogue import INDICATORS, Layout, layouts
from analytics.indicators import ALL, estimate_all
from analytics.vocabulary import PeriodKind, Who
from tests.unit.analytics.indicators.rows import DIMENSIONS, frames, times


YEAR = layouts(PeriodKind.YEAR)
ROWS = frames(
    in_treatment=times(3, age="25-34"),
    entrants=times(3, drug="HEROIN", age_years=30.0),
    exits=times(3, exit="COMPLETED", treatment="METHADONE"),
)


def figures(tables: tuple[Layout, ...]) -> set[tuple[str, str, Who, int | None]]:
    """What is estimated for these tables."""
    found = estimate_all(ROWS, DIMENSIONS, tables=tables)
    keys = [(each.indicator, each.stratum, each.who, each.day) for each in found]
    assert len(keys) == len(set(keys))
    return set(keys)


def test_a_year_has_every_indicator_for_women_men_both_and_the_gap():
    found = figures(YEAR)

    assert {indicator for indicator, *_rest in found} == {*INDICATORS, "RET"}
    for code, indicator in INDICATORS.items():
        sides = set(Who) - ({Who.GAP} if indicator.name == "profiles" else set())
        assert {who for each, _stratum, who, _day in found if each == code} == sides


def test_a_quarter_has_counts_only():
    found = figures(layouts(PeriodKind.QUARTER))

    assert {indicator for indicator, *_rest in found} == {"DEM-01", "DEM-02"}


def test_figures_by_treatment_need_their_table():
    without = tuple(table for table in YEAR if table.code != "T14")

    strata = {stratum for indicator, stratum, *_rest in figures(YEAR) if indicator == "EXI-02"}
    assert {"", "METHADONE", "NO_MEDICINE"} <= strata
    assert {stratum for code, stratum, *_rest in figures(without) if code == "EXI-02"} == {""}
    assert {stratum for code, stratum, *_rest in figures(YEAR) if code == "TST-02"} == {""}


def test_a_table_cut_at_groups_has_no_figures_of_single_substances():
    shallow = (Layout("T05", "entrants", ("drug", "sex"), "by group", depths={"drug": 1}),)

    strata = {stratum for indicator, stratum, *_rest in figures(shallow) if indicator == "DEM-07"}
    assert "OPIOID" in strata
    assert "HEROIN" not in strata


def test_a_clinic_has_no_figures_by_treatment():
    found = figures(layouts(PeriodKind.YEAR, of_clinic=True))

    assert ("EXI-02", "", Who.WOMEN, None) in found
    assert ("EXI-02", "METHADONE", Who.WOMEN, None) not in found


@pytest.mark.parametrize("code", list(INDICATORS))
def test_each_indicator_has_a_module_and_a_page_of_its_name(code: str):
    name = INDICATORS[code].name

    assert ALL[code] is import_module(f"analytics.indicators.{name}").estimate
    page = Path(__file__).parents[4] / "docs" / "indicators" / f"{name}.md"
    assert code in page.read_text(encoding="utf-8")
