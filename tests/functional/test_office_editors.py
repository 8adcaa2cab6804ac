"""Every editor of pages: opened on a telephone, as wide as its screen, and left as it was.

Axe is not asked: Wagtail's editor of rich text has a field without a name.
"""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, Response
from wagtail.models import Page

from cms.models import ArticlePage
from kernel.models import User
from tests.conftest import PAIR
from tests.factories.cms import put_small_site
from tests.factories.kernel import editor, ministry
from tests.functional.browser import NARROW, Desk, desk_at, session_of


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SAVE_BY_ITSELF = """async () => {
  const form = document.querySelector("[data-edit-form]");
  const headers = { Accept: "application/json" };
  const sent = { method: "POST", body: new FormData(form), headers };
  return await (await fetch(form.getAttribute("action"), sent)).json();
}"""
"""What the browser does a moment after something changed."""


@pytest.fixture
def opener(pytestconfig: pytest.Config) -> User:
    """Somebody who works on the whole small site."""
    put_small_site(pytestconfig.stash[PAIR])
    return editor(at=ministry())


@pytest.fixture
def desk(chromium: Browser, live_server: object, opener: User) -> Iterator[Desk]:
    """Their telephone."""
    with desk_at(chromium, str(live_server), width=NARROW, session=session_of(opener)) as narrow:
        yield narrow


def test_every_type_of_page_opens_on_a_telephone_and_stays_as_it_was(desk: Desk, opener: User):
    pages = Page.objects.filter(locale__language_code="en", depth__gt=1).select_related(
        "content_type"
    )
    kinds = {page.content_type.model: page for page in pages}
    for kind, page in sorted(kinds.items()):
        desk.page.goto(desk.address + reverse("wagtailadmin_pages:edit", args=[page.pk]))
        desk.page.locator("[name=title]").wait_for()
        desk.page.wait_for_load_state("networkidle")
        assert desk.page.evaluate("document.scrollingElement.scrollWidth") == NARROW, kind
        told = desk.page.evaluate(SAVE_BY_ITSELF)
        assert told == {"success": True, "pk": page.pk}, kind

    assert len(kinds) > 15
    assert not Page.objects.filter(latest_revision__user=opener).exists()
    assert desk.complaints() == []


def test_what_says_the_same_does_not_save_itself(desk: Desk, opener: User):
    article = ArticlePage.objects.get(slug="resting", locale__language_code="en")
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    desk.page.add_init_script(TELL_WHEN_READ)
    reads = []

    def is_ready(said: ConsoleMessage) -> bool:
        reads.extend([said] if said.text == READ else [])
        return len(reads) == CONNECTED

    with desk.page.expect_console_message(is_ready):
        desk.page.goto(desk.address + address)

    def saves(response: Response) -> bool:
        return response.request.method == "POST" and response.url.endswith(address)

    with desk.page.expect_response(saves) as saved:
        desk.page.locator("[name=title]").press("End")
        desk.page.keyboard.type(" ")

    assert saved.value.json() == {"success": True, "pk": article.pk}
    assert ArticlePage.objects.get(pk=article.pk).latest_revision.user != opener


CONNECTED = 2
"""How often Wagtail starts the script that watches the form: each time it reads it anew."""
READ = "the form was read"
TELL_WHEN_READ = f"""
document.addEventListener("w-unsaved:watch-edits", ({{ target }}) => {{
  if (target.matches("[data-edit-form]")) console.info("{READ}");
}});
"""
"""From then on the browser saves what differs by itself."""
