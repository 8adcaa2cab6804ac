"""AUDIT, AUDIT-C and CIWA-Ar against their scoring tables: zones, cut-offs, skips, gaps."""

import pytest

from tests.unit.clinics.instruments.forms import scored


AUDIT = [
    # answers 1 to 10            total  zone        positive
    ("0 0 0 0 0 0 0 0 0 0",      0,     "ZONE_I",   False),
    ("4 4 4 4 4 4 4 4 4 4",      40,    "ZONE_IV",  True),
    ("1 1 1 1 1 1 1 0 0 0",      7,     "ZONE_I",   False),
    ("1 1 1 1 1 1 1 1 0 0",      8,     "ZONE_II",  True),
    ("2 2 1 1 1 1 1 1 0 4",      14,    "ZONE_II",  True),
    ("2 2 2 1 1 1 1 1 2 2",      15,    "ZONE_II",  True),
    ("2 2 2 2 1 1 1 1 2 2",      16,    "ZONE_III", True),
    ("3 3 3 2 1 1 1 1 2 2",      19,    "ZONE_III", True),
    ("3 3 3 3 1 1 1 1 2 2",      20,    "ZONE_IV",  True),
    ("0 - - - - - - - 0 0",      0,     "ZONE_I",   False),
    ("0 - - - - - - - 4 4",      8,     "ZONE_II",  True),
    ("4 0 0 - - - - - 2 0",      6,     "ZONE_I",   False),
    ("4 0 0 - - - - - 2 4",      10,    "ZONE_II",  True),
    ("1 1 0 - - - - - 0 0",      None,  None,       None),
    ("3 3 3 3 3 3 3 3 4 -",      None,  None,       None),
    ("- 4 4 4 4 4 4 4 4 4",      None,  None,       None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "total", "zone", "positive"), AUDIT)
def test_audit_follows_the_zones_of_the_manual(line, total, zone, positive):
    result = scored("AUDIT", line)

    assert (result.total, result.band, result.positive) == (total, zone, positive)


def test_audit_tells_drinking_dependence_and_harm_apart():
    result = scored("AUDIT", "4 3 2 1 2 3 4 1 2 4")

    assert result.scales == {"consumption": 9, "dependence": 6, "harm": 11}


def test_audit_names_what_is_missing_but_not_what_need_not_be_asked():
    assert scored("AUDIT", "0 - - - - - - - - 2").missing == ("q9",)
    assert scored("AUDIT", "2 1 - 0 0 0 0 0 0 -").missing == ("q3", "q10")


AUDIT_C = [
    # answers  sex       total  positive
    ("0 0 0",  None,     0,     False),
    ("4 4 4",  "FEMALE", 12,    True),
    ("4 4 4",  "MALE",   12,    True),
    ("2 0 0",  "FEMALE", 2,     False),
    ("2 1 0",  "FEMALE", 3,     True),
    ("2 1 1",  "FEMALE", 4,     True),
    ("2 1 0",  "MALE",   3,     False),
    ("2 1 1",  "MALE",   4,     True),
    ("2 2 1",  "MALE",   5,     True),
    ("2 0 0",  None,     2,     False),
    ("2 1 0",  None,     3,     True),
    ("2 1 0",  "",       3,     True),
    ("2 1 0",  "male",   3,     False),
    ("0 - -",  "MALE",   0,     False),
    ("1 - 0",  "MALE",   None,  None),
    ("- 4 4",  "FEMALE", None,  None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "sex", "total", "positive"), AUDIT_C)
def test_audit_c_has_a_cut_off_for_each_sex_and_womens_when_unknown(line, sex, total, positive):
    result = scored("AUDIT-C", line, sex=sex)

    assert (result.total, result.positive) == (total, positive)


CIWA = [
    # answers 1 to 10            total  band
    ("0 0 0 0 0 0 0 0 0 0",      0,     "MINIMAL"),
    ("7 7 7 7 7 7 7 7 7 4",      67,    "SEVERE"),
    ("7 0 0 0 0 0 0 0 0 0",      7,     "MINIMAL"),
    ("3 3 0 0 0 0 0 0 0 1",      7,     "MINIMAL"),
    ("7 1 0 0 0 0 0 0 0 0",      8,     "MODERATE"),
    ("2 2 2 1 1 0 0 0 0 1",      9,     "MODERATE"),
    ("7 7 0 0 0 0 0 0 0 0",      14,    "MODERATE"),
    ("7 7 0 0 0 0 0 0 0 1",      15,    "MODERATE"),
    ("7 7 0 0 0 0 0 0 0 2",      16,    "SEVERE"),
    ("4 4 4 4 4 0 0 0 0 0",      20,    "SEVERE"),
    ("7 7 7 7 7 7 7 7 7 -",      None,  None),
    ("- 0 0 0 0 0 0 0 0 0",      None,  None),
    ("0 0 0 0",                  None,  None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "total", "band"), CIWA)
def test_ciwa_grades_alcohol_withdrawal(line, total, band):
    result = scored("CIWA-AR", line)

    assert (result.total, result.band, result.positive) == (total, band, None)
