"""Pages that are read: articles, substances, leaflets, stories, what the site says of itself."""

from itertools import takewhile
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from cms.blocks import FEATURES
from cms.blocks.text import Lines
from cms.fields import Stream
from cms.models.content import CHECKING, READERS, ContentPage, Part, panels
from cms.models.pages import PublicPage
from cms.vocabulary import Audience, SubstanceClass
from kernel.models.organisations import Country


class ArticlePage(ContentPage):
    """An article for anyone."""

    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.SectionPage"]
    template = "cms/text.html"

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""


class SubstancePage(ContentPage):
    """A substance: neutral facts, first aid, law, help."""

    substance_class = models.CharField(
        _("what it mainly does"), max_length=16, choices=SubstanceClass
    )
    also_known = Stream(
        Lines(),
        verbose_name=_("other names"),
        blank=True,
        help_text=_("For the search alone: readers do not see them."),
    )
    first_aid = RichTextField(_("first aid"), features=FEATURES)
    law_note = RichTextField(
        _("law"),
        features=FEATURES,
        blank=True,
        help_text=_("Only what a lawyer of the country has checked, with the day."),
    )

    parent_page_types: ClassVar[list[str]] = ["cms.SectionPage"]
    content_panels: ClassVar[list] = [
        *PublicPage.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel(
            [FieldPanel("substance_class"), FieldPanel("also_known")], heading=_("Substance")
        ),
        READERS,
        FieldPanel("body"),
        FieldPanel("first_aid"),
        FieldPanel("law_note"),
        FieldPanel("sources"),
        CHECKING,
    ]
    search_fields: ClassVar[list] = [
        *ContentPage.search_fields,
        index.SearchField("also_known"),
        index.SearchField("first_aid"),
    ]
    template = "cms/substance.html"

    class Meta:
        verbose_name = _("substance")
        verbose_name_plural = _("substances")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""

        open = (
            *ContentPage.Sensitivity.open,
            "substance_class", "also_known", "first_aid", "law_note",
        )  # fmt: skip

    @property
    def middle(self) -> list[Part]:
        """The text between first aid, which follows the opening, and law."""
        return self.parts[len(self.opening) : len(self.parts) - len(self.closing)]

    @property
    def closing(self) -> list[Part]:
        """The ways on, which end the page: help, what to read next."""
        rest = reversed(self.parts[len(self.opening) :])
        ending = takewhile(lambda part: part.block.block_type in {"help_now", "related"}, rest)
        return list(ending)[::-1]


class LeafletPage(ContentPage):
    """A leaflet: short enough for one sheet of paper."""

    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.SectionPage"]
    template = "cms/leaflet.html"

    class Meta:
        verbose_name = _("leaflet")
        verbose_name_plural = _("leaflets")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""

    @property
    def paper(self) -> Path:
        """Where the paper of the published text is kept, whether it is printed yet or not."""
        name = f"{self.pk}-{self.live_revision_id or 0}.pdf"
        return Path(settings.MEDIA_ROOT) / "leaflets" / name

    @property
    def folded_paper(self) -> Path:
        """The same text on pages of A6."""
        return self.paper.with_name(f"{self.paper.stem}-a6.pdf")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        """Add how large the papers are, once they are printed."""
        return {
            **super().get_context(request, *args, **kwargs),
            "paper_size": _size(self.paper),
            "folded_size": _size(self.folded_paper),
        }


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


class StandardPage(ContentPage):
    """What the site says of itself: about, privacy, accessibility, how it is written."""

    needs_check = False
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    template = "cms/text.html"

    class Meta:
        verbose_name = _("page about the site")
        verbose_name_plural = _("pages about the site")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""


class StoryPage(ContentPage):
    """A story of recovery or of a family, told with signed consent; never for use in schools.

    Testimony of people who used drugs does no good in class and can do harm (reference 1.3, W03).
    """

    is_consent_signed = models.BooleanField(
        _("the person has signed that the story may be told"), default=False
    )
    consent_on = models.DateField(_("signed on"), null=True, blank=True)

    parent_page_types: ClassVar[list[str]] = ["cms.SectionPage"]
    content_panels: ClassVar[list] = panels(
        MultiFieldPanel(
            [FieldPanel("is_consent_signed"), FieldPanel("consent_on")],
            heading=_("Consent"),
            help_text=_("Keep the signed paper. A story is never used in schools."),
        ),
    )
    template = "cms/story.html"

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""

        open = (*ContentPage.Sensitivity.open, "is_consent_signed", "consent_on")

    def obstacles(self, values: dict) -> dict[str, str]:
        """Ask for the signature, and keep the story out of schools."""
        found = super().obstacles(values)
        if not values.get("is_consent_signed"):
            found["is_consent_signed"] = _now("Publish a story only when the person has signed.")
        if not values.get("consent_on"):
            found["consent_on"] = _now("Say on which day the person signed.")
        if Audience.TEACHERS in (values.get("audience") or ()):
            found["audience"] = _now("A story is never used in schools: untick “Teachers”.")
        return found


class OrganisationPage(ContentPage):
    """The profile of an organisation that helps or prevents."""

    country = models.CharField(_("country"), max_length=2, choices=Country, blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    website = models.URLField(_("web address"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.SectionPage"]
    content_panels: ClassVar[list] = panels(
        MultiFieldPanel(
            [
                FieldPanel("country"),
                FieldPanel("address"),
                FieldPanel("phone"),
                FieldPanel("website"),
            ],
            heading=_("Where it is"),
        ),
    )
    template = "cms/organisation.html"

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""

        open = (*ContentPage.Sensitivity.open, "country", "address", "phone", "website")
