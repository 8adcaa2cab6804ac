"""A patient who comes back is admitted on one page: in few interactions, and by keyboard alone.

An interaction is a click, a tap, a key that commits, or a field filled in; a default that stays as
it is counts nothing. The limit is 25.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Browser, Locator, expect

from clinics.models import Episode, Patient, TreatmentDemand
from clinics.vocabulary import EpisodeState
from kernel.models import User
from tests.factories.clinics import (
    ConsentFactory,
    EpisodeFactory,
    InterventionFactory,
    PatientFactory,
    TreatmentDemandFactory,
)
from tests.factories.kernel import SiteFactory, clinic, clinician
from tests.functional.browser import NARROW, WIDE, Desk, desk_at
from vault.codes import new_code


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MOST = 25
MOST_TABS = 200
SAID = {
    "previously_treated": "NEVER", "living_with": "ALONE", "has_children": "NO",
    "accommodation": "STABLE", "labour": "UNEMPLOYED", "education": "SECONDARY",
    "injecting": "CURRENT", "age_first_injection": 20, "sharing": "BEFORE_YEAR",
    "polydrug": "NO", "hiv_testing": "LAST_YEAR", "hcv_testing": "LAST_YEAR",
    "oat_history": "NEVER",
}  # fmt: skip


@pytest.fixture
def person(chromium: Browser) -> User:
    """A clinician at a clinic."""
    return clinician(at=clinic(country="KG"), username="d-02", staff_code="D-02")


@pytest.fixture
def patient(person: User) -> Patient:
    """Somebody who was treated here two years ago and answered all questions then."""
    organisation = person.organisationusergrant_set.get().content_object
    patient = PatientFactory(organisation=organisation, code=new_code(), registered_by=person)
    ConsentFactory(patient=patient, given_on=date(2024, 1, 2))
    before = EpisodeFactory(
        patient=patient, site=SiteFactory(organisation=organisation),
        state=EpisodeState.CLOSED, referred_on=date(2024, 1, 2), admitted_on=date(2024, 1, 5),
        started_on=date(2024, 1, 5), ended_on=date(2024, 9, 2), referral_source="SELF_FAMILY",
        referral_source_null="",
    )  # fmt: skip
    InterventionFactory(episode=before, started_on=date(2024, 1, 5), setting="OUTPATIENT",
                        setting_null="")  # fmt: skip
    demand = TreatmentDemandFactory(
        episode=before, as_of=date(2024, 1, 5), **SAID, **{f"{stem}_null": "" for stem in SAID},
        lives_with_children_null="NA", first_treatment_year_null="NA", oat_first_year_null="NA",
    )  # fmt: skip
    demand.substances.update(
        route="INJECT", route_null="", frequency="DAILY", frequency_null="", age_first_use=18,
        age_first_use_null="",
    )  # fmt: skip
    return patient


@dataclass
class Counted:
    """A desk that counts what the person does."""

    desk: Desk
    done: int = 0

    def tap(self, target: Locator) -> None:
        """Click or tap once."""
        target.click()
        self.done += 1

    def choose(self, name: str, value: str) -> None:
        """Tap one of the choices of a question."""
        radio = self.desk.page.locator(f"input[name='{name}'][value='{value}']")
        self.tap(radio.locator("xpath=ancestor::label"))


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def counted(
    request: pytest.FixtureRequest, chromium: Browser, person: User, patient: Patient,
    live_server: object,
) -> Iterator[Counted]:  # fmt: skip
    """The clinician's browser at the patient's page."""
    with desk_at(chromium, str(live_server), width=request.param) as desk:
        desk.page.goto(f"{live_server}/work/patients/{patient.uid}/")
        desk.sign_in(person)
        desk.page.wait_for_url(f"**/{patient.uid}/**")
        yield Counted(desk)


def test_a_patient_who_comes_back_is_admitted_in_few_interactions(counted, patient):
    page = counted.desk.page

    counted.tap(page.get_by_role("link", name="Admission on one page"))
    counted.desk.look("admission")
    expect(page.get_by_text("From last time: check.").first).to_be_visible()
    counted.choose("substance-0-frequency", "DAYS_4_6")
    counted.choose("accommodation", "UNSTABLE")
    counted.choose("injecting", "CURRENT")
    counted.tap(page.get_by_role("button", name="Admit", exact=True))
    counted.desk.expect("admitted.")

    assert counted.done <= MOST
    assert counted.done == 5
    is_admitted(patient)
    assert counted.desk.complaints() == []


def test_the_same_by_keyboard_alone(chromium, person, patient, live_server):
    with desk_at(chromium, str(live_server)) as desk:
        page = desk.page
        page.goto(f"{live_server}/work/patients/{patient.uid}/admission/")
        desk.sign_in(person)
        page.wait_for_url("**/admission/")

        tab_to(desk, "input[name='substance-0-frequency']")
        keys = choose_by_arrows(desk, "substance-0-frequency", "DAYS_4_6")
        tab_to(desk, "input[name='accommodation']")
        keys += choose_by_arrows(desk, "accommodation", "UNSTABLE")
        tab_to(desk, "input[name='injecting']")
        keys += choose_by_arrows(desk, "injecting", "CURRENT")
        page.keyboard.press("Control+s")
        desk.expect("admitted.")

        assert keys + 1 <= MOST
        is_admitted(patient)


def tab_to(desk: Desk, selector: str) -> None:
    """Walk with the tabulator until something that fits has the focus."""
    for _ in range(MOST_TABS):
        desk.page.keyboard.press("Tab")
        if desk.page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"The tabulator never reaches {selector}.")


def choose_by_arrows(desk: Desk, name: str, value: str) -> int:
    """Choose one of a group with space and arrows; say how many keys it took."""
    wanted = desk.page.locator(f"input[name='{name}'][value='{value}']")
    desk.page.keyboard.press("Space")
    pressed = 1
    while not wanted.is_checked():
        assert pressed < MOST, name
        desk.page.keyboard.press("ArrowDown")
        pressed += 1
    return pressed


def is_admitted(patient: Patient) -> None:
    """The new episode stands, with what was said today and what was said last time."""
    episode = Episode.objects.get(patient=patient, state=EpisodeState.ADMITTED)
    demand = TreatmentDemand.objects.get(episode=episode)
    assert (demand.accommodation, demand.injecting) == ("UNSTABLE", "CURRENT")
    assert (demand.education, demand.previously_treated) == ("SECONDARY", "PREVIOUSLY")
    assert (demand.hiv_testing, demand.oat_history) == ("BEFORE_YEAR", "EVER")
    assert demand.substances.get().frequency == "DAYS_4_6"
