"""Rich text: links to published pages alone, looked up together; one spelling for comparing."""

import re
from functools import cache
from typing import Any

from django.utils.html import escape
from wagtail import hooks
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import Page, Site
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

from cms.blocks import FEATURES


KEY = re.compile(r' data-block-key="[^"]*"')
"""What the editor adds to each paragraph that it writes."""


def in_one_spelling(value: Any) -> Any:
    """Return a field's value with each rich text in it as the editor would write it.

    A text that came from a file has other spaces, no keys, and nothing where a form sends an empty
    line; read and sent back untouched, it says the same and is spelled differently.
    """
    if isinstance(value, dict):
        parts = {name: in_one_spelling(part) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part not in (None, "")}
    if isinstance(value, (list, tuple)):
        return [in_one_spelling(part) for part in value]
    if isinstance(value, str) and value.lstrip().startswith("<"):
        return KEY.sub(
            "", _converter().to_database_format(_converter().from_database_format(value))
        )
    return value


@cache
def _converter() -> ContentstateConverter:
    """The editor's reader and writer; every rich text has the same features."""
    return ContentstateConverter(FEATURES)


class PublishedPageLink(PageLinkHandler):
    """A link to a page.

    Wagtail's own asks several questions for each link and links to drafts as well.
    """

    @classmethod
    def get_many(cls, attrs_list: list[dict]) -> list[Page | None]:
        """Return the published pages, in one query."""
        wanted = [int(attrs["id"]) for attrs in attrs_list]
        pages = Page.objects.live().select_related("locale").in_bulk(wanted)
        return [pages.get(ident) for ident in wanted]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        """Write the opening tags; the addresses of the site's roots are looked up once."""
        roots = Site.get_site_root_paths()
        return [_opening(page, roots) for page in cls.get_many(attrs_list)]


def _opening(page: Page | None, roots: list) -> str:
    if page is None:
        return "<a>"
    page._wagtail_cached_site_root_paths = roots
    return f'<a href="{escape(page.get_url() or "")}">'


@hooks.register("register_rich_text_features", order=10)
def link_to_published_pages(features: FeatureRegistry) -> None:
    """Take the place of Wagtail's handler."""
    features.register_link_type(PublishedPageLink)
