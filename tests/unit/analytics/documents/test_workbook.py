"""The workbook: notes first, numbers as numbers, nothing hidden."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from analytics.contents import Count
from analytics.documents import render
from analytics.vocabulary import Mark
from tests.factories.contents import sample_clinic, sample_quarter


def opened(contents, language="en"):
    """The workbook of a release, read back."""
    (made,) = render(contents, language=language, formats=["xlsx"], charts={})
    return load_workbook(BytesIO(made.content))


@pytest.fixture(scope="module")
def book(contents):
    return opened(contents)


def test_notes_come_first_then_the_tables_then_the_figures(book, contents):
    tables = [table.code for table in contents.tables]

    assert book.sheetnames == ["Notes", *tables, "Figures"]


def test_no_sheet_is_hidden_and_no_cell_merged(book):
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not [sheet.title for sheet in book if sheet.merged_cells.ranges]


def test_panes_are_frozen_under_the_header(book):
    assert book["T03"].freeze_panes == "C6"
    assert book["T09"].freeze_panes == "E6"
    assert book["Figures"].freeze_panes == "B6"


def test_every_row_of_a_table_stands_in_its_place(book, contents):
    sheet = book["T05"]
    layout = next(table for table in contents.tables if table.code == "T05")

    for number, codes in enumerate(contents.rows(layout), start=6):
        code, _label, *values = (cell.value for cell in sheet[number])
        assert code == codes["drug"]
        assert values == [
            contents.count("entrants", drug=code, sex=sex).value for sex in ("F", "M", "_T")
        ]
    assert sheet.cell(number + 1, 1).value is None


def test_a_missing_count_is_its_mark_as_text(contents):
    key = "entrants;age=U18;sex=F"
    thin = contents.counts | {key: Count(key, None, Mark.CONFIDENTIAL)}

    sheet = opened(replace(contents, counts=thin))["T04"]

    assert [cell.value for cell in sheet["C"]].count("[c]") == 1


def test_the_figures_are_numbers_with_their_marks(book, contents):
    rows = {row[0]: row for row in book["Figures"].iter_rows(min_row=6, values_only=True)}

    assert set(rows) == set(contents.figures)
    assert rows["ACC-02/F"][4:] == (None, 78, 74, 82, 505, None)
    assert rows["TST-01/M"][5] == 66.7
    assert rows["OAT-04/F"][5:] == (None, None, None, 45, "[u]")
    assert rows["DEM-07[HEROIN]/F"][1:4] == ("Main substance", "Heroin", "Women")


def test_the_notes_say_what_it_is_and_how_to_read_it(book):
    text = "\n".join(
        str(value) for row in book["Notes"].iter_rows(values_only=True) for value in row if value
    )

    assert "Treatment and care 2023" in text
    assert "0 means 0 to 4" in text
    assert "[low]" in text
    assert "9f2c41d07be85a66" in text
    assert "Made from demonstration records" in text
    assert "Jailoo Clinic, Naryn\nNaryn Region, expected, did not report" in text
    assert "left out" in text


def test_the_workbook_is_dated_as_its_records(book, contents):
    made = book.properties.created

    assert made.isoformat() == contents.head.frozen_at.replace(tzinfo=None).isoformat()


@pytest.mark.parametrize("sample", [sample_quarter, sample_clinic])
def test_smaller_releases_have_a_workbook_too(sample):
    contents = sample()

    assert len(opened(contents, "ru").sheetnames) == len(contents.tables) + 2
