"""A cabinet with medicine in it, received through the ledger."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Sum

from clinics.actions.stock import dispense_for, receive
from clinics.choices import StockAccount
from clinics.models import Dose, StockBatch, StockEntry, StockLine
from clinics.vocabulary import Medicine
from kernel.models import Site, User
from tests.factories.clinics import DoseFactory
from tests.factories.kernel import clinician, nurse


MORNING = datetime(2026, 3, 16, 3, 0, tzinfo=UTC)
TODAY = date(2026, 3, 16)
SYRUP = {
    "medicine": Medicine.METHADONE, "product": "Methadone 10 mg/ml", "mg_per_unit": Decimal(10),
    "unit_name": "ml", "number": "A-1", "expires_on": date(2027, 3, 31), "units": Decimal(100),
    "reference": "Delivery 1", "now": MORNING,
}  # fmt: skip


def stocked(*, site: Site, by: User, seconded_by: User, **fields: Any) -> StockBatch:
    """A batch of 1000 mg of methadone (100 ml), received on 16 March 2026."""
    entry = receive(
        site=site, by=by, seconded_by=seconded_by, token=uuid4(), **(SYRUP | fields)
    )  # fmt: skip
    line = entry.lines.select_related("batch__site__organisation").first()
    assert line is not None
    return line.batch


def batch_in(site: Site) -> StockBatch:
    """A batch in the cabinet of a site; received by two people of its own when there is none."""
    found = StockBatch.objects.filter(site=site).first()
    if found is not None:
        return found
    at = site.organisation
    return stocked(site=site, by=nurse(at=at), seconded_by=clinician(at=at))


def entry_in(site: Site) -> StockEntry:
    """The delivery of that batch."""
    return StockEntry.objects.filter(lines__batch=batch_in(site))[0]


@dataclass
class Cabinet:
    """A site, its nurse and doctor, and 1000 mg of methadone."""

    site: Site
    nurse: User
    doctor: User
    batch: StockBatch

    def signed(self, **more: Any) -> dict[str, Any]:
        """The signatures of an act on the morning of the delivery."""
        return {
            "reference": "P-1", "seconded_by": self.doctor, "token": uuid4(), "now": MORNING,
            "by": self.nurse,
        } | more  # fmt: skip

    def on_hand(self, batch: StockBatch | None = None) -> Decimal:
        """The running balance, in mg, which is also the sum of the lines."""
        row = StockBatch.objects.get(pk=(batch or self.batch).pk)
        lines = StockLine.objects.filter(batch=row, account=StockAccount.CABINET)
        assert row.on_hand == (lines.aggregate(mg=Sum("mg"))["mg"] or 0)
        return row.on_hand

    def dose(self, episode: Any, amount: int = 60, **fields: Any) -> Dose:
        """A dose of today, written without its entry."""
        return DoseFactory(episode=episode, on=TODAY, amount=amount, **fields)

    def dispense(self, dose: Dose, **fields: Any) -> StockEntry | None:
        """Take a dose out of the cabinet."""
        with transaction.atomic():
            return dispense_for(**{"dose": dose, "now": MORNING, "by": self.nurse} | fields)
