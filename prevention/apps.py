"""Prevention as a Django app."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class PreventionConfig(AppConfig):
    """Programmes and their delivery."""

    name = "prevention"
    verbose_name = _("Prevention")

    def ready(self) -> None:
        """Offer the places of prevention on the rail of the work door."""
        from kernel.permissions import Permission  # noqa: PLC0415 - models are ready only now
        from ui import rail  # noqa: PLC0415 - as above

        rail.add(
            door="work", label=_("Sessions"), url_name="work:prevention-sessions",
            icon="calendar", order=12, permission=Permission.SESSION_DELIVER,
            covers=SESSION_VIEWS,
        )  # fmt: skip
        rail.add(
            door="work", label=_("Programmes"), url_name="work:prevention-runs", icon="leaf",
            order=14, covers=RUN_VIEWS,
            permission=(
                Permission.PROGRAMME_MANAGE, Permission.SESSION_DELIVER,
                Permission.PROGRAMME_COORDINATE,
            ),
        )  # fmt: skip
        rail.add(
            door="work", label=_("Indicators"), url_name="work:prevention-indicators",
            icon="chart", order=36, permission=Permission.PROGRAMME_COORDINATE,
        )  # fmt: skip
        rail.add(
            door="work", label=_("Consent rules"), url_name="work:prevention-consent",
            icon="book", order=38, permission=Permission.PROGRAMME_COORDINATE,
        )  # fmt: skip
        rail.add(
            door="work", label=_("Decisions"), url_name="work:prevention-overrides",
            icon="warning", order=34, covers=("work:prevention-override",),
            permission=(Permission.PROGRAMME_MANAGE, Permission.PROGRAMME_COORDINATE),
            count=_decisions_waiting,
        )  # fmt: skip
        rail.add(
            door="work", label=_("Facilitators"), url_name="work:prevention-people",
            icon="people", order=30, permission=Permission.PROGRAMME_MANAGE,
            covers=("work:prevention-person", "work:prevention-training"),
        )  # fmt: skip
        rail.add(
            door="work", label=_("Sites"), url_name="work:prevention-sites", icon="home",
            order=32, permission=Permission.PROGRAMME_MANAGE, covers=("work:prevention-site",),
        )  # fmt: skip
        rail.add(
            door="work", label=_("Questionnaires"), url_name="work:prevention-waves",
            icon="document", order=66, covers=("work:prevention-wave",),
            permission=(Permission.PROGRAMME_MANAGE, Permission.SURVEY_ENTER),
        )  # fmt: skip
        rail.add(
            door="work", label=_("Service points"), url_name="work:prevention-services",
            icon="pin", order=70, covers=("work:prevention-service",),
            permission=(Permission.SERVICE_EDIT, Permission.PROGRAMME_COORDINATE),
        )  # fmt: skip


SESSION_VIEWS = (
    "work:prevention-session", "work:prevention-adaptation", "work:prevention-cohort-sessions",
)  # fmt: skip
RUN_VIEWS = (
    "work:prevention-run", "work:prevention-plan", "work:prevention-cohort",
    "work:prevention-participant", "work:prevention-quality", "work:prevention-cost",
)  # fmt: skip


def _decisions_waiting(request: HttpRequest) -> int | None:
    """How many requests wait for the person's decision; asks nothing for who decides none."""
    from prevention.selectors.overrides import count_waiting  # noqa: PLC0415 - needs the models

    return count_waiting(viewer=request.user) or None  # type: ignore[arg-type] # signed in
