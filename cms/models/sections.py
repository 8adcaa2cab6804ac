"""Pages that list the pages below them."""

from typing import ClassVar

from django.core.paginator import Page as Leaf
from django.core.paginator import Paginator
from django.db import models
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms.drawings import drawing
from cms.models.content import CHECKING, READERS, ContentPage, pages_below
from cms.models.pages import PublicPage
from cms.vocabulary import MOTIFS, SCENES, Audience, Motif


NEWS_SHOWN = 20
TOP = 3
"""Depth of the pages right below a home page: a section within a section is no entrance."""


class SectionPage(ContentPage):
    """A part of the site: for one reader, or on one subject. Lists what is in it."""

    shows_help = True
    has_body = False
    needs_check = False
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.SectionPage"]
    subpage_types: ClassVar[list[str]] = [
        "cms.SectionPage", "cms.ArticlePage", "cms.SubstancePage", "cms.StoryPage",
        "cms.LeafletPage", "cms.FAQPage", "cms.GlossaryPage", "cms.OrganisationPage",
        "cms.SelfCheckPage", "cms.EventPage",
    ]  # fmt: skip
    template = "cms/section.html"

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""

    @cached_property
    def motif(self) -> Motif | None:
        """The ornament of the one reader that this section is for, or nothing."""
        if len(self.audience) != 1 or self.depth > TOP:
            return None
        return MOTIFS.get(Audience(self.audience[0]))

    @property
    def motif_template(self) -> str:
        """The template that draws the ornament."""
        return f"cms/_motif_{self.motif.value}.html" if self.motif else ""

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        """Add what is in the section, and the drawing of its reader."""
        context = super().get_context(request, *args, **kwargs)
        scene = drawing(SCENES[self.motif]) if self.motif else ""
        return {**context, "pages": list(pages_below(self)), "scene": scene}


class NewsIndexPage(ContentPage):
    """News and events, newest first."""

    shows_help = True
    has_body = False
    needs_check = False
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.NewsPage", "cms.EventPage"]
    template = "cms/news_index.html"

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        """Add the events to come and one leaf of the news."""
        return {
            **super().get_context(request, *args, **kwargs),
            "events": self.events_to_come(),
            "leaf": self.leaf(request.GET.get("page")),
        }

    def leaf(self, number: str | None) -> Leaf:
        """Return one leaf of the news; a number that is none shows the first or the last."""
        news = NewsPage.objects.child_of(self).live().defer_streamfields()
        pages = news.order_by("-published_on", "-pk")
        return Paginator(pages, NEWS_SHOWN).get_page(number)

    def events_to_come(self) -> QuerySet["EventPage"]:
        """Return the events that are not over, soonest first."""
        events = EventPage.objects.child_of(self).live().defer_streamfields()
        return events.filter(starts_at__gte=timezone.now()).order_by("starts_at")


class NewsPage(ContentPage):
    """A piece of news."""

    published_on = models.DateField(_("day"), default=timezone.localdate)

    needs_check = False
    parent_page_types: ClassVar[list[str]] = ["cms.NewsIndexPage"]
    content_panels: ClassVar[list] = [
        *PublicPage.content_panels,
        FieldPanel("published_on"),
        FieldPanel("lead"),
        READERS,
        FieldPanel("body"),
        FieldPanel("sources"),
        CHECKING,
    ]
    template = "cms/news.html"

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("news")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""

        open = (*ContentPage.Sensitivity.open, "published_on")


class EventPage(ContentPage):
    """Something that happens on a day and at a place."""

    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=250)

    needs_check = False
    parent_page_types: ClassVar[list[str]] = ["cms.NewsIndexPage", "cms.SectionPage"]
    content_panels: ClassVar[list] = [
        *PublicPage.content_panels,
        MultiFieldPanel(
            [FieldPanel("starts_at"), FieldPanel("ends_at"), FieldPanel("place")],
            heading=_("When and where"),
        ),
        FieldPanel("lead"),
        READERS,
        FieldPanel("body"),
        FieldPanel("sources"),
        CHECKING,
    ]
    template = "cms/event.html"

    class Meta:
        verbose_name = pgettext_lazy("public page", "event")
        verbose_name_plural = pgettext_lazy("public page", "events")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=F("starts_at")),
                name="event_ends_after_it_starts",
            ),
        ]

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""

        open = (*ContentPage.Sensitivity.open, "starts_at", "ends_at", "place")

    @property
    def is_over(self) -> bool:
        """Whether the event has passed."""
        return (self.ends_at or self.starts_at) < timezone.now()
