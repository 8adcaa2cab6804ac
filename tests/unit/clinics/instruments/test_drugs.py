"""DUDIT, DAST-10, SDS and COWS against their scoring tables."""

import pytest

from tests.unit.clinics.instruments.forms import scored


DUDIT = [
    # answers 1 to 11            sex       total  band             positive
    ("0 0 0 0 0 0 0 0 0 0 0",    None,     0,     "BELOW_CUT_OFF", False),
    ("4 4 4 4 4 4 4 4 4 4 4",    "MALE",   44,    "DEPENDENCE",    True),
    ("1 0 0 0 0 0 0 0 0 0 0",    "FEMALE", 1,     "BELOW_CUT_OFF", False),
    ("1 0 1 0 0 0 0 0 0 0 0",    "FEMALE", 2,     "PROBLEM",       True),
    ("1 0 1 1 0 0 0 0 0 0 0",    "FEMALE", 3,     "PROBLEM",       True),
    ("1 0 1 1 0 0 0 0 0 2 0",    "MALE",   5,     "BELOW_CUT_OFF", False),
    ("1 0 1 1 1 0 0 0 0 2 0",    "MALE",   6,     "PROBLEM",       True),
    ("1 0 1 1 1 0 0 1 0 2 0",    "MALE",   7,     "PROBLEM",       True),
    ("1 0 0 0 0 0 0 0 0 0 0",    None,     1,     "BELOW_CUT_OFF", False),
    ("1 0 1 0 0 0 0 0 0 0 0",    None,     2,     "PROBLEM",       True),
    ("4 4 4 4 4 0 0 0 0 4 0",    "MALE",   24,    "PROBLEM",       True),
    ("4 4 4 4 4 1 0 0 0 4 0",    "MALE",   25,    "DEPENDENCE",    True),
    ("4 4 4 4 4 2 0 0 0 4 0",    "FEMALE", 26,    "DEPENDENCE",    True),
    ("4 4 4 4 4 1 0 0 0 4 0",    None,     25,    "DEPENDENCE",    True),
    ("4 4 4 4 4 4 4 4 4 4 -",    "MALE",   None,  None,            None),
    ("- 0 0 0 0 0 0 0 0 0 0",    "FEMALE", None,  None,            None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "sex", "total", "band", "positive"), DUDIT)
def test_dudit_has_a_cut_off_for_each_sex_and_one_for_dependence(line, sex, total, band, positive):
    result = scored("DUDIT", line, sex=sex)

    assert (result.total, result.band, result.positive) == (total, band, positive)


DAST = [
    # answers 1 to 10, yes = 1   total  band           positive
    ("0 0 1 0 0 0 0 0 0 0",      0,     "NONE",        False),
    ("0 0 0 0 0 0 0 0 0 0",      1,     "LOW",         False),
    ("1 1 0 1 1 1 1 1 1 1",      10,    "SEVERE",      True),
    ("1 1 1 1 1 1 1 1 1 1",      9,     "SEVERE",      True),
    ("1 0 1 0 0 0 0 0 0 0",      1,     "LOW",         False),
    ("1 0 0 0 0 0 0 0 0 0",      2,     "LOW",         False),
    ("1 1 0 0 0 0 0 0 0 0",      3,     "MODERATE",    True),
    ("1 1 1 1 1 0 0 0 0 0",      4,     "MODERATE",    True),
    ("1 1 0 1 1 0 0 0 0 0",      5,     "MODERATE",    True),
    ("1 1 0 1 1 1 0 0 0 0",      6,     "SUBSTANTIAL", True),
    ("1 1 1 1 1 1 1 1 1 0",      8,     "SUBSTANTIAL", True),
    ("1 1 0 1 1 1 1 1 1 0",      9,     "SEVERE",      True),
    ("0 0 - 0 0 0 0 0 0 0",      None,  None,          None),
    ("1 1 0 1 1 1 1 1 1 -",      None,  None,          None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "total", "band", "positive"), DAST)
def test_dast_10_counts_its_third_item_in_reverse(line, total, band, positive):
    result = scored("DAST-10", line)

    assert (result.total, result.band, result.positive) == (total, band, positive)


SDS = [
    # answers    substance          total  positive
    ("0 0 0 0 0", "HEROIN",          0,     False),
    ("3 3 3 3 3", "HEROIN",          15,    True),
    ("1 1 0 0 0", "HEROIN",          2,     False),
    ("1 1 1 0 0", "HEROIN",          3,     True),
    ("1 1 1 0 0", "COCAINE",         3,     False),
    ("1 1 1 1 0", "COCAINE",         4,     True),
    ("1 1 1 1 0", "CRACK",           4,     True),
    ("1 1 1 0 0", "COCAINE_POWDER",  3,     False),
    ("1 1 1 1 0", "AMPHETAMINES",    4,     False),
    ("1 1 1 1 1", "AMPHETAMINES",    5,     True),
    ("1 1 1 1 2", "BENZODIAZEPINES", 6,     False),
    ("1 1 1 2 2", "BENZODIAZEPINES", 7,     True),
    ("1 1 0 0 0", "CANNABIS",        2,     False),
    ("1 1 1 0 0", "CANNABIS",        3,     None),
    ("1 1 1 1 0", "CANNABIS",        4,     True),
    ("1 1 1 0 0", "heroin",          3,     True),
    ("3 3 3 3 3", "KETAMINE",        15,    None),
    ("3 3 3 3 3", None,              15,    None),
    ("3 3 3 3 -", "HEROIN",          None,  None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "substance", "total", "positive"), SDS)
def test_sds_has_a_cut_off_for_each_substance_that_was_studied(line, substance, total, positive):
    result = scored("SDS", line, substance=substance)

    assert (result.total, result.positive) == (total, positive)


COWS = [
    # answers 1 to 11            total  band
    ("0 0 0 0 0 0 0 0 0 0 0",    0,     "NONE"),
    ("4 4 5 5 4 4 5 4 4 4 5",    48,    "SEVERE"),
    ("4 0 0 0 0 0 0 0 0 0 0",    4,     "NONE"),
    ("4 1 0 0 0 0 0 0 0 0 0",    5,     "MILD"),
    ("0 0 0 0 0 0 0 0 0 0 5",    5,     "MILD"),
    ("4 4 0 0 4 0 0 0 0 0 0",    12,    "MILD"),
    ("4 4 5 0 0 0 0 0 0 0 0",    13,    "MODERATE"),
    ("2 2 3 2 2 2 3 2 2 2 0",    22,    "MODERATE"),
    ("4 4 5 5 4 2 0 0 0 0 0",    24,    "MODERATE"),
    ("4 4 5 5 4 2 1 0 0 0 0",    25,    "MODERATELY_SEVERE"),
    ("4 4 5 5 4 4 5 4 1 0 0",    36,    "MODERATELY_SEVERE"),
    ("4 4 5 5 4 4 5 4 2 0 0",    37,    "SEVERE"),
    ("- 0 0 0 0 0 0 0 0 0 0",    None,  None),
    ("4 4 5 5 4 4 5 4 4 4 -",    None,  None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "total", "band"), COWS)
def test_cows_grades_opioid_withdrawal(line, total, band):
    result = scored("COWS", line)

    assert (result.total, result.band, result.positive) == (total, band, None)
