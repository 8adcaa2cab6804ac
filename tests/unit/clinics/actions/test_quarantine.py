"""What patients bring back is kept apart, and only ever destroyed, by two people."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from clinics.actions import stock
from clinics.actions._ledger import Move, OnlyDestroyed, StockShort, post
from clinics.actions.stock_days import NotCounted, Unexplained, close_day
from clinics.choices import StockAccount, StockKind
from clinics.models import StockBatch, StockDay, StockEntry, StockLine, StockTolerance
from clinics.policies import SecondPersonNeeded
from clinics.rules.stock import OUT_OF_QUARANTINE
from clinics.selectors.stock import Held, balance, held_to_count, incidents
from tests.factories.stock import MORNING, TODAY


pytestmark = pytest.mark.django_db


@pytest.fixture
def returned(cabinet):
    """A cabinet of 1000 mg, and 250 mg that a patient brought back."""
    stock.return_by_patient(**cabinet.signed(batch=cabinet.batch, units=Decimal(25)))
    return cabinet


def held(cabinet):
    """What is in the cabinet and in quarantine, which are also the sums of their lines."""
    cabinet.batch.refresh_from_db()
    lines = StockLine.objects.filter(batch=cabinet.batch, account=StockAccount.QUARANTINE)
    assert cabinet.batch.quarantined == (lines.aggregate(mg=Sum("mg"))["mg"] or 0)
    return cabinet.on_hand(), cabinet.batch.quarantined


def test_what_a_patient_brings_back_is_not_in_the_cabinet(returned):
    assert held(returned) == (1000, 250)


def test_it_is_never_dispensed_again(returned, treated):
    with pytest.raises(StockShort):
        returned.dispense(returned.dose(treated, 1001))

    assert held(returned) == (1000, 250)


@pytest.mark.parametrize(("units", "left"), [(25, 0), (10, 150)])
def test_two_people_destroy_it(units, left, returned):
    entry = stock.destroy_returned(**returned.signed(batch=returned.batch, units=Decimal(units)))

    assert held(returned) == (1000, left)
    assert (entry.kind, entry.seconded_by) == (StockKind.DESTRUCTION, returned.doctor)
    assert sorted(entry.lines.values_list("account", "mg")) == [
        ("DESTROYED", units * 10), ("QUARANTINE", -units * 10),
    ]  # fmt: skip


def test_no_more_is_destroyed_than_was_brought_back(returned):
    with pytest.raises(StockShort):
        stock.destroy_returned(**returned.signed(batch=returned.batch, units=Decimal("25.001")))

    assert held(returned) == (1000, 250)


@pytest.mark.parametrize("second", ["nobody", "nurse"])
def test_nobody_destroys_it_alone(second, returned):
    who = None if second == "nobody" else returned.nurse

    with pytest.raises(SecondPersonNeeded):
        stock.destroy_returned(
            **returned.signed(batch=returned.batch, units=Decimal(1), seconded_by=who)
        )


@pytest.mark.parametrize("kind", [k for k in StockKind if k not in OUT_OF_QUARANTINE])
def test_nothing_else_takes_out_of_quarantine(kind, returned):
    move = Move(returned.batch, StockAccount.PATIENTS, Decimal(-10), StockAccount.QUARANTINE)

    with pytest.raises(OnlyDestroyed), transaction.atomic():
        post(kind, [move], site=returned.site, on=TODAY, now=MORNING, by=returned.nurse)

    assert held(returned) == (1000, 250)


def test_a_return_that_was_written_down_wrongly_is_put_right(returned):
    entry = StockEntry.objects.get(kind=StockKind.RETURN)

    mirror = stock.reverse_entry(**returned.signed(entry=entry))

    assert held(returned) == (1000, 0)
    assert sorted(mirror.lines.values_list("account", "mg")) == [
        ("PATIENTS", 250), ("QUARANTINE", -250),
    ]  # fmt: skip


def test_a_destruction_that_was_none_goes_back_into_quarantine(returned):
    entry = stock.destroy_returned(**returned.signed(batch=returned.batch, units=Decimal(25)))

    stock.reverse_entry(**returned.signed(entry=entry))

    assert held(returned) == (1000, 250)


def test_a_double_tap_brings_back_once(cabinet):
    arguments = cabinet.signed(batch=cabinet.batch, units=Decimal(25))

    first, again = (stock.return_by_patient(**arguments) for _tap in range(2))

    assert (first, held(cabinet)) == (again, (1000, 250))


def test_the_balance_tells_what_is_in_quarantine_apart(returned):
    stock.destroy_returned(**returned.signed(batch=returned.batch, units=Decimal(10)))

    rows = {row.is_quarantine: row for row in balance(site=returned.site, on=TODAY).rows}

    assert (rows[False].received, rows[False].closing) == (1000, 1000)
    assert (rows[True].returned, rows[True].destroyed, rows[True].closing) == (250, -100, 150)


def test_the_database_refuses_less_than_nothing_in_quarantine(returned):
    with pytest.raises(IntegrityError), transaction.atomic():
        StockBatch.objects.update(quarantined=-1)


def closing(cabinet, counted, said="", **fields):
    """Close the day with 1000 mg in the cabinet, and what was counted in quarantine."""
    apart = Held(cabinet.batch, StockAccount.QUARANTINE)
    counts = {Held(cabinet.batch): Decimal(1000)}
    if counted is not None:
        counts[apart] = Decimal(counted)
    arguments = {
        "site": cabinet.site, "on": TODAY, "counts": counts, "reasons": {apart: said},
        "seconded_by": cabinet.doctor, "now": MORNING, "by": cabinet.nurse,
    }  # fmt: skip
    return close_day(**(arguments | fields))


def test_quarantine_is_counted_when_a_day_is_closed(returned):
    with pytest.raises(NotCounted):
        closing(returned, None)

    day = closing(returned, 250)

    counts = day.counts.order_by("account").values_list("account", "expected_mg", "counted_mg")
    assert list(counts) == [("CABINET", 1000, 1000), ("QUARANTINE", 250, 250)]
    assert closing(returned, 250) == day


def test_what_is_missing_in_quarantine_needs_a_reason(returned):
    with pytest.raises(Unexplained) as refusal:
        closing(returned, 200)

    assert refusal.value.held == [Held(returned.batch, StockAccount.QUARANTINE)]
    assert not StockDay.objects.exists()


@pytest.mark.parametrize(("counted", "difference"), [("200", -50), ("250.50", Decimal("0.5"))])
def test_a_difference_in_quarantine_is_explained_and_signed_by_two(counted, difference, returned):
    closing(returned, counted, "The seal was broken")

    adjustment = StockEntry.objects.get(kind=StockKind.ADJUSTMENT)
    lines = dict(adjustment.lines.values_list("account", "mg"))
    assert lines == {"QUARANTINE": difference, "DIFFERENCE": -difference}
    assert (adjustment.reference, adjustment.seconded_by) == (
        "The seal was broken", returned.doctor,
    )  # fmt: skip
    assert held(returned) == (1000, Decimal(counted))
    (incident,) = incidents(site=returned.site, since=TODAY, until=TODAY)
    assert (incident.mg, incident.is_quarantine) == (difference, True)
    rows = {row.is_quarantine: row for row in balance(site=returned.site, on=TODAY).rows}
    assert (rows[True].counted, rows[True].reason) == (Decimal(counted), "The seal was broken")
    assert (rows[False].counted, rows[False].reason) == (1000, "")


def test_a_site_tolerates_as_much_in_quarantine(returned):
    StockTolerance.objects.create(site=returned.site, mg=Decimal(2), source="Order 12")

    day = closing(returned, 248)

    assert not day.counts.filter(adjustment__isnull=False).exists()
    assert held(returned) == (1000, 250)


def test_quarantine_is_counted_as_the_day_ended(returned):
    tomorrow = MORNING + timedelta(days=1)
    stock.destroy_returned(**returned.signed(batch=returned.batch, units=Decimal(25), now=tomorrow))

    day = closing(returned, 250, now=tomorrow)

    assert day.counts.get(account="QUARANTINE").expected_mg == 250
    assert held(returned) == (1000, 0)
    assert held_to_count(site=returned.site, on=tomorrow.date()) == [
        Held(returned.batch), Held(returned.batch, StockAccount.QUARANTINE),
    ]  # fmt: skip
