"""Health on one page, a word that becomes a substance, the expert's queue, in a real browser."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from clinics.models import InfectionTest, SubstanceUse
from tests.factories import health as made
from tests.factories.kernel import clinic, expert, ministry
from tests.factories.work import Room, make_room
from tests.functional.browser import NARROW, WIDE, Desk, desk_at, session_of


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
EACH_WIDTH = pytest.mark.parametrize("width", [WIDE, NARROW], ids=["wide", "narrow"])


@pytest.fixture
def room(chromium: Browser) -> Room:
    """A patient with antibodies, a vaccination begun, an overdose and a diagnosis."""
    room = make_room(clinic(country="KZ"))
    today = timezone.localdate()
    made.InfectionTestFactory(episode=room.episode, on=today - timedelta(days=120))
    made.InfectionTestFactory(episode=room.episode, infection="HIV", kind="RAPID", on=today,
                              result="NEGATIVE")  # fmt: skip
    for kind in ("vaccination", "overdose", "naloxone", "diagnosis", "children", "violence"):
        made.the(kind, room.episode)
    return room


@pytest.fixture
def desk(chromium: Browser, room: Room, live_server: object, width: int) -> Iterator[Desk]:
    """The clinician's browser, signed in."""
    session = session_of(room.clinician)
    with desk_at(chromium, str(live_server), width=width, session=session) as desk:
        yield desk


@EACH_WIDTH
def test_antibodies_lead_to_the_rna_test(desk, room, live_server):
    desk.page.goto(f"{live_server}/work/patients/{room.patient.uid}/health/")
    desk.look("health")
    expect(desk.page.get_by_text("Overdue: RNA or DNA")).to_be_visible()

    desk.page.get_by_role("link", name="Record: RNA or DNA").click()
    desk.look("health-test")
    desk.page.get_by_label("Awaited").check(force=True)
    desk.press("Record test")

    expect(desk.page.get_by_text("Result awaited")).to_be_visible()
    assert InfectionTest.objects.filter(kind="RNA", result="AWAITED").count() == 1
    desk.page.goto(f"{live_server}/work/patients/{room.patient.uid}/violence/")
    desk.look("violence")
    desk.page.get_by_role("link", name="Ask the four questions").click()
    desk.look("violence-screen")
    assert desk.complaints() == []


@EACH_WIDTH
def test_a_word_is_found_while_it_is_typed(desk, room, live_server):
    desk.page.goto(f"{live_server}/work/episodes/{room.episode.uid}/demand/")
    word = desk.page.locator("input[name=substance-0-as_said]")
    word.press_sequentially("мефедр")
    choice = desk.page.locator("label:has(input[name=substance-0-named][value=mephedrone])")
    expect(choice).to_be_visible()
    desk.look("named")
    choice.click()
    desk.press("Save, the rest was not asked")
    expect(desk.page.get_by_text("Answers recorded.")).to_be_visible()

    use = SubstanceUse.objects.get()
    assert (use.substance, use.named, use.resolution) == (
        "CATHINONES", "mephedrone", "CONFIRMED",
    )  # fmt: skip
    assert desk.complaints() == []


@EACH_WIDTH
def test_an_expert_decides_what_a_name_means(chromium, room, live_server, width):
    overdue = timezone.localdate() - timedelta(days=2)
    made.UnknownTermFactory(normalised="бирюза", country="KZ", due_on=overdue)
    session = session_of(expert(at=ministry(country="KZ")))
    with desk_at(chromium, str(live_server), width=width, session=session) as desk:
        desk.page.goto(f"{live_server}/work/terms/")
        desk.look("terms")
        desk.page.get_by_role("link", name="бирюза").click()
        desk.look("term")
        desk.page.get_by_label("Means").fill("альфа-ПВП")
        desk.page.get_by_label("Laboratory").check(force=True)
        desk.page.get_by_label("Reason").fill("Two laboratories")
        desk.press("Save decision")
        expect(desk.page.get_by_text("Decided. It holds from now on.")).to_be_visible()
        desk.page.goto(f"{live_server}/work/substances/")
        desk.page.locator("#word").fill("бирюза")
        desk.press("Look up")
        desk.look("substances")

        assert desk.complaints() == []
