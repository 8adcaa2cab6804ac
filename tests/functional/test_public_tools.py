"""The tools of the public site in a browser: self-check, search, the way out, no connection."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from cms import selfcheck
from cms.models import ArticlePage
from tests import database
from tests.conftest import PAIR
from tests.factories.cms import catalogue_and_services, put_small_site
from tests.functional.browser import NARROW, WIDE, Desk, desk_at


pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUIET = {"age": "adult"} | dict.fromkeys(selfcheck.KINDS, "0")
PATTERNS = [
    QUIET,
    QUIET | {"q1": "4", "q2": "3"},
    QUIET | {"q1": "4", "q2": "4"},
    QUIET | {"q1": "4", "q2": "4", "q3": "4", "q9": "2", "q4": "1"},
    QUIET | {"q1": "4", "q2": "4", "q3": "4", "q9": "4"},
    QUIET | {"q1": "4", "q2": "4", "q3": "4", "q9": "4", "q4": "3"},
    QUIET | {"q1": "4", "q2": "4", "q3": "4", "q9": "4", "q10": "4"},
    {"age": "adult"} | dict.fromkeys(selfcheck.KINDS, "4"),
    {"age": "adult", "q1": "0", "q9": "2", "q10": "0"},
    {"age": "adult", "q1": "1", "q9": "2"},
    {"age": "minor"},
    dict.fromkeys(selfcheck.KINDS, "4"),
]
LOOKS = [(WIDE, "light"), (NARROW, "light"), (WIDE, "dark"), (NARROW, "dark")]
FILLED = """async () => {
  for (;;) {
    const [name] = await caches.keys();
    if (name && (await (await caches.open(name)).keys()).length > 7) return;
    await new Promise((done) => setTimeout(done, 50));
  }
}"""
"""Wait until the worker has kept what the list names."""


@pytest.fixture(scope="module")
def site(
    pytestconfig: pytest.Config, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The small site, served."""
    with django_db_blocker.unblock(), ExitStack() as contexts:
        contexts.callback(database.prepare, pytestconfig.stash[PAIR])
        put_small_site(pytestconfig.stash[PAIR])
        catalogue_and_services()
        ArticlePage.objects.filter(slug="overdose").update(topics=["first_aid"])
        server = LiveServer("localhost")
        contexts.callback(server.stop)
        yield server.url


@pytest.fixture
def desk(chromium: Browser, site: str) -> Iterator[Desk]:
    """A browser of its own."""
    with desk_at(chromium, site) as desk:
        yield desk


def answer(page: Page, given: dict[str, str]) -> None:
    """Choose the answers and ask for the result."""
    for name, value in given.items():
        page.locator(f"input[name={name}][value='{value}']").check()
    page.get_by_role("button", name="Show what it means").click()


def parts(page: Page) -> list[str]:
    """Which parts of the result are shown."""
    return page.eval_on_selector_all(
        "#result [data-part]", "all => all.filter(it => !it.hidden).map(it => it.dataset.part)"
    )


def expected(given: dict[str, str]) -> list[str]:
    """Which parts of the result the server would show."""
    found = selfcheck.outcome(given)
    if found.is_minor:
        return ["minor"]
    return [f"zone-{found.zone}", "always"] if found.zone else ["missing"]


@pytest.mark.parametrize("given", PATTERNS)
def test_the_browser_comes_to_what_the_server_would_and_asks_nobody(desk: Desk, given: dict):
    page, asked = desk.page, []
    page.goto(f"{desk.address}/self-check/", wait_until="networkidle")
    page.context.on("request", lambda it: asked.append(it.url))

    answer(page, given)
    page.wait_for_timeout(300)

    assert parts(page) == expected(given)
    assert asked == []
    assert page.url == f"{desk.address}/self-check/"
    if points := selfcheck.outcome(given).points:
        assert page.locator("#result section:not([hidden]) [data-points]").inner_text() == str(
            points
        )
    assert desk.complaints() == []


