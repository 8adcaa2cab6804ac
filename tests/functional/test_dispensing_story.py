"""A nurse doses fifty patients in a real browser: a scan and a tap each, counted."""

from collections.abc import Iterator
from datetime import timedelta
from time import perf_counter

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from clinics.models import Dose, Prescription
from kernel.models import User
from tests.factories.clinics import DoseFactory, PatientFactory
from tests.factories.kernel import SiteFactory, clinic, nurse
from tests.factories.prescriptions import DoseHoldFactory, PrescriptionFactory
from tests.factories.work import KeptEpisode
from tests.functional.browser import NARROW, Desk, desk_at
from vault.codes import new_code


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PATIENTS = 50
MOST_ACTS = 2


@pytest.fixture
def person(chromium: Browser) -> User:
    """A nurse at a clinic with one site."""
    organisation = clinic(name="Oq-Yol Centre", country="KG")
    SiteFactory(organisation=organisation, name="Window 1")
    return nurse(at=organisation, username="n-14", staff_code="N-14")


@pytest.fixture
def round_of_fifty(person: User) -> list[Prescription]:
    """Fifty patients who were dosed yesterday."""
    site = SiteFactory._meta.model.objects.get()
    rows = []
    for number in range(PATIENTS):
        patient = PatientFactory(
            organisation=site.organisation, code=new_code(), registered_by=person
        )
        episode = KeptEpisode(patient=patient, site=site)
        today = timezone.localdate()
        DoseFactory(episode=episode, on=today - timedelta(days=1))
        rows.append(
            PrescriptionFactory(
                episode=episode, starts_on=today - timedelta(days=5), dose=60 + number,
                product="Methadone 5 mg/ml", mg_per_ml=5,
            )
        )  # fmt: skip
    return rows


@pytest.fixture
def desk(chromium: Browser, person: User, live_server: object) -> Iterator[Desk]:
    """The nurse's browser at the round."""
    with desk_at(chromium, str(live_server)) as desk:
        desk.page.goto(f"{live_server}/work/round/")
        desk.sign_in(person)
        desk.page.wait_for_url("**/work/round/")
        yield desk


def scan(desk: Desk, code: str) -> None:
    """What a scanner does: ten digits and Enter, into whatever has the focus."""
    expect(desk.page.locator("[name=code]")).to_be_focused()
    desk.page.keyboard.type(code)
    desk.page.keyboard.press("Enter")


def test_fifty_patients_are_dosed_in_two_acts_each(round_of_fifty, desk):
    acts, begun = 0, perf_counter()
    for row in round_of_fifty:
        scan(desk, row.patient.code)
        acts += 1
        button = desk.page.get_by_role("button", name=f"Give {row.dose} mg now")
        expect(button).to_be_visible()
        button.click()
        acts += 1
        expect(desk.page.locator(".u-toast")).to_contain_text(f"{row.dose} mg recorded")
    seconds = perf_counter() - begun

    print(f"{PATIENTS} patients, {acts} acts, {seconds:.1f} s, {seconds / PATIENTS:.2f} s each")  # noqa: T201
    assert acts <= MOST_ACTS * PATIENTS
    assert Dose.objects.filter(on=timezone.localdate()).count() == PATIENTS
    desk.expect("Everybody of today is done")
    desk.look("round-done")
    assert desk.complaints() == []


def test_the_keyboard_gives_and_goes_on(round_of_fifty, desk):
    row = round_of_fifty[0]
    scan(desk, row.patient.code)
    expect(desk.page.locator("[data-key=g]")).to_be_visible()
    desk.page.keyboard.press("g")
    expect(desk.page.locator(".u-toast")).to_contain_text("60 mg recorded")

    scan(desk, row.patient.code)
    desk.expect("Stop: already dosed today")
    desk.look("round-guard")
    desk.page.keyboard.press("n")

    expect(desk.page.locator("[name=code]")).to_be_focused()
    assert desk.complaints() == []


def test_a_card_scanned_too_early_gives_nothing(round_of_fifty, desk):
    first, second = round_of_fifty[:2]
    scan(desk, first.patient.code)
    expect(desk.page.locator("[data-key=g]")).to_be_visible()

    desk.page.keyboard.type(second.patient.code)
    desk.page.keyboard.press("Enter")

    expect(desk.page.locator("[data-key=g]")).to_be_visible()
    assert not Dose.objects.filter(on=timezone.localdate()).exists()


def test_a_wrong_digit_is_said_and_the_field_waits(round_of_fifty, desk):
    code = round_of_fifty[0].patient.code
    scan(desk, code[:-1] + str((int(code[-1]) + 1) % 10))

    desk.expect("A digit of this code is wrong")
    expect(desk.page.locator("[name=code]")).to_be_focused()
    desk.look("round-wrong-code")
    assert desk.complaints() == []


def test_the_round_fits_a_phone_and_works_without_a_script(
    round_of_fifty, chromium, person, live_server
):
    DoseHoldFactory(episode=round_of_fifty[0].episode, on=timezone.localdate())
    with desk_at(chromium, str(live_server), width=NARROW, scripts=False) as desk:
        page = desk.page
        page.goto(f"{live_server}/work/round/")
        desk.sign_in(person)
        page.locator("[name=code]").fill(round_of_fifty[1].patient.code)
        page.locator("[name=code]").press("Enter")
        desk.press("Give 61 mg now")
        desk.expect("61 mg recorded for")
        page.locator("[name=code]").fill(round_of_fifty[0].patient.code)
        page.locator("[name=code]").press("Enter")
        desk.expect("Stop: dosing is on hold")


@pytest.mark.parametrize("width", [NARROW])
def test_what_is_seen_on_a_phone(width, round_of_fifty, chromium, person, live_server):
    with desk_at(chromium, str(live_server), width=width) as desk:
        desk.page.goto(f"{live_server}/work/round/")
        desk.sign_in(person)
        desk.page.wait_for_url("**/work/round/")
        desk.look("round")
        scan(desk, round_of_fifty[0].patient.code)
        expect(desk.page.locator("[data-key=g]")).to_be_visible()
        desk.look("round-window")
        desk.page.goto(f"{live_server}/work/patients/{round_of_fifty[0].patient.uid}/medicine/")
        desk.look("medicine")
        assert desk.complaints() == []
