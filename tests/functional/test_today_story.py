"""A day begins: a contact is logged in a few taps, and the palette needs no mouse."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, expect

from clinics.models import Contact
from tests.factories.appointments import AppointmentFactory, group_in, today_at
from tests.factories.work import Room, make_room
from tests.functional.browser import NARROW, WIDE, Desk, desk_at, session_of
from vault.api import format_code


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MOST_INTERACTIONS = 4


class Hand:
    """Counts what a person does: each tap and each key that goes somewhere."""

    def __init__(self) -> None:
        self.done = 0

    def tap(self, control: Locator) -> None:
        """Tap a link or a button."""
        self.done += 1
        control.click()


@pytest.fixture
def room(chromium: Browser) -> Room:
    """A clinic whose patient was not seen for three weeks, and is booked since midnight."""
    room = make_room()
    room.episode.last_seen_on = timezone.localdate() - timedelta(days=21)
    room.episode.save(update_fields=["last_seen_on"])
    AppointmentFactory(
        episode=room.episode, starts_at=today_at(0, 1), with_whom=room.clinician,
        made_by=room.clinician,
    )  # fmt: skip
    group_in(room)
    return room


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def desk(
    request: pytest.FixtureRequest, chromium: Browser, room: Room, live_server: object
) -> Iterator[Desk]:
    """The clinician's browser, at the page that the day begins with."""
    session = session_of(room.clinician)
    with desk_at(chromium, str(live_server), width=request.param, session=session) as desk:
        desk.page.goto(f"{live_server}/work/")
        desk.page.wait_for_url("**/work/today/")
        yield desk


def test_a_contact_is_logged_from_today_in_four_interactions_at_most(desk, room):
    hand, before = Hand(), Contact.objects.count()
    desk.look("today")
    row = desk.page.locator(".u-due").filter(has_text="Not seen")

    hand.tap(row.get_by_role("link", name="Log contact"))
    desk.look("today-log-contact")
    hand.tap(desk.page.get_by_role("button", name="Log contact", exact=True))

    desk.page.wait_for_url("**/work/today/")
    desk.expect("Contact logged for")
    expect(row).to_have_count(0)
    assert hand.done <= MOST_INTERACTIONS
    assert Contact.objects.count() == before + 1
    assert desk.complaints() == []


def test_a_visit_is_kept_from_today_in_two_taps(desk, room):
    hand = Hand()

    hand.tap(desk.page.get_by_role("link", name="Came?"))
    desk.look("appointment-keep")
    hand.tap(desk.page.get_by_role("button", name="Save contact", exact=True))

    desk.page.wait_for_url("**/work/today/")
    expect(desk.page.locator(".u-due.u-done").get_by_text("Kept")).to_be_visible()
    assert hand.done == 2
    assert desk.complaints() == []


def test_the_palette_is_opened_searched_and_followed_by_keys(desk, room):
    page, keys = desk.page, desk.page.keyboard
    heading = page.get_by_role("link", name="Register a patient").first
    heading.focus()

    keys.press("/")
    expect(page.locator("#palette-q")).to_be_focused()
    keys.type("calen")
    expect(page.locator("#palette-hits [data-url]")).to_have_count(1)
    desk.look("palette")
    keys.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    expect(heading).to_be_focused()

    keys.press("Control+k")
    expect(page.locator("#palette-q")).to_be_focused()
    expect(page.locator("#palette-q")).to_have_value("")
    keys.type(room.patient.code[:4])
    expect(page.locator("#palette-hits [data-url]")).to_have_count(1)
    keys.press("Enter")
    page.wait_for_url(f"**/work/patients/{room.patient.uid}/")
    assert desk.complaints() == []


def test_arrows_choose_an_act_of_the_patient_at_hand(desk, room):
    page, keys = desk.page, desk.page.keyboard
    page.goto(f"{desk.address}/work/patients/{room.patient.uid}/")

    keys.press("/")
    expect(page.locator("#palette-q")).to_be_focused()
    keys.type("re")
    chosen = page.locator('#palette-hits [aria-selected="true"]')
    first = page.locator("#palette-hits [data-url]").nth(0)
    expect(first).to_have_attribute("aria-selected", "true")
    keys.press("ArrowDown")
    expect(page.locator("#palette-hits [data-url]").nth(1)).to_have_attribute(
        "aria-selected", "true"
    )
    keys.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(chosen).to_have_count(1)
    keys.press("Control+a")
    keys.type("log a contact")
    expect(page.locator("#palette-hits [data-url]")).to_have_count(1)
    keys.press("Enter")

    page.wait_for_url(f"**/work/episodes/{room.episode.uid}/contacts/log/")
    assert "log" not in page.url.partition("?")[2]


def test_the_other_lists_look_right(desk, room):
    page = desk.page
    for name, path in (
        ("calendar-day", "calendar/"), ("calendar-week", "calendar/?span=week"),
        ("groups", "groups/"), ("group", f"groups/{group_in(room).uid}/"),
        ("group-session", f"groups/{group_in(room).uid}/meet/"),
        ("appointments", f"patients/{room.patient.uid}/appointments/"),
        ("make-appointment", f"episodes/{room.episode.uid}/appointments/make/"),
        ("caseload-narrowed", "patients/?show=open&worker=me"), ("palette-page", "go/"),
    ):  # fmt: skip
        page.goto(f"{desk.address}/work/{path}")
        desk.look(name)

    assert desk.complaints() == []


def test_the_palette_works_without_a_script(chromium, room, live_server):
    session = session_of(room.clinician)
    with desk_at(chromium, str(live_server), session=session, scripts=False) as desk:
        desk.page.goto(f"{live_server}/work/today/")
        desk.page.locator("#find").fill("calendar")
        desk.page.locator("#find").press("Enter")
        desk.page.locator("#main").get_by_role("link", name="Calendar").click()
        desk.page.wait_for_url("**/work/calendar/")

        desk.page.locator("#find").fill(format_code(room.patient.code))
        desk.page.locator("#find").press("Enter")
        desk.page.wait_for_url(f"**/work/patients/{room.patient.uid}/")
