"""The kernel as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    """People, organisations, roles and audit."""

    name = "kernel"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        """Listen to the sign-in libraries."""
        from kernel import signals  # noqa: PLC0415 - models exist only now

        signals.connect()
