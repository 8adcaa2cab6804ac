"""A patient without a name, from the door to the discharge, in a real browser, wide and narrow."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kernel.models import User
from tests.factories.kernel import PASSWORD, SiteFactory, clinic, clinician


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
SHOTS = os.environ.get("UMIT_TEST_SHOTS", "")
SIGN_IN_NOISE = "invalid domain"
"""What the browser says of passkeys at an address without a name; not of our pages."""


@dataclass
class Desk:
    """A clinician at a browser: what is seen is looked at by axe, what is said is kept."""

    page: Page
    address: str
    said: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)

    def look(self, name: str) -> None:
        """Let axe look at the page, and nothing scroll sideways."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        violations = self.page.evaluate("axe.run()")["violations"]
        self.found += [
            f"{name}: {found['id']} {found['nodes'][0]['target']}"
            for found in violations
            if found["impact"] in {"serious", "critical"}
        ]
        width = self.page.viewport_size["width"]
        if self.page.evaluate("document.documentElement.scrollWidth") > width:
            self.found.append(f"{name}: scrolls sideways at {width}")
        if SHOTS:
            self.page.screenshot(path=f"{SHOTS}/story-{name}-{width}.png", full_page=True)

    def go(self, link: str, *, name: str) -> None:
        """Follow a link of the page, and look at where it leads."""
        self.page.locator("#main").get_by_role("link", name=link, exact=True).first.click()
        self.look(name)

    def choose(self, label: str) -> None:
        """Tap one of the choices that stand open."""
        choices = self.page.locator(".u-seg label:visible")
        choices.filter(has_text=re.compile(rf"^\s*{label}\s*$")).first.click()

    def press(self, verb: str) -> None:
        """Press the button that says `verb`."""
        self.page.get_by_role("button", name=verb, exact=True).click()

    def expect(self, text: str) -> None:
        """The page says `text`."""
        expect(self.page.get_by_text(text).first).to_be_visible()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the stories of this file."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop runs in this thread
        browser = playwright.chromium.launch(
            executable_path=os.environ["UMIT_TEST_BROWSER"], args=FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture
def person(chromium: Browser) -> User:
    """A clinician at a clinic with one site."""
    organisation = clinic(name="Oq-Yol Centre", country="KG")
    SiteFactory(organisation=organisation, name="Window 1")
    return clinician(at=organisation, username="d-02", staff_code="D-02")


@pytest.fixture(params=[1280, 390], ids=["wide", "narrow"])
def desk(
    request: pytest.FixtureRequest, chromium: Browser, person: User, live_server: object
) -> Iterator[Desk]:
    """The clinician's browser, signed in."""
    context = chromium.new_context(viewport={"width": request.param, "height": 860})
    page = context.new_page()
    page.set_default_timeout(15_000)
    desk = Desk(page, str(live_server))
    page.on("console", lambda said: desk.said.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: desk.said.append(str(error)))
    page.goto(f"{live_server}/work/")
    page.get_by_label("User name").or_(page.locator("[name=login]")).first.fill(person.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/work/patients/")
    yield desk
    context.close()


def test_a_patient_without_a_name_is_treated_and_discharged(desk):
    desk.look("caseload")
    register_and_refer(desk)
    consent_and_admit(desk)
    give_a_dose_once(desk)
    log_and_correct(desk)
    discharge(desk)

    assert [said for said in desk.said if SIGN_IN_NOISE not in said] == []
    assert desk.found == []


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
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{live_server}/work/")
    page.locator("[name=login]").fill(person.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.locator("#main").get_by_role("link", name="Register a patient").click()
    page.locator(".u-seg label", has_text="Woman").click()
    page.locator("[name=birth_year]").fill("1991")
    page.get_by_role("button", name="Register the patient", exact=True).click()
    code = page.locator("#main .u-code .visually-hidden").first.inner_text()

    page.locator("[name=q]").fill(code.replace(" ", ""))
    page.locator("[name=q]").press("Enter")

    expect(page).to_have_title(re.compile(code))
    assert "q=" not in page.url
    context.close()
