"""A pupil answers on a telephone and leaves no trace; a manager opens, types in and closes."""

from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Request, expect

from kernel.study_keys import make_study_key
from prevention.actions.waves import make_link
from prevention.models import CodeElement, Questionnaire, Response
from tests.factories.prevention import (
    ProgrammeRoom,
    make_programme_room,
    make_service,
    make_wave,
)
from tests.functional.browser import NARROW, WIDE, Desk, desk_at, session_of


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SMALLEST = 320
CODE = ("Г", "Б", "07", "2", "я", "О", "ы")
EMPTY_STORES = """async () => ({
  kept: localStorage.length + sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  cookie: document.cookie,
  workers: (await navigator.serviceWorker?.getRegistrations() ?? []).length,
})"""

NOTHING = {"kept": 0, "databases": 0, "cookie": "", "workers": 0}
SENT = {"token", "q1", "q9", "q13", "gender", *(f"code_{place}" for place in range(1, 8))}


@pytest.fixture
def room(chromium: Browser, vault_keys: object) -> ProgrammeRoom:
    """An NGO with an open wave of the short questionnaire in Russian, and a hot line."""
    call_command("load_questionnaires", verbosity=0)
    room = make_programme_room()
    make_service(room.organisation, kind="hotline", phones="0312 11 22 33")
    room.wave.questionnaire = Questionnaire.objects.get(code="UMIT_SHORT", language="ru")
    room.wave.save()
    make_study_key(room.implementation.uid)
    return room


@pytest.fixture(params=[NARROW, SMALLEST, WIDE])
def pupil(
    request: pytest.FixtureRequest, room: ProgrammeRoom, chromium: Browser, live_server: object
) -> Iterator[tuple[Desk, list[Request]]]:
    """A telephone at the group's link, the smallest without scripts, and all that it asks for."""
    token = make_link(room.wave, room.cohort, by=room.manager)
    asked: list[Request] = []
    has_scripts = request.param != SMALLEST
    with desk_at(chromium, str(live_server), width=request.param, scripts=has_scripts) as desk:
        desk.page.on("request", lambda request: asked.extend([request]))
        desk.page.goto(f"{live_server}/s/{token}")
        yield desk, asked


def test_a_pupil_answers_and_leaves_no_trace(pupil, live_server):
    desk, asked = pupil
    page = desk.page
    _look(desk, "survey-sheet")
    _answer(desk)
    page.locator("button[type=submit]").click()
    expect(page.locator(".again")).to_be_visible()
    _look(desk, "survey-thanks")

    (post,) = [request for request in asked if request.method == "POST"]
    assert {name for name, _value in parse_qsl(post.post_data)} == SENT
    assert {request.url.startswith(str(live_server)) for request in asked} == {True}
    told = [request.all_headers() for request in asked]
    assert {headers.get(name, "") for headers in told for name in ("referer", "cookie")} == {""}
    assert page.context.cookies() == []
    if desk.width != SMALLEST:
        assert page.evaluate(EMPTY_STORES) == NOTHING
    assert desk.complaints() == []
    assert Response.objects.get().entered_on == timezone.localdate()
    assert CodeElement.objects.exclude(fine="").count() == 7


def test_a_slip_in_the_code_costs_no_answer(chromium, room, live_server):
    token = make_link(room.wave, room.cohort, by=room.manager)
    with desk_at(chromium, str(live_server), width=NARROW) as desk:
        desk.page.goto(f"{live_server}/s/{token}")
        _answer(desk)
        desk.page.locator("#code_3").fill("45")
        desk.page.locator("button[type=submit]").click()
        expect(desk.page.locator(".errors")).to_be_visible()
        desk.look("survey-wrong")

        assert desk.page.locator("fieldset#q9 input:checked").input_value() == "2"
        assert desk.page.locator("#code_1").input_value() == CODE[0]
        assert desk.complaints() == []
    assert not Response.objects.exists()


