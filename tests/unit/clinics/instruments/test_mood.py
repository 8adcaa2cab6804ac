"""PHQ-9 and GAD-7 against their scoring tables, and what a missing item does."""

import pytest

from tests.unit.clinics.instruments.forms import scored


PHQ = [
    # answers 1 to 9       total  band                 positive prorated
    ("0 0 0 0 0 0 0 0 0",  0,     "MINIMAL",           False,   False),
    ("3 3 3 3 3 3 3 3 3",  27,    "SEVERE",            True,    False),
    ("1 1 1 1 0 0 0 0 0",  4,     "MINIMAL",           False,   False),
    ("1 1 1 1 1 0 0 0 0",  5,     "MILD",              False,   False),
    ("1 1 1 1 1 1 1 1 1",  9,     "MILD",              False,   False),
    ("2 1 1 1 1 1 1 1 1",  10,    "MODERATE",          True,    False),
    ("2 2 2 2 2 2 2 0 0",  14,    "MODERATE",          True,    False),
    ("2 2 2 2 2 2 2 1 0",  15,    "MODERATELY_SEVERE", True,    False),
    ("3 3 3 3 3 2 2 0 0",  19,    "MODERATELY_SEVERE", True,    False),
    ("3 3 3 3 3 3 2 0 0",  20,    "SEVERE",            True,    False),
    ("1 1 1 1 1 1 1 1 -",  9,     "MILD",              False,   True),
    ("2 2 2 2 2 2 2 - -",  18,    "MODERATELY_SEVERE", True,    True),
    ("0 0 0 0 0 0 2 2 -",  5,     "MILD",              False,   True),
    ("0 0 0 0 0 1 2 - -",  4,     "MINIMAL",           False,   True),
    ("2 2 2 2 2 2 - - -",  None,  None,                None,    False),
    ("- - - - - - - - -",  None,  None,                None,    False),
    ("1 1 1 1 1 0 0 0 0 3", 5,    "MILD",              False,   False),
]  # fmt: skip


@pytest.mark.parametrize(("line", "total", "band", "positive", "prorated"), PHQ)
def test_phq_9_is_estimated_over_two_missing_items_at_most(line, total, band, positive, prorated):
    result = scored("PHQ-9", line)

    assert (result.total, result.band, result.positive) == (total, band, positive)
    assert result.prorated == prorated


@pytest.mark.parametrize("answer", [1, 2, 3])
def test_any_answer_above_none_to_the_ninth_item_raises_an_alert(answer):
    assert scored("PHQ-9", f"0 0 0 0 0 0 0 0 {answer}").alerts == ("SUICIDE_ITEM",)
    assert scored("PHQ-9", f"- - - - - - - - {answer}").alerts == ("SUICIDE_ITEM",)


def test_the_ninth_item_raises_no_alert_when_it_is_none_and_is_named_when_missing():
    assert scored("PHQ-9", "3 3 3 3 3 3 3 3 0").alerts == ()
    assert scored("PHQ-9", "3 3 3 3 3 3 3 3 -").missing == ("q9",)


def test_the_item_on_difficulty_is_never_missed():
    assert scored("PHQ-9", "0 0 0 0 0 0 0 0 0 -").complete


GAD = [
    # answers 1 to 7   total  band        positive prorated
    ("0 0 0 0 0 0 0",  0,     "MINIMAL",  False,   False),
    ("3 3 3 3 3 3 3",  21,    "SEVERE",   True,    False),
    ("1 1 1 1 0 0 0",  4,     "MINIMAL",  False,   False),
    ("1 1 1 1 1 0 0",  5,     "MILD",     False,   False),
    ("1 1 1 1 1 1 0",  6,     "MILD",     False,   False),
    ("2 2 1 1 1 1 1",  9,     "MILD",     False,   False),
    ("2 2 2 1 1 1 1",  10,    "MODERATE", True,    False),
    ("2 2 2 2 2 2 2",  14,    "MODERATE", True,    False),
    ("3 2 2 2 2 2 2",  15,    "SEVERE",   True,    False),
    ("2 2 2 2 2 2 -",  14,    "MODERATE", True,    True),
    ("1 1 1 1 2 - -",  8,     "MILD",     False,   True),
    ("1 2 2 1 0 - -",  8,     "MILD",     False,   True),
    ("2 1 1 1 1 1 -",  8,     "MILD",     False,   True),
    ("2 2 2 2 - - -",  None,  None,       None,    False),
]  # fmt: skip


@pytest.mark.parametrize(("line", "total", "band", "positive", "prorated"), GAD)
def test_gad_7_follows_its_bands(line, total, band, positive, prorated):
    result = scored("GAD-7", line)

    assert (result.total, result.band, result.positive) == (total, band, positive)
    assert result.prorated == prorated


def test_an_estimate_is_not_complete():
    result = scored("GAD-7", "1 1 1 1 1 1 -")

    assert not result.complete
    assert result.missing == ("q7",)