@pytest.mark.parametrize("given", [PATTERNS[4], PATTERNS[9], PATTERNS[10]])
def test_without_scripts_the_answers_travel_once_in_the_body(
    chromium: Browser, site: str, given: dict
):
    with desk_at(chromium, site, scripts=False) as desk:
        asked: list[Request] = []
        desk.page.goto(f"{site}/self-check/")
        desk.page.on("request", lambda it: asked.append(it))  # noqa: PLW0108 - playwright marks functions

        answer(desk.page, given)
        desk.page.wait_for_load_state()

        (sent,) = [it for it in asked if it.method == "POST"]
        shown = desk.page.locator("#result [data-part]").all()
        assert [it.get_attribute("data-part") for it in shown] == expected(given)
        assert desk.page.url == f"{site}/self-check/audit/#result"
        assert "?" not in sent.url
        assert desk.page.context.cookies() == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_tools_are_readable_by_day_and_by_night(
    chromium: Browser, site: str, width: int, scheme: str
):
    with desk_at(chromium, site, width=width) as desk:
        desk.page.emulate_media(color_scheme=scheme)
        desk.page.goto(f"{site}/self-check/")
        desk.look(f"selfcheck-questions-{scheme}")
        answer(desk.page, PATTERNS[2])
        desk.look(f"selfcheck-result-{scheme}")
        answer(desk.page, {"age": "minor"})
        desk.look(f"selfcheck-minor-{scheme}")
        for path in ("/search/?q=help+opioids", "/ru/search/?q=zzzz", "/offline/", "/"):
            desk.page.goto(site + path)
            desk.look(f"tool{path.split('?')[0].replace('/', '-')}{scheme}")

        assert desk.complaints() == []


def test_a_reader_finds_help_in_three_taps(chromium: Browser, site: str):
    with desk_at(chromium, site, width=NARROW) as desk:
        page, main = desk.page, desk.page.locator("main")
        page.goto(f"{site}/")
        way = [
            lambda: main.get_by_role("link", name="Choose your region").click(),
            lambda: page.get_by_label("Country").select_option("KG"),
            lambda: page.get_by_role("button", name="Show services").click(),
        ]

        for tap in way:
            tap()
        number = main.locator("a[href^='tel:+996']").first

        assert len(way) <= 3
        expect(number).to_be_in_viewport()
        assert number.bounding_box()["height"] >= 44
        assert desk.complaints() == []


def test_somebody_to_talk_to_is_one_tap_away(chromium: Browser, site: str):
    with desk_at(chromium, site, width=NARROW) as desk:
        desk.page.goto(f"{site}/")

        desk.page.get_by_role("link", name="Telephone help").click()

        expect(desk.page.locator("main a[href^='tel:+996']").first).to_be_in_viewport()
        assert desk.complaints() == []


def test_escape_three_times_leaves(desk: Desk):
    neutral = f"{desk.address}/robots.txt"
    desk.page.route("**/exit/", lambda it: it.fulfill(status=302, headers={"location": neutral}))
    desk.page.goto(f"{desk.address}/ru/")
    desk.page.goto(f"{desk.address}/parents/overdose/")

    for key in ("Escape", "Escape", "a", "Escape", "Escape", "Escape"):
        desk.page.keyboard.press(key)
    desk.page.wait_for_url(neutral)
    desk.page.go_back()

    assert desk.page.url == f"{desk.address}/ru/"


def test_without_connection_first_aid_opens_and_nothing_else_was_kept(chromium: Browser, site: str):
    with desk_at(chromium, site, workers=True) as desk:
        page = desk.page
        page.goto(f"{site}/search/?q=secretword")
        page.goto(f"{site}/substances/opioids/", wait_until="load")
        page.evaluate(FILLED)
        listed = page.evaluate("async () => (await (await fetch('/offline/list.json')).json())")
        kept = page.evaluate(
            "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
            " (await (await caches.open(name)).keys()).map((it) => new URL(it.url).pathname)"
            "))).flat()"
        )
        page.context.set_offline(True)

        page.goto(f"{site}/parents/overdose/")
        first_aid = page.inner_text("h1")
        page.goto(f"{site}/help/?country=KG")
        finder = page.inner_text("h1")
        page.goto(f"{site}/substances/opioids/")
        instead = page.inner_text("h1")

        assert sorted(kept) == sorted(listed["addresses"])
        assert (first_aid, instead) == ("Overdose: what to do", "Without connection")
        assert finder != "Without connection"
        assert page.context.cookies() == []
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
