"""Many people at one cabinet in the same moment: nothing lost, nothing doubled, never below 0."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connections, transaction
from django.db.models import Sum

from clinics.actions import _ledger, stock
from clinics.actions.stock_days import close_day
from clinics.choices import StockAccount, StockKind
from clinics.models import Dose, StockBatch, StockDay, StockEntry, StockLine
from clinics.selectors.stock import Held
from kernel.errors import Refused
from tests.factories.clinics import DoseFactory, EpisodeFactory, PatientFactory
from tests.factories.crowds import one_crowd
from tests.factories.kernel import SiteFactory, clinic, clinician, nurse
from tests.factories.stock import MORNING, stocked


pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault"])
WRITERS = [8, pytest.param(50, marks=pytest.mark.postgres)]
TODAY = MORNING.date()


class Cabinet:
    """Methadone for some doses of 60 mg, and those who give them."""

    def __init__(self, doses: int) -> None:
        at = clinic()
        self.site = SiteFactory(organisation=at)
        self.nurse, self.doctor = nurse(at=at), clinician(at=at)
        self.batch = stocked(
            site=self.site, by=self.nurse, seconded_by=self.doctor, units=Decimal(6 * doses)
        )

    def dose(self) -> Dose:
        """A dose of a patient of their own, not in the ledger yet."""
        patient = PatientFactory(organisation=self.site.organisation)
        return DoseFactory(
            episode=EpisodeFactory(patient=patient, site=self.site), on=TODAY, amount=60
        )

    def dispense(self, dose: Dose) -> None:
        """Take a dose out of the cabinet."""
        with transaction.atomic():
            stock.dispense_for(dose=Dose.objects.get(pk=dose.pk), now=MORNING, by=self.nurse)

    def on_hand(self) -> Decimal:
        """The running balance, which is also the sum of the lines."""
        on_hand = StockBatch.objects.get(pk=self.batch.pk).on_hand
        lines = StockLine.objects.filter(batch=self.batch, account=StockAccount.CABINET)
        assert lines.aggregate(mg=Sum("mg"))["mg"] == on_hand
        return on_hand


def at_once(acts: list[Callable[[], object]]) -> Counter[str]:
    """Start all acts in the same moment; how often each ended how."""
    start, ended = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
            ended.append("done")
        except Refused as refusal:
            ended.append(refusal.code)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    with one_crowd():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return Counter(ended)


@pytest.mark.parametrize("writers", WRITERS)
def test_no_dose_is_lost_or_doubled(writers):
    cabinet = Cabinet(doses=writers + 1)
    doses = [cabinet.dose() for _ in range(writers)]

    ended = at_once([lambda dose=dose: cabinet.dispense(dose) for dose in doses])

    assert ended == {"done": writers}
    assert cabinet.on_hand() == 60
    assert StockEntry.objects.filter(kind=StockKind.DISPENSING).count() == writers


@pytest.mark.parametrize("writers", WRITERS)
def test_the_last_dose_is_given_once(writers):
    cabinet = Cabinet(doses=writers // 2)
    doses = [cabinet.dose() for _ in range(writers)]

    ended = at_once([lambda dose=dose: cabinet.dispense(dose) for dose in doses])

    assert ended == {"done": writers // 2, "V47": writers - writers // 2}
    assert cabinet.on_hand() == 0


@pytest.mark.parametrize("writers", WRITERS)
def test_one_form_sent_many_times_moves_once(writers):
    cabinet, token = Cabinet(doses=10), uuid4()

    def spill() -> object:
        return stock.spill(
            batch=cabinet.batch, units=Decimal(1), reference="P", seconded_by=cabinet.doctor,
            token=token, now=MORNING, by=cabinet.nurse,
        )  # fmt: skip

    assert at_once([spill] * writers) == {"done": writers}
    assert cabinet.on_hand() == 590


@pytest.mark.parametrize("writers", WRITERS)
def test_nothing_enters_a_day_while_it_is_being_closed(writers):
    cabinet = Cabinet(doses=writers)
    doses = [cabinet.dose() for _ in range(writers - 2)]
    counts = {Held(cabinet.batch): Decimal(60 * writers)}

    def close() -> object:
        return close_day(
            site=cabinet.site, on=TODAY, counts=counts, reasons={Held(cabinet.batch): "Counted so"},
            seconded_by=cabinet.doctor, now=MORNING, by=cabinet.nurse,
        )  # fmt: skip

    def receive() -> object:
        return stocked(
            site=cabinet.site, by=cabinet.nurse, seconded_by=cabinet.doctor, number="new"
        )

    ended = at_once([close, receive, *(lambda dose=dose: cabinet.dispense(dose) for dose in doses)])

    assert ended.total() == writers
    assert set(ended) <= {"done", "day-closed", "not-counted"}
    for day in StockDay.objects.all():
        late = StockLine.objects.filter(
            account=StockAccount.CABINET, entry__on__lte=day.on, batch=cabinet.batch
        )
        assert late.aggregate(mg=Sum("mg"))["mg"] == day.counts.get(batch=cabinet.batch).counted_mg
        uncounted = StockBatch.objects.exclude(counts__day=day)
        assert not StockLine.objects.filter(batch__in=uncounted, entry__on__lte=day.on).exists()


def emptied(cabinet: Cabinet) -> StockBatch:
    """A batch that was used up the day before: nothing of it is due for today's count."""
    yesterday = MORNING - timedelta(days=1)
    signed = {"by": cabinet.nurse, "seconded_by": cabinet.doctor, "now": yesterday}
    batch = stocked(site=cabinet.site, number="used up", **signed)
    stock.spill(batch=batch, units=Decimal(100), reference="P", token=uuid4(), **signed)
    return batch


