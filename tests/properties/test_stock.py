"""Whatever happens to a cabinet, it balances, and closed days stay as they are."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinics.actions import stock
from clinics.actions.stock_days import close_day
from clinics.models import Dose, StockBatch, StockEntry, StockLine
from clinics.rules.stock import exact, mg_of, units_of
from clinics.selectors.stock import balance, expected_of, held_to_count
from kernel.errors import Refused
from tests.factories.clinics import DoseFactory, EpisodeFactory, PatientFactory
from tests.factories.kernel import SiteFactory, clinic, clinician, nurse
from tests.factories.stock import MORNING, stocked


DAY = timedelta(days=1)
ACTS = (
    "receive",
    "spill",
    "give_back",
    "destroy",
    "destroy_returned",
    "send",
    "dose",
    "void",
    "reverse",
    "close",
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.decimals("0.1", "12", places=1),
        st.integers(0, 2),
        st.booleans(),
    ),
    min_size=1,
    max_size=14,
)


class Cabinet:
    """A site on which acts happen one after another; what a rule refuses does not happen."""

    def __init__(self) -> None:
        at = clinic()
        self.site, self.other = SiteFactory(organisation=at), SiteFactory(organisation=at)
        self.nurse, self.doctor = nurse(at=at), clinician(at=at)
        self.now = MORNING
        self.number = 0
        self.doses: list[Dose] = []
        self.closed: dict[Any, list[tuple[Any, ...]]] = {}

    @property
    def today(self) -> Any:
        """The day on which the next act happens."""
        return self.now.date()

    def do(self, act: str, units: Decimal, which: int) -> None:
        """Try one act."""
        try:
            getattr(self, act)(units, which)
        except Refused:
            return

    def signed(self, **more: Any) -> dict[str, Any]:
        """Both signatures."""
        return {
            "reference": "P", "seconded_by": self.doctor, "token": uuid4(), "now": self.now,
            "by": self.nurse,
        } | more  # fmt: skip

    def batch(self, which: int) -> StockBatch:
        """One of the batches of the site."""
        found = list(StockBatch.objects.filter(site=self.site).order_by("pk"))
        return found[which % len(found)]

    def receive(self, units: Decimal, which: int) -> None:
        stocked(
            site=self.site, by=self.nurse, seconded_by=self.doctor, now=self.now, units=units,
            number=f"B-{which}",
        )  # fmt: skip

    def spill(self, units: Decimal, which: int) -> None:
        stock.spill(**self.signed(batch=self.batch(which), units=units))

    def give_back(self, units: Decimal, which: int) -> None:
        stock.return_by_patient(**self.signed(batch=self.batch(which), units=units))

    def destroy(self, units: Decimal, which: int) -> None:
        stock.destroy(**self.signed(batch=self.batch(which), units=units))

    def destroy_returned(self, units: Decimal, which: int) -> None:
        stock.destroy_returned(**self.signed(batch=self.batch(which), units=units))

    def send(self, units: Decimal, which: int) -> None:
        stock.send_to(**self.signed(batch=self.batch(which), site=self.other, units=units))

    def dose(self, units: Decimal, which: int) -> None:
        """A dose of today, or a late entry of yesterday."""
        patient = PatientFactory(organisation=self.site.organisation)
        episode = EpisodeFactory(patient=patient, site=self.site)
        on = self.today - DAY * (which % 2)
        with transaction.atomic():
            given_dose = DoseFactory(episode=episode, on=on, amount=units * 10)
            stock.dispense_for(dose=given_dose, now=self.now, by=self.nurse)
        self.doses.append(given_dose)

    def void(self, units: Decimal, which: int) -> None:
        if self.doses:
            voided = self.doses.pop(which % len(self.doses))
            with transaction.atomic():
                stock.reverse_for(dose=voided, now=self.now, by=self.doctor)

    def reverse(self, units: Decimal, which: int) -> None:
        found = list(StockEntry.objects.filter(site=self.site).order_by("pk"))
        stock.reverse_entry(**self.signed(entry=found[which % len(found)]))

    def close(self, units: Decimal, which: int) -> None:
        """Close today or yesterday; the first or last line sometimes holds another amount."""
        on = self.today - DAY * (which % 2)
        held = held_to_count(site=self.site, on=on)
        counts = expected_of(held=held, on=on)
        if which != 1 and held:
            counts[held[0 if which == 0 else -1]] = exact(units)
        close_day(
            site=self.site, on=on, counts=counts, reasons=dict.fromkeys(held, "Found so"),
            seconded_by=self.doctor, now=self.now, by=self.nurse,
        )  # fmt: skip
        self.closed[on] = self.sheet(on)

    def sheet(self, on: Any) -> list[tuple[Any, ...]]:
        """What the balance of a day says."""
        return [
            (
                row.batch.pk,
                row.is_quarantine,
                row.opening,
                row.dispensed,
                row.difference,
                row.closing,
                row.counted,
            )
            for row in balance(site=self.site, on=on).rows
        ]


def check(cabinet: Cabinet) -> None:
    """Everything that is always so."""
    lines = StockLine.objects.filter(batch__organisation=cabinet.site.organisation)
    both_sides = lines.values("entry", "batch").annotate(sum=Sum("mg"))
    assert {exact(each["sum"]) for each in both_sides} <= {Decimal(0)}
    batches = StockBatch.objects.filter(organisation=cabinet.site.organisation)
    for account, column in (("CABINET", "on_hand"), ("QUARANTINE", "quarantined")):
        inside = lines.filter(account=account).values("batch").annotate(mg=Sum("mg"))
        sums = {each["batch"]: exact(each["mg"]) for each in inside}
        running = dict(batches.values_list("pk", column))
        assert running == {pk: sums.get(pk, Decimal(0)) for pk in running}
        assert all(mg >= 0 for mg in running.values())
    left = lines.filter(account="QUARANTINE", mg__lt=0).values_list("entry__kind", flat=True)
    assert set(left) <= {"DESTRUCTION", "REVERSAL", "ADJUSTMENT"}
    days = set(StockEntry.objects.filter(site=cabinet.site).values_list("on", flat=True))
    for on in days:
        assert all(row.closing >= 0 for row in balance(site=cabinet.site, on=on).rows)
    for on, told in cabinet.closed.items():
        assert cabinet.sheet(on) == told


@pytest.mark.django_db
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_the_ledger_balances_whatever_happens(steps):
    cabinet = Cabinet()
    cabinet.receive(Decimal(10), 0)

    for act, units, which, is_next_day in steps:
        if is_next_day:
            cabinet.now += DAY
        cabinet.do(act, units, which)

    check(cabinet)


@given(
    mg=st.decimals("0.01", "9999", places=2),
    strength=st.sampled_from([Decimal(each) for each in ("0.4", "2", "5", "8", "10")]),
)
def test_units_lead_back_to_the_milligrams_they_came_from(mg, strength):
    assert abs(mg_of(units_of(mg, strength), strength) - mg) <= strength / 1000
