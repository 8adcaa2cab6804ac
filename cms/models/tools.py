"""Pages that answer a question: where is help, which programmes exist, how much is too much."""

from typing import ClassVar

from django.db import models
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms import catalogue, selfcheck, services
from cms.blocks.text import Questions, Terms
from cms.fields import Stream
from cms.models.content import ContentPage, Part, panels


class HelpIndexPage(ContentPage):
    """The finder of services: a form that works without script, map or place of the reader."""

    registration = models.TextField(
        _("will I be registered?"),
        blank=True,
        help_text=_("General words; what a service asks and records stands with each service."),
    )

    shows_help = True
    has_body = False
    needs_check = False
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    content_panels: ClassVar[list] = panels(FieldPanel("registration"))
    name_in_menu = _("Find help")
    template = "cms/help.html"

    class Meta:
        verbose_name = _("finder of services")
        verbose_name_plural = _("finders of services")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""

        open = (*ContentPage.Sensitivity.open, "registration")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        """Add the form and the services that answer it."""
        wanted = services.read(request.GET)
        return {
            **super().get_context(request, *args, **kwargs),
            "wanted": wanted,
            "choices": services.choices(wanted),
            "places": services.places(wanted, on=timezone.localdate()),
        }


class ProgrammeIndexPage(ContentPage):
    """The catalogue of programmes, and each programme at an address of its own."""

    shows_help = True
    has_body = False
    needs_check = False
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    name_in_menu = _("Programmes")
    template = "cms/programmes.html"

    class Meta:
        verbose_name = _("list of programmes")
        verbose_name_plural = _("lists of programmes")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Take the first part of a path below for the address of a programme."""
        if self.live and len(path_components) == 1:
            return RouteResult(self, kwargs={"slug": path_components[0]})
        return super().route(request, path_components)

    def path_within(self, **kwargs: object) -> str:
        """The programme's address below the catalogue's."""
        slug = kwargs.get("slug", "")
        return f"{slug}/" if slug else ""

    def things_within(self) -> list[str]:
        """The addresses of all programmes."""
        return [f"{slug}/" for slug in catalogue.slugs()]

    def get_template(
        self, request: HttpRequest, *args: object, slug: str = "", **kwargs: object
    ) -> str:
        """One programme looks different from many."""
        return "cms/programme.html" if slug else self.template

    def get_context(
        self, request: HttpRequest, *args: object, slug: str = "", **kwargs: object
    ) -> dict:
        """Add the programme at `slug`, or those that answer the form."""
        context = super().get_context(request, *args, slug=slug, **kwargs)
        if slug:
            programme = catalogue.programme(slug, on=timezone.localdate())
            if programme is None:
                raise Http404
            return {**context, "programme": programme}
        wanted = catalogue.read(request.GET)
        programmes = catalogue.programmes(wanted)
        leaf = catalogue.leaf(programmes, request.GET.get("page"))
        return {
            **context,
            "wanted": wanted,
            "choices": catalogue.CHOICES,
            "leaf": leaf,
            "is_whole_page": wanted.is_anything and leaf.number == 1,
        }


class SelfCheckPage(ContentPage):
    """A questionnaire about oneself, worked out and forgotten."""

    tool = models.CharField(_("questionnaire"), max_length=40, default="audit")

    shows_help = True
    has_body = False
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.SectionPage"]
    content_panels: ClassVar[list] = panels(FieldPanel("tool"))
    name_in_menu = _("Self-check")
    template = "cms/selfcheck.html"

    class Meta:
        verbose_name = _("self-check")
        verbose_name_plural = _("self-checks")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""

        open = (*ContentPage.Sensitivity.open, "tool")

    @property
    def rest(self) -> list[Part]:
        """The text from the first heading on, which follows the questions."""
        return self.parts[len(self.opening) :]

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        """Add the questions, and what the answers of a form without script come to."""
        given = request.POST if request.method == "POST" else {}
        outcome = selfcheck.outcome(given) if request.method == "POST" else None
        check = selfcheck.tool(self.tool)
        return {
            **super().get_context(request, *args, **kwargs),
            "check": check,
            "asked": check.questions(given, outcome.missing if outcome else ()) if check else [],
            "outcome": outcome,
            "age": given.get(selfcheck.AGE, ""),
            "zones": selfcheck.ZONES,
            "rules": selfcheck.rules(),
        }


class FAQPage(ContentPage):
    """Questions and answers."""

    questions = Stream(Questions(), verbose_name=_("questions"))

    shows_help = True
    has_body = False
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.SectionPage"]
    content_panels: ClassVar[list] = panels(parts=[FieldPanel("questions")])
    search_fields: ClassVar[list] = [*ContentPage.search_fields, index.SearchField("questions")]
    template = "cms/faq.html"

    class Meta:
        verbose_name = _("questions and answers")
        verbose_name_plural = _("questions and answers")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""

        open = (*ContentPage.Sensitivity.open, "questions")


class GlossaryPage(ContentPage):
    """Words and what they mean."""

    terms = Stream(Terms(), verbose_name=_("words"))

    shows_help = True
    has_body = False
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.SectionPage"]
    content_panels: ClassVar[list] = panels(parts=[FieldPanel("terms")])
    search_fields: ClassVar[list] = [*ContentPage.search_fields, index.SearchField("terms")]
    template = "cms/glossary.html"

    class Meta:
        verbose_name = _("glossary")
        verbose_name_plural = _("glossaries")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""

        open = (*ContentPage.Sensitivity.open, "terms")

    @property
    def sorted_terms(self) -> list[dict]:
        """The words by the alphabet, each with an address on the page."""
        terms = sorted((block.value for block in self.terms), key=lambda it: it["term"].casefold())
        return [
            {"anchor": f"term-{number}", "term": it["term"], "meaning": it["meaning"]}
            for number, it in enumerate(terms, start=1)
        ]
