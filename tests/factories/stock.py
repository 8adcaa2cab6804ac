"""A cabinet with medicine in it, received through the ledger."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from clinics.actions.stock import receive
from clinics.models import StockBatch, StockEntry
from clinics.vocabulary import Medicine
from kernel.models import Site, User
from tests.factories.kernel import clinician, nurse


MORNING = datetime(2026, 3, 16, 3, 0, tzinfo=UTC)
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
