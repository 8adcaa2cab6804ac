"""The site as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """Pages for anyone."""

    name = "cms"
    verbose_name = _("Public site")
