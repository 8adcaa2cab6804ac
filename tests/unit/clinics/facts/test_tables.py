"""What facts may hold, and that the document says the same."""

from pathlib import Path

import pyarrow as pa
import pytest
from django.apps import apps
from django.core.management import call_command

from clinics.facts.drawing import drawing
from clinics.facts.tables import CODED, KEY, LISTS, REGION, TABLES, codes_of
from clinics.models import CodeList


COLUMNS = [(table, column) for table in TABLES for column in table.columns]
NAMES = [f"{table.name}.{column.name}" for table, column in COLUMNS]
KEYS = {"person_key", "episode_key", "test_key"}


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=NAMES)
def test_a_column_is_a_number_a_day_a_truth_a_code_or_a_key(table, column):
    is_plain = column.dtype in {pa.int16(), pa.int32(), pa.date32(), pa.bool_()}

    assert is_plain or column.dtype == CODED or (column.dtype == KEY and column.name in KEYS)
    assert (column.dtype == CODED) == bool(column.code_list)
    assert column.meaning.endswith(".")


def test_no_column_has_the_name_of_an_identifying_field_or_of_a_key_of_the_database():
    identifying = {
        name
        for model in apps.get_models()
        for name in getattr(getattr(model, "Sensitivity", None), "identifying", ())
    }
    keys = {"id", "pk", "uid", "patient", "episode", "birth_year", "code", "site", "note"}

    assert {column.name for _table, column in COLUMNS}.isdisjoint(identifying | keys)


def test_only_the_organisation_is_a_database_key():
    numbers = {
        column.name for _table, column in COLUMNS if column.dtype in {pa.int16(), pa.int32()}
    }

    assert numbers == {"organisation", "age", "other_substances", "amount"}


@pytest.mark.django_db
def test_every_code_list_is_one_of_the_records():
    stored = set(CodeList.objects.values_list("name", flat=True))

    assert set(LISTS) <= stored
    assert {column.code_list for _table, column in COLUMNS if column.code_list} == {*LISTS, REGION}


def test_regions_are_those_of_the_country():
    region = next(column for _table, column in COLUMNS if column.code_list == REGION)

    assert codes_of(region, ["KG-B", "KG-C"]) == ("KG-B", "KG-C")


def test_the_schema_has_the_columns_in_their_order():
    for table in TABLES:
        assert table.schema.names == [column.name for column in table.columns]
        assert [each.nullable for each in table.schema] == [
            column.may_miss for column in table.columns
        ]


def test_the_document_is_drawn_from_the_tables():
    assert Path("docs/facts.md").read_text(encoding="utf-8") == drawing()


def test_the_command_draws_it(tmp_path):
    file = tmp_path / "facts.md"

    call_command("draw_facts", str(file))

    assert file.read_text(encoding="utf-8") == drawing()
