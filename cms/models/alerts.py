"""Health alerts: short-lived, checked by two people, neutral wherever a title travels."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Case, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms.blocks import FEATURES
from cms.blocks.text import Lines
from cms.fields import Stream
from cms.models.content import CHECKING, READERS, ContentPage
from cms.models.pages import PublicPage
from cms.vocabulary import Severity, SourceType, SubstanceClass
from kernel.models.organisations import Country


LONGEST = timedelta(days=90)
"""An alert that stands for longer stops being news and starts being wrong (reference 7.7)."""

URGENT_FIRST = Case(
    *(When(severity=severity, then=Value(rank)) for rank, severity in enumerate(reversed(Severity)))
)


class AlertQuerySet(PageQuerySet):
    """Alerts."""

    def standing(self, *, at: datetime) -> "AlertQuerySet":
        """Those that readers see at a moment, the most urgent first, then the newest.

        What has expired may still be live.
        """
        ahead = Q(expire_at__isnull=True) | Q(expire_at__gt=at)
        return self.live().filter(ahead).order_by(URGENT_FIRST, "-first_published_at", "-pk")

    def pressing(self) -> "AlertQuerySet":
        """Those that are more than information."""
        return self.exclude(severity=Severity.INFO)


class AlertIndexPage(ContentPage):
    """The alerts that stand."""

    shows_help = True
    has_body = False
    needs_check = False
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.AlertPage"]
    name_in_menu = _("Alerts")
    template = "cms/alert_index.html"

    class Meta:
        verbose_name = _("list of alerts")
        verbose_name_plural = _("lists of alerts")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        """Add the alerts of the country that the reader chose, or of all."""
        country = request.GET.get("country", "")
        country = country if country in Country else ""
        return {
            **super().get_context(request, *args, **kwargs),
            "alerts": list(self.alerts(at=timezone.now(), country=country)),
            "countries": Country.choices,
            "country": country,
        }

    def alerts(self, *, at: datetime, country: str = "") -> AlertQuerySet:
        """Return the alerts that stand, of one country together with those for every country."""
        alerts = AlertPage.objects.child_of(self).standing(at=at).defer_streamfields()
        return alerts.filter(country__in=["", country]) if country else alerts


class AlertPage(ContentPage):
    """A warning of something that harms people now."""

    severity = models.CharField(_("how urgent"), max_length=8, choices=Severity)
    source_type = models.CharField(
        _("where the news comes from"), max_length=12, choices=SourceType
    )
    is_confirmed = models.BooleanField(_("confirmed"), default=False)
    country = models.CharField(
        _("country"), max_length=2, choices=Country, blank=True, help_text=_("Empty: every country")
    )
    place = models.CharField(_("region"), max_length=120, blank=True)
    substance_class = models.CharField(
        _("what it mainly does"), max_length=16, choices=SubstanceClass, blank=True
    )
    form_seen = models.CharField(_("form seen"), max_length=160, blank=True)
    what_happened = RichTextField(
        _("what happened"),
        features=FEATURES,
        help_text=_("No products, sellers, prices, amounts or ways of taking."),
    )
    signs = Stream(Lines(), verbose_name=_("signs of poisoning"))
    what_to_do = Stream(Lines(), verbose_name=_("what to do"))
    words = Stream(
        Lines(),
        verbose_name=_("words people use"),
        blank=True,
        help_text=_("For the search alone: readers do not see them."),
    )
    professional = RichTextField(
        _("for professionals"),
        features=FEATURES,
        blank=True,
        help_text=_("Never shown on the public site."),
    )

    shows_help = True
    has_body = False
    parent_page_types: ClassVar[list[str]] = ["cms.AlertIndexPage"]
    content_panels: ClassVar[list] = [
        *PublicPage.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel(
            [
                FieldPanel("severity"),
                FieldPanel("source_type"),
                FieldPanel("is_confirmed"),
                FieldPanel("country"),
                FieldPanel("place"),
                FieldPanel("substance_class"),
                FieldPanel("form_seen"),
            ],
            heading=_("Alert"),
        ),
        FieldPanel("signs"),
        FieldPanel("what_to_do"),
        FieldPanel("what_happened"),
        FieldPanel("body"),
        FieldPanel("words"),
        FieldPanel("professional"),
        READERS,
        FieldPanel("sources"),
        CHECKING,
    ]
    search_fields: ClassVar[list] = [
        *ContentPage.search_fields,
        index.SearchField("words"),
        index.SearchField("what_happened"),
        index.SearchField("place"),
    ]
    template = "cms/alert.html"
    objects = PageManager.from_queryset(AlertQuerySet)()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")

    class Sensitivity(ContentPage.Sensitivity):
        """How each field is treated by exports and scrubbing."""

        open = (
            *ContentPage.Sensitivity.open,
            "severity", "source_type", "is_confirmed", "country", "place", "substance_class",
            "form_seen", "what_happened", "signs", "what_to_do", "words", "professional",
        )  # fmt: skip

    @property
    def social_title(self) -> str:
        """A title that tells nobody over the reader's shoulder what the alert is about."""
        day = timezone.localdate(self.first_published_at or timezone.now())
        shown = date_format(day, pgettext("a day as readers see it", "j F Y"))
        return _now("Health alert of %(day)s") % {"day": shown}

    def has_ended(self, *, at: datetime) -> bool:
        """Whether the alert was published once and its time is over."""
        is_past = self.expired or (self.expire_at is not None and self.expire_at <= at)
        return is_past and self.first_published_at is not None

    def obstacles(self, values: dict) -> dict[str, str]:
        """Ask for a last day, at most ninety days ahead."""
        found = super().obstacles(values)
        expire_at = values.get("expire_at")
        begins_at = values.get("go_live_at") or timezone.now()
        if expire_at is None:
            found["expire_at"] = _now("Say when the alert ends: at most 90 days from now.")
        elif expire_at > begins_at + LONGEST:
            found["expire_at"] = _now("An alert stands for at most 90 days. Choose an earlier day.")
        return found

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the alert even after its end, to say that it has ended."""
        if not path_components and self.has_ended(at=timezone.now()):
            return RouteResult(self, kwargs={"has_ended": True})
        return super().route(request, path_components)

    def serve(
        self, request: HttpRequest, *args: object, has_ended: bool = False, **kwargs: object
    ) -> HttpResponse:
        """Answer that an ended alert is gone, in its own language."""
        if not has_ended:
            return super().serve(request, *args, **kwargs)
        if self.locale.language_code != get_language():
            raise Http404
        context = self.get_context(request)
        return TemplateResponse(request, "cms/gone.html", context, status=410)
