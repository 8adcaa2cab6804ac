"""Rounding of figures in whole numbers and decimals: no binary noise, halves up."""

from decimal import ROUND_HALF_UP, Decimal

from analytics.disclosure.policy import Policy


def percent(part: int, whole: int, policy: Policy) -> Decimal:
    """`part` of `whole` in per cent: whole, or with one decimal from 4,000 up (2.9)."""
    return quotient(100 * part, whole, tenths=whole >= policy.pct_one_decimal_from)


def quotient(part: int, whole: int, *, tenths: bool) -> Decimal:
    """`part` by `whole`, both positive, to tenths or whole numbers; halves go up."""
    steps = 10 if tenths else 1
    return Decimal((2 * steps * part + whole) // (2 * whole)) / steps


def to_unit(value: float, unit: int, *, scale: int = 1, rounding: str = ROUND_HALF_UP) -> Decimal:
    """`scale` times `value` to a multiple of `unit`, from the digits that the number prints."""
    units = Decimal(repr(value)) * scale / unit
    return units.quantize(Decimal(1), rounding) * unit + 0
