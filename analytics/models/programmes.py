"""Programmes: the frozen facts of their delivery, and what was published of them.

They stand apart from those of treatment: another kind of vintage, another registry.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from analytics.models.series import Series, period_name
from analytics.models.withdrawable import Withdrawable
from analytics.vocabulary import PeriodKind
from kernel.periods import Period


class ProgrammeVintage(models.Model):
    """Facts of prevention of one country and period, frozen: Parquet files and their manifest.

    `manifest` names each file with its rows and its SHA-256. The same facts make no second vintage.
    `is_example`: of what was made up for a demonstration, and of nothing else.
    """

    IS_ABOUT_NO_PERSON = True
    organisation: None = None
    """Figures of programmes are a country's, never those of one organisation."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(Series, models.PROTECT, related_name="programme_vintages")
    kind = models.CharField(_("period"), max_length=8, choices=PeriodKind)
    since = models.DateField(_("from"))
    before = models.DateField(_("up to, not including"))
    number = models.PositiveSmallIntegerField(_("version"))
    frozen_at = models.DateTimeField(_("frozen"))
    facts_version = models.CharField(max_length=12)
    manifest = models.JSONField()
    is_example = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("vintage of programmes")
        verbose_name_plural = _("vintages of programmes")
        ordering = ["series", "since", "number"]
        constraints = [
            models.UniqueConstraint(
                F("series"),
                F("since"),
                F("before"),
                F("is_example"),
                F("number"),
                name="programme_vintage_once",
            ),
            models.CheckConstraint(
                condition=Q(since__lt=F("before")), name="programme_vintage_not_empty"
            ),
        ]

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
        """The vintage id: `KG-PREV-2023-v1`, of examples `KG-PREV-EXAMPLE-2023-v1`."""
        again = f".{self.series.number}" if self.series.number > 1 else ""
        what = "PREV-EXAMPLE" if self.is_example else "PREV"
        return f"{self.series.country}{again}-{what}-{self.period_name}-v{self.number}"


class ProgrammeRelease(Withdrawable):
    """Protected figures of one vintage of programmes; the attack on them found nothing.

    `together` names the programmes and settings that are only told together, by measure and
    dimension; `left_out` the measures, and dimensions of measures, not told, each with why;
    `names` what programmes were called that day.
    """

    IS_ABOUT_NO_PERSON = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vintage = models.ForeignKey(ProgrammeVintage, models.PROTECT, related_name="releases")
    tables_version = models.CharField(max_length=12)
    policy_version = models.CharField(max_length=12)
    base = models.PositiveSmallIntegerField(_("rounding base"))
    names = models.JSONField(default=dict)
    together = models.JSONField(default=dict)
    left_out = models.JSONField(default=dict)
    is_invented = models.BooleanField(default=False)
    """Of organisations made up for a demonstration."""
    is_optimal = models.BooleanField(default=True)
    """False: the solver stopped at its time limit; the result is valid, but not repeatable."""
    solver = models.CharField(max_length=40)
    attacks = models.PositiveIntegerField(_("attacks tried"))
    narrowest = models.PositiveSmallIntegerField(
        _("narrowest range an attacker can find"), null=True
    )
    stored_at = models.DateTimeField(editable=False)
    compiled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    class Meta(Withdrawable.Meta):
        verbose_name = _("figures of programmes")
        verbose_name_plural = _("figures of programmes")
        ordering = ["-stored_at"]
        constraints = [
            *Withdrawable.Meta.constraints,
            models.UniqueConstraint(
                F("vintage"),
                F("tables_version"),
                F("policy_version"),
                name="programme_release_once",
            ),
        ]

    def __str__(self) -> str:
        return self.vintage.label


class ProgrammeCell(models.Model):
    """A published number. Of people, the hash of the counts behind it: the same get the same value.

    `set_hash` (sixteen hexadecimal digits) never leaves the country; what is not rounded has none.
    """

    IS_ABOUT_NO_PERSON = True

    release = models.ForeignKey(ProgrammeRelease, models.PROTECT, related_name="cells")
    series = models.ForeignKey(Series, models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    set_hash = models.CharField(max_length=16, blank=True, editable=False)
    value = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("number of programmes")
        verbose_name_plural = _("numbers of programmes")
        ordering = ["release", "key"]
        constraints = [models.UniqueConstraint(F("release"), F("key"), name="programme_cell_once")]
        indexes = [models.Index(fields=["series", "set_hash"], name="programme_cell_memory")]

    def __str__(self) -> str:
        return self.key
