"""Prevention as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PreventionConfig(AppConfig):
    """Programmes and their delivery."""

    name = "prevention"
    verbose_name = _("Prevention")
