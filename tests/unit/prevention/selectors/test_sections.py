"""Shares as tables write them."""

import pytest

from prevention.rules.ratios import NOT_COMPUTABLE, Ratio
from prevention.selectors.sections import percent


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (Ratio(20, 26), "77 %"),
        (Ratio(1, 3), "33 %"),
        (Ratio(999, 1000), "100 %"),
        (Ratio(0, 9), "0 %"),
        (Ratio(3, 0), "–"),
        (NOT_COMPUTABLE, "–"),
    ],
)
def test_a_share_is_rounded_and_not_cut_off(ratio, text):
    assert percent(ratio) == text
