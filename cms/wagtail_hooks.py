"""What the office adds to Wagtail's admin, and what it takes away."""

from functools import partial

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page, PageQuerySet
from wagtail.snippets.models import register_snippet

from cms.office.gate import CLOSED_MENU, choosable, rooms_of
from cms.office.menu import Send
from cms.office.panels import panels_for
from cms.office.reports import REPORTS, menu_items
from cms.office.translating import without_alias
from cms.office.words import TermRules, remind


register_snippet(TermRules)


@hooks.register("insert_global_admin_js")
def start_widgets() -> SafeString:
    """Load the script that starts the widgets."""
    return format_html('<script src="{}"></script>', static("cms/office.js"))


@hooks.register("insert_global_admin_css")
def wear_our_colours() -> SafeString:
    """Give the office the colours of the site."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/office.css"))


@hooks.register("construct_help_menu")
def keep_our_help(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take away the news of Wagtail's own versions, which no editor can act on."""
    items[:] = [item for item in items if not item.name.startswith("whats-new-in-wagtail")]


@hooks.register("insert_editor_js")
def show_words() -> SafeString:
    """Show beside a text which of its words are on the list."""
    return format_html('<script src="{}"></script>', static("cms/words.js"))


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def remind_of_words(request: HttpRequest, page: Page) -> None:
    """Say at sending what the reviewer will be asked about."""
    remind(request, page)


@hooks.register("register_admin_urls")
def own_addresses() -> list[URLPattern | URLResolver]:
    """Mount the office's own pages among Wagtail's, behind the same door."""
    return [path("umit/", include("cms.office.urls"))]


@hooks.register("construct_homepage_panels")
def show_what_waits(request: HttpRequest, panels: list[Component]) -> None:
    """Show what waits for this person instead of Wagtail's own panels."""
    panels[:] = panels_for(request.user)


@hooks.register("construct_page_action_menu")
def send_in_our_words(items: list[MenuItem], request: HttpRequest, context: dict) -> None:
    """Put our own way of sending in the place of Wagtail's; leave out what goes past the review.

    The first item is the button that stands open: for who was asked to approve, approving.
    """
    kept = without_alias(items)
    ours = [Send(order=item.order) if item.name == Send.name else item for item in kept]
    items[:] = sorted(ours, key=lambda item: item.name != "approve")


def _register(position: int) -> None:
    hooks.register("register_reports_menu_item", partial(_report, position))


def _report(position: int) -> MenuItem:
    return menu_items()[position]


for _position in range(len(REPORTS)):
    _register(_position)


@hooks.register("construct_reports_menu")
def keep_our_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take away the report of aging pages: it goes by publication, which is no check."""
    hidden = {"aging-pages"} | (CLOSED_MENU if rooms_of(request.user) else frozenset())
    items[:] = [item for item in items if item.name not in hidden]


@hooks.register("construct_page_chooser_queryset")
def choose_own_or_published(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Show nobody the drafts of another room: Wagtail's chooser shows every page to everybody."""
    return choosable(pages, request.user)
