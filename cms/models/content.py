"""What pages of text share: introduction, text, readers, sources, checking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any, ClassVar

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import Page
from wagtail.search import index

from cms.blocks.text import Sources, Text
from cms.fields import ManyOf, Stream
from cms.models.pages import PublicPage
from cms.vocabulary import NEEDS_HELP, Audience, Topic


CHECKING = MultiFieldPanel(
    [
        FieldPanel("byline"),
        FieldPanel("checked_on"),
        FieldPanel("review_by", required_on_save=False),
    ],
    heading=_("Checking"),
)
READERS = MultiFieldPanel([FieldPanel("audience"), FieldPanel("topics")], heading=_("Readers"))


def panels(*facts: Panel, parts: Iterable[Panel] = ()) -> list[Panel]:
    """What an editor fills in: `facts` of the type before the readers, `parts` before the text."""
    return [
        *PublicPage.content_panels,
        FieldPanel("lead"),
        *facts,
        READERS,
        *parts,
        FieldPanel("body"),
        FieldPanel("sources"),
        CHECKING,
    ]


LEVELS = {"heading": 2, "subheading": 3}


@dataclass(frozen=True)
class Part:
    """A block of a text, and its level when it is a heading."""

    block: Any
    level: int


class ContentPage(PublicPage):
    """A page of text. Abstract: each type has its own table."""

    lead = models.TextField(_("introduction"))
    body = Stream(Text(), verbose_name=_("text"), blank=True)
    audience = ManyOf(options=Audience, verbose_name=_("for whom"))
    topics = ManyOf(options=Topic, verbose_name=_("topics"))
    sources = Stream(Sources(), verbose_name=_("sources"), blank=True)
    byline = models.TextField(
        _("who wrote and who checked it"),
        blank=True,
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
        blank=True,
        help_text=_("Needed to publish. After this day readers are told that a check is due."),
    )
    social_image = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture for messengers"),
    )

    shows_help: ClassVar[bool] = False
    """Whether the page's own look contains the ways to help, whatever an editor writes."""
    has_body: ClassVar[bool] = True
    """Whether the page needs a text of its own."""
    needs_check: ClassVar[bool] = True
    """Whether somebody has to check the page again and again."""

    content_panels: ClassVar[list] = panels()
    promote_panels: ClassVar[list] = [*PublicPage.promote_panels, FieldPanel("social_image")]
    search_fields: ClassVar[list] = [
        *PublicPage.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
    ]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ()
        clinical = ()
        open: tuple[str, ...] = (
            "page_ptr", "lead", "body", "audience", "topics", "sources", "byline", "checked_on",
            "review_by", "social_image",
        )  # fmt: skip

    def obstacles(self, values: dict) -> dict[str, str]:
        """Ask for a text, the next check, and the ways to help where they are owed."""
        found = super().obstacles(values)
        body = values.get("body") or ()
        kinds = {block.block_type for block in body}
        if self.has_body and not kinds:
            found["body"] = _now("Write a text before the page goes live.")
        elif self._owes_help(values) and "help_now" not in kinds:
            found["body"] = _now(
                "Add the block “Help now”: a page for young people or parents needs it."
            )
        if self.needs_check and not values.get("review_by"):
            found["review_by"] = _now("Say when this page is to be checked again.")
        if not values.get("search_description"):
            found["search_description"] = _now(
                "Write one sentence for search engines and messengers."
            )
        return found

    def _owes_help(self, values: dict) -> bool:
        return not self.shows_help and bool(NEEDS_HELP & set(values.get("audience") or ()))

    @cached_property
    def readers(self) -> list[str]:
        """For whom the page is, in words."""
        return [str(Audience(word).label) for word in self.audience]

    @cached_property
    def contents(self) -> list:
        """The headings of the text."""
        return [block for block in self.body if block.block_type == "heading"]

    @cached_property
    def parts(self) -> list["Part"]:
        """The blocks of the text; headings with their level, so that no level is left out."""
        has_heading, found = False, []
        for block in self.body:
            level = LEVELS.get(block.block_type, 0)
            has_heading = has_heading or level == 2  # noqa: PLR2004 - the page's title is 1
            found.append(Part(block, min(level, 3 if has_heading else 2)))
        return found

    @property
    def opening(self) -> list["Part"]:
        """What stands before the first heading."""
        return list(takewhile(lambda part: not part.level, self.parts))

    def is_check_due(self, *, on: date) -> bool:
        """Whether the day of the next check has passed."""
        return self.review_by is not None and on > self.review_by

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        """Add whether the check is overdue."""
        return {
            **super().get_context(request, *args, **kwargs),
            "is_check_due": self.is_check_due(on=timezone.localdate()),
        }


def pages_below(page: Page) -> QuerySet[Page]:
    """Return the published pages right below `page`, each as what it is, texts left unread."""
    return page.get_children().live().specific().defer_streamfields()
