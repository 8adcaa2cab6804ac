"""A manager finds what is missing and hands it over; a clinician puts it right."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from clinics.models import Episode
from kernel.models import User
from tests.factories.gaps import add_gaps
from tests.factories.kernel import clinic_manager
from tests.factories.work import Room, make_room
from tests.functional.browser import NARROW, WIDE, Desk, desk_at, session_of


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room(chromium: Browser) -> Room:
    """A clinic from whose records much is missing."""
    room = make_room()
    add_gaps(room, 7)
    return room


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def width(request: pytest.FixtureRequest) -> int:
    """A desk's screen, and a phone's."""
    return request.param


@pytest.fixture
def manager(room: Room) -> User:
    """Who manages the clinic."""
    return clinic_manager(at=room.organisation)


@pytest.fixture
def desk(chromium: Browser, manager: User, live_server: object, width: int) -> Iterator[Desk]:
    """The manager's browser, at the page that the day begins with."""
    with desk_at(chromium, str(live_server), width=width, session=session_of(manager)) as desk:
        desk.page.goto(f"{live_server}/work/")
        desk.page.wait_for_url("**/work/clinic/")
        yield desk


def test_a_manager_goes_from_the_numbers_to_a_list_to_hand_over(desk):
    desk.look("oversight")

    desk.go("Questions left out", name="oversight-gaps")
    desk.go("Work and study", name="oversight-question")
    desk.go("Clinic", name="oversight-again")
    desk.go("What is missing", name="oversight-missing")
    desk.page.get_by_label("Key worker").select_option(index=1)
    desk.press("Show")
    desk.go("List to hand over", name="oversight-print")

    desk.expect("Key worker:")
    assert desk.complaints() == []


def test_a_clinician_follows_a_line_to_the_screen_that_puts_it_right(
    chromium, room, live_server, width
):
    Episode.objects.update(key_worker=room.clinician)
    session = session_of(room.clinician)

    with desk_at(chromium, str(live_server), width=width, session=session) as desk:
        desk.page.goto(f"{live_server}/work/missing/")
        desk.look("quality")
        desk.page.get_by_role("link", name="Treatment demand").first.click()
        desk.page.wait_for_url("**/demand/")

        assert desk.complaints() == []
