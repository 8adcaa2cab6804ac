"""The look as a Django app."""

from django.apps import AppConfig
from django.core.checks import register


class UiConfig(AppConfig):
    """Base templates, components and static files."""

    name = "ui"

    def ready(self) -> None:
        """Offer the kernel's places: the kernel stands below and cannot do so itself."""
        from kernel.rooms import ROOMS  # noqa: PLC0415 - apps are ready only now
        from ui import checks, rail  # noqa: PLC0415

        register(checks.check_pango)
        for room in ROOMS:
            rail.add(**room)
