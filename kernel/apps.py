"""The kernel as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    """People, organisations, roles and audit."""

    name = "kernel"
    verbose_name = _("People and organisations")
