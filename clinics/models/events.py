"""What happens in treatment: contacts, doses, drug tests. Append-only with corrections."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinics.models.episodes import Episode
from clinics.models.records import (
    RECORD_OPEN_FIELDS,
    RECORD_QUASI_IDENTIFYING_FIELDS,
    Record,
    answered_or_missing,
    null_flavour,
)
from clinics.vocabulary import (
    CONSUMED,
    AbsenceReason,
    Analyte,
    Attendance,
    ContactKind,
    ContactMode,
    DoseMode,
    DoseUnit,
    Finding,
    Matrix,
    Medicine,
    NullFlavour,
    OverrideReason,
    SampleTemperature,
)


class Contact(Record):
    """The patient was met, called or expected."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="contacts", db_index=False)
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    on = models.DateField(_("day"))
    at = models.TimeField(_("time"), null=True, blank=True)
    kind = models.CharField(_("what"), max_length=16, choices=ContactKind)
    planned_as = models.CharField(_("planned as"), max_length=24, blank=True)
    mode = models.CharField(_("how"), max_length=16, choices=ContactMode, blank=True)
    mode_null = null_flavour(_("how, no answer"))
    attendance = models.CharField(_("came"), max_length=8, choices=Attendance, blank=True)
    attendance_null = null_flavour(_("came, no answer"))
    absence_reason = models.CharField(
        _("why not"), max_length=16, choices=AbsenceReason, blank=True
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=4000)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(absence_reason="") | Q(attendance="ABSENT"),
                name="contact_reason_when_absent",
            ),
            *answered_or_missing("contact", "mode", "attendance"),
        ]
        indexes = [models.Index(fields=["episode", "on", "id"], name="contact_of_episode")]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ("note",)
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on", "at")
        clinical = (
            "episode", "kind", "planned_as", "mode", "mode_null", "attendance",
            "attendance_null", "absence_reason", "minutes",
        )  # fmt: skip
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"contact of {self.on}"


TAKEN = Q(state="CURRENT") & (Q(mode__in=CONSUMED) | Q(mode=""))
"""Doses that count as taken: a mode not stated counts, so that nobody is dosed twice."""
TAKEN_OR_SPOILED = Q(state="CURRENT") & (
    Q(mode__in=CONSUMED)
    | Q(mode="")
    | Q(mode=DoseMode.VOMITED)
    | Q(mode=DoseMode.SPILLED, amount__gt=0)
)
"""Doses that stop another one of the day (V44), in words of the database: `counts_for_day`."""


class Dose(Record):
    """One dose of a medicine for one day: given, taken home, missed, vomited."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="doses", db_index=False)
    patient = models.ForeignKey("clinics.Patient", models.PROTECT, related_name="doses")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    on = models.DateField(_("for the day"))
    at = models.TimeField(_("time"), null=True, blank=True)
    medicine = models.CharField(_("medicine"), max_length=24, choices=Medicine)
    amount = models.DecimalField(
        _("amount"),
        max_digits=7,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0))],
    )
    unit = models.CharField(_("unit"), max_length=10, choices=DoseUnit, default=DoseUnit.MG)
    prescribed = models.DecimalField(
        _("prescribed"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    mode = models.CharField(_("how"), max_length=12, choices=DoseMode, blank=True)
    mode_null = null_flavour(_("how, no answer"), default=NullFlavour.UNK)
    number = models.PositiveSmallIntegerField(_("dose of the day"), default=1)
    override_reason = models.CharField(
        _("reason to go on"), max_length=12, choices=OverrideReason, blank=True
    )
    override_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip

    class Meta:
        verbose_name = _("dose")
        verbose_name_plural = _("doses")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                F("patient"),
                F("medicine"),
                F("on"),
                F("number"),
                condition=TAKEN,
                name="dose_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(override_reason=""), name="dose_second_has_reason"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="dose_not_negative"),
            *answered_or_missing("dose", "mode"),
        ]
        indexes = [models.Index(fields=["episode", "on", "id"], name="dose_of_episode")]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on", "at", "override_by")
        clinical = (
            "episode", "patient", "medicine", "amount", "unit", "prescribed", "mode",
            "mode_null", "number", "override_reason",
        )  # fmt: skip
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"dose of {self.on}"


class DrugTest(Record):
    """One sample; its results are rows, one for each analyte that was tested."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="drug_tests", db_index=False)
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    on = models.DateField(_("taken on"))
    matrix = models.CharField(_("sample"), max_length=8, choices=Matrix, default=Matrix.URINE)
    temperature = models.CharField(
        _("temperature"), max_length=12, choices=SampleTemperature, blank=True
    )
    temperature_null = null_flavour(_("temperature, no answer"))
    witnessed = models.CharField(
        _("witnessed"), max_length=3, choices=[("YES", _("Yes")), ("NO", _("No"))], blank=True
    )
    witnessed_null = null_flavour(_("witnessed, no answer"))

    class Meta:
        verbose_name = _("drug test")
        verbose_name_plural = _("drug tests")
        constraints = [
            *Record.Meta.constraints,
            *answered_or_missing("drugtest", "temperature", "witnessed"),
        ]
        indexes = [models.Index(fields=["episode", "on", "id"], name="drugtest_of_episode")]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = (*RECORD_QUASI_IDENTIFYING_FIELDS, "on")
        clinical = (
            "episode", "matrix", "temperature", "temperature_null", "witnessed",
            "witnessed_null",
        )  # fmt: skip
        open = (*RECORD_OPEN_FIELDS, "organisation")

    def __str__(self) -> str:
        return f"drug test of {self.on}"


class DrugTestResult(models.Model):
    """What one sample says of one analyte."""

    test = models.ForeignKey(
        DrugTest, models.PROTECT, related_name="results", db_index=False
    )  # the unique constraint begins with it
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    analyte = models.CharField(_("tested for"), max_length=16, choices=Analyte)
    finding = models.CharField(_("result"), max_length=10, choices=Finding)

    class Meta:
        verbose_name = _("drug test result")
        verbose_name_plural = _("drug test results")
        constraints = [
            models.UniqueConstraint("test", "analyte", name="drugtestresult_once"),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ()
        clinical = ("test", "analyte", "finding")
        open = ("id", "organisation")

    def __str__(self) -> str:
        return f"{self.analyte} {self.finding}"
