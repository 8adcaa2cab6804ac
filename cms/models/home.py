"""The first page of the site, one per language."""

from itertools import accumulate
from typing import ClassVar

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms import services
from cms.blocks.sections import Sections
from cms.blocks.text import Text
from cms.drawings import drawing
from cms.fields import Stream
from cms.models.alerts import AlertPage
from cms.models.articles import ArticlePage
from cms.models.pages import PublicPage
from cms.models.sections import SectionPage
from cms.vocabulary import Audience, Drawing


ARTICLES_SHOWN = 4
HOW_WE_CHECK = "editorial-policy"
"""The address of the page on who writes and who checks: the same in every language."""


class HomePage(PublicPage):
    """What the site offers, help first."""

    lead = models.TextField(_("introduction"))
    emergency_number = models.CharField(
        _("ambulance number"),
        max_length=20,
        blank=True,
        help_text=_("Leave empty until it is checked: the page then says to call an ambulance."),
    )
    danger = models.TextField(_("if life is in danger"))
    emergency_page = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("what to do while waiting"),
    )
    helpline_number = models.CharField(_("helpline number"), max_length=20, blank=True)
    talk = models.TextField(_("talking to someone"))
    find = models.TextField(_("finding treatment"))
    body = Stream(
        Text(),
        verbose_name=_("text"),
        blank=True,
        help_text=_("Stands beside the self-check: best one number with its source."),
    )
    prevention = models.TextField(
        _("what works in schools"), blank=True, help_text=_("Leads to the programmes.")
    )
    sections = Stream(Sections(), verbose_name=_("sections"), blank=True)
    run_by = models.TextField(_("who runs this site"))

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "cms.SectionPage", "cms.ArticlePage", "cms.ProgrammeIndexPage", "cms.HelpIndexPage",
        "cms.AlertIndexPage", "cms.SelfCheckPage", "cms.LeafletPage", "cms.NewsIndexPage",
        "cms.FAQPage", "cms.GlossaryPage", "cms.StandardPage", "cms.OrganisationPage",
    ]  # fmt: skip
    search_fields: ClassVar[list] = [*PublicPage.search_fields, index.SearchField("lead")]
    template = "cms/home.html"
    content_panels: ClassVar[list] = [
        *PublicPage.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel(
            [
                FieldPanel("emergency_number"),
                FieldPanel("danger"),
                PageChooserPanel("emergency_page"),
                FieldPanel("helpline_number"),
                FieldPanel("talk"),
                FieldPanel("find"),
            ],
            heading=_("Help now"),
        ),
        FieldPanel("body"),
        FieldPanel("prevention"),
        FieldPanel("sections"),
        FieldPanel("run_by"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ()
        clinical = ()
        open = (
            "page_ptr", "lead", "emergency_number", "danger", "emergency_page", "helpline_number",
            "talk", "find", "body", "prevention", "sections", "run_by",
        )  # fmt: skip

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page at a path with two questions, however deep: Wagtail asks two a step.

        The page keeps the way to it, which its frame shows.
        """
        steps = list(accumulate((f"{part}/" for part in path_components), initial=self.url_path))
        pages = self.get_descendants().filter(url_path__in=steps[1:]).order_by("depth")
        way = list(pages.select_related("locale")) if path_components else []
        if not way:
            return super().route(request, path_components)
        page = way[-1].specific
        page.locale, page.way = way[-1].locale, [self, *way[:-1]]
        return page.route(request, path_components[len(way) :])

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        """Add the entrances, the alert of the day and the newest articles."""
        context = super().get_context(request, *args, **kwargs)
        frame = context["frame"]
        rooms = {page.cached_content_type.model: page for page in frame.rooms}
        return {
            **context,
            "alert": self.alert(),
            "entrances": self.entrances(),
            "articles": self.articles(),
            "emergency": self.emergency(frame.rooms),
            "self_check": rooms.get("selfcheckpage"),
            "programmes": rooms.get("programmeindexpage"),
            "how_we_check": next((it for it in frame.about if it.slug == HOW_WE_CHECK), None),
            "talks": frame.help and services.can_be_called(on=timezone.localdate()),
            "school": drawing(Drawing.SCHOOL_CLASS),
            "talk": drawing(Drawing.TALK_TOGETHER),
        }

    def entrances(self) -> list[SectionPage]:
        """The sections that are one reader's."""
        sections = SectionPage.objects.child_of(self).live().defer_streamfields()
        readers = list(Audience.values)
        entrances = [section for section in sections if section.motif]
        return sorted(entrances, key=lambda section: readers.index(section.audience[0]))

    def alert(self) -> AlertPage | None:
        """The most urgent alert, of equals the newest, if it is more than information."""
        alerts = AlertPage.objects.descendant_of(self).defer_streamfields()
        return alerts.standing(at=timezone.now()).pressing().first()

    def emergency(self, rooms: list[Page]) -> Page | None:
        """Return the page on what to do while waiting, which mostly is one of the rooms."""
        known = {room.pk: room for room in rooms}
        page = known.get(self.emergency_page_id) or self.emergency_page
        return page if page and page.live else None

    def articles(self) -> QuerySet[ArticlePage]:
        """Return the newest articles, from wherever in this language's tree they are."""
        articles = ArticlePage.objects.descendant_of(self).live().defer_streamfields()
        return articles.order_by("-first_published_at", "pk")[:ARTICLES_SHOWN]
