"""The first page of the site, one per language."""

from typing import ClassVar

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from cms.blocks.text import Section
from cms.models.articles import ArticlePage
from cms.models.pages import PublicPage


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
    helpline_number = models.CharField(_("helpline number"), max_length=20, blank=True)
    talk = models.TextField(_("talking to someone"))
    find = models.TextField(_("finding treatment"))
    sections = StreamField(StreamBlock([("section", Section())]), verbose_name=_("sections"))
    run_by = models.TextField(_("who runs this site"))

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["cms.ArticlePage"]
    template = "cms/home.html"
    content_panels: ClassVar[list] = [
        *PublicPage.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel(
            [
                FieldPanel("emergency_number"),
                FieldPanel("danger"),
                FieldPanel("helpline_number"),
                FieldPanel("talk"),
                FieldPanel("find"),
            ],
            heading=_("Help now"),
        ),
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
            "page_ptr", "lead", "emergency_number", "danger", "helpline_number", "talk", "find",
            "sections", "run_by",
        )  # fmt: skip

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        """Add the articles, newest first."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, "home": self, "articles": self.articles()}

    def articles(self) -> QuerySet[ArticlePage]:
        """Return the published articles under this page."""
        articles = ArticlePage.objects.child_of(self).live().defer_streamfields()
        return articles.order_by("-first_published_at", "pk")
