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
        from kernel.permissions import Permission  # noqa: PLC0415 - the people's model is ready
        from ui import rail  # noqa: PLC0415 - likewise

        rail.add(
            door="work", label=_("Alerts"), url_name="work:alerts", icon="shield", order=46,
            permission=(Permission.RECORD_READ, Permission.SUBSTANCE_RESOLVE),
        )  # fmt: skip
        choosers.start_by_attributes()
        changes.listen()
        office.begin()
