"""What a browser may keep for a moment without connection: first aid, help, numbers, leaflets.

Phones are shared: nothing that tells who looked at what. Every browser keeps the same few pages,
and the worker stores no address that is not on the list.
"""

import hashlib
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from wagtail.models import Page

from cms.models import ArticlePage, HelpIndexPage, HomePage, LeafletPage
from cms.vocabulary import Topic


WORKER = Path(__file__).resolve().parent / "static" / "cms" / "worker.js"
ASKED_AGAIN = 24 * 60 * 60
"""Seconds after which a browser asks for the list again."""
FILES = ("cms/site.css", "cms/site.js", "cms/mark.svg", "cms/ikat.svg")


def pages_kept(home: HomePage) -> list[Page]:
    """The pages of one language that open without connection: help, first aid, leaflets."""
    articles = ArticlePage.objects.descendant_of(home).live().values_list("pk", "topics")
    first_aid = {pk for pk, topics in articles if Topic.FIRST_AID in topics}
    wanted = first_aid | {home.emergency_page_id}
    below = Page.objects.descendant_of(home).live().select_related("locale")
    return list(
        (below.filter(pk__in=wanted) | below.type(HelpIndexPage, LeafletPage)).order_by("path")
    )


def list_kept(home: HomePage, request: HttpRequest) -> dict:
    """The list as the worker reads it; a new text or file changes its version."""
    pages = pages_kept(home)
    addresses = [
        reverse("kept"),
        *(page.get_url(request) for page in pages),
        *(static(name) for name in FILES),
    ]
    seen = hashlib.sha256(settings.STATIC_URL.encode())
    for part in (*addresses, *(str(page.last_published_at) for page in (home, *pages))):
        seen.update(part.encode())
    for name in FILES:
        seen.update((WORKER.parent.parent / name).read_bytes())
    return {
        "language": home.locale.language_code,
        "version": seen.hexdigest()[:12],
        "addresses": addresses,
    }
