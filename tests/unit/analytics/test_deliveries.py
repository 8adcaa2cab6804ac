"""Which numbers of programmes and settings would tell of one school when they are subtracted."""

import pandas as pd
import pytest

from analytics.attribution.deliveries import tells_of_few


def lines(sites: dict[tuple[str, str], int]) -> pd.DataFrame:
    """So many sites, all different, for each programme and setting."""
    rows = [
        (programme, setting, f"{programme}{setting}{number}", "reached", "F", 12)
        for (programme, setting), count in sites.items()
        for number in range(count)
    ]
    return pd.DataFrame(rows, columns=["programme", "setting", "site", "column", "sex", "count"])


@pytest.mark.parametrize(
    ("sites", "tells"),
    [
        ({("A", "school"): 4, ("B", "sport"): 3}, False),
        ({("A", "school"): 4, ("B", "school"): 3, ("B", "sport"): 1}, True),
        ({("A", "school"): 4, ("A", "sport"): 2, ("B", "sport"): 4}, True),
        ({("A", "school"): 4, ("A", "sport"): 3, ("B", "sport"): 4}, False),
        ({("A", "school"): 3, ("A", "sport"): 1, ("B", "school"): 1, ("B", "sport"): 3}, False),
        (
            {("A", "school"): 3, ("A", "sport"): 3, ("B", "sport"): 1, ("B", "club"): 3,
             ("C", "club"): 3},
            True,
        ),
    ],
)  # fmt: skip
def test_a_difference_of_one_or_two_sites_is_found(sites, tells):
    """In the fifth, numbers go round in a circle: no sum lies inside another."""
    assert tells_of_few(lines(sites)) is tells
