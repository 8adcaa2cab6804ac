"""What the law of a country says on consent: entered by its coordinator, version after version."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.models.organisations import Country
from prevention.rules.consent import LEAST_AGE, MOST_AGE


class ConsentRules(models.Model):
    """One version of the rules of a country. The highest holds; none is changed or taken away."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    country = models.CharField(_("country"), max_length=2, choices=Country)
    version = models.PositiveIntegerField(
        editable=False, help_text="Counts from 1 in each country: the guard of late forms"
    )
    self_age = models.PositiveSmallIntegerField(_("agrees alone from, years"))
    routes = models.JSONField(
        _("who may agree for younger people"), default=list, help_text="Codes of ConsentRoute"
    )
    source = models.TextField(_("law, article and edition"), max_length=1000)
    checked_on = models.DateField(_("checked on"))
    note = models.TextField(_("note"), max_length=1000, blank=True)
    is_example = models.BooleanField(
        default=False, editable=False, help_text="Made up for the demonstration: no law"
    )
    entered_at = models.DateTimeField(editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("rules on consent")
        verbose_name_plural = _("rules on consent")
        ordering = ["country", "-version"]
        constraints = [
            models.UniqueConstraint(F("country"), F("version"), name="consent_version_once"),
            models.CheckConstraint(condition=~Q(source=""), name="consent_has_a_source"),
            models.CheckConstraint(
                condition=Q(self_age__gte=LEAST_AGE, self_age__lte=MOST_AGE),
                name="consent_age_is_likely",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("entered_by",)
        clinical = ()
        open = (
            "id", "uid", "country", "version", "self_age", "routes", "source", "checked_on",
            "note", "is_example", "entered_at",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.country} {self.version}"
