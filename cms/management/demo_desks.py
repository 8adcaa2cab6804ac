"""What waits on the desks of the demonstration: drafts, checks, a page that is due, what is stale.

Everything is written and checked by the demonstration's own accounts, step by step.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from wagtail.models import Locale, Page
from wagtail.rich_text import RichText
from wagtail_localize.operations import translate_object

from cms.models import ArticlePage, OrganisationRoom, SectionPage
from cms.models.review import QUESTIONS
from kernel.models import User
from kernel.permissions import Role


FILE = Path(__file__).resolve().parent.parent / "data" / "demo" / "desks.toml"
PEOPLE = ("ngoeditor", "editor", "editor2", "reviewer", "translator")
BYLINE = "Written for the demonstration."
OVERDUE, SOON, LATER = -4, 12, 300
"""Days from today to the next check."""


@dataclass(frozen=True)
class Desks:
    """The people of the demonstration on a day, and where they write."""

    people: dict[str, User]
    room: Page
    nation: Page
    today: date
    texts: dict[str, dict[str, Any]]

    def day(self, ahead: int) -> date:
        """Some days ahead."""
        return self.today + timedelta(days=ahead)


def fill(*, people: dict[str, User], today: date) -> int:
    """Put on the desks what is not there yet; how many pages were added.

    Raises:
        ArticlePage.DoesNotExist, SectionPage.DoesNotExist: the site's first pages are not loaded.
    """
    texts = tomllib.loads(FILE.read_text(encoding="utf-8"))
    if ArticlePage.objects.filter(slug=texts["draft"]["slug"]).exists():
        return 0
    room = OrganisationRoom.objects.of(people["ngoeditor"], [Role.EDITOR]).get().page
    nation = SectionPage.objects.get(slug="professionals", locale=room.locale)
    desks = Desks(people, room, nation, today, texts)
    pages = [make(desks) for make in (_draft, _style, _science, _sent_back, _due)]
    _go_stale(desks)
    _fall_due(desks)
    return len(pages)


def _write(desks: Desks, name: str, *, by: str, below: Page) -> ArticlePage:
    text = desks.texts[name]
    body = [("paragraph", RichText(f"<p>{line}</p>")) for line in text["paragraphs"]]
    sources = [("source", {"citation": text["source"]})] if "source" in text else []
    page = ArticlePage(
        title=text["title"], slug=text["slug"], lead=text["lead"], locale=below.locale,
        search_description=text["lead"][:160], audience=text["audience"], byline=BYLINE,
        body=[*body, ("help_now", None)], sources=sources, review_by=desks.day(LATER),
        owner=desks.people[by], live=False,
    )  # fmt: skip
    below.add_child(instance=page)
    page.save_revision(user=desks.people[by], log_action=True)
    return page


def _send(desks: Desks, page: Page, *, by: str) -> None:
    page.get_workflow().start(page, desks.people[by])


def _decide(desks: Desks, page: Page, verb: str, *, by: str, **answers: object) -> None:
    """Decide about the step at hand, as the buttons do."""
    state = type(page).objects.get(pk=page.pk).current_workflow_task_state
    state.task.specific.on_action(state, desks.people[by], verb, **answers)


def _answers(desks: Desks, ahead: int) -> dict[str, object]:
    return dict.fromkeys(QUESTIONS, True) | {"review_by": desks.day(ahead)}


def _draft(desks: Desks) -> Page:
    """Begun by somebody of the NGO, unfinished."""
    return _write(desks, "draft", by="ngoeditor", below=desks.room)


def _style(desks: Desks) -> Page:
    """Sent by somebody of the NGO; waits for another person who writes."""
    page = _write(desks, "style", by="ngoeditor", below=desks.room)
    _send(desks, page, by="ngoeditor")
    return page


def _science(desks: Desks) -> Page:
    """Read for language; waits for the reviewer."""
    page = _write(desks, "science", by="editor", below=desks.nation)
    _send(desks, page, by="editor")
    _decide(desks, page, "approve", by="editor2")
    return page


def _sent_back(desks: Desks) -> Page:
    """The reviewer asks for changes."""
    page = _write(desks, "sent_back", by="editor", below=desks.nation)
    _send(desks, page, by="editor")
    _decide(desks, page, "approve", by="editor2")
    _decide(desks, page, "reject", by="reviewer", comment=desks.texts["sent_back"]["comment"])
    return page


def _due(desks: Desks) -> Page:
    """Live, and to be checked again soon; its translation into Russian is begun."""
    page = _write(desks, "due", by="editor2", below=desks.nation)
    _send(desks, page, by="editor2")
    _decide(desks, page, "approve", by="editor")
    _decide(desks, page, "approve", by="reviewer", **_answers(desks, SOON))
    russian = Locale.objects.filter(language_code="ru").first()
    if russian:
        live = ArticlePage.objects.get(pk=page.pk)
        translate_object(live, [russian], user=desks.people["translator"])
    return page


def _go_stale(desks: Desks) -> None:
    """Publish a page anew: what says the same in other languages is behind now."""
    text = desks.texts["changed"]
    page = ArticlePage.objects.get(slug=text["slug"], locale=desks.room.locale)
    page.lead = f"{page.lead} {text['lead_added']}"
    page.save_revision(user=desks.people["editor"], log_action=True)
    _send(desks, page, by="editor")
    _decide(desks, page, "approve", by="editor2")
    _decide(desks, page, "approve", by="reviewer", **_answers(desks, LATER))


def _fall_due(desks: Desks) -> None:
    """Let the day of the next check of a page pass, as if it had been loaded a while ago."""
    slug = desks.texts["overdue"]["slug"]
    page = ArticlePage.objects.get(slug=slug, locale=desks.room.locale)
    page.review_by = desks.day(OVERDUE)
    page.save_revision().publish()
