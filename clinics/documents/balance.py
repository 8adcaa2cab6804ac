"""The balance sheet of a day: every batch from opening to closing, and two signatures."""

from datetime import datetime
from decimal import Decimal

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from clinics.documents.rendering import render_pdf
from clinics.selectors.stock import COLUMNS, Balance
from kernel.models import User


def balance_sheet(balance: Balance, *, language: str, now: datetime, by: User) -> bytes:
    """The sheet as a PDF, amounts in mg.

    Raises:
        NoPdf: Pango is missing on this machine.
    """
    with translation.override(language):
        title = _("Stock of controlled medicine, %(day)s") % {
            "day": formats.date_format(balance.on, "SHORT_DATE_FORMAT")
        }
        context = {
            "balance": balance,
            "rows": [
                (row, [getattr(row, name) for name in COLUMNS.values()]) for row in balance.rows
            ],
            "sums": _sums(balance),
            "printed_at": timezone.localtime(now),
            "printed_by": by.staff_code or "",
        }
        return render_pdf("balance.html", context, language=language, title=title)


def _sums(balance: Balance) -> list[tuple[str, bool, Decimal, Decimal]]:
    """Opening and closing of each medicine over its batches, what is in quarantine apart."""
    found: dict[tuple[str, bool], tuple[Decimal, Decimal]] = {}
    for row in balance.rows:
        key = (str(row.batch.get_medicine_display()), row.is_quarantine)
        opening, closing = found.get(key, (Decimal(0), Decimal(0)))
        found[key] = (opening + row.opening, closing + row.closing)
    return [(*key, opening, closing) for key, (opening, closing) in found.items()]
