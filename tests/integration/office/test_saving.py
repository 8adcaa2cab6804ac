"""What saves itself: nothing that nobody changed."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import rich_text, streamfield

from cms.blocks import FEATURES
from cms.models import ArticlePage
from kernel.models import Organisation, User
from prevention.models import Programme
from tests.factories.kernel import editor, reviewer
from tests.factories.prevention import make_programme
from tests.integration.office.test_catalogue import at, facts
from tests.integration.office.writing import Enter, draft, fresh, step


LOADED = "<p>One\n  line.</p>\n<ul>\n  <li>A <b>point</b>.</li>\n</ul>"
"""As it stands in a file of the site: other spaces than the editor's, no keys."""


@pytest.fixture
def page(article: ArticlePage) -> ArticlePage:
    """A page with rich text that came from a file."""
    article.body = [("paragraph", RichText(LOADED))]
    article.sources = [("source", {"citation": "A study."})]
    article.save_revision().publish()
    return fresh(article)


@pytest.fixture
def opener(organisation: Organisation) -> User:
    """Who opens the page."""
    return editor(at=organisation)


def untouched(page: ArticlePage, **fields: object) -> dict:
    """What a browser sends of a form that nobody touched."""
    form = draft(
        title=page.title, slug=page.slug, lead=page.lead, byline=page.byline,
        review_by=str(page.review_by), search_description=page.search_description,
        body=streamfield([("paragraph", rich_text(LOADED, features=FEATURES))]),
        sources=streamfield([("source", {"citation": "A study.", "address": "", "read_on": ""})]),
    )  # fmt: skip
    return (
        form
        | {"audience": page.audience, "body-0-id": page.body[0].id}
        | {"sources-0-id": page.sources[0].id}
        | fields
    )


def save_by_itself(client: Client, address: str, form: dict) -> HttpResponse:
    """Save as the browser does."""
    return client.post(address, form, headers={"Accept": "application/json"})


def edit(page: ArticlePage) -> str:
    """The address of the page's editor."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_a_page_that_was_only_opened_is_nobodys_draft(
    enter: Enter, opener: User, page: ArticlePage
):
    before = page.latest_revision

    answer = save_by_itself(enter(opener), edit(page), untouched(page))

    after = fresh(page)
    assert answer.json() == {"success": True, "pk": page.pk}
    assert (after.latest_revision, after.has_unpublished_changes) == (before, False)
    assert after.latest_revision.user != opener


@pytest.mark.parametrize(
    "change", [{"lead": "Other words."}, {"review_by": "2099-02-28"}, {"body-0-deleted": "1"}]
)
def test_what_was_changed_saves_itself(enter: Enter, opener: User, page: ArticlePage, change: dict):
    answer = save_by_itself(enter(opener), edit(page), untouched(page, **change))

    after = fresh(page)
    assert answer.json()["revision_id"] == after.latest_revision_id
    assert after.latest_revision.user == opener


def test_what_was_changed_back_saves_itself(enter: Enter, opener: User, page: ArticlePage):
    client = enter(opener)

    first = save_by_itself(client, edit(page), untouched(page, lead="Other words.")).json()
    own = {"overwrite_revision_id": str(first["revision_id"])}
    save_by_itself(client, edit(page), untouched(page, **own))

    after = fresh(page)
    assert after.latest_revision_id == first["revision_id"]
    assert after.get_latest_revision_as_object().lead == page.lead


def test_a_press_on_save_is_an_act(enter: Enter, opener: User, page: ArticlePage):
    enter(opener).post(edit(page), untouched(page))

    assert fresh(page).latest_revision.user == opener


def test_approving_beside_a_text_from_a_file_does_not_count_as_writing_it(
    enter: Enter, organisation: Organisation, opener: User, page: ArticlePage
):
    page.save_revision(user=opener)
    page.get_workflow().start(page, opener)
    asked = {"action-workflow-action": "true", "workflow-action-name": "approve"}

    enter(editor(at=organisation)).post(edit(page), untouched(page, **asked))

    assert step(page) == "ScientificReview"
    assert fresh(page).latest_revision.user == opener


def test_a_programme_that_was_only_opened_is_nobodys_draft(
    enter: Enter, organisation: Organisation, opener: User
):
    programme, author = make_programme(), editor(at=organisation)
    address = at(Programme, "edit", programme.pk)
    enter(author).post(address, facts(programme, name="New"))

    answer = save_by_itself(enter(opener), address, facts(programme, name="New"))

    assert answer.json()["success"]
    assert Programme.objects.get().latest_revision.user == author


def test_approving_beside_a_programme_does_not_count_as_writing_it(
    enter: Enter, organisation: Organisation, opener: User
):
    programme = make_programme()
    address = at(Programme, "edit", programme.pk)
    enter(opener).post(address, facts(programme, name="New", **{"action-submit": "1"}))
    asked = {
        "action-workflow-action": "true", "workflow-action-name": "approve",
        "workflow-action-extra-data": ANSWERS_AS_JSON,
    }  # fmt: skip

    enter(reviewer(at=organisation)).post(address, facts(programme, name="New", **asked))

    programme = Programme.objects.get()
    assert programme.texts.get().name == "New"
    assert programme.live_revision.user == opener


ANSWERS_AS_JSON = (
    '{"is_evidence_current": true, "has_no_how_to": true, "has_no_fear": true, "has_help": true,'
    ' "review_by": "2027-05-31", "override_reason": "A trial.", "comment": ""}'
)
