"""Feeds for reading programs: alerts by country, and news, in each language.

A title travels to lists and lock screens, so an alert's says only that there is one.
"""

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models import AlertIndexPage, NewsIndexPage
from cms.models.pages import PublicPage
from kernel.models.organisations import Country


SHOWN = 20


class _PageFeed(Feed):
    """A list of pages below an index page of the address's language."""

    feed_type = Atom1Feed
    index: type[PublicPage]

    def get_object(self, request: HttpRequest, country: str = "") -> tuple[Page, str, HttpRequest]:
        """Find the list that the feed repeats."""
        if country and country.upper() not in Country:
            raise Http404
        pages = self.index.objects.live().filter(locale__language_code=get_language())
        page = pages.first()
        if page is None:
            raise Http404
        return page, country.upper(), request

    def title(self, told: tuple) -> str:
        """Name the list."""
        page, country, _request = told
        return f"{page.title} – {Country(country).label}" if country else page.title

    def subtitle(self, told: tuple) -> str:
        """Say what the list is."""
        return told[0].search_description

    def link(self, told: tuple) -> str:
        """Lead to the list as a page."""
        page, country, request = told
        return page.get_url(request) + (f"?country={country}" if country else "")

    def feed_guid(self, told: tuple) -> str:
        """The list's lasting name."""
        page, country, _request = told
        return f"urn:uuid:{page.translation_key}:{page.locale.language_code}{country}"

    def item_link(self, page: Page) -> str:
        """The page's address."""
        return page.get_url() or "/"

    def item_guid(self, page: Page) -> str:
        """The page's lasting name."""
        return f"urn:uuid:{page.translation_key}"

    def item_updateddate(self, page: Page) -> object:
        """When it was last published."""
        return page.last_published_at

    def item_pubdate(self, page: Page) -> object:
        """When it was first published."""
        return page.first_published_at


class Alerts(_PageFeed):
    """The alerts that stand; what has ended leaves at once."""

    index = AlertIndexPage

    def items(self, told: tuple) -> list[Page]:
        """The most urgent first; reading programs sort by day themselves."""
        page, country, _request = told
        alerts = page.alerts(at=timezone.now(), country=country).select_related("locale")
        return list(alerts[:SHOWN])

    def item_title(self, alert: Page) -> str:
        """A title that does not say what the alert is about."""
        return alert.social_title

    def item_description(self, alert: Page) -> str:
        """Where it is and how urgent, and nothing of the substance."""
        place = alert.get_country_display() or _("Every country")
        return f"{alert.get_severity_display()}. {place}."


class News(_PageFeed):
    """The newest news."""

    index = NewsIndexPage

    def items(self, told: tuple) -> list[Page]:
        """Newest first."""
        page, _country, _request = told
        return list(page.leaf("1").object_list.select_related("locale"))

    def item_title(self, news: Page) -> str:
        """Its title."""
        return news.title

    def item_description(self, news: Page) -> str:
        """Its introduction."""
        return news.lead
