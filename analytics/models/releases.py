"""A release: protected figures of one vintage that passed the disclosure audit."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from analytics.models.series import Vintage
from analytics.models.withdrawable import Withdrawable


class Release(Withdrawable):
    """Immutable but for its state. It exists only if the auditor found nothing to recover.

    `earlier` is the release of the year before whose figures stand beside its own, as they did when
    it was compiled.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vintage = models.OneToOneField(Vintage, models.PROTECT, related_name="release")
    earlier = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", editable=False)
    catalogue_version = models.CharField(max_length=12)
    policy_version = models.CharField(max_length=12)
    base = models.PositiveSmallIntegerField(_("rounding base"))
    tables = models.JSONField(default=list)
    """Codes of the tables it holds."""
    is_provisional = models.BooleanField(default=False)
    is_invented = models.BooleanField(default=False)
    """Made from demonstration records."""
    is_optimal = models.BooleanField(default=True)
    """False: the solver stopped at its time limit; the result is valid, but not repeatable."""
    solver = models.CharField(max_length=40)
    cells = models.PositiveIntegerField(_("cells in the linked system"))
    relations = models.PositiveIntegerField(_("sums that agree"))
    attacks = models.PositiveIntegerField(_("attacks tried"))
    narrowest = models.PositiveSmallIntegerField(_("narrowest range an attacker can find"))
    recovered = models.PositiveSmallIntegerField(_("cells that could be narrowed below 3"))
    differences = models.PositiveSmallIntegerField(_("differences from earlier releases in 1 to 4"))
    numbers_read = models.PositiveIntegerField(_("numbers read back from the files"))
    numbers_equal = models.PositiveIntegerField(_("of them equal to the registry"))
    low_bases = models.PositiveIntegerField(_("percentages not shown for a base under 50"))
    stored_at = models.DateTimeField(editable=False)
    compiled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    class Meta(Withdrawable.Meta):
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-stored_at"]

    def __str__(self) -> str:
        return self.vintage.label


class ReportingClinic(models.Model):
    """Whether a clinic that was expected to report had records in the period."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="clinics")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT, related_name="+")
    has_reported = models.BooleanField()

    class Meta:
        ordering = ["release", "organisation__name"]
        constraints = [
            models.UniqueConstraint("release", "organisation", name="reportingclinic_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.release}"
