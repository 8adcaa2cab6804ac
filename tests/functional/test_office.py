"""An article's way: an NGO writes, others approve, everybody reads, a translation grows old."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, expect
from wagtail.models import Locale

from cms.models import ArticlePage, OrganisationRoom
from cms.rooms import open_room
from kernel.models import User
from tests.conftest import PAIR
from tests.factories.cms import put_small_site
from tests.factories.kernel import clinic, clinician, editor, ministry, ngo, reviewer, translator
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


@dataclass
class People:
    """Everybody of the story, each at a browser: three of an NGO, one of the nation, a reader."""

    author: Desk
    second: Desk
    speaker: Desk
    science: Desk
    reader: Desk

    def complaints(self) -> list[list[str]]:
        """What the browsers said."""
        return [getattr(self, each.name).complaints() for each in fields(self)]


@pytest.fixture
def people(open_desk) -> People:
    """People whose NGO has a room in Russian and in English."""
    nation, here = ministry(), ngo(name="Hope")
    author = editor(at=here)
    room = OrganisationRoom.objects.get(organisation=here)
    room.page.specific.copy_for_translation(Locale.objects.get(language_code="ru"))
    open_room(here)
    return People(
        open_desk(author), open_desk(editor(at=here)), open_desk(translator(at=here)),
        open_desk(reviewer(at=nation)), open_desk(),
    )  # fmt: skip


def test_an_article_of_an_ngo_from_its_first_draft_to_a_stale_translation(people):
    article = draft(people.author)
    schedule(people.author, go_live_at=timezone.now() + timedelta(hours=2))
    submit(people.author, "Submit to Health content")

    approve(people.second)
    send_back(people.science, "Say how long.")
    mend(people.author, article, "Eight hours are enough.", told="sent back: Say how long.")
    submit(people.author, "Send to review again")
    approve(people.second)
    approve(people.science, answers=True)
    before = status_of(people.reader, article)
    let_its_hour_come(article)

    assert (before, status_of(people.reader, article)) == (404, 200)
    people.reader.expect("Eight hours are enough.")

    translation = translate(people.speaker, article)
    decide(people.second, "Approve")
    before = status_of(people.reader, translation)
    decide(people.science, "Approve", answers=True)
    assert (before, status_of(people.reader, translation)) == (404, 200)
    assert state_of_the_translation(people.speaker) == "Up to date"

    mend(people.author, article, "Seven will do.", told="You have no drafts.")
    submit(people.author, "Submit to Health content")
    approve(people.second)
    approve(people.science, answers=True)
    assert state_of_the_translation(people.speaker) == "Source changed"
    assert people.complaints() == [[]] * 5


def draft(desk: Desk) -> ArticlePage:
    """Write an article in the Russian part of the room, save it and return it."""
    page = desk.page
    root = OrganisationRoom.objects.get().page.get_translation(
        Locale.objects.get(language_code="ru")
    )
    page.goto(f"{desk.address}/office/pages/{root.pk}/")
    page.get_by_role("link", name="Add child page").first.click()
    page.get_by_role("link", name="Article", exact=True).click()
    page.locator("[name=title]").fill("Sleep")
    page.locator("[name=lead]").fill("How to rest.")
    page.get_by_title("Insert a block").first.click()
    page.get_by_role("option", name="Paragraph").click()
    write(desk, SENTENCE)
    page.locator("[name=byline]").fill("An editor.")
    page.locator("[name=review_by]").fill("2027-01-31")
    page.get_by_role("tab", name="Promote").press("Enter")  # no calendar can cover a key
    page.locator("[name=search_description]").fill("How to rest.")
    page.get_by_role("tab", name="Content").press("Enter")
    page.get_by_role("button", name="Save draft", exact=True).press("Enter")
    page.wait_for_url(re.compile("/edit/$"))
    expect(page.locator(".public-DraftEditor-content")).to_have_text(SENTENCE)
    return ArticlePage.objects.get(title="Sleep")


def write(desk: Desk, sentence: str) -> None:
    """Type at the end of the paragraph; the editor keeps it with a delay."""
    desk.page.locator(".public-DraftEditor-content").click()
    desk.page.keyboard.press("End")
    desk.page.keyboard.type(sentence)
    kept = desk.page.locator("[name=body-0-value]")
    expect(kept).to_have_value(re.compile(re.escape(sentence)))


def schedule(desk: Desk, *, go_live_at: datetime) -> None:
    """Say when the draft at hand is to go live."""
    page = desk.page
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    day = timezone.localtime(go_live_at).strftime("%Y-%m-%d %H:%M")
    page.get_by_role("dialog").locator("[name=go_live_at]").fill(day)
    page.get_by_role("button", name="Save schedule").press("Enter")
    expect(page.get_by_text("No publishing schedule set")).to_have_count(0)
    expect(page.locator("[name=title]")).to_have_value("Sleep")


def submit(desk: Desk, how: str) -> None:
    """Ask for the review."""
    desk.press("More actions")
    desk.press(how)
    desk.page.get_by_text("has been submitted for moderation").first.wait_for()


def open_what_waits(desk: Desk) -> None:
    """Find the article among what waits, and read it."""
    desk.page.goto(f"{desk.address}/office/")
    desk.look("office-home")
    desk.page.get_by_role("link", name="Sleep", exact=True).first.click()
    expect(desk.page.locator("[name=title]")).to_have_value("Sleep")


def approve(desk: Desk, *, answers: bool = False) -> None:
    """Read the article and approve it; science asks questions."""
    open_what_waits(desk)
    desk.press("Approve")
    confirm(desk, "Approve", answers=answers)
    desk.page.wait_for_url(lambda url: not url.endswith("/edit/"))


def confirm(desk: Desk, verb: str, *, answers: bool = False) -> None:
    """Answer what the dialog asks."""
    dialog = desk.page.get_by_role("dialog")
    if answers:
        for name in ("is_evidence_current", "has_no_how_to", "has_no_fear", "has_help"):
            dialog.locator(f"[name={name}]").check()
        dialog.locator("[name=review_by]").fill("2027-05-31")
    dialog.get_by_role("button", name=verb).press("Enter")


def send_back(desk: Desk, comment: str) -> None:
    """Read the article and ask for changes."""
    open_what_waits(desk)
    desk.press("More actions")
    desk.press("Request changes")
    desk.page.get_by_role("dialog").locator("[name=comment]").fill(comment)
    confirm(desk, "Request changes")
    desk.page.wait_for_url(lambda url: not url.endswith("/edit/"))


def mend(desk: Desk, article: ArticlePage, sentence: str, *, told: str) -> None:
    """Add a sentence to the article, after reading on the first page what was asked."""
    desk.page.goto(f"{desk.address}/office/")
    desk.look("office-drafts")
    desk.expect(told)
    desk.page.goto(f"{desk.address}/office/pages/{article.pk}/edit/")
    write(desk, f" {sentence}")


def status_of(desk: Desk, article: ArticlePage) -> int:
    """What a reader is answered."""
    return desk.page.goto(f"{desk.address}{article.get_url()}").status


def let_its_hour_come(article: ArticlePage) -> None:
    """Move the hour of going live behind us, and publish what is due."""
    passed = timezone.now() - timedelta(minutes=1)
    revision = ArticlePage.objects.get(pk=article.pk).scheduled_revision
    revision.approved_go_live_at = passed
    revision.content["go_live_at"] = passed.isoformat()
    revision.save(update_fields=["approved_go_live_at", "content"])
    call_command("publish_scheduled", verbosity=0)


def translate(desk: Desk, article: ArticlePage) -> ArticlePage:
    """Ask for an English translation, and send it to review from the first page; return it."""
    page = desk.page
    page.goto(f"{desk.address}/office/localize/submit/page/{article.pk}/")
    page.get_by_role("checkbox", name="English").check()
    desk.press("Submit")
    expect(page.locator(".js-translation-editor")).to_contain_text(SENTENCE)
    page.goto(f"{desk.address}/office/")
    desk.press("Send to review")
    desk.expect("is sent to be checked")
    return article.get_translation(Locale.objects.get(language_code="en"))


def decide(desk: Desk, verb: str, *, answers: bool = False) -> None:
    """Decide about a translation on the first page: its editor has no buttons for it."""
    desk.page.goto(f"{desk.address}/office/")
    desk.press(verb)
    confirm(desk, verb, answers=answers)
    desk.page.get_by_text("Nothing waits for your check.").wait_for()


def state_of_the_translation(desk: Desk) -> str:
    """What the report says of the one translation."""
    desk.page.goto(f"{desk.address}/office/umit/reports/translations/")
    desk.look("office-translations")
    row = desk.page.get_by_role("row").filter(has_text="Sleep")
    return row.get_by_role("cell").nth(2).inner_text().strip()


def test_a_clinician_is_refused(open_desk):
    desk = open_desk(clinician(at=clinic()))

    response = desk.page.goto(f"{desk.address}/office/")

    assert response.status == 403
    desk.look("office-refused")
    assert desk.complaints() == []
