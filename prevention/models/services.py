"""Where help is: service points, owned and verified by their organisation at the work door."""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.models import Organisation, Subdivision
from kernel.models.organisations import Country
from prevention.choices import Anonymity, Served, ServiceKind


STALE_AFTER = timedelta(days=180)
HIDDEN_AFTER = timedelta(days=365)
"""Reference 7.6: an entry not verified for this long is marked, then not shown."""


class ServicePointQuerySet(models.QuerySet):
    """Service points."""

    def shown(self, *, on: date) -> "ServicePointQuerySet":
        """Those that readers see on a day: public, and verified within the last year."""
        return self.filter(
            is_public=True, retired_at__isnull=True, verified_on__gte=on - HIDDEN_AFTER
        )


class ServicePoint(models.Model):
    """A place or a number where help is to be had."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="service_points", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=ServiceKind)
    country = models.CharField(_("country"), max_length=2, choices=Country)
    region = models.ForeignKey(
        Subdivision, models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    phones = models.CharField(_("telephones"), max_length=120, blank=True)
    web = models.URLField(_("web address"), blank=True)
    languages = models.JSONField(_("languages spoken"), default=list)
    served = models.CharField(_("for"), max_length=8, choices=Served, default=Served.ALL)
    age_min = models.PositiveSmallIntegerField(_("youngest, years"), null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(_("oldest, years"), null=True, blank=True)
    is_free = models.BooleanField(_("free of charge"), null=True, blank=True)
    anonymity = models.CharField(
        _("anonymity"), max_length=12, choices=Anonymity, default=Anonymity.UNKNOWN
    )
    is_low_threshold = models.BooleanField(_("no appointment, no conditions"), default=False)
    is_step_free = models.BooleanField(_("reached without steps"), null=True, blank=True)
    is_public = models.BooleanField(_("shown to the public"), default=False)
    is_invented = models.BooleanField(default=False, editable=False)
    verified_on = models.DateField(_("verified on"), null=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    retired_at = models.DateTimeField(null=True, editable=False)
    retired_because = models.CharField(max_length=300, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ServicePointQuerySet.as_manager()

    class Meta:
        verbose_name = _("service point")
        verbose_name_plural = _("service points")
        ordering = ["country", "region_id", "pk"]
        indexes = [models.Index(fields=["country", "region", "kind"], name="service_by_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(age_min__isnull=True)
                | Q(age_max__isnull=True)
                | Q(age_max__gte=F("age_min")),
                name="service_ages_in_order",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("verified_by",)
        clinical = ()
        open = (
            "id", "uid", "organisation", "kind", "country", "region", "phones", "web", "languages",
            "served", "age_min", "age_max", "is_free", "anonymity", "is_low_threshold",
            "is_step_free", "is_public", "is_invented", "verified_on", "retired_at",
            "retired_because", "version",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    def is_stale(self, *, on: date) -> bool:
        """Whether readers are told that nobody has verified it lately."""
        return self.verified_on is None or on - self.verified_on > STALE_AFTER


class ServicePointText(models.Model):
    """What a service point is called and how it is reached, in one language."""

    IS_ABOUT_NO_PERSON = True

    service = models.ForeignKey(ServicePoint, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    name = models.CharField(_("name"), max_length=160)
    address = models.CharField(_("address"), max_length=240, blank=True)
    hours = models.CharField(_("hours"), max_length=160, blank=True)
    cost = models.CharField(_("cost"), max_length=160, blank=True)
    registration = models.CharField(
        _("papers, registration and what follows"), max_length=400, blank=True
    )
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("text of a service point")
        verbose_name_plural = _("texts of service points")
        constraints = [
            models.UniqueConstraint(F("service"), F("language"), name="service_text_once"),
        ]

    def __str__(self) -> str:
        return self.name
