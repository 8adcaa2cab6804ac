"""The codes that may be recorded."""

import pytest

from clinics.choices import DiagnosisSystem
from clinics.diagnoses import codes, written


@pytest.mark.parametrize(
    ("typed", "code"),
    [("f112", "F11.2"), ("F11.22", "F11.22"), ("6c43.2", "6C43.2"), ("6c4320", "6C43.20"),
     (" f 41.1 ", "F41.1"), ("F20", "F20"), ("6c4z", "6C4Z")],
)  # fmt: skip
def test_a_code_is_written_as_the_classification_writes_it(typed, code):
    assert written(typed) == code


def test_every_substance_has_all_fourth_characters_of_icd_10():
    known = codes(DiagnosisSystem.ICD10)

    assert all(f"F{group}.{digit}" in known for group in range(10, 20) for digit in range(10))


@pytest.mark.parametrize("code", ["F11.21", "F11.22"])
def test_the_fifth_character_is_that_of_who_and_not_of_the_american_tables(code):
    assert "remission" not in codes(DiagnosisSystem.ICD10)[code].title_en


@pytest.mark.parametrize("code", ["6C48.2", "6C4A.3", "6C49.4", "6C41.24"])
def test_a_child_that_no_source_attests_is_not_offered(code):
    assert code not in codes(DiagnosisSystem.ICD11)


def test_alcohol_has_its_own_remissions():
    assert "remission" in codes(DiagnosisSystem.ICD11)["6C40.24"].title_en


@pytest.mark.parametrize("system", DiagnosisSystem)
def test_every_code_has_a_title_in_both_languages_and_is_written_as_it_is(system):
    for each in codes(system).values():
        assert each.title_en
        assert each.title_ru
        assert written(each.code) == each.code
        assert each.title("ru") == each.title_ru
        assert each.title("kk") == each.title_en
