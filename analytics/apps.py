"""Analytics as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    """Figures and reports."""

    name = "analytics"
    verbose_name = _("Figures")

    def ready(self) -> None:
        """Offer releases at the ministry door, and a clinic's own figures at the work door."""
        from kernel.permissions import Permission  # noqa: PLC0415 - models are ready only now
        from ui import rail  # noqa: PLC0415 - as above

        rail.add(
            door="ministry", label=_("Releases"), url_name="ministry:home", icon="chart", order=10,
            permission=Permission.FIGURES_NATIONAL, covers=("ministry:release",),
        )  # fmt: skip
        rail.add(
            door="ministry", label=_("Programmes"), url_name="ministry:programmes", icon="people",
            order=15, permission=Permission.FIGURES_NATIONAL, covers=("ministry:programme",),
        )  # fmt: skip
        rail.add(
            door="ministry", label=_("Compile"), url_name="ministry:compile", icon="plus",
            order=20, permission=Permission.FIGURES_NATIONAL, covers=("ministry:compilation",),
        )  # fmt: skip
        rail.add(
            door="work", label=_("Figures"), url_name="work:figures:home", icon="chart", order=60,
            permission=Permission.FIGURES_OWN, covers=("work:figures:",),
        )  # fmt: skip
