"""What stands around every public page: menu, crumbs, languages, the way to help."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from wagtail.models import Page

from cms.cyrillic_pages import QUERY, is_asked_for


@dataclass(frozen=True)
class Language:
    """A language that the page at hand is published in."""

    code: str
    name: str
    url: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class Entry:
    """A link to a page."""

    label: str
    url: str
    slug: str = ""
    current: str = ""
    """What `aria-current` says: `page`, `true` for a page above the page at hand, or nothing."""


@dataclass
class Frame:
    """The frame of one page for one request. Three queries, however many pages there are."""

    page: Page
    request: HttpRequest
    path: str = ""
    """What follows the page's own address, when the page shows one of several things."""
    languages: list[Language] = field(init=False)

    def __post_init__(self) -> None:
        """Look up the languages, which the head of every page needs."""
        self.languages = languages_of(self.page, self.request, self.path)

    @property
    def is_cyrillic(self) -> bool:
        """Whether the page at hand is Uzbek and shown in Cyrillic letters."""
        return is_asked_for(self.request)

    @property
    def other_script(self) -> str:
        """The address of an Uzbek page in Cyrillic letters; nothing for other languages."""
        here = next((language for language in self.languages if language.is_current), None)
        return f"{here.url}?{QUERY}" if here and here.code == "uz" else ""

    @cached_property
    def ancestors(self) -> list[Page]:
        """The pages above, the home page first."""
        way = getattr(self.page, "way", None)
        return way or list(self.page.get_ancestors().filter(depth__gte=2))

    @cached_property
    def home(self) -> Page | None:
        """The home page of this page's language, with what it says."""
        if self.page.depth == 2:  # noqa: PLR2004 - the root is 1
            return self.page
        return self.ancestors[0].specific if self.ancestors else None

    @cached_property
    def home_url(self) -> str:
        """Where the home page is; in a preview outside the site, the top of the page."""
        return (self.home.get_url(self.request) if self.home else None) or "#main"

    @cached_property
    def rooms(self) -> list[Page]:
        """The pages right below the home page."""
        if self.home is None or not self.home.pk:
            return []
        return list(self.home.get_children().live().defer_streamfields())

    @cached_property
    def menu(self) -> list[Entry]:
        """The menu's entries."""
        return [
            replace(self._entry(page), label=str(page.specific_class.name_in_menu or page.title))
            for page in self.rooms
            if page.show_in_menus
        ]

    @cached_property
    def about(self) -> list[Entry]:
        """What this site says of itself."""
        return [self._entry(page) for page in self._of_kind("standardpage")]

    @cached_property
    def help(self) -> Entry | None:
        """The finder of services."""
        return next((self._entry(page) for page in self._of_kind("helpindexpage")), None)

    @cached_property
    def ways_to_help(self) -> list[Entry]:
        """What the footer lists under help: services, self-check, questions."""
        kinds = ("helpindexpage", "selfcheckpage", "faqpage", "alertindexpage")
        return [self._entry(page) for kind in kinds for page in self._of_kind(kind)]

    @cached_property
    def crumbs(self) -> list[Entry]:
        """The way down to this page, without the page itself."""
        above = self.ancestors[1:] + ([self.page] if self.path else [])
        return [Entry(page.title, page.get_url(self.request) or "") for page in above]

    @cached_property
    def canonical(self) -> str:
        """The whole address of this page."""
        return next((language.address for language in self.languages if language.is_current), "")

    @cached_property
    def social_image(self) -> str:
        """The picture that a messenger shows beside a link."""
        image = getattr(self.page, "social_image", None)
        address = image.get_rendition("fill-1200x630|format-jpeg").url if image else None
        return self.request.build_absolute_uri(address or static("cms/social.png"))

    def _of_kind(self, model: str) -> list[Page]:
        return [page for page in self.rooms if page.cached_content_type.model == model]

    def _entry(self, page: Page) -> Entry:
        current = ""
        if page.pk == self.page.pk and not self.path:
            current = "page"
        elif self.page.path and self.page.path.startswith(page.path):
            current = "true"
        return Entry(page.title, page.get_url(self.request) or "", page.slug, current)


def versions_of(page: Page) -> list[Page]:
    """Read every language's published version of `page`, each with its language."""
    return list(page.get_translations(inclusive=True).select_related("locale").live())


def languages_of(page: Page, request: HttpRequest, path: str = "") -> list[Language]:
    """List the languages that `page` is published in, in the house's order."""
    pages = getattr(page, "versions", None) or versions_of(page)
    urls = {
        page.locale.language_code: url + path for page in pages if (url := page.get_url(request))
    }
    return [
        Language(
            code=code,
            name=name,
            url=urls[code],
            address=request.build_absolute_uri(urls[code]),
            is_current=code == page.locale.language_code,
        )
        for code, name in settings.LANGUAGES
        if code in urls
    ]
