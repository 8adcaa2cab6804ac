"""A series of figures under one secret, and the frozen facts of its periods."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from analytics.vocabulary import PeriodKind
from kernel.models.organisations import Country
from kernel.periods import Period


def period_name(kind: str, since: date) -> str:
    """`2023`, or `2023Q2`."""
    quarter = f"Q{(since.month + 2) // 3}" if kind == PeriodKind.QUARTER else ""
    return f"{since.year}{quarter}"


class Series(models.Model):
    """The figures of one country that can be compared: one secret, one set of definitions.

    The secret stands in a file named by `uid` (`kernel.series_keys`). A new secret, or a new
    geography, is a new series.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    country = models.CharField(_("country"), max_length=2, choices=Country)
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    begun_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["country", "number"]
        constraints = [models.UniqueConstraint("country", "number", name="series_once")]

    def __str__(self) -> str:
        return f"{self.country}-{self.number}"


class Vintage(models.Model):
    """Facts of one period and geography, frozen: a directory of Parquet files and its checksum.

    The same facts make no second vintage. `organisation` is set for a clinic's own figures.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(Series, models.PROTECT, related_name="vintages")
    organisation = models.ForeignKey(
        "kernel.Organisation", models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(_("period"), max_length=8, choices=PeriodKind)
    since = models.DateField(_("from"))
    before = models.DateField(_("up to, not including"))
    number = models.PositiveSmallIntegerField(_("version"))
    cut_on = models.DateField(_("data until"))
    frozen_at = models.DateTimeField(_("frozen"))
    facts_version = models.CharField(max_length=12)
    code_lists_version = models.CharField(max_length=12)
    checksum = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(_("rows"))

    class Meta:
        verbose_name = _("vintage")
        verbose_name_plural = _("vintages")
        ordering = ["series", "since", "number"]
        constraints = [
            models.UniqueConstraint(
                "series", "since", "before", "number",
                condition=Q(organisation__isnull=True), name="vintage_once",
            ),
            models.UniqueConstraint(
                "organisation", "series", "since", "before", "number",
                condition=Q(organisation__isnull=False), name="vintage_of_clinic_once",
            ),
            models.CheckConstraint(condition=Q(since__lt=F("before")), name="vintage_not_empty"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label

    @property
    def period(self) -> Period:
        """The half-open period."""
        return Period(self.since, self.before)

    @property
    def period_name(self) -> str:
        """`2023`, or `2023Q2`."""
        return period_name(self.kind, self.since)

    @property
    def label(self) -> str:
        """The vintage id: `KG-2023-v1`; a clinic's carries the first digits of its uid."""
        clinic = f"-{str(self.organisation.uid)[:8]}" if self.organisation else ""
        again = f".{self.series.number}" if self.series.number > 1 else ""
        return f"{self.series.country}{again}{clinic}-{self.period_name}-v{self.number}"
