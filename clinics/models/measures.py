"""Measures: questionnaires filled in, and the licensed item texts that a clinic brings itself."""

import uuid

from django.conf import settings
from django.core.validators import validate_comma_separated_integer_list
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinics.choices import Administered, Occasion, SafetyAction
from clinics.models.episodes import Episode
from clinics.models.records import (
    RECORD_OPEN_FIELDS,
    RECORD_QUASI_IDENTIFYING_FIELDS,
    Record,
)


class InstrumentText(models.Model):
    """The item texts of an instrument in one language, as a clinic holds them under its licence.

    A new text is a new version: a measure keeps the text that it was asked with.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    instrument = models.CharField(_("measure"), max_length=16)
    language = models.CharField(_("language"), max_length=8)
    version = models.PositiveSmallIntegerField(_("version"))
    items = models.JSONField(_("item texts"), help_text="Item key -> text")
    licence = models.CharField(_("licence of the translation"), max_length=200)
    pasted_at = models.DateTimeField(editable=False)
    pasted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("text of a measure")
        verbose_name_plural = _("texts of measures")
        constraints = [
            models.UniqueConstraint(
                F("organisation"), F("instrument"), F("language"), F("version"),
                name="instrumenttext_version_once",
            ),
        ]  # fmt: skip

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("pasted_at", "pasted_by")
        clinical = ()
        open = (
            "id",
            "uid",
            "organisation",
            "instrument",
            "language",
            "version",
            "items",
            "licence",
        )

    def __str__(self) -> str:
        return f"{self.instrument} {self.language} {self.version}"


class MeasureSchedule(models.Model):
    """When a questionnaire is due at a clinic, where the clinic chose it. Configuration."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    instrument = models.CharField(_("measure"), max_length=16)
    at_entry = models.BooleanField(_("at entry"))
    every_months = models.PositiveSmallIntegerField(
        _("months from one to the next"), null=True, blank=True
    )
    at_exit = models.BooleanField(_("at exit"))
    after_exit = models.CharField(
        _("months after exit"), max_length=40, blank=True,
        validators=[validate_comma_separated_integer_list],
    )  # fmt: skip

    class Meta:
        verbose_name = _("when a measure is due")
        verbose_name_plural = _("when measures are due")
        constraints = [
            models.UniqueConstraint(
                F("organisation"), F("instrument"), name="measureschedule_once"
            ),
            models.CheckConstraint(
                condition=Q(every_months__isnull=True) | Q(every_months__gte=1),
                name="measureschedule_has_months",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.instrument}"


class Measure(Record):
    """One instrument filled in on one day: every answer, and what the scorer made of them.

    A later version of a scorer never re-scores: `scorer_version` says which one did.
    """

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="measures", db_index=False)
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    instrument = models.CharField(_("measure"), max_length=16)
    scorer_version = models.CharField(max_length=16, editable=False)
    text = models.ForeignKey(InstrumentText, models.PROTECT, null=True, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    on = models.DateField(_("day"))
    occasion = models.CharField(_("when"), max_length=10, choices=Occasion)
    administered = models.CharField(_("how"), max_length=10, choices=Administered)
    answers = models.JSONField(_("answers"), help_text="Item key -> printed weight, or null")
    scales = models.JSONField(default=dict, help_text="Scale -> score, or null when not complete")
    bands = models.JSONField(default=dict, help_text="Scale -> code of its band")
    total = models.DecimalField(_("score"), max_digits=6, decimal_places=2, null=True, blank=True)
    band = models.CharField(max_length=24, blank=True)
    is_positive = models.BooleanField(null=True, blank=True)
    is_complete = models.BooleanField()
    safety_action = models.CharField(
        _("what was done for safety"), max_length=16, choices=SafetyAction, blank=True
    )

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_complete=False) | ~Q(scales={}) | Q(total__isnull=False),
                name="measure_complete_has_score",
            ),
        ]
        indexes = [
            models.Index(fields=["episode", "instrument", "on"], name="measure_of_episode"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on")
        clinical = (
            "episode", "instrument", "occasion", "administered", "answers", "scales", "bands",
            "total", "band", "is_positive", "is_complete", "safety_action",
        )  # fmt: skip
        open = (*RECORD_OPEN_FIELDS, "organisation", "scorer_version", "text", "language")

    def __str__(self) -> str:
        return f"{self.instrument} of {self.on}"
