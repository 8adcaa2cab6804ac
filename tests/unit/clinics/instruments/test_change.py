"""Reliable change by Jacobson and Truax: the reference's worked number, and silence without one."""

import pytest

from clinics.instruments import Change, Reliability, instruments, reliable_change
from clinics.instruments.change import PUBLISHED


EXAMPLE = Reliability(deviation=11, retest=0.80, source="the worked number of the reference")
PARAMETERS = {("PHQ-9", ""): EXAMPLE, ("TOP", "opioids"): EXAMPLE, ("TOP", "paid_work"): EXAMPLE}


def test_the_worked_number_of_the_reference_is_14_days():
    assert EXAMPLE.threshold == 14


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [(20, 6, Change.IMPROVED), (20, 7, Change.NO_RELIABLE_CHANGE), (6, 20, Change.DETERIORATED),
     (7, 20, Change.NO_RELIABLE_CHANGE), (9, 9, Change.NO_RELIABLE_CHANGE), (None, 9, None),
     (9, None, None)],
)  # fmt: skip
def test_a_change_is_reliable_from_the_threshold_on(before, after, change):
    assert reliable_change("PHQ-9", before, after, parameters=PARAMETERS) == change


def test_more_days_are_worse_for_opioids_and_better_for_work():
    def change(scale: str) -> Change | None:
        return reliable_change("TOP", 0, 20, scale=scale, parameters=PARAMETERS)

    assert change("opioids") == Change.DETERIORATED
    assert change("paid_work") == Change.IMPROVED
    assert change("crack") is None


def test_no_threshold_ships():
    assert PUBLISHED == {}
    assert all(reliable_change(each, 20, 0) is None for each in instruments())
    assert all(change.label for change in Change)
