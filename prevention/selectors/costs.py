"""What an implementation cost: each cost, and sums with and without what comes only once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from kernel.models import User
from kernel.permissions import Permission, organisations_where
from prevention.choices import CostCategory
from prevention.models import Cost, Implementation


MOST_COSTS = 500


@dataclass(frozen=True)
class Line:
    """One cost."""

    uid: UUID
    category: str
    amount: Decimal
    currency: str
    on: date
    is_recurring: bool
    is_in_kind: bool
    note: str


@dataclass(frozen=True)
class Sum:
    """What was spent in one currency; currencies are never added up."""

    currency: str
    total: Decimal
    recurring: Decimal
    in_kind: Decimal
    shares: list[tuple[str, Decimal]]


@dataclass(frozen=True)
class Costs:
    """The costs of an implementation."""

    lines: list[Line]
    sums: list[Sum]


def visible_costs(*, viewer: User) -> QuerySet[Cost]:
    """Costs of organisations whose programmes the viewer manages."""
    held = organisations_where(viewer, Permission.PROGRAMME_MANAGE)
    return Cost.objects.filter(organisation__in=held).select_related(
        "organisation", "implementation"
    )


def costs_of(*, viewer: User, run: Implementation) -> Costs:
    """Every cost of an implementation, and their sums by currency."""
    rows = visible_costs(viewer=viewer).filter(implementation=run).order_by("on", "pk")
    found = list(rows[:MOST_COSTS])
    by_currency: dict[str, list[Cost]] = defaultdict(list)
    for row in found:
        by_currency[row.currency].append(row)
    return Costs(
        [
            Line(
                row.uid, row.get_category_display(), row.amount, row.currency, row.on,
                row.is_recurring, row.is_in_kind, row.note,
            )
            for row in found
        ],
        [_sum(currency, rows) for currency, rows in sorted(by_currency.items())],
    )  # fmt: skip


def _sum(currency: str, rows: list[Cost]) -> Sum:
    by_category = {
        category: _total(row for row in rows if row.category == category)
        for category in CostCategory
    }
    return Sum(
        currency,
        _total(rows),
        _total(row for row in rows if row.is_recurring),
        _total(row for row in rows if row.is_in_kind),
        [(str(CostCategory(name).label), total) for name, total in by_category.items() if total],
    )


def _total(rows: object) -> Decimal:
    return sum((row.amount for row in rows), Decimal(0))  # type: ignore[attr-defined] # costs
