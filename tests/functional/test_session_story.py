"""A facilitator tells of a lesson on a phone: thirty numbers, two absent, the fidelity list."""

from collections.abc import Iterator
from time import perf_counter

import pytest
from playwright.sync_api import Browser, expect

from prevention.models import FidelityItem, Participant, Session
from tests.factories.kernel import ngo
from tests.factories.prevention import ProgrammeRoom, make_programme_room
from tests.factories.prevention_sessions import adaptation_in
from tests.functional.browser import NARROW, Desk, desk_at, session_of


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MOST_ACTS = 20
PEOPLE = 30
THUMB = 44
"""The least height and width of what a thumb hits, in pixels."""
SMALL = """(least) => Array.from(document.querySelectorAll(
  "main button, main .btn, .u-seg label, .u-tiles label, main .form-control"
)).filter((node) => node.getClientRects().length).filter((node) => {
  const box = node.getBoundingClientRect();
  return box.height < least || box.width < least;
}).map((node) => node.outerHTML.slice(0, 80))"""
"""What is seen and too small."""


@pytest.fixture
def room(chromium: Browser) -> ProgrammeRoom:
    """A class of thirty by numbers and one by heads, both due today; lists as long as real ones."""
    room = make_programme_room(ngo(country="KG"))
    for number in range(13, PEOPLE + 1):
        Participant.objects.create(
            organisation=room.organisation, cohort=room.cohort, number=number,
            gender="f" if number % 2 else "m", age_band="13-15",
        )  # fmt: skip
    for text in (
        "Pupils were active for at least half of the time: small groups, role play, discussion",
        "Where the manual asks for it, believed use was compared with real use",
        "No frightening pictures, shows or talks by people with experience of use",
        "The whole class took part; nobody was singled out",
    ):
        FidelityItem.objects.create(version=room.version, text=text)
    Session.objects.create(
        organisation=room.organisation, cohort=room.headcount, plan=room.session.plan,
        on=room.session.on,
    )  # fmt: skip
    return room


@pytest.fixture
def desk(chromium: Browser, room: ProgrammeRoom, live_server: object) -> Iterator[Desk]:
    """The facilitator's telephone."""
    key = session_of(room.facilitator_user)
    with desk_at(chromium, str(live_server), width=NARROW, session=key) as desk:
        yield desk


def test_a_lesson_of_thirty_is_told_in_a_few_taps(room, desk):
    desk.page.goto(f"{desk.address}/work/prevention/sessions/")
    desk.look("sessions-due")
    acts, begun = 1, perf_counter()
    desk.page.get_by_role("link", name="Record 7A").click()
    desk.look("session-record")
    for number in ("7", "19"):
        desk.page.locator(f".u-tiles label:has([value='{number}'])").click()
        acts += 1
    expect(desk.page.get_by_text("28 of 30 present")).to_be_visible()
    desk.press("All yes")
    marks = desk.page.locator("[name=quality][value='4'], [name=responsiveness][value='5']")
    for mark in marks.all():
        mark.check(force=True)
        acts += 1
    desk.look("session-record-filled")
    small = desk.page.evaluate(SMALL, THUMB)
    desk.press("Save as delivered")
    acts += 2
    expect(desk.page.locator(".u-toast")).to_contain_text("28 were present")
    seconds = perf_counter() - begun

    print(f"30 people, {acts} acts, {seconds:.1f} s with two looks by axe")  # noqa: T201
    assert acts <= MOST_ACTS
    assert small == []
    session = Session.objects.get(pk=room.session.pk)
    answers = session.fidelity.get().scores.filter(value="yes").count()
    assert (session.status, session.present, answers) == ("delivered", 28, 7)
    assert desk.complaints() == []


def test_a_class_by_heads_is_stepped(room, desk):
    desk.page.goto(f"{desk.address}/work/prevention/sessions/")
    desk.page.get_by_role("link", name="Record 7B").click()
    desk.look("session-heads")
    desk.page.get_by_role("button", name="Girls: one less").click()
    desk.page.get_by_role("button", name="Other or not stated: one more").click()
    desk.page.get_by_role("button", name="Boys: one less").click()
    expect(desk.page.get_by_text("23 present")).to_be_visible()
    desk.press("Save as delivered")

    expect(desk.page.locator(".u-toast")).to_contain_text("23 were present")
    assert desk.complaints() == []


def test_it_works_without_a_script(room, chromium, live_server):
    key = session_of(room.facilitator_user)
    address = f"{live_server}/work/prevention/sessions/{room.session.uid}/record/"
    with desk_at(chromium, str(live_server), width=NARROW, session=key, scripts=False) as desk:
        desk.page.goto(address)
        desk.page.locator(".u-tiles label").filter(has_text="30").click()
        desk.press("All yes")
        expect(desk.page.locator("[name=absent]:checked")).to_have_count(1)
        desk.press("Save as delivered")
        desk.expect("29 were present")

    assert Session.objects.get(pk=room.session.pk).fidelity.get().scores.count() == 7


def test_the_other_rooms_of_sessions_on_a_phone(room, desk):
    adaptation_in(room)
    rooms = {
        "session-one": f"sessions/{room.session.uid}/",
        "session-observe": f"sessions/{room.session.uid}/observe/",
        "session-group": f"groups/{room.cohort.uid}/sessions/",
        "session-past": f"groups/{room.headcount.uid}/sessions/past/",
        "session-plan": "sessions/plan/",
        "session-add": f"groups/{room.cohort.uid}/sessions/add/",
    }
    for name, address in rooms.items():
        desk.page.goto(f"{desk.address}/work/prevention/{address}")
        desk.look(name)

    assert desk.complaints() == []
