"""Whether a sum of money would tell what one organisation spent (reference 2.3, the p % rule)."""

from collections.abc import Mapping
from decimal import Decimal

from kernel.few_places import may_show_nationally


P = Decimal("0.10")
"""How near the largest contribution may be known: within a tenth of it."""


def is_dominated(amounts: Mapping[int, Decimal]) -> bool:
    """Whether the second largest contributor could work out the largest to within a tenth.

    `amounts` are the contributions by organisation. Of fewer than three it always could.
    """
    largest = sorted((amount for amount in amounts.values() if amount), reverse=True)
    if not may_show_nationally(len(largest)):
        return True
    return sum(largest[2:], Decimal(0)) < P * largest[0]
