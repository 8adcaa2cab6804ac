"""Sex and age bands, once, as every report counts them."""

import pytest

from kernel.demographics import Sex, age_band


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, "<15"), (14, "<15"), (15, "15-19"), (19, "15-19"), (20, "20-24"), (37, "35-39"),
        (59, "55-59"), (60, "60-64"), (64, "60-64"), (65, "65+"), (104, "65+"),
    ],
)  # fmt: skip
def test_an_age_falls_into_one_band(age, band):
    assert age_band(age) == band


def test_a_negative_age_is_refused():
    with pytest.raises(ValueError, match="negative"):
        age_band(-1)


def test_every_age_has_one_of_twelve_bands():
    assert len({age_band(age) for age in range(120)}) == 12


def test_women_and_men_have_codes_that_stay():
    assert {"MALE", "FEMALE"} <= set(Sex.values)