@pytest.mark.parametrize("writers", WRITERS)
def test_nothing_comes_back_to_an_empty_batch_on_a_day_just_closed(writers):
    cabinet = Cabinet(doses=1)
    batch = emptied(cabinet)
    signed = {"seconded_by": cabinet.doctor, "now": MORNING, "by": cabinet.nurse}

    def close() -> object:
        counts = {Held(cabinet.batch): Decimal(60)}
        return close_day(site=cabinet.site, on=TODAY, counts=counts, reasons={}, **signed)

    def give_back() -> object:
        return stock.return_by_patient(
            batch=batch, units=Decimal(1), reference="P", token=uuid4(), **signed
        )

    ended = at_once([close, *[give_back] * (writers - 1)])

    assert ended.total() == writers
    assert set(ended) <= {"done", "day-closed", "not-counted"}
    for day in StockDay.objects.all():
        back = StockEntry.objects.filter(kind=StockKind.RETURN, on__lte=day.on)
        assert back.count() == 0


@pytest.mark.postgres
@pytest.mark.parametrize("act", ["give_back", "reverse", "void", "correct"])
def test_what_an_uncounted_batch_gains_waits_for_the_site(act):
    cabinet = Cabinet(doses=1)
    dose, again = cabinet.dose(), cabinet.dose()
    cabinet.dispense(dose)
    batch = emptied(cabinet)
    entry = StockEntry.objects.get(kind=StockKind.SPILLAGE)
    now_by: dict[str, Any] = {"now": MORNING, "by": cabinet.nurse}
    signed = now_by | {"reference": "P", "seconded_by": cabinet.doctor, "token": None}
    acts: dict[str, Callable[[], object]] = {
        "give_back": lambda: stock.return_by_patient(batch=batch, units=Decimal(1), **signed),
        "reverse": lambda: stock.reverse_entry(entry=entry, **signed),
        "void": lambda: in_one(lambda: stock.reverse_for(dose=dose, **now_by)),
        "correct": lambda: in_one(lambda: stock.redispense(old=dose, new=again, **now_by)),
    }
    refused = []

    def run() -> None:
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute("SET lock_timeout = '50ms'")
            acts[act]()
        except OperationalError as refusal:
            refused.append(str(refusal))
        finally:
            connections.close_all()

    with transaction.atomic():
        _ledger.lock_sites(cabinet.site)
        thread = Thread(target=run)
        thread.start()
        thread.join()

    assert "lock timeout" in "".join(refused)


def in_one(act: Callable[[], object]) -> object:
    """An act that is part of another one's transaction."""
    with transaction.atomic():
        return act()
