"""An article's way to its readers: an editor writes, somebody else approves, everybody reads."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect

from cms.models import HomePage
from kernel.models import User
from tests.conftest import PAIR
from tests.factories.cms import put_small_site
from tests.factories.kernel import clinic, clinician, editor, ministry, reviewer
from tests.functional.browser import Desk, desk_at, session_of


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SENTENCE = "Go to bed at the same hour every day."


@pytest.fixture
def open_desk(
    pytestconfig: pytest.Config, chromium: Browser, live_server: object
) -> Iterator[Callable[[User | None], Desk]]:
    """Browsers before the small site: one for each person who is given."""
    put_small_site(pytestconfig.stash[PAIR])
    with ExitStack() as contexts:

        def opened(person: User | None = None) -> Desk:
            session = session_of(person) if person else ""
            return contexts.enter_context(desk_at(chromium, str(live_server), session=session))

        yield opened


def test_an_article_is_drafted_approved_by_another_and_read(open_desk):
    here = ministry()
    writes, second = open_desk(editor(at=here)), open_desk(editor(at=here))
    checks, reads = open_desk(reviewer(at=here)), open_desk()

    draft(writes)
    assert reads.page.goto(f"{reads.address}/sleep/").status == 404
    submit(writes)
    approve(second)
    assert reads.page.goto(f"{reads.address}/sleep/").status == 404
    approve(checks, answers=True)
    assert reads.page.goto(f"{reads.address}/sleep/").status == 200

    expect(reads.page.get_by_role("heading", name="Sleep", level=1)).to_be_visible()
    reads.expect(SENTENCE)
    assert [desk.complaints() for desk in (writes, second, checks, reads)] == [[]] * 4


def draft(desk: Desk) -> None:
    """Write an article below the English home page and save it."""
    page = desk.page
    home = HomePage.objects.get(locale__language_code="en")
    page.goto(f"{desk.address}/office/pages/{home.pk}/")
    page.get_by_role("link", name="Add child page").first.click()
    page.get_by_role("link", name="Article", exact=True).click()
    page.locator("[name=title]").fill("Sleep")
    page.locator("[name=lead]").fill("How to rest.")
    page.get_by_title("Insert a block").first.click()
    page.get_by_role("option", name="Paragraph").click()
    page.locator(".public-DraftEditor-content").click()
    page.keyboard.type(SENTENCE)
    page.locator("[name=byline]").fill("An editor.")
    page.locator("[name=review_by]").fill("2027-01-31")
    page.get_by_role("tab", name="Promote").click()
    page.locator("[name=search_description]").fill("How to rest.")
    page.keyboard.press("Tab")  # the calendar of the last date closes and covers nothing
    page.get_by_role("tab", name="Content").click()
    kept = page.locator("[name=body-0-value]")
    expect(kept).to_have_value(re.compile(re.escape(SENTENCE)))  # the editor keeps it with a delay
    desk.press("Save draft")
    expect(page).to_have_url(re.compile("/edit/$"))
    expect(page.locator(".public-DraftEditor-content")).to_have_text(SENTENCE)


def submit(desk: Desk) -> None:
    """Ask for the review."""
    desk.press("More actions")
    desk.press("Submit to Health content")
    desk.expect("has been submitted for moderation")


def approve(desk: Desk, *, answers: bool = False) -> None:
    """Find the article among what waits, read it, and approve it; science asks questions."""
    page = desk.page
    page.goto(f"{desk.address}/office/")
    desk.look(f"office-home-{'science' if answers else 'style'}")
    page.get_by_role("link", name="Sleep", exact=True).first.click()
    expect(page.locator("[name=title]")).to_have_value("Sleep")
    desk.press("More actions")
    desk.press("Approve")
    dialog = page.get_by_role("dialog")
    if answers:
        for name in ("is_evidence_current", "has_no_how_to", "has_no_fear", "has_help"):
            dialog.locator(f"[name={name}]").check()
        dialog.locator("[name=review_by]").fill("2027-05-31")
    dialog.get_by_role("button", name="Approve").click()
    expect(page).not_to_have_url(re.compile("/edit/$"))


def test_a_clinician_is_refused(open_desk):
    desk = open_desk(clinician(at=clinic()))

    response = desk.page.goto(f"{desk.address}/office/")

    assert response.status == 403
    desk.look("office-refused")
    assert desk.complaints() == []
