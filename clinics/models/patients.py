"""People with a treatment record, known by a pseudonym only."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinics.models.records import answered_or_missing, null_flavour
from clinics.vocabulary import ConsentPurpose, IdentityStatus
from kernel.demographics import Sex


class Patient(models.Model):
    """A person with a treatment record at one organisation. No name, number, phone or address."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    code = models.CharField(_("patient code"), max_length=10, editable=False)
    identity_status = models.CharField(max_length=10, choices=IdentityStatus)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex, blank=True)
    sex_null = null_flavour(_("sex, no answer"))
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    birth_year_null = null_flavour(_("year of birth, no answer"))
    birth_country = models.CharField(_("country of birth"), max_length=2, blank=True)
    birth_country_null = null_flavour(_("country of birth, no answer"))
    is_invented = models.BooleanField(default=False, editable=False)
    is_example = models.BooleanField(
        default=False, editable=False, help_text="Made up for a demonstration: never counted"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged"
    )
    registered_at = models.DateTimeField(editable=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("patient")
        verbose_name_plural = _("patients")
        constraints = [
            models.UniqueConstraint("organisation", "code", name="patient_code_in_organisation"),
            *answered_or_missing("patient", "sex", "birth_country", numbers=("birth_year",)),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ("code",)
        quasi_identifying = (
            "sex", "sex_null", "birth_year", "birth_year_null", "birth_country",
            "birth_country_null", "registered_at", "registered_by",
        )  # fmt: skip
        clinical = ("merged_into",)
        open = (
            "id", "uid", "organisation", "identity_status", "is_invented", "is_example",
            "row_version",
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code[:4]} {self.code[4:8]} {self.code[8:]}"


class Registration(models.Model):
    """A registration begun: the key under which the vault answers the same again."""

    key = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT)
    patient = models.OneToOneField(Patient, models.PROTECT, null=True)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("begun_at", "begun_by")
        clinical = ("patient",)
        open = ("key", "organisation")

    def __str__(self) -> str:
        return str(self.key)


class Consent(models.Model):
    """A patient agreed to one purpose, under one text, and may withdraw."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=16, choices=ConsentPurpose)
    text_version = models.CharField(_("version of the text"), max_length=20)
    given_on = models.DateField(_("given"))
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True)
    recorded_at = models.DateTimeField(editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_on__isnull=True)
                | models.Q(withdrawn_on__gte=models.F("given_on")),
                name="consent_withdrawn_after_given",
            ),
        ]

    class Sensitivity:
        """How each field is treated by exports and scrubbing."""

        identifying = ()
        quasi_identifying = ("given_on", "withdrawn_on", "recorded_at", "recorded_by")
        clinical = ("patient", "purpose")
        open = ("id", "uid", "text_version")

    def __str__(self) -> str:
        return f"{self.purpose} {self.text_version}"
