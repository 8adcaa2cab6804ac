"""The stock at the work door: two signatures, a blind count, a closed day, its sheet."""

import sys
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from clinics.choices import StockKind
from clinics.models import StockBatch, StockDay, StockEntry
from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from tests.factories.kernel import PASSWORD, SiteFactory, clinic_manager, nurse
from tests.factories.stock import stocked
from ui.checks import has_pango


pytestmark = pytest.mark.django_db
BUDGET = 12
TOKEN = "6d0f6f2e-32ab-4a53-9f10-0f6f7f6a3c11"


@pytest.fixture
def colleague(room):
    return nurse(at=room.organisation, username="colleague")


@pytest.fixture
def batch(room, colleague) -> StockBatch:
    return stocked(
        site=room.site, by=room.clinician, seconded_by=colleague, now=timezone.now(),
        expires_on=timezone.localdate() + timedelta(days=400),
    )  # fmt: skip


def signed(**fields: object) -> dict[str, object]:
    return {
        "second_username": "colleague", "second_password": PASSWORD, "token": TOKEN,
        "reference": "P-7",
    } | fields  # fmt: skip


def of_site(name: str, room) -> str:
    return reverse(f"work:{name}", args=[room.site.uid])


def test_two_people_receive_a_delivery(room, door, colleague):
    form = signed(
        medicine="METHADONE", product="Methadone 5 mg/ml", mg_per_unit="5", unit_name="ml",
        number="B-9", expires_on="31.12.2027", units="500",
    )  # fmt: skip

    answer = door.post(of_site("stock-receive", room), form)

    batch = StockBatch.objects.get()
    assert answer["Location"] == of_site("stock-at", room)
    assert (batch.on_hand, StockEntry.objects.get().seconded_by) == (2500, colleague)
    shown = door.get(answer["Location"]).content.decode()
    assert "Methadone 5 mg/ml" in shown
    assert "500 ml" in shown


@pytest.mark.parametrize(
    ("username", "password"), [("colleague", "wrong"), ("nobody", PASSWORD), ("", "")]
)
def test_without_a_second_signature_nothing_moves(username, password, door, batch):
    form = signed(units="3", second_username=username, second_password=password)

    answer = door.post(reverse("work:stock-spill", args=[batch.uid]), form)

    assert answer.status_code == 200
    assert 'value="P-7"' in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert StockEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "left"), [("stock-spill", 970), ("stock-destroy", 970), ("stock-return", 1000)]
)
def test_a_batch_is_moved(name, left, door, batch):
    door.post(reverse(f"work:{name}", args=[batch.uid]), signed(units="3"))

    batch.refresh_from_db()
    assert batch.on_hand == left


def test_more_than_there_is_stays_in_the_form(door, batch):
    answer = door.post(reverse("work:stock-destroy", args=[batch.uid]), signed(units="101"))

    assert "The ledger holds too little Methadone" in answer.content.decode()


def test_medicine_is_sent_to_another_site(room, door, batch):
    other = SiteFactory(organisation=room.organisation)

    door.post(reverse("work:stock-send", args=[batch.uid]), signed(units="3", site=str(other.uid)))

    assert StockBatch.objects.get(site=other).on_hand == 30


def test_an_entry_is_put_right(door, batch):
    door.post(reverse("work:stock-spill", args=[batch.uid]), signed(units="3"))
    wrong = StockEntry.objects.get(kind=StockKind.SPILLAGE)
    token = "6d0f6f2e-32ab-4a53-9f10-0f6f7f6a3c12"

    door.post(reverse("work:stock-reverse", args=[wrong.uid]), signed(token=token))

    batch.refresh_from_db()
    assert batch.on_hand == 1000


def count(door, room, batch, units: str):
    return door.post(of_site("stock-close", room), {f"count_{batch.uid}": units})


def test_the_count_is_blind(room, door, batch):
    shown = door.get(of_site("stock-close", room)).content.decode()

    assert "A-1" in shown
    assert "1,000" not in shown


