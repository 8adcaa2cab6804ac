"""Controlled medicine of a site as a double-entry ledger: nothing vanishes, nothing is edited."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinics.choices import StockAccount, StockKind
from clinics.vocabulary import Medicine


class StockBatch(models.Model):
    """One batch of one product at one site, and how much of it is in the cabinet now.

    `on_hand` is the running balance of account CABINET, `quarantined` that of QUARANTINE: what
    patients brought back, which waits to be destroyed. Both are written under a lock together with
    each entry, and the database refuses to let them fall below zero (V47).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    site = models.ForeignKey("kernel.Site", models.PROTECT)
    medicine = models.CharField(_("medicine"), max_length=24, choices=Medicine)
    product = models.CharField(_("product and strength"), max_length=80)
    mg_per_unit = models.DecimalField(_("mg in one unit"), max_digits=8, decimal_places=2)
    unit_name = models.CharField(_("unit"), max_length=20, help_text="ml, tablet, syringe")
    number = models.CharField(_("batch number"), max_length=40)
    expires_on = models.DateField(_("use before"))
    on_hand = models.DecimalField(_("in the cabinet, mg"), max_digits=12, decimal_places=2)
    quarantined = models.DecimalField(
        _("in quarantine, mg"), max_digits=12, decimal_places=2, default=Decimal(0)
    )

    class Meta:
        verbose_name = _("batch of a medicine")
        verbose_name_plural = _("batches of medicine")
        constraints = [
            models.UniqueConstraint(
                F("site"), F("medicine"), F("product"), F("number"), name="stockbatch_once"
            ),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="stockbatch_not_negative"),
            models.CheckConstraint(
                condition=Q(quarantined__gte=0), name="stockbatch_quarantine_not_negative"
            ),
            models.CheckConstraint(condition=Q(mg_per_unit__gt=0), name="stockbatch_has_strength"),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.number}"


class StockEntry(models.Model):
    """One movement of medicine: written once, with at least two lines that add up to nothing.

    `dose` names what a patient received; the ledger holds no other trace of a patient.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    site = models.ForeignKey("kernel.Site", models.PROTECT)
    on = models.DateField(_("day"))
    kind = models.CharField(_("what"), max_length=12, choices=StockKind)
    reference = models.CharField(_("document"), max_length=80, blank=True)
    dose = models.ForeignKey(
        "clinics.Dose", models.PROTECT, null=True, blank=True, related_name="stock_entries"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    entry_token = models.UUIDField(null=True, unique=True, editable=False)
    recorded_at = models.DateTimeField(editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("stock entry")
        verbose_name_plural = _("stock entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(seconded_by__isnull=True) | ~Q(seconded_by=F("recorded_by")),
                name="stockentry_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("RECEIPT", "DESTRUCTION", "TRANSFER_OUT", "ADJUSTMENT"))
                | Q(seconded_by__isnull=False),
                name="stockentry_signed_twice",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | Q(kind="REVERSAL"),
                name="stockentry_reversal_reverses",
            ),
        ]
        indexes = [models.Index(fields=["site", "on", "id"], name="stockentry_of_day")]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("on", "recorded_at", "recorded_by", "seconded_by")
        clinical = ("dose",)
        open = (
            "id", "uid", "organisation", "site", "kind", "reference", "reverses", "entry_token",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} of {self.on}"


class StockLine(models.Model):
    """One side of an entry: an account gains or loses an amount of one batch, in mg."""

    entry = models.ForeignKey(StockEntry, models.PROTECT, related_name="lines")
    batch = models.ForeignKey(StockBatch, models.PROTECT, related_name="lines")
    account = models.CharField(max_length=12, choices=StockAccount)
    mg = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("line of a stock entry")
        verbose_name_plural = _("lines of stock entries")
        constraints = [
            models.CheckConstraint(condition=~Q(mg=Decimal(0)), name="stockline_moves_something"),
        ]
        indexes = [models.Index(fields=["batch", "account", "id"], name="stockline_of_batch")]

    def __str__(self) -> str:
        return f"{self.account} {self.mg}"


class StockDay(models.Model):
    """A day of the ledger that was counted and closed: no entry bears its date afterwards."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    site = models.ForeignKey("kernel.Site", models.PROTECT)
    on = models.DateField(_("day"))
    closed_at = models.DateTimeField(editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        constraints = [
            models.UniqueConstraint(F("site"), F("on"), name="stockday_closed_once"),
            models.CheckConstraint(
                condition=~Q(seconded_by=F("closed_by")), name="stockday_two_persons"
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("closed_at", "closed_by", "seconded_by")
        clinical = ()
        open = ("id", "uid", "organisation", "site", "on")

    def __str__(self) -> str:
        return f"{self.site_id} {self.on}"


class StockTolerance(models.Model):
    """How far a count of one batch at a site may lie from the ledger (V48). Configuration."""

    site = models.OneToOneField("kernel.Site", models.PROTECT)
    mg = models.DecimalField(_("tolerance, mg"), max_digits=6, decimal_places=2)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("tolerance of a count")
        verbose_name_plural = _("tolerances of counts")
        constraints = [
            models.CheckConstraint(condition=Q(mg__gte=0), name="stocktolerance_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.mg}"


class StockCount(models.Model):
    """What was counted of one batch when a day was closed, beside what the ledger says (V48).

    `account` is the cabinet, or the quarantine of what patients brought back of the batch.
    """

    day = models.ForeignKey(StockDay, models.PROTECT, related_name="counts")
    batch = models.ForeignKey(StockBatch, models.PROTECT, related_name="counts")
    account = models.CharField(max_length=12, choices=StockAccount, default=StockAccount.CABINET)
    expected_mg = models.DecimalField(max_digits=12, decimal_places=2)
    counted_mg = models.DecimalField(max_digits=12, decimal_places=2)
    adjustment = models.OneToOneField(StockEntry, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        constraints = [
            models.UniqueConstraint(F("day"), F("batch"), F("account"), name="stockcount_once"),
            models.CheckConstraint(condition=Q(counted_mg__gte=0), name="stockcount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.counted_mg}"
