"""Every type of public page in a browser: quiet, readable by all, by day and by night."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from tests import database
from tests.conftest import PAIR
from tests.factories.cms import catalogue_and_services, put_small_site
from tests.functional.browser import NARROW, WIDE, Desk, desk_at
from tests.integration.public.test_page_types import ADDRESSES


pytestmark = [pytest.mark.browser, pytest.mark.slow]

PROGRAMME = "/programmes/example/"
PAGES = [f"{prefix}{path}" for path in [*ADDRESSES.values(), PROGRAMME] for prefix in ("", "/ru")]
PAGES += ["/nothing-here/"]
LOOKS = [(WIDE, "light"), (NARROW, "light"), (WIDE, "dark"), (NARROW, "dark")]


@dataclass
class Reader:
    """One open browser for each width and colour scheme."""

    address: str
    desks: dict[tuple[int, str], Desk]


@pytest.fixture(scope="module")
def reader(
    pytestconfig: pytest.Config,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    chromium: Browser,
) -> Iterator[Reader]:
    """The small site with a programme and services, and browsers before it."""
    with django_db_blocker.unblock(), ExitStack() as contexts:
        contexts.callback(database.prepare, pytestconfig.stash[PAIR])
        put_small_site(pytestconfig.stash[PAIR])
        catalogue_and_services()
        server = LiveServer("localhost")
        contexts.callback(server.stop)
        desks = {
            look: contexts.enter_context(desk_at(chromium, server.url, width=look[0]))
            for look in LOOKS
        }
        for (_width, scheme), desk in desks.items():
            desk.page.emulate_media(color_scheme=scheme)
        yield Reader(server.url, desks)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_quiet_and_readable_by_day_and_by_night(reader: Reader, path: str):
    for (_width, scheme), desk in reader.desks.items():
        response = desk.page.goto(reader.address + path)
        desk.look(f"public{path.replace('/', '-')}{scheme}")

        assert response.status == (404 if path == "/nothing-here/" else 200)
        assert desk.complaints() == []


def test_leaving_takes_the_page_out_of_the_list(reader: Reader):
    desk = reader.desks[WIDE, "light"]
    neutral = f"{reader.address}/robots.txt"
    desk.page.route("**/exit/", lambda it: it.fulfill(status=302, headers={"location": neutral}))
    desk.page.goto(f"{reader.address}/ru/")
    desk.page.goto(f"{reader.address}/parents/overdose/")

    desk.page.get_by_role("link", name="Leave quickly").click()
    desk.page.wait_for_url(neutral)
    desk.page.go_back()

    assert desk.page.url == f"{reader.address}/ru/"


def test_the_whole_page_can_be_walked_by_keyboard(reader: Reader):
    page = reader.desks[WIDE, "light"].page
    page.goto(f"{reader.address}/parents/overdose/")
    reached = []

    for _press in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim().slice(0, 30)"))

    assert reached[0] == "Skip to the page"
    for link in ("Call 103", "Leave quickly", "Will I be asked?", "Is coffee good?", "Privacy"):
        assert any(link in text for text in reached), (link, reached)


@pytest.mark.parametrize("path", ["/parents/overdose/", "/ru/parents/", "/", "/alerts/tablets/"])
def test_on_paper_stands_what_paper_can_use(reader: Reader, path: str):
    page = reader.desks[WIDE, "light"].page
    page.goto(reader.address + path)
    page.emulate_media(media="print")
    shown = [
        part
        for part in (".bar", ".seek", ".menu", ".langs", ".also", ".button", "form", ".privacy")
        if any(it.is_visible() for it in page.locator(part).all())
    ]
    folded = [it.is_visible() for it in page.locator("main details > :last-child").all()]
    pale = page.evaluate(
        "[...document.querySelectorAll('main .lead, footer p')]"
        ".map((it) => getComputedStyle(it).color).filter((it) => it !== 'rgb(0, 0, 0)')"
    )
    page.emulate_media(media="screen", color_scheme="light")

    assert shown == []
    assert all(folded)
    assert pale == []
