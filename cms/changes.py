"""What follows when a page appears, changes its place or goes: the one file that hears Wagtail.

Wagtail tells of publishing by signals alone, whichever way a page was published.
"""

from functools import partial

from django.db import transaction
from wagtail.models import Page
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
)

from cms import tasks
from cms.models import LeafletPage
from kernel import public_pages


def listen() -> None:
    """Hear what happens to pages, and to programmes in the catalogue."""
    of_pages = (page_published, page_unpublished, page_slug_changed, post_page_move)
    for signal in (*of_pages, published, unpublished):
        signal.connect(_outdate, dispatch_uid="cms.kept-pages")
    page_published.connect(_print, dispatch_uid="cms.leaflets")


def _outdate(**told: object) -> None:
    public_pages.outdate()


def _print(instance: Page, **told: object) -> None:
    """Have a leaflet printed once its text is there for the worker to read."""
    if isinstance(instance, LeafletPage):
        transaction.on_commit(partial(tasks.print_leaflet.enqueue, instance.pk))
