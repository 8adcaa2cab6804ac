from dataclasses import replace
from decimal import Decimal

from analytics.catalogue import INDICATORS, layouts
from analytics.contents import Figure
from analytics.presenting.dashboard import dashboard
from analytics.presenting.tables import count_table, curve_table, figure_cell, share_table
from analytics.vocabulary import TOTAL, Measure, PeriodKind, Who
from tests.factories.contents import sample_contents


CONTENTS = sample_contents()


def table(code):
    return count_table(CONTENTS, next(each for each in CONTENTS.tables if each.code == code))


def test_a_row_shows_the_published_counts_of_women_men_and_both():
    row = table("T04").rows[1]

    expected = [
        CONTENTS.count("entrants", age="U18", sex=sex).value or 0 for sex in ("F", "M", TOTAL)
    ]
    assert row.labels == ("Under 18",)
    assert [cell.text for cell in row.cells] == [str(each) for each in expected]


def test_the_total_stands_first_and_parts_stand_under_their_whole():
    rows = table("T05").rows

    assert (rows[0].labels, rows[0].is_total) == (("All",), True)
    assert [(row.labels[0], row.depth) for row in rows[1:3]] == [("Opioids", 0), ("Heroin", 1)]


def test_a_crossed_table_has_two_labels_a_row():
    crossed = table("T09")

    assert crossed.heads == ("Region", "Age")
    assert crossed.rows[0].labels == ("All", "All")
    assert {len(row.labels) for row in crossed.rows} == {2}


def test_a_nested_dimension_has_no_total():
    assert [row.labels[0] for row in table("T15").rows] == ["0", "90", "180", "270", "360"]


def test_the_curve_has_a_row_for_each_day_of_its_grid():
    rows = curve_table(CONTENTS, title="").rows

    assert rows[0].labels == ("0",)
    assert rows[0].cells[0].text == "100"
    assert len(rows) == 13


def test_shares_stand_by_their_code_with_the_gap_in_points():
    shares = share_table(CONTENTS, next(i for i in CONTENTS.indicators if i.code == "DEM-07"),
                         title="")  # fmt: skip

    assert shares.rows[0].labels == ("Opioids",)
    assert shares.rows[1].depth == 1
    assert shares.rows[0].cells[3].text.endswith("points")


def test_a_ratio_is_named_as_one():
    ratio = Figure("DEM-02", Who.GAP, Measure.RATIO, Decimal("1.7"))
    contents = replace(CONTENTS, figures=CONTENTS.figures | {ratio.key: ratio})

    assert figure_cell(contents, INDICATORS["DEM-02"], Who.GAP).text == "ratio 1.7"


def test_what_was_left_out_is_named():
    page = dashboard(CONTENTS, stored=(), language="en")

    assert page.left_out == ["Treatments started, by region and waiting time"]
    assert [each.change for each in page.revisions] == ["+5", "+5"]
    assert page.revisions[0].who == "Women and men"


def test_a_gap_of_counts_is_the_share_of_women():
    share = Figure(
        "DEM-02", Who.GAP, Measure.PERCENT, Decimal(37), low=Decimal(32), high=Decimal(43)
    )
    contents = replace(CONTENTS, figures=CONTENTS.figures | {share.key: share})

    cell = figure_cell(contents, INDICATORS["DEM-02"], Who.GAP)

    assert (cell.text, cell.interval) == ("37\u00a0% women", "32\u201343")


def test_a_table_of_one_clinic_is_not_called_by_region():
    own = next(each for each in layouts(PeriodKind.YEAR, of_clinic=True) if each.code == "T03")

    assert count_table(CONTENTS, own).title == "People who started treatment"
