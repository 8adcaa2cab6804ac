"""Contents become files in the order of the formats."""

import pytest

from analytics.documents import render


def test_files_come_in_the_order_of_the_formats(contents):
    made = render(contents, language="ru", formats=["xlsx", "json"], charts={})

    assert [each.name for each in made] == ["KG-2023-v1.ru.xlsx", "KG-2023-v1.json"]
    assert [each.language for each in made] == ["ru", ""]
    assert made[1].media_type == "application/json"


def test_an_unknown_format_is_an_error(contents):
    with pytest.raises(KeyError):
        render(contents, language="en", formats=["docx"], charts={})
