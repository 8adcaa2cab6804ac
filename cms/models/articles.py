"""Articles: one subject, its sources, and when it is checked again."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from cms.blocks.text import Source, Text
from cms.models.pages import PublicPage


class ArticlePage(PublicPage):
    """An article for anyone."""

    lead = models.TextField(_("introduction"))
    body = StreamField(Text(), verbose_name=_("text"))
    sources = StreamField(
        StreamBlock([("source", Source())]), verbose_name=_("sources"), blank=True
    )
    byline = models.TextField(
        _("who wrote and who checked it"),
        help_text=_("Roles, not names. Say what is unchecked."),
    )
    checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("Empty until a reviewer has signed."),
    )
    review_by = models.DateField(
        _("next check by"),
        null=True,
        help_text=_("Needed to publish. After this day readers are told that a check is due."),
    )

    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/article.html"
    content_panels: ClassVar[list] = [
        *PublicPage.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("sources"),
        MultiFieldPanel(
            [
                FieldPanel("byline"),
                FieldPanel("checked_on"),
                FieldPanel("review_by", required_on_save=False),
            ],
            heading=_("Checking"),
        ),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ()
        clinical = ()
        open = (
            "page_ptr",
            "lead",
            "body",
            "sources",
            "byline",
            "checked_on",
            "review_by",
        )

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        """Add whether the check is overdue, and what is on the page."""
        return {
            **super().get_context(request, *args, **kwargs),
            "is_check_due": self.is_check_due(on=timezone.localdate()),
            "headings": [block for block in self.body if block.block_type == "heading"],
        }

    def is_check_due(self, *, on: date) -> bool:
        """Whether the day of the next check has passed."""
        return self.review_by is not None and on > self.review_by
