"""Organisations, their sites and the places where they are."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Country(models.TextChoices):
    """The five countries, ISO 3166-1 alpha-2."""

    KZ = "KZ", _("Kazakhstan")
    KG = "KG", _("Kyrgyzstan")
    TJ = "TJ", _("Tajikistan")
    TM = "TM", _("Turkmenistan")
    UZ = "UZ", _("Uzbekistan")


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    CLINIC = "CLINIC", _("Clinic")
    NGO = "NGO", _("Non-governmental organisation")
    MINISTRY = "MINISTRY", _("Ministry")
    INTERNATIONAL = "INTERNATIONAL", _("International body")


class CentreType(models.TextChoices):
    """Treatment centre type: TDI item 1. Warehouse codes stand in the code list CENTRE_TYPE."""

    OUTPATIENT = "OUTPATIENT", _("Outpatient")
    INPATIENT = "INPATIENT", _("Inpatient")
    LOW_THRESHOLD = "LOW_THRESHOLD", _("Low threshold agency")
    GP = "GP", _("General practitioner")
    PRISON = "PRISON", _("Treatment unit in prison")
    OTHER = "OTHER", _("Other")


class Subdivision(models.Model):
    """A first-level region of one of the five countries: ISO 3166-2, shipped as data."""

    code = models.CharField(max_length=6, primary_key=True)
    country = models.CharField(max_length=2, choices=Country)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    name_ru = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Organisation(models.Model):
    """Who works with Umit: a clinic, an NGO, a ministry or an international body."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=OrganisationKind)
    name = models.CharField(_("name"), max_length=160)
    name_ru = models.CharField(_("name in Russian"), max_length=160, blank=True)
    country = models.CharField(
        _("country"), max_length=2, choices=Country, blank=True, help_text=_("ISO 3166-1")
    )
    region = models.ForeignKey(
        Subdivision, models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    is_invented = models.BooleanField(default=False, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        permissions = [
            (f"hold_{role}", f"Holds the role {role} here")
            for role in (
                "clinician", "nurse", "case_worker", "clinic_manager", "privacy_officer",
                "editor", "reviewer", "translator", "programme_manager", "facilitator",
                "coordinator", "analyst", "expert", "auditor", "administrator",
            )
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="INTERNATIONAL") | ~Q(country=""),
                name="organisation_has_country",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place where an organisation works."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sites")
    name = models.CharField(_("name"), max_length=160)
    name_ru = models.CharField(_("name in Russian"), max_length=160, blank=True)
    centre_type = models.CharField(_("centre type"), max_length=16, choices=CentreType)
    region = models.ForeignKey(Subdivision, models.PROTECT, null=True, blank=True)
    counts_for_tdi = models.BooleanField(_("counted for the TDI"), default=True)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
