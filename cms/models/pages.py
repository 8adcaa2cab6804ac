"""What every public page knows: its languages, its frame, when it may go live."""

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from cms.frame import Frame, Language, languages_of, versions_of
from cms.rich_text import in_one_spelling
from cms.search_norm import normalise


LATIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
TAKEN = frozenset({"search", "offline", "leaflets", "exit", "media", "static", "s", "i18n"})
"""First parts of addresses behind which no page could be reached (`cms.page_urls`)."""


class PageForm(WagtailAdminPageForm):
    """The office's form: a draft may be unfinished, what is sent to review may not."""

    def clean(self) -> dict:
        """Ask what publishing will ask, except while a draft is being saved."""
        cleaned = super().clean()
        if not self.is_deferred_validation:
            for name, sentence in self.instance.obstacles(cleaned).items():
                self.add_error(name if name in self.fields else None, sentence)
        return cleaned

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields that say something else than before, however it is spelled."""
        return [name for name in super().changed_data if not self._says_the_same(name)]

    def _says_the_same(self, name: str) -> bool:
        bound = self[name]
        if not bound.field.has_changed(bound.initial, bound.data):
            return True  # Django asks a hidden field of what has a default, and Wagtail shows none
        block = getattr(bound.field, "block", None)
        values = (bound.initial, bound.data)
        if block:
            values = (block.get_prep_value(value) for value in values)
        before, after = (in_one_spelling(value) for value in values)
        return before == after


class PublicPage(Page):
    """A page of the public site. Abstract: each type has its own table."""

    base_form_class = PageForm
    private_page_options: ClassVar[list[str]] = []
    """No page hides behind a password: Wagtail's own sign-in is closed."""

    way: list[Page] | None = None
    """The pages above, the home page first, as far as routing has read them."""

    versions: list[Page] | None = None
    """The published versions in all languages, as far as serving has read them."""

    name_in_menu: ClassVar[Any] = ""
    """A short name for the menu, where the title says more than the menu has room for."""

    search_fields: ClassVar[list] = [
        *Page.search_fields,
        index.SearchField("search_description"),
        index.AutocompleteField("search_norm"),
    ]

    class Meta:
        abstract = True

    @property
    def social_title(self) -> str:
        """What a messenger shows of a link to this page."""
        return self.seo_title or self.title

    def obstacles(self, values: dict) -> dict[str, str]:
        """Say what keeps the page from going live: field name and sentence.

        `values` are those of the form, or of the page itself when it is published without one.
        """
        slug = values.get("slug") or self.slug
        if slug and not LATIN.fullmatch(slug):
            return {"slug": _("Use small Latin letters, digits and hyphens in the address.")}
        if slug in TAKEN:
            return {"slug": _("The site uses this address itself. Choose another.")}
        return {}

    def full_clean(self, *args: object, **kwargs: object) -> None:
        """Refuse to go live with an obstacle in the way.

        Wagtail cleans a page as a whole when it is published; the office's form excludes fields
        and asks for obstacles itself.
        """
        super().full_clean(*args, **kwargs)
        if not args and "exclude" not in kwargs:
            own = [field for field in self._meta.fields if not field.is_relation]
            values = {field.name: getattr(self, field.name) for field in own}
            if found := self.obstacles(values):
                raise ValidationError(found)

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Return what keeps readers out, of this page and those above, by one question.

        An alias answers for its source, which Wagtail asks for step by step.
        """
        if any(page.alias_of_id for page in [*(self.way or []), self]):
            return super().get_view_restrictions()
        steps = range(self.steplen, len(self.path) + 1, self.steplen)
        paths = [self.path[:end] for end in steps]
        return PageViewRestriction.objects.filter(page__path__in=paths)

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Answer in the language of the address, or not at all.

        Wagtail falls back to the default language when a page has no translation; a reader who
        asked for Kazakh would get English at the Kazakh address.
        """
        self.versions = versions_of(self)
        here = next((page for page in self.versions if page.pk == self.pk), self)
        self.locale = here.locale
        if self.locale.language_code != get_language():
            raise Http404
        return super().serve(request, *args, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Preview in the page's language, whatever language the editor works in."""
        with override(self.locale.language_code):
            return super().serve_preview(request, mode_name).render()

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        """Add the frame."""
        context = super().get_context(request, *args, **kwargs)
        frame = Frame(self, request, path=self.path_within(**kwargs))
        return {**context, "frame": frame, "home": frame.home}

    def path_within(self, **kwargs: object) -> str:
        """What follows the page's own address for the thing that it shows."""
        return ""

    def home(self) -> Page | None:
        """Return the home page of this page's language."""
        home = self.get_ancestors(inclusive=True).filter(depth=2).first()
        return home.specific if home else None

    def search_norm(self) -> str:
        """Return all that the search reads of this page, in the search's one spelling."""
        fields = [it for it in self.get_search_fields() if isinstance(it, index.SearchField)]
        return normalise(" ".join(_flat(field.get_value(self)) for field in fields))

    def languages(self, request: HttpRequest) -> list[Language]:
        """List the languages that this page is published in, in the house's order."""
        return languages_of(self, request)

    def things_within(self) -> list[str]:
        """List the paths of the things that this page shows at addresses of their own."""
        return []


def _flat(value: object) -> str:
    """The text of a field as the search gets it: a text, or a list of texts."""
    if isinstance(value, (list, tuple)):
        return " ".join(_flat(part) for part in value)
    return str(value or "")
