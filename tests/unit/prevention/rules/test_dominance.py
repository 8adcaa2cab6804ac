"""A sum of money tells what nobody else could know."""

from decimal import Decimal

import pytest

from prevention.rules.dominance import is_dominated


@pytest.mark.parametrize(
    ("amounts", "is_told"),
    [
        ([100, 100, 100], False),
        ([100, 100], True),
        ([100, 0, 100], True),
        ([1000, 10, 99], True),
        ([1000, 10, 101], True),
        ([1000, 150, 101], False),
        ([1000, 500, 99], True),
        ([], True),
    ],
)
def test_of_fewer_than_three_or_where_the_rest_is_a_tenth_of_the_largest(amounts, is_told):
    spent = {number: Decimal(amount) for number, amount in enumerate(amounts)}

    assert is_dominated(spent) is is_told
