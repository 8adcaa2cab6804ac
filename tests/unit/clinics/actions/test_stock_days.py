"""Counting and closing: days end in order, differences are explained, and nothing is edited."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from clinics.actions import stock
from clinics.actions._ledger import DayClosed, StockShort
from clinics.actions.stock_days import NotCounted, NotYet, Unexplained, close_day
from clinics.choices import StockAccount, StockKind
from clinics.models import StockCount, StockDay, StockEntry, StockLine, StockTolerance
from clinics.selectors.stock import Held, incidents
from kernel.audit import Event
from tests.factories.stock import MORNING, TODAY, Cabinet, stocked


pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def closing(cabinet: Cabinet, counted: object, **fields: Any) -> StockDay:
    arguments = {
        "site": cabinet.site, "on": TODAY, "counts": {Held(cabinet.batch): Decimal(str(counted))},
        "reasons": {}, "seconded_by": cabinet.doctor, "now": MORNING, "by": cabinet.nurse,
    }  # fmt: skip
    return close_day(**(arguments | fields))


def test_a_dose_after_the_count_stands_on_the_next_day(cabinet, treated):
    closing(cabinet, 1000)

    entry = cabinet.dispense(cabinet.dose(treated))

    assert entry.on == TODAY + DAY


def test_a_count_that_fits_closes_the_day(cabinet, told):
    day = closing(cabinet, 1000)

    count = day.counts.get()
    assert (count.expected_mg, count.counted_mg, count.adjustment) == (1000, 1000, None)
    assert told().event == Event.STOCK_DAY_CLOSED


def test_a_difference_needs_a_reason(cabinet):
    with pytest.raises(Unexplained) as refusal:
        closing(cabinet, 990, reasons={Held(cabinet.batch): "  "})

    assert (refusal.value.code, refusal.value.held) == ("V48", [Held(cabinet.batch)])
    assert not StockDay.objects.exists()


@pytest.mark.parametrize("counted", [990, "1000.01"])
def test_an_explained_difference_becomes_an_adjustment_that_two_people_signed(counted, cabinet):
    day = closing(cabinet, counted, reasons={Held(cabinet.batch): "Drops left in the pump"})

    adjustment = day.counts.get().adjustment
    assert (adjustment.kind, adjustment.on, adjustment.seconded_by) == (
        StockKind.ADJUSTMENT, TODAY, cabinet.doctor,
    )  # fmt: skip
    assert adjustment.lines.get(account=StockAccount.DIFFERENCE).mg == 1000 - Decimal(str(counted))
    assert cabinet.on_hand() == Decimal(str(counted))
    (incident,) = incidents(site=cabinet.site, since=TODAY, until=TODAY)
    assert incident.reason == "Drops left in the pump"


def test_every_batch_is_counted(cabinet):
    with pytest.raises(NotCounted):
        closing(cabinet, 1000, counts={})


def test_a_day_is_closed_when_it_has_come(cabinet):
    with pytest.raises(NotYet):
        closing(cabinet, 1000, on=TODAY + DAY)


def test_the_same_count_sent_twice_closes_once(cabinet):
    assert closing(cabinet, 1000) == closing(cabinet, 1000)


@pytest.mark.parametrize("on", [TODAY - DAY, TODAY])
def test_days_close_in_order_and_once(on, cabinet):
    closing(cabinet, 1000)

    with pytest.raises(DayClosed):
        closing(cabinet, 1000, on=on, by=cabinet.doctor, seconded_by=cabinet.nurse)


def test_nothing_moves_by_hand_on_a_closed_day(cabinet):
    closing(cabinet, 1000)

    with pytest.raises(DayClosed):
        stock.spill(**cabinet.signed(batch=cabinet.batch, units=Decimal(1)))
    with pytest.raises(DayClosed):
        stocked(site=cabinet.site, by=cabinet.nurse, seconded_by=cabinet.doctor)
    stock.spill(**cabinet.signed(batch=cabinet.batch, units=Decimal(1), now=MORNING + DAY))


def test_a_day_is_counted_as_it_ended_although_the_next_one_has_begun(cabinet):
    stock.spill(**cabinet.signed(batch=cabinet.batch, units=Decimal(1), now=MORNING + DAY))

    day = closing(cabinet, 1000, now=MORNING + DAY)

    assert day.counts.get().expected_mg == 1000


def test_a_count_below_what_later_days_used_is_refused(cabinet):
    stock.spill(**cabinet.signed(batch=cabinet.batch, units=Decimal(50), now=MORNING + DAY))

    with pytest.raises(StockShort):
        closing(cabinet, 400, now=MORNING + DAY, reasons={Held(cabinet.batch): "Missing"})


@pytest.mark.parametrize("model", [StockEntry, StockLine, StockDay, StockCount])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_the_ledger(model, change, cabinet):
    closing(cabinet, 1000)
    row = model.objects.order_by("pk").first()

    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(id=row.pk) if change == "update" else row.delete()


@pytest.mark.parametrize(
    ("counted", "is_tolerated"), [("997.50", True), ("1002.50", True), ("997.49", False)]
)
def test_a_site_says_how_far_a_count_may_be_off(counted, is_tolerated, cabinet):
    StockTolerance.objects.create(site=cabinet.site, mg=Decimal("2.50"), source="Order 12")

    day = closing(cabinet, counted, reasons={Held(cabinet.batch): "Drops left in the pump"})

    assert (day.counts.get().adjustment is None) is is_tolerated
    assert cabinet.on_hand() == (1000 if is_tolerated else Decimal(counted))
