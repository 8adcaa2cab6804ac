"""Opioid agonist treatment: what is prescribed, agreed to be taken home, and held back."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinics.choices import DoseInterval, HoldReason, MissedAdvice, PrescriptionEnd
from clinics.models.episodes import Episode
from clinics.models.records import (
    RECORD_OPEN_FIELDS,
    RECORD_QUASI_IDENTIFYING_FIELDS,
    Record,
)
from clinics.vocabulary import DoseUnit, Medicine


EVERY_DAY = "1234567"
"""ISO days of the week on which a dose is due."""


class Prescription(Record):
    """What is due from a day to a day. A change is a new row, and ends the one before.

    Of a written row only how it ended ever changes.
    """

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="prescriptions")
    patient = models.ForeignKey("clinics.Patient", models.PROTECT, related_name="prescriptions")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    medicine = models.CharField(_("medicine"), max_length=24, choices=Medicine)
    product = models.CharField(_("product and strength"), max_length=80, blank=True)
    mg_per_ml = models.DecimalField(
        _("mg in 1 ml"), max_digits=6, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )  # fmt: skip
    dose = models.DecimalField(
        _("dose"), max_digits=7, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    unit = models.CharField(_("unit"), max_length=10, choices=DoseUnit, default=DoseUnit.MG)
    interval = models.CharField(
        _("how often"), max_length=10, choices=DoseInterval, default=DoseInterval.DAILY
    )
    weekdays = models.CharField(max_length=7, default=EVERY_DAY)
    parts = models.PositiveSmallIntegerField(
        _("doses a day"), default=1, validators=[MinValueValidator(1), MaxValueValidator(2)]
    )
    take_home_days = models.CharField(
        _("taken home for"), max_length=7, blank=True, help_text="ISO days of the week"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), help_text="The last day, itself included")
    ended_on = models.DateField(null=True, editable=False)
    end_reason = models.CharField(max_length=12, choices=PrescriptionEnd, blank=True)
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("prescription")
        verbose_name_plural = _("prescriptions")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="prescription_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | Q(ended_on__isnull=False) & ~Q(end_reason=""),
                name="prescription_end_has_reason",
            ),
            models.UniqueConstraint(
                F("patient"),
                condition=Q(state="CURRENT", ended_on__isnull=True),
                name="prescription_one_running",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "ends_on"],
                condition=Q(state="CURRENT"),
                name="prescription_of_day",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (
            *RECORD_QUASI_IDENTIFYING_FIELDS, "starts_on", "ends_on", "ended_on", "seconded_by",
        )  # fmt: skip
        clinical = (
            "episode", "patient", "medicine", "product", "mg_per_ml", "dose", "unit", "interval",
            "weekdays", "parts", "take_home_days", "end_reason",
        )  # fmt: skip
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"prescription from {self.starts_on}"


class TakeHomeAgreement(Record):
    """The patient may take doses home: how many days, and what was explained before."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="take_home_agreements")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    most_days = models.PositiveSmallIntegerField(
        _("days at a time"), validators=[MinValueValidator(1), MaxValueValidator(14)]
    )
    storage_explained = models.BooleanField(_("locked storage was explained"))
    naloxone_explained = models.BooleanField(_("naloxone was explained and offered"))

    class Meta:
        verbose_name = _("take-home agreement")
        verbose_name_plural = _("take-home agreements")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="takehome_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(storage_explained=True, naloxone_explained=True),
                name="takehome_explained",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "starts_on", "ends_on")
        clinical = ("episode", "most_days", "storage_explained", "naloxone_explained")
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"take-home agreement from {self.starts_on}"


class DoseHold(Record):
    """Nothing is dispensed until somebody who prescribes lifts the hold."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="holds")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    on = models.DateField(_("day"))
    reason = models.CharField(_("why"), max_length=12, choices=HoldReason)
    measure = models.ForeignKey(
        "clinics.Measure", models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                F("episode"),
                condition=Q(state="CURRENT", lifted_at__isnull=True),
                name="dosehold_one_standing",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="dosehold_lifted_by_somebody",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on", "lifted_at", "lifted_by")
        clinical = ("episode", "reason", "measure")
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"hold of {self.on}"


class MissedDoseRule(models.Model):
    """What a country asks for after some days without a dose. Configuration, with its source."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    country = models.CharField(max_length=2, help_text="ISO 3166-1; empty for the default")
    medicine = models.CharField(_("medicine"), max_length=24, choices=Medicine)
    from_days = models.PositiveSmallIntegerField(_("from days"))
    to_days = models.PositiveSmallIntegerField(_("to days"), null=True, blank=True)
    advice = models.CharField(_("what to do"), max_length=12, choices=MissedAdvice)
    most_mg = models.DecimalField(
        _("at most, mg"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    source = models.CharField(_("source"), max_length=200)
    is_checked = models.BooleanField(_("checked against national protocol"), default=False)

    class Meta:
        verbose_name = _("rule on missed doses")
        verbose_name_plural = _("rules on missed doses")
        ordering = ["country", "medicine", "from_days"]
        constraints = [
            models.UniqueConstraint(
                F("country"), F("medicine"), F("from_days"), name="misseddoserule_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country or '*'} {self.medicine} {self.from_days}"
