"""From a plan that frightens to an implementation that is ready, in a browser."""

import pytest
from playwright.sync_api import Browser, expect

from prevention.models import EvidenceRating, Implementation
from tests.factories.kernel import ministry, ngo
from tests.factories.prevention import answer_quality, make_programme_room
from tests.functional.browser import desk_at, session_of


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room():
    """A ministry above an NGO whose one programme is rated: nothing else is warned of."""
    room = make_programme_room(ngo(country="KG"), above=ministry(country="KG"))
    EvidenceRating.objects.create(
        programme=room.version.programme, registry="XCHANGE", code="beneficial", rank=10
    )
    return room


def type_plan(desk):
    """Fill in what a plan must say, and a method that frightens."""
    for label, text in (
        ("What you call it", "School 5"), ("Begins", "01.09.2026"), ("Ends", "30.05.2027"),
    ):  # fmt: skip
        desk.page.get_by_label(label).fill(text)
    for choice in (
        "Test school", "Personal, social or parenting skills", "Parents sign that they agree",
        "Frightening messages",
    ):  # fmt: skip
        desk.choose(choice)


def test_a_plan_that_frightens_is_held_back(room, live_server, chromium: Browser):
    with desk_at(chromium, live_server.url, session=session_of(room.manager)) as desk:
        desk.page.goto(f"{live_server.url}/work/prevention/runs/")
        desk.go("Plan an implementation", name="story-plan")
        desk.expect("Nothing speaks against it.")
        type_plan(desk)
        expect(desk.page.locator("aside")).to_contain_text("Fear appeals are ineffective")
        desk.look("story-warned")
        desk.press("Save the plan")
        desk.expect("Read this before you save")
        desk.look("story-doubts")
        desk.press("I have read it: save")
        desk.expect("Holds it back")
        desk.go("Ask the coordinator", name="story-ask")
        desk.page.get_by_label("Why it should go on all the same").fill("The region ordered it")
        desk.press("Send the request")
        desk.expect("Waits for the coordinator")

        assert desk.complaints() == []


def test_the_ministry_decides(room, live_server, chromium: Browser):
    with desk_at(chromium, live_server.url, session=session_of(room.coordinator)) as desk:
        desk.page.goto(f"{live_server.url}/work/prevention/overrides/")
        desk.page.locator(".u-due").get_by_role("link", name="Decide").click()
        desk.choose("Allow")
        desk.page.get_by_label("Reason").fill("Once")
        desk.press("Save the decision")
        desk.expect("Nothing waits")
        desk.look("story-decided")

        assert desk.complaints() == []


def test_what_lacks_nothing_becomes_ready(room, live_server, chromium: Browser):
    Implementation.objects.update(status="planned")
    answer_quality(room.implementation)

    with desk_at(chromium, live_server.url, session=session_of(room.manager)) as desk:
        desk.page.goto(f"{live_server.url}/work/prevention/runs/{room.implementation.uid}/")
        desk.look("story-ready")
        desk.page.get_by_role("link", name="Declare it ready").click()
        desk.press("Declare it ready")
        desk.expect("The implementation is now: Ready")

        assert desk.complaints() == []
