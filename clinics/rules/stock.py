"""Arithmetic and limits of the stock ledger: pure, in mg and in units of a product."""

from decimal import Decimal

from clinics.choices import StockAccount, StockKind
from clinics.rules.thresholds import Threshold


COUNT_TOLERANCE = Threshold(
    0, "mg", "treatment record reference, 9.3 V48; not yet checked", is_judgement=True
)
"""How far a count may lie from the ledger without being a discrepancy, unless a site says so."""
EXPIRES_SOON = Threshold(60, "days", "not yet checked", is_judgement=True)
ON_SITE = (StockAccount.CABINET, StockAccount.QUARANTINE)
"""Accounts of what a site holds: an entry moves a batch into one of them, or out of it."""
OUT_OF_QUARANTINE = (StockKind.DESTRUCTION, StockKind.REVERSAL, StockKind.ADJUSTMENT)
"""What takes medicine out of quarantine: two people destroy it, put a wrong entry right, or find at
the count that it is not there."""
CENT = Decimal("0.01")
"""The least amount that the ledger knows, in mg."""
THOUSANDTH = Decimal("0.001")


def exact(mg: Decimal | None) -> Decimal:
    """A sum of amounts, to the hundredth of a mg: SQLite adds decimals as floating numbers."""
    return (mg or Decimal(0)).quantize(CENT)


def mg_of(units: Decimal, mg_per_unit: Decimal) -> Decimal:
    """An amount in mg, to the hundredth, from units of a product (ml, tablets, syringes)."""
    return (units * mg_per_unit).quantize(CENT)


def units_of(mg: Decimal, mg_per_unit: Decimal) -> Decimal:
    """An amount in units of a product, to the thousandth, from mg."""
    return (mg / mg_per_unit).quantize(THOUSANDTH)


def is_discrepancy(
    counted: Decimal, expected: Decimal, tolerance: Decimal | int = COUNT_TOLERANCE.value
) -> bool:
    """V48: whether a count differs from the ledger by more than the tolerance, all in mg."""
    return abs(counted - expected) > tolerance
