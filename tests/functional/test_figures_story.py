"""Figures from the order to the reading, in a real browser: a ministry's and a clinic's own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django_tasks_db.management.commands.db_worker import Worker
from playwright.sync_api import Browser, expect

from analytics.models import ReleaseFile
from kernel.models import Organisation, User
from tests.factories.analytics import release_of
from tests.factories.kernel import analyst, clinic_manager, ministry
from tests.factories.nation import begun_series, founded
from tests.functional.browser import NARROW, WIDE, Desk, desk_at, session_of


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CHARTS = 6
DRAWN = b'<svg xmlns="http://www.w3.org/2000/svg" width="340" height="120"><title>x</title></svg>'
SEEN = """(pictures) => pictures.filter((each) => each.naturalWidth)
  .map((each) => each.currentSrc.match(/wide|narrow/)[0])"""
"""Which of the two drawings stands in each place where one has loaded."""


@pytest.fixture
def home(chromium: Browser, settings: Any) -> Organisation:
    """The largest of six clinics; orders wait for a worker, as they do in the house."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    nation = founded(people=150)
    begun_series()
    return nation.clinics[0]


@pytest.fixture
def open_desk(chromium: Browser, live_server: object) -> Iterator[Callable[..., Desk]]:
    """Browsers in which people have signed in: one for each person who is given."""
    with ExitStack() as contexts:

        def opened(person: User, **how: Any) -> Desk:
            session = session_of(person)
            return contexts.enter_context(
                desk_at(chromium, str(live_server), session=session, **how)
            )

        yield opened


def test_an_analyst_compiles_a_quarter_and_reads_it(home, open_desk):
    desk = open_desk(analyst(at=ministry(country="KG")))
    desk.page.goto(f"{desk.address}/ministry/")
    desk.expect("No release has been compiled")
    desk.look("ministry-empty")

    order(desk, "2023Q2", refused="Choose a year or a quarter.")
    desk.look("compilation-waiting")
    work()
    open_release(desk)

    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Kyrgyzstan, 2023Q2")
    desk.expect("not statistics of any country")
    assert take(desk, "Report, English") == "KG-2023Q2-v1.en.pdf"
    assert take(desk, "Counts") == "KG-2023Q2-v1-counts.csv"
    open_tables(desk)
    desk.look("release-quarter")
    desk.page.goto(f"{desk.address}/ministry/compile/")
    desk.expect("Overlaps KG-2023Q2-v1")
    assert desk.complaints() == []


def test_a_manager_compiles_the_clinics_quarter_on_a_phone_without_a_script(home, open_desk):
    manager = clinic_manager(at=home)
    desk, scripted = open_desk(manager, width=NARROW, scripts=False), open_desk(manager)
    page = desk.page
    page.goto(f"{desk.address}/work/figures/")

    order(desk, "2023Q2")
    work()
    page.get_by_role("link", name="Refresh", exact=True).click()
    open_release(desk)

    expect(page.get_by_role("heading", level=1)).to_have_text(f"{home.name}, 2023Q2")
    assert take(desk, "Report, Русский").endswith("-2023Q2-v1.ru.pdf")
    scripted.page.set_viewport_size({"width": NARROW, "height": 860})
    scripted.page.goto(page.url)
    open_tables(scripted)
    scripted.look("release-own")
    page.goto(f"{desk.address}/work/figures/")
    expect(page.get_by_role("row", name=home.name)).to_contain_text("Audited")
    assert [each.complaints() for each in (desk, scripted)] == [[], []]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_chart_of_a_year_is_seen_in_its_width(chromium, open_desk, width):
    release = release_of(country="KG")
    ReleaseFile.objects.filter(release=release, media_type="image/svg+xml").update(content=DRAWN)
    desk = open_desk(analyst(at=ministry(country="KG")), width=width)

    desk.page.goto(f"{desk.address}/ministry/releases/{release.uid}/")
    desk.page.wait_for_load_state("networkidle")

    assert desk.page.locator("picture img").evaluate_all(SEEN) == ["narrow"] * CHARTS
    open_tables(desk)
    desk.look("release-year")
    assert desk.complaints() == []


def order(desk: Desk, period: str, *, refused: str = "") -> None:
    """Choose a period and ask for it; `refused` is what is said when none was chosen."""
    desk.page.get_by_role("link", name="Compile a release").first.click()
    if refused:
        desk.press("Compile")
        desk.expect(refused)
        desk.look("compile")
    desk.choose(period)
    desk.press("Compile")
    desk.expect("Waiting")


def work() -> None:
    """Let a worker do what waits, here and now, while the browser goes on asking."""
    Worker(
        queue_names=["default"], interval=0, batch=True, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id="story", excluded_queue_names=[],
    ).run()  # fmt: skip


def open_release(desk: Desk) -> None:
    """Wait until the page says that the release is stored, and open it."""
    desk.expect("The audit found nothing to recover.")
    desk.page.get_by_role("link", name="Open the release").click()
    desk.page.wait_for_url("**/releases/*/")


def open_tables(desk: Desk) -> None:
    """Open every table of the page."""
    for summary in desk.page.locator("#main summary").all():
        summary.click()


def take(desk: Desk, link: str) -> str:
    """Download a file; the name under which it comes."""
    with desk.page.expect_download() as download:
        desk.page.locator("#main").get_by_role("link", name=link, exact=True).click()
    return download.value.suggested_filename
