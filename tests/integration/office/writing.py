"""Writing and checking through the office's own pages."""

from collections.abc import Callable

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.models import ArticlePage
from kernel.models import User


Enter = Callable[[User], Client]
ANSWERS = {
    "is_evidence_current": "on",
    "has_no_how_to": "on",
    "has_no_fear": "on",
    "has_help": "on",
    "review_by": "2027-05-31",
}


def draft(**fields: object) -> dict:
    """The form of an article."""
    return nested_form_data(
        {
            "title": "Sleep",
            "slug": "sleep",
            "search_description": "How to rest.",
            "lead": "How to rest.",
            "audience": ["everyone"],
            "body": streamfield([("heading", "Nights")]),
            "sources": streamfield([]),
            "byline": "An editor.",
            "review_by": "2027-01-31",
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
        }
        | fields
    )


def write(client: Client, article: ArticlePage, **fields: object) -> ArticlePage:
    """Let an editor write an article beside `article`."""
    home = article.get_parent()
    response = client.post(f"/office/pages/add/cms/articlepage/{home.pk}/", draft(**fields))
    assert response.status_code == 302, response.context["form"].errors
    return ArticlePage.objects.get(slug=fields.get("slug", "sleep"))


def approval(page: ArticlePage) -> str:
    """The address that approves the step at hand."""
    task = page.current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", task.pk))


def approve(client: Client, page: Page, **answers: object) -> HttpResponse:
    """Approve the step at hand."""
    return client.post(approval(page), ANSWERS | answers)


def again(client: Client, page: Page) -> HttpResponse:
    """Have the changes of somebody who checked be checked from the start."""
    return client.post(approval(page).replace("approve", "again"), {"comment": ""})


def fresh(page: Page) -> ArticlePage:
    """Read the page anew: what was read before keeps its workflow."""
    return ArticlePage.objects.get(pk=page.pk)


def step(page: Page) -> str:
    """The kind of check that the page waits for."""
    task = fresh(page).current_workflow_task
    return type(task).__name__ if task else ""
