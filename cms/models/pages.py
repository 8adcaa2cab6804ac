"""What every public page knows: its languages, its home page, the way out."""

from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language, override
from wagtail.models import Page


@dataclass(frozen=True)
class Language:
    """A language that the page at hand is published in."""

    code: str
    name: str
    url: str
    address: str
    is_current: bool


class PublicPage(Page):
    """A page of the public site. Abstract: each type has its own table."""

    private_page_options: ClassVar[list[str]] = []
    """No page hides behind a password: Wagtail's own sign-in is closed."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Answer in the language of the address, or not at all.

        Wagtail falls back to the default language when a page has no translation; a reader who
        asked for Kazakh would get English at the Kazakh address.
        """
        if self.locale.language_code != get_language():
            raise Http404
        return super().serve(request, *args, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Preview in the page's language, whatever language the editor works in."""
        with override(self.locale.language_code):
            return super().serve_preview(request, mode_name).render()

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        """Add the frame's needs: home page, languages, the neutral address."""
        return {
            **super().get_context(request, *args, **kwargs),
            "home": self.home(),
            "languages": self.languages(request),
            "neutral_address": settings.NEUTRAL_ADDRESS,
        }

    def home(self) -> Page | None:
        """Return the home page of this page's language."""
        home = self.get_ancestors(inclusive=True).filter(depth=2).first()
        return home.specific if home else None

    def languages(self, request: HttpRequest) -> list[Language]:
        """List the languages that this page is published in, in the house's order."""
        pages = self.get_translations(inclusive=True).select_related("locale").live()
        by_code = {page.locale.language_code: page for page in pages}
        return [
            Language(
                code=code,
                name=name,
                url=by_code[code].get_url(request) or "",
                address=request.build_absolute_uri(by_code[code].get_url(request) or "/"),
                is_current=code == self.locale.language_code,
            )
            for code, name in settings.LANGUAGES
            if code in by_code
        ]
