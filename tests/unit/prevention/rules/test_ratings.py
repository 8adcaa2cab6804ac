"""Ratings of registries: what may be said of several at once."""

import pytest

from prevention.rules.ratings import speak_well


@pytest.mark.parametrize(
    ("ranks", "well"),
    [([], False), ([50], False), ([60], True), ([60, 40], True), ([90, 10], False), ([0], False)],
)
def test_ratings_speak_well_when_one_does_and_none_speaks_of_no_use(ranks: list, *, well: bool):
    assert speak_well(ranks) is well
