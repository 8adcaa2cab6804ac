"""The public site on a phone, in every language and without scripts: short, and all in reach."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from tests import database
from tests.conftest import PAIR
from tests.factories.cms import put_whole_site
from tests.functional.browser import NARROW, WIDE, desk_at


pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOMES = {
    "en": "/", "ru": "/ru/", "kk": "/kk/", "ky": "/ky/", "tg": "/tg/", "tk": "/tk/", "uz": "/uz/",
    "uz-Cyrl": "/uz/?script=cyrl",
}  # fmt: skip
SMALL, SMALLEST, TALL = 360, 320, 844
ROW = 84
"""Pixels of a header with one row and the woven band."""
PARTS = ("header .brand", "header .seek", ".langs summary", ".menu summary")


@pytest.fixture(scope="module")
def site(
    pytestconfig: pytest.Config, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The pages that a new installation begins with, served."""
    with django_db_blocker.unblock(), ExitStack() as contexts:
        contexts.callback(database.prepare, pytestconfig.stash[PAIR])
        put_whole_site(pytestconfig.stash[PAIR])
        server = LiveServer("localhost")
        contexts.callback(server.stop)
        yield server.url


def apart(page: Page) -> bool:
    """Whether the parts of the header stand side by side and within the screen."""
    boxes = [page.locator(part).bounding_box() for part in PARTS]
    ends = [box["x"] + box["width"] for box in boxes]
    begins = [box["x"] for box in boxes[1:]] + [page.viewport_size["width"]]
    return all(end <= begin for end, begin in zip(ends, begins, strict=True))


@pytest.mark.parametrize("language", HOMES)
def test_the_header_is_one_row_in_every_language(chromium: Browser, site: str, language: str):
    for width in (NARROW, SMALL):
        with desk_at(chromium, site, width=width, scripts=False) as desk:
            desk.page.goto(site + HOMES[language])

            assert desk.page.locator("header").bounding_box()["height"] <= ROW
            assert apart(desk.page)
            assert desk.page.locator(".menu summary").bounding_box()["height"] >= 44
            expect(desk.page.locator(".exit")).to_be_in_viewport()


@pytest.mark.parametrize("language", HOMES)
def test_nothing_is_cut_off_on_the_smallest_screen(chromium: Browser, site: str, language: str):
    with desk_at(chromium, site, width=SMALLEST) as desk:
        desk.page.goto(site + HOMES[language])
        desk.look(f"smallest-{language}")
        desk.page.locator(".menu summary").click()
        desk.page.locator(".langs summary").click()
        desk.look(f"smallest-open-{language}")

        assert desk.complaints() == []


def test_menu_and_languages_open_without_scripts_and_push_the_page_down(
    chromium: Browser, site: str
):
    with desk_at(chromium, site, width=NARROW, height=TALL, scripts=False) as desk:
        page, menu, languages = desk.page, ".menu li a", ".langs li a"
        page.goto(f"{site}/ru/")
        expect(page.locator(menu).first).not_to_be_visible()
        began = page.locator("main").bounding_box()["y"]

        page.locator(".menu summary").click()
        opened = page.locator("main").bounding_box()["y"]
        page.locator(".langs summary").click()

        expect(page.locator(menu).last).to_be_in_viewport()
        expect(page.locator(languages).last).to_be_in_viewport()
        assert began < opened < page.locator("main").bounding_box()["y"]
        page.locator(languages).get_by_text("Қазақша").click()
        assert page.url == f"{site}/kk/"


def test_an_open_menu_is_readable_by_day_and_by_night(chromium: Browser, site: str):
    with desk_at(chromium, site, width=NARROW) as desk:
        for scheme in ("light", "dark"):
            desk.page.emulate_media(color_scheme=scheme)
            desk.page.goto(f"{site}/tk/")
            desk.page.locator(".menu summary").click()
            desk.page.locator(".langs summary").click()
            desk.look(f"open-menu-{scheme}")

        assert desk.complaints() == []


def test_on_a_wide_screen_menu_and_languages_stand_open(chromium: Browser, site: str):
    with desk_at(chromium, site, width=WIDE, scripts=False) as desk:
        desk.page.goto(f"{site}/ru/")

        for fold in (".menu", ".langs"):
            expect(desk.page.locator(f"{fold} summary")).not_to_be_visible()
            expect(desk.page.locator(f"{fold} li a").last).to_be_in_viewport()


@pytest.mark.parametrize("path", ["/self-check/", "/ru/self-check/"])
def test_the_first_question_stands_on_the_first_two_screens(
    chromium: Browser, site: str, path: str
):
    with desk_at(chromium, site, width=NARROW, height=TALL) as desk:
        desk.page.goto(site + path)
        first = desk.page.locator("fieldset").first.bounding_box()

        assert first["y"] + first["height"] <= 2 * TALL
        desk.page.locator(".before summary").click()
        expect(desk.page.locator(".before .panel").first).to_be_visible()


def test_a_row_of_a_table_is_a_card_on_a_phone_and_a_row_elsewhere(chromium: Browser, site: str):
    shown = {}
    for width in (NARROW, WIDE):
        with desk_at(chromium, site, width=width) as desk:
            desk.page.goto(f"{site}/self-check/")
            rows = desk.page.get_by_role("table").get_by_role("row")
            cell = desk.page.get_by_role("cell").first
            shown[width] = cell.evaluate("it => getComputedStyle(it, '::before').content")

            assert rows.count() == 5
            assert desk.page.get_by_role("columnheader").count() == 3

    assert "What it can mean" in shown[NARROW]
    assert shown[WIDE] == "none"
