"""The site as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """Pages for anyone."""

    name = "cms"
    verbose_name = _("Public site")

    def ready(self) -> None:
        """Start choosers without inline scripts, mend links, hear Wagtail, begin the office."""
        from cms import changes, choosers, office, rich_text  # noqa: F401, PLC0415 - Wagtail is ready

        choosers.start_by_attributes()
        changes.listen()
        office.begin()
