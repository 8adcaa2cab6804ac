"""The stock ledger: it balances, never falls below nothing, and is never edited."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum

from clinics.actions import stock
from clinics.actions._entries import TokenReused
from clinics.actions._ledger import StockShort
from clinics.actions.corrections import void
from clinics.actions.doses import correct_dose, give_dose
from clinics.choices import StockAccount, StockKind
from clinics.models import Dose, StockBatch, StockEntry, StockLine
from clinics.policies import SecondPersonNeeded
from clinics.selectors.stock import balance
from clinics.vocabulary import (
    CorrectionReason,
    DoseMode,
    DoseUnit,
    Medicine,
    RecordState,
    VoidReason,
)
from kernel.audit import Event
from kernel.models import User
from kernel.permissions import NotPermitted
from tests.factories.kernel import SiteFactory, clinic, clinician, nurse
from tests.factories.stock import MORNING, SYRUP, TODAY, stocked


pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_delivery_is_in_the_cabinet_in_mg(cabinet, told):
    assert cabinet.on_hand() == 1000
    entry = StockEntry.objects.get()
    assert (entry.kind, entry.on, entry.seconded_by) == (StockKind.RECEIPT, TODAY, cabinet.doctor)
    assert told().event == Event.STOCK_MOVED


def test_a_second_delivery_of_the_same_batch_adds_to_it(cabinet):
    again = stocked(site=cabinet.site, by=cabinet.nurse, seconded_by=cabinet.doctor)

    assert again.pk == cabinet.batch.pk
    assert cabinet.on_hand() == 2000


def test_a_batch_with_another_expiry_is_compared_with_its_label(cabinet):
    with pytest.raises(stock.BatchDiffers):
        stock.receive(**SYRUP | cabinet.signed(site=cabinet.site, expires_on=date(2028, 1, 1)))


def test_a_double_tap_moves_once(cabinet):
    arguments = cabinet.signed(batch=cabinet.batch, units=Decimal(5))

    first, second = stock.spill(**arguments), stock.spill(**arguments)

    assert first == second
    assert cabinet.on_hand() == 950


def test_a_token_that_says_something_else_is_refused(cabinet):
    arguments = cabinet.signed(batch=cabinet.batch, units=Decimal(5))
    stock.spill(**arguments)

    with pytest.raises(TokenReused):
        stock.spill(**arguments | {"units": Decimal(6)})


@pytest.mark.parametrize(
    ("act", "left"), [(stock.spill, 750), (stock.destroy, 750), (stock.return_by_patient, 1000)]
)
def test_what_is_moved_changes_the_cabinet_by_its_strength(act, left, cabinet):
    act(**cabinet.signed(batch=cabinet.batch, units=Decimal(25)))

    assert cabinet.on_hand() == left


@pytest.mark.parametrize("act", [stock.spill, stock.destroy])
def test_nothing_leaves_that_is_not_there(act, cabinet):
    with pytest.raises(StockShort) as refusal:
        act(**cabinet.signed(batch=cabinet.batch, units=Decimal("100.001")))

    assert refusal.value.code == "V47"
    assert cabinet.on_hand() == 1000


@pytest.mark.parametrize("act", [stock.spill, stock.destroy, stock.return_by_patient])
def test_every_movement_by_hand_takes_two_people(act, cabinet):
    stranger = nurse_of_another_clinic()

    for second in (None, cabinet.nurse, stranger):
        with pytest.raises(SecondPersonNeeded) as refusal:
            act(**cabinet.signed(batch=cabinet.batch, units=Decimal(1), seconded_by=second))
        assert refusal.value.code == "V47"


def nurse_of_another_clinic() -> User:
    return nurse(at=clinic())


def test_a_stranger_moves_nothing(cabinet):
    with pytest.raises(NotPermitted):
        stock.spill(
            **cabinet.signed(batch=cabinet.batch, units=Decimal(1), by=clinician(at=clinic()))
        )


@pytest.mark.parametrize("units", [0, "0.0001"])
def test_nothing_is_no_movement(units, cabinet):
    with pytest.raises(stock.NothingMoved):
        stock.spill(**cabinet.signed(batch=cabinet.batch, units=Decimal(units)))


def test_what_is_sent_arrives_at_the_other_site(cabinet):
    other = SiteFactory(organisation=cabinet.site.organisation)

    stock.send_to(**cabinet.signed(batch=cabinet.batch, site=other, units=Decimal(30)))

    arrived = StockBatch.objects.get(site=other)
    assert (cabinet.on_hand(), cabinet.on_hand(arrived)) == (700, 300)
    assert arrived.number == cabinet.batch.number
    assert not StockLine.objects.filter(account=StockAccount.OTHER_SITE).aggregate(mg=Sum("mg"))[
        "mg"
    ]


@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_medicine_is_sent_to_another_site_of_the_organisation_only(where, cabinet):
    site = cabinet.site if where == "here" else SiteFactory()

    with pytest.raises(stock.NothingMoved):
        stock.send_to(**cabinet.signed(batch=cabinet.batch, site=site, units=Decimal(1)))


def test_an_entry_is_put_right_by_its_mirror_once(cabinet):
    wrong = stock.spill(**cabinet.signed(batch=cabinet.batch, units=Decimal(5)))

    stock.reverse_entry(**cabinet.signed(entry=wrong))

    assert cabinet.on_hand() == 1000
    with pytest.raises(stock.NotReversible):
        stock.reverse_entry(**cabinet.signed(entry=wrong))


def test_a_delivery_that_was_used_is_not_reversed(cabinet):
    stock.spill(**cabinet.signed(batch=cabinet.batch, units=Decimal(5)))

    with pytest.raises(StockShort):
        stock.reverse_entry(**cabinet.signed(entry=StockEntry.objects.get(kind="RECEIPT")))


def test_what_was_sent_is_sent_back_and_not_reversed(cabinet):
    other = SiteFactory(organisation=cabinet.site.organisation)
    sent = stock.send_to(**cabinet.signed(batch=cabinet.batch, site=other, units=Decimal(30)))

    with pytest.raises(stock.NotReversible):
        stock.reverse_entry(**cabinet.signed(entry=sent))


def test_a_dose_leaves_the_cabinet_once(cabinet, treated):
    dose = cabinet.dose(treated)

    first, second = cabinet.dispense(dose), cabinet.dispense(dose)

    assert first == second
    assert (first.kind, first.dose) == (StockKind.DISPENSING, dose)
    assert cabinet.on_hand() == 940


@pytest.mark.parametrize(
    ("mode", "left"),
    [
        (DoseMode.SUPERVISED, 940), (DoseMode.TAKE_HOME, 940), (DoseMode.VOMITED, 940),
        (DoseMode.SPILLED, 940), (DoseMode.HOSPITAL, 1000), (DoseMode.MISSED, 1000),
        (DoseMode.REFUSED, 1000), (DoseMode.WITHHELD, 1000),
    ],
)  # fmt: skip
def test_only_what_the_clinic_gave_leaves_the_cabinet(mode, left, cabinet, treated):
    cabinet.dispense(cabinet.dose(treated, mode=mode))

    assert cabinet.on_hand() == left


def test_what_was_spilled_at_the_window_went_to_waste(cabinet, treated):
    entry = cabinet.dispense(cabinet.dose(treated, mode=DoseMode.SPILLED))

    assert entry.kind == StockKind.SPILLAGE
    assert entry.lines.filter(account=StockAccount.WASTE, mg=60).exists()


def test_a_site_that_keeps_no_batch_of_the_medicine_has_no_entry(cabinet, treated):
    dose = cabinet.dose(treated, medicine=Medicine.BUPRENORPHINE)

    assert cabinet.dispense(dose) is None


def test_the_batch_that_expires_first_is_used_up_first(cabinet, treated):
    older = stocked(
        site=cabinet.site, by=cabinet.nurse, seconded_by=cabinet.doctor, number="A-0",
        expires_on=date(2026, 6, 30), units=Decimal(4),
    )  # fmt: skip

    entry = cabinet.dispense(cabinet.dose(treated))

    assert (cabinet.on_hand(older), cabinet.on_hand()) == (0, 980)
    for batch in (older, cabinet.batch):
        assert entry.lines.filter(batch=batch).aggregate(mg=Sum("mg"))["mg"] == 0


def test_an_expired_batch_is_left_alone(cabinet, treated):
    expired = stocked(
        site=cabinet.site, by=cabinet.nurse, seconded_by=cabinet.doctor, number="A-0",
        expires_on=TODAY,
    )  # fmt: skip

    cabinet.dispense(cabinet.dose(treated))

    assert (cabinet.on_hand(expired), cabinet.on_hand()) == (1000, 940)


def test_a_named_batch_is_used_alone(cabinet, treated, episode_at):
    other = stocked(
        site=cabinet.site, by=cabinet.nurse, seconded_by=cabinet.doctor, number="A-2",
        expires_on=date(2028, 1, 1), units=Decimal(5),
    )  # fmt: skip

    with pytest.raises(StockShort):
        cabinet.dispense(cabinet.dose(treated), batch=other)
    cabinet.dispense(cabinet.dose(episode_at(site=cabinet.site), amount=50), batch=other)

    assert (cabinet.on_hand(other), cabinet.on_hand()) == (0, 1000)


def test_an_injection_is_one_unit_of_its_product(cabinet, treated):
    syringes = stocked(
        site=cabinet.site, by=cabinet.nurse, seconded_by=cabinet.doctor, number="N-1",
        medicine=Medicine.NALTREXONE_DEPOT, product="Naltrexone 380 mg", unit_name="syringe",
        mg_per_unit=Decimal(380), units=Decimal(2),
    )  # fmt: skip
    dose = cabinet.dose(
        treated, amount=1, unit=DoseUnit.INJECTION, medicine=Medicine.NALTREXONE_DEPOT
    )

    cabinet.dispense(dose)

    assert cabinet.on_hand(syringes) == 380


@pytest.mark.parametrize("left", ["0.04", "0.96", "0.5"])
def test_an_injection_may_come_out_of_two_batches(left, cabinet, treated):
    usual = {
        "site": cabinet.site, "by": cabinet.nurse, "seconded_by": cabinet.doctor,
        "medicine": Medicine.NALTREXONE_DEPOT, "product": "Naltrexone 380 mg",
        "unit_name": "syringe", "mg_per_unit": Decimal("379.33"),
    }  # fmt: skip
    rest = stocked(**usual, number="N-1", units=Decimal(left))
    whole = stocked(**usual, number="N-2", units=Decimal(1), expires_on=date(2028, 1, 1))
    dose = cabinet.dose(
        treated, amount=1, unit=DoseUnit.INJECTION, medicine=Medicine.NALTREXONE_DEPOT
    )

    cabinet.dispense(dose)

    assert (cabinet.on_hand(rest), cabinet.on_hand(whole)) == (0, rest.on_hand)


def test_a_dose_that_the_cabinet_does_not_hold_is_refused(cabinet, treated):
    with pytest.raises(StockShort) as refusal:
        cabinet.dispense(cabinet.dose(treated, amount=1001))

    assert refusal.value.code == "V47"
    assert cabinet.on_hand() == 1000


def test_a_voided_dose_comes_back(cabinet, treated):
    dose = cabinet.dose(treated)
    cabinet.dispense(dose)

    with transaction.atomic():
        back = stock.reverse_for(dose=dose, now=MORNING, by=cabinet.doctor)
        again = stock.reverse_for(dose=dose, now=MORNING, by=cabinet.doctor)

    assert cabinet.on_hand() == 1000
    assert (back.kind, again) == (StockKind.REVERSAL, None)


def test_a_corrected_dose_takes_the_place_of_the_old_one(cabinet, treated):
    old = cabinet.dose(treated)
    cabinet.dispense(old)
    Dose.objects.filter(pk=old.pk).update(state=RecordState.SUPERSEDED)
    new = cabinet.dose(treated, amount=40)
    fresher = stocked(
        site=cabinet.site, by=cabinet.nurse, seconded_by=cabinet.doctor, number="A-0",
        expires_on=date(2026, 12, 31),
    )  # fmt: skip

    with transaction.atomic():
        stock.redispense(old=old, new=new, now=MORNING, by=cabinet.nurse)

    assert (cabinet.on_hand(), cabinet.on_hand(fresher)) == (960, 1000)


def test_voiding_a_dose_puts_its_medicine_back(cabinet, treated):
    dose = cabinet.dose(treated)
    cabinet.dispense(dose)

    void(entry=dose, reason=VoidReason.WRONG_PATIENT, now=MORNING, by=cabinet.doctor)

    assert cabinet.on_hand() == 1000


def test_a_dose_at_the_window_leaves_the_cabinet_and_follows_its_correction(cabinet, treated):
    given = give_dose(
        episode=treated, on=TODAY, medicine=Medicine.METHADONE, amount=Decimal(20), token=uuid4(),
        now=MORNING, by=cabinet.nurse,
    )  # fmt: skip
    assert cabinet.on_hand() == 980

    correct_dose(
        dose=given, reason=CorrectionReason.TYPING_ERROR, amount=Decimal(25), now=MORNING,
        by=cabinet.nurse,
    )  # fmt: skip

    assert cabinet.on_hand() == 975


def test_a_dose_that_the_ledger_does_not_hold_is_not_written(cabinet, treated):
    stock.destroy(**cabinet.signed(batch=cabinet.batch, units=Decimal(99)))

    with pytest.raises(StockShort):
        give_dose(
            episode=treated, on=TODAY, medicine=Medicine.METHADONE, amount=Decimal(20),
            token=uuid4(), now=MORNING, by=cabinet.nurse,
        )  # fmt: skip

    assert not Dose.objects.exists()


def test_a_late_entry_stands_on_the_day_of_the_dose(cabinet, treated):
    entry = cabinet.dispense(cabinet.dose(treated), now=MORNING + DAY)

    assert entry.on == TODAY


def test_medicine_that_came_later_is_not_dispensed_before(cabinet, treated):
    stock.destroy(**cabinet.signed(batch=cabinet.batch, units=Decimal(96)))
    later = stocked(
        site=cabinet.site, by=cabinet.nurse, seconded_by=cabinet.doctor, number="A-2",
        now=MORNING + DAY,
    )  # fmt: skip

    with pytest.raises(StockShort):
        cabinet.dispense(cabinet.dose(treated), now=MORNING + DAY)

    assert cabinet.on_hand(later) == 1000


def test_a_balance_adds_up(cabinet, treated, episode_at):
    other = SiteFactory(organisation=cabinet.site.organisation)
    stock.spill(**cabinet.signed(batch=cabinet.batch, units=Decimal(1)))
    stock.return_by_patient(**cabinet.signed(batch=cabinet.batch, units=Decimal(2)))
    stock.destroy(**cabinet.signed(batch=cabinet.batch, units=Decimal(3)))
    stock.send_to(**cabinet.signed(batch=cabinet.batch, site=other, units=Decimal(4)))
    wrong = cabinet.dose(treated, amount=70)
    cabinet.dispense(wrong)
    cabinet.dispense(cabinet.dose(episode_at(site=cabinet.site)))
    with transaction.atomic():
        stock.reverse_for(dose=wrong, now=MORNING, by=cabinet.nurse)

    row, apart = balance(site=cabinet.site, on=TODAY).rows

    assert (apart.is_quarantine, apart.returned, apart.closing) == (True, 20, 20)
    assert (
        row.opening, row.received, row.dispensed, row.returned, row.spilled, row.destroyed,
        row.sent, row.difference, row.closing,
    ) == (0, 1000, -60, 0, -10, -30, -40, 0, 860)  # fmt: skip
    next_day = balance(site=cabinet.site, on=TODAY + DAY).rows[0]
    assert (next_day.opening, next_day.closing) == (860, 860)
    assert cabinet.on_hand() == 860


def test_the_database_refuses_a_negative_balance(cabinet):
    with pytest.raises(DatabaseError), transaction.atomic():
        StockBatch.objects.filter(pk=cabinet.batch.pk).update(on_hand=Decimal("-0.01"))


def test_every_form_sent_twice_moves_once(cabinet):
    other = SiteFactory(organisation=cabinet.site.organisation)
    delivery = SYRUP | cabinet.signed(site=cabinet.site, reference="Delivery 2")
    sending = cabinet.signed(batch=cabinet.batch, site=other, units=Decimal(30))
    assert stock.receive(**delivery) == stock.receive(**delivery)
    assert stock.send_to(**sending) == stock.send_to(**sending)
    spilled = stock.spill(**cabinet.signed(batch=cabinet.batch, units=Decimal(5)))
    reversing = cabinet.signed(entry=spilled)

    assert stock.reverse_entry(**reversing) == stock.reverse_entry(**reversing)

    assert cabinet.on_hand() == 1700


def test_what_a_patient_received_is_put_right_at_the_dose(cabinet, treated):
    entry = cabinet.dispense(cabinet.dose(treated))

    with pytest.raises(stock.NotReversible, match="Correct or void the dose"):
        stock.reverse_entry(**cabinet.signed(entry=entry))


def test_a_dose_corrected_to_missed_comes_back(cabinet, treated):
    old = cabinet.dose(treated)
    cabinet.dispense(old)
    Dose.objects.filter(pk=old.pk).update(state=RecordState.SUPERSEDED)
    new = cabinet.dose(treated, mode=DoseMode.MISSED)

    with transaction.atomic():
        stock.redispense(old=old, new=new, now=MORNING, by=cabinet.nurse)

    assert cabinet.on_hand() == 1000
