"""The look as a Django app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Base templates, components and static files."""

    name = "ui"

    def ready(self) -> None:
        """Offer the kernel's places: the kernel stands below and cannot do so itself."""
        from kernel.rooms import ROOMS  # noqa: PLC0415 - apps are ready only now
        from ui import rail  # noqa: PLC0415

        for room in ROOMS:
            rail.add(**room)