def test_a_count_that_fits_is_signed_and_closed(room, door, batch, colleague):
    compared = count(door, room, batch, "100")
    sealed = compared.context["form"].initial["sealed"]

    answer = door.post(of_site("stock-close", room), signed(sealed=sealed))

    today = timezone.localdate()
    assert answer["Location"] == f"{of_site('stock-day', room)}?on={today.isoformat()}"
    day = StockDay.objects.get()
    assert (day.on, day.closed_by, day.seconded_by) == (today, room.clinician, colleague)
    assert "Closed" in door.get(answer["Location"]).content.decode()


def test_a_difference_is_explained_and_shown_as_an_incident(room, door, batch):
    compared = count(door, room, batch, "99.5")
    sealed = compared.context["form"].initial["sealed"]
    assert "<b>-5</b>" in compared.content.decode()
    address, reason = of_site("stock-close", room), f"reason_{batch.uid}"

    silent = door.post(address, signed(sealed=sealed))
    door.post(address, signed(sealed=sealed, **{reason: "Pump was not emptied"}))

    assert silent.status_code == 200
    assert StockEntry.objects.get(kind=StockKind.ADJUSTMENT).reference == "Pump was not emptied"
    assert "Pump was not emptied" in door.get(of_site("stock-at", room)).content.decode()


def test_a_count_is_not_changed_once_the_ledger_was_shown(room, door, batch):
    sealed = count(door, room, batch, "99.5").context["form"].initial["sealed"]
    yesterday = timezone.localdate() - timedelta(days=1)

    changed = door.post(of_site("stock-close", room), signed(sealed=sealed[:-2] + "xx"))
    moved = door.post(
        f"{of_site('stock-close', room)}?on={yesterday.isoformat()}", signed(sealed=sealed)
    )

    assert (changed.status_code, moved.status_code) == (200, 200)
    assert not StockDay.objects.exists()


def test_a_manager_reads_the_stock_and_moves_nothing(room, enter, batch):
    browser = enter(clinic_manager(at=room.organisation))

    pages = [browser.get(of_site(name, room)) for name in ("stock-at", "stock-day")]
    act = browser.get(reverse("work:stock-spill", args=[batch.uid]))

    assert [page.status_code for page in pages] == [200, 200]
    assert "/spill/" not in pages[0].content.decode()
    assert act.status_code == 404


