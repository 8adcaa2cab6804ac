"""A patient without a name, from the door to the discharge, in a real browser, wide and narrow."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from kernel.models import User
from tests.factories.kernel import SiteFactory, clinic, clinician
from tests.functional.browser import NARROW, WIDE, Desk, desk_at


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(chromium: Browser) -> User:
    """A clinician at a clinic with one site."""
    organisation = clinic(name="Oq-Yol Centre", country="KG")
    SiteFactory(organisation=organisation, name="Window 1")
    return clinician(at=organisation, username="d-02", staff_code="D-02")


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def desk(
    request: pytest.FixtureRequest, chromium: Browser, person: User, live_server: object
) -> Iterator[Desk]:
    """The clinician's browser, signed in."""
    with desk_at(chromium, str(live_server), width=request.param) as desk:
        desk.page.goto(f"{live_server}/work/")
        desk.sign_in(person)
        desk.page.wait_for_url("**/work/today/")
        yield desk


def test_a_patient_without_a_name_is_treated_and_discharged(desk):
    desk.look("today-empty")
    register_and_refer(desk)
    consent_and_admit(desk)
    give_a_dose_once(desk)
    log_and_correct(desk)
    discharge(desk)

    assert desk.complaints() == []


def register_and_refer(desk: Desk) -> None:
    """Register without a name; the referral follows."""
    desk.go("Register a patient", name="register")
    desk.press("Register the patient")
    expect(desk.page.locator(".u-errors")).to_be_focused()
    desk.look("register-errors")
    desk.choose("Woman")
    desk.page.locator("[name=birth_year]").fill("1991")
    desk.press("Register the patient")
    expect(desk.page.get_by_role("heading", name="Referral")).to_be_visible()
    desk.look("refer")
    desk.page.locator("select[name=source]").select_option("SELF_FAMILY")
    desk.press("Begin the episode")
    desk.expect("Episode begun for")
    desk.expect("Registered without a name")
    desk.look("patient-new")


def consent_and_admit(desk: Desk) -> None:
    """Nobody is assessed without consent; then the way is open."""
    desk.go("Assess", name="assess")
    desk.press("Record assessment")
    desk.expect("Record the patient's consent to treatment first.")
    desk.page.get_by_role("link", name="Cancel").click()
    desk.go("Record consent", name="consent")
    desk.press("Save")
    desk.expect("Consent recorded.")
    desk.go("Assess", name="assess-again")
    desk.press("Record assessment")
    desk.go("Admit", name="admit")
    desk.choose("Methadone")
    desk.press("Admit")
    desk.expect("Admitted.")


def give_a_dose_once(desk: Desk) -> None:
    """The first dose is typed; a second one today is stopped."""
    desk.go("Give dose", name="first-dose")
    desk.page.locator("[name=amount]:visible").fill("20")
    desk.press("Record")
    desk.expect("Methadone 20 mg recorded for")
    desk.look("patient-dosed")
    desk.go("Give dose", name="guard")
    desk.expect("Stop: already dosed today")
    expect(desk.page.get_by_role("button", name=re.compile("^(Give|Record)"))).to_have_count(0)
    desk.page.get_by_role("link", name="Do not give: back to the record").click()


def log_and_correct(desk: Desk) -> None:
    """Two taps log a contact; the toast offers to correct it; a test is recorded."""
    desk.go("Log contact", name="log-contact")
    desk.press("Log contact")
    desk.expect("Contact logged for")
    desk.page.locator(".u-toast").get_by_role("link", name="Correct").click()
    desk.look("correct-contact")
    desk.page.locator("[name=minutes]").fill("40")
    desk.choose("New information")
    desk.press("Save correction")
    desk.expect("Corrected.")
    desk.expect(", 40 min")
    desk.go("Record test", name="record-test")
    desk.page.locator("[name=found_opioids][value=NOT_FOUND]").check()
    desk.press("Record test")
    desk.expect("Drug test recorded for")
    desk.go("All drug tests", name="tests")
    desk.expect("Not found: Opioids")
    desk.page.go_back()


def discharge(desk: Desk) -> None:
    """Treatment ends; the record stays."""
    desk.go("Discharge", name="discharge")
    desk.page.locator("select[name=reason]").select_option("COMPLETED")
    desk.press("Discharge")
    desk.expect("Discharged.")
    desk.look("patient-discharged")


def test_every_page_works_without_a_script(chromium, person, live_server):
    with desk_at(chromium, str(live_server), scripts=False) as desk:
        page = desk.page
        page.goto(f"{live_server}/work/")
        desk.sign_in(person)
        page.locator("#main").get_by_role("link", name="Register a patient").click()
        desk.choose("Woman")
        page.locator("[name=birth_year]").fill("1991")
        desk.press("Register the patient")
        code = page.locator("#main .u-code .visually-hidden").first.inner_text()

        page.locator("#find").fill(code.replace(" ", ""))
        page.locator("#find").press("Enter")

        expect(page).to_have_title(re.compile(code))
        assert "q=" not in page.url
