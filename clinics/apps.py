"""Clinics as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClinicsConfig(AppConfig):
    """Treatment records."""

    name = "clinics"
    verbose_name = _("Treatment records")
