"""The site as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """Pages for anyone."""

    name = "cms"
    verbose_name = _("Public site")

    def ready(self) -> None:
        """Start Wagtail's choosers without inline scripts."""
        from cms import choosers  # noqa: PLC0415 - Wagtail's widgets need the apps to be ready

        choosers.start_by_attributes()