def test_a_link_that_leads_nowhere_says_so(chromium, live_server):
    with desk_at(chromium, str(live_server), width=NARROW) as desk:
        desk.page.goto(f"{live_server}/s/nothing")
        desk.look("survey-gone")

        assert desk.page.context.cookies() == []
        assert desk.complaints() == []


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_manager_opens_types_in_and_closes(width, chromium, room, live_server):
    later = make_wave(
        room.implementation, "post", status="draft", questionnaire=room.wave.questionnaire
    )
    session = session_of(room.manager)
    with desk_at(chromium, str(live_server), width=width, session=session) as desk:
        desk.page.goto(f"{live_server}/work/prevention/surveys/")
        desk.look("waves")
        desk.go("Plan a questionnaire", name="wave-plan")
        desk.page.goto(f"{live_server}/work/prevention/surveys/{later.uid}/")
        desk.look("wave-draft")
        _open_and_count(desk)
        _make_a_link(desk)
        _type_in(desk)
        desk.page.goto(f"{live_server}/work/prevention/surveys/{later.uid}/")
        desk.look("wave-counted")
        _close(desk)

        assert desk.complaints() == []

    response = Response.objects.get()
    assert [(each.item.number, each.value) for each in response.answers.order_by("item")] == [
        (1, 2), (2, 0), (9, 1), (14, 5)
    ]  # fmt: skip
    assert (response.gender, response.age_band) == ("f", "13-15")
    assert response.code.exclude(fine="").count() == 7


def _look(desk: Desk, name: str) -> None:
    """Axe needs scripts; without them only the ruler and the eye look."""
    if desk.width != SMALLEST:
        desk.look(name)
        return
    content = desk.page.locator("main").bounding_box()
    assert content is not None
    assert content["width"] <= SMALLEST


def _answer(desk: Desk) -> None:
    for number, place in ((1, 1), (9, 2), (13, 0)):
        desk.page.locator(f"fieldset#q{number} label").nth(place).click()
    desk.page.locator("fieldset#gender label").nth(0).click()
    for place, sign in enumerate(CODE, start=1):
        desk.page.locator(f"#code_{place}").fill(sign)


def _open_and_count(desk: Desk) -> None:
    desk.go("Open", name="wave-open")
    desk.press("Open")
    desk.expect("Opened")
    desk.look("wave-opened")
    _count_the_day(desk)


def _close(desk: Desk) -> None:
    desk.go("Close for good", name="wave-close")
    desk.press("Close for good")
    desk.expect("Closed")
    desk.look("wave-closed")


def _count_the_day(desk: Desk) -> None:
    desk.page.get_by_role("link", name="Count the day").first.click()
    desk.page.locator("[name=present]").fill("11")
    desk.page.locator("[name=refused]").fill("1")
    desk.look("wave-day")
    desk.press("Save")
    desk.expect("Counted")


def _make_a_link(desk: Desk) -> None:
    desk.page.get_by_role("link", name="Make the link 7A", exact=True).click()
    desk.look("wave-link-make")
    desk.press("Make the link")
    desk.expect("This page is shown once")
    desk.look("wave-link")
    desk.page.get_by_role("link", name="Back to the questionnaire").click()


def _type_in(desk: Desk) -> None:
    """By the keyboard alone: digits answer, Enter leaves out, the button is reached by Enter."""
    desk.page.get_by_role("link", name="Type in 7A", exact=True).click()
    desk.look("wave-enter")
    keys = desk.page.keyboard
    keys.type("31")
    for _question in range(6):
        keys.press("Enter")
    keys.type("2")
    for _question in range(4):
        keys.press("Enter")
    keys.type("613")
    expect(desk.page.locator("[data-save]")).to_be_focused()
    desk.look("wave-enter-done")
    keys.press("Enter")
    desk.expect("Now the code sheet")
    for sign in CODE:
        keys.type(sign)
        keys.press("Enter")
    desk.look("wave-code")
    keys.press("Enter")
    desk.expect("1 sheet typed in")