@pytest.mark.parametrize("on", ["yesterday", "2026-02-31", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_does_not_exist(on, room, door):
    assert door.get(f"{of_site('stock-day', room)}?on={on}").status_code == 404


def test_the_ledger_of_a_day_is_read_a_page_at_a_time(room, door, batch, colleague):
    for number in range(30):
        stocked(
            site=room.site, by=room.clinician, seconded_by=colleague, now=timezone.now(),
            number=f"C-{number:02d}",
        )  # fmt: skip

    first = door.get(of_site("stock-day", room))
    second = door.get(first.context["later_url"])

    rows = [row for page in (first, second) for row in page.context["movements"].rows]
    assert len({row.uid for row in rows}) == len(rows) == 31


@pytest.mark.parametrize("name", ["stock-at", "stock-day", "stock-close"])
def test_a_page_asks_as_often_for_many_batches(name, room, door, batch, colleague):
    for number in range(40):
        stocked(
            site=room.site, by=room.clinician, seconded_by=colleague, now=timezone.now(),
            number=f"C-{number:02d}",
        )  # fmt: skip
    door.get(of_site(name, room))

    with CaptureQueriesContext(connections["default"]) as asked:
        assert door.get(of_site(name, room)).status_code == 200

    assert len(asked) <= BUDGET


@pytest.mark.skipif(not has_pango(), reason="Pango is missing on this machine")
def test_the_sheet_of_a_day_is_one_page_and_says_who_signed(room, door, batch):
    for number in range(6):
        stocked(
            site=room.site, by=room.clinician, seconded_by=nurse(at=room.organisation),
            now=timezone.now(), number=f"C-{number}", units=Decimal("12.5"),
        )  # fmt: skip

    answer = door.get(of_site("stock-balance", room))

    (page,) = PdfReader(BytesIO(answer.content)).pages
    text = " ".join(page.extract_text().split())
    assert answer["Content-Type"] == "application/pdf"
    assert "Methadone 10 mg/ml" in text
    assert "Methadone 0 1,750" in text
    assert "Not closed yet" in text
    assert "Second person" in text
    printed = AuditEvent.objects.get(event=Event.DOCUMENT_PRINTED)
    assert printed.object_uids == [str(room.site.uid)]


@pytest.mark.skipif(not has_pango(), reason="Pango is missing on this machine")
def test_the_sheet_of_a_closed_day_names_both_people_and_the_difference(
    room, door, batch, colleague
):
    sealed = count(door, room, batch, "99.5").context["form"].initial["sealed"]
    reason = {f"reason_{batch.uid}": "Pump was not emptied"}
    door.post(of_site("stock-close", room), signed(sealed=sealed, **reason))

    answer = door.get(of_site("stock-balance", room))

    text = " ".join(PdfReader(BytesIO(answer.content)).pages[0].extract_text().split())
    for said in (
        "Counted and closed", "Pump was not emptied", "-5 mg", "99.5 ml",
        f"First person: {room.clinician.staff_code}", f"Second person: {colleague.staff_code}",
    ):  # fmt: skip
        assert said in text


def test_a_machine_that_makes_no_sheet_says_why(room, door, batch, monkeypatch):
    class Missing:
        """An import that fails as WeasyPrint's does."""

        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [each for each in sys.modules if each.startswith("weasyprint")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr("sys.meta_path", [Missing(), *sys.meta_path])

    answer = door.get(of_site("stock-balance", room), follow=True)

    assert "Pango is missing" in answer.content.decode()
    assert not AuditEvent.objects.filter(event=Event.DOCUMENT_PRINTED).exists()


def test_what_is_brought_back_waits_in_quarantine_until_it_is_destroyed(door, batch):
    door.post(reverse("work:stock-return", args=[batch.uid]), signed(units="3"))
    shown = door.get(reverse("work:stock-at", args=[batch.site.uid])).content.decode()
    address = reverse("work:stock-destroy-returned", args=[batch.uid])
    form = door.get(address).content.decode()

    door.post(address, signed(units="3", token=str(uuid4())))

    batch.refresh_from_db()
    assert "In quarantine" in shown
    assert address in shown
    assert "30 mg) in quarantine" in form
    assert (batch.on_hand, batch.quarantined) == (1000, 0)
    assert "In quarantine" not in door.get(
        reverse("work:stock-at", args=[batch.site.uid])
    ).content.decode()  # fmt: skip


def test_quarantine_is_counted_blind_and_what_is_missing_is_explained(room, door, batch):
    door.post(reverse("work:stock-return", args=[batch.uid]), signed(units="3"))
    field, apart = f"count_{batch.uid}", f"{batch.uid}_quarantine"
    address = of_site("stock-close", room)
    blind = door.get(address).content.decode()

    compared = door.post(address, {field: "100", f"count_{apart}": "2"})
    sealed = compared.context["form"].initial["sealed"]
    reason = {f"reason_{apart}": "Two people saw the bottle"}
    door.post(address, signed(sealed=sealed, token=str(uuid4()), **reason))

    assert f"count_{apart}" in blind
    assert "A-1 (quarantine)" in blind
    assert "<b>-10</b>" in compared.content.decode()
    batch.refresh_from_db()
    assert (batch.on_hand, batch.quarantined) == (1000, 20)
    shown = door.get(of_site("stock-at", room)).content.decode()
    assert "A-1 (quarantine): -10 mg. Two people saw the bottle" in shown


@pytest.mark.skipif(not has_pango(), reason="Pango is missing on this machine")
def test_the_sheet_tells_quarantine_apart(door, room, batch):
    door.post(reverse("work:stock-return", args=[batch.uid]), signed(units="3"))

    answer = door.get(of_site("stock-balance", room))

    text = " ".join(PdfReader(BytesIO(answer.content)).pages[0].extract_text().split())
    assert "Methadone 0 1,000" in text
    assert "Methadone (quarantine) 0 30" in text
