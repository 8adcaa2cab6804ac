"""The roots of all other selectors: what of delivery a viewer may see, and nothing else.

A programme manager sees what belongs to the organisation; a facilitator the groups that are
theirs, until retired; a coordinator the implementations of the country, without registers or
questionnaires.
"""

from django.db.models import Q, QuerySet

from kernel.models import User
from kernel.permissions import Permission, countries_where, organisations_where
from prevention.models import (
    Cohort,
    DeliverySite,
    Facilitator,
    Implementation,
    ServicePoint,
    Session,
    Wave,
)


def managed_runs(*, viewer: User) -> QuerySet[Implementation]:
    """Implementations that the viewer may change."""
    held = organisations_where(viewer, Permission.PROGRAMME_MANAGE)
    return Implementation.objects.filter(organisation__in=held).select_related(
        "organisation", "programme_version__programme"
    )


def coordinated_runs(*, viewer: User) -> QuerySet[Implementation]:
    """Implementations of the countries whose prevention the viewer coordinates."""
    reach = countries_where(viewer, Permission.PROGRAMME_COORDINATE)
    runs = Implementation.objects.select_related("organisation", "programme_version__programme")
    return runs if "*" in reach else runs.filter(organisation__country__in=reach)


def visible_runs(*, viewer: User) -> QuerySet[Implementation]:
    """Implementations that the viewer may look at."""
    managed = organisations_where(viewer, Permission.PROGRAMME_MANAGE)
    delivered = organisations_where(viewer, Permission.SESSION_DELIVER)
    reach = countries_where(viewer, Permission.PROGRAMME_COORDINATE)
    coordinated = Q() if "*" in reach else Q(organisation__country__in=reach)
    mine = Implementation.objects.filter(
        organisation__in=delivered, cohorts__facilitators__user=viewer,
        cohorts__facilitators__retired_at__isnull=True,
    ).values("pk")  # fmt: skip
    seen = Q(organisation__in=managed) | Q(pk__in=mine)
    if reach:
        seen |= coordinated
    return Implementation.objects.filter(seen).select_related(
        "organisation", "programme_version__programme"
    )


def with_programme(runs: QuerySet[Implementation]) -> QuerySet[Implementation]:
    """The same with the names of their programmes, read once."""
    return runs.prefetch_related("programme_version__programme__texts")


def visible_cohorts(*, viewer: User) -> QuerySet[Cohort]:
    """Groups that the viewer manages or delivers to."""
    managed = organisations_where(viewer, Permission.PROGRAMME_MANAGE)
    delivered = organisations_where(viewer, Permission.SESSION_DELIVER)
    mine = Cohort.facilitators.through.objects.filter(
        facilitator__user=viewer, facilitator__retired_at__isnull=True
    ).values("cohort")
    return Cohort.objects.filter(
        Q(organisation__in=managed) | Q(organisation__in=delivered, pk__in=mine)
    ).select_related("organisation", "site", "implementation__programme_version__programme")


def visible_sessions(*, viewer: User) -> QuerySet[Session]:
    """Sessions of the groups that the viewer sees."""
    cohorts = visible_cohorts(viewer=viewer).values("pk")
    return Session.objects.filter(cohort__in=cohorts).select_related(
        "organisation", "plan", "cohort__site", "cohort__implementation__programme_version"
    )


def visible_sites(*, viewer: User) -> QuerySet[DeliverySite]:
    """Sites of organisations whose programmes the viewer manages."""
    held = organisations_where(viewer, Permission.PROGRAMME_MANAGE)
    return DeliverySite.objects.filter(organisation__in=held).select_related("region")


def visible_facilitators(*, viewer: User) -> QuerySet[Facilitator]:
    """Facilitators of organisations whose programmes the viewer manages."""
    held = organisations_where(viewer, Permission.PROGRAMME_MANAGE)
    return Facilitator.objects.filter(organisation__in=held).select_related("user", "organisation")


def visible_waves(*, viewer: User) -> QuerySet[Wave]:
    """Waves of organisations where the viewer manages programmes or types questionnaires in."""
    held = organisations_where(viewer, Permission.PROGRAMME_MANAGE) | organisations_where(
        viewer, Permission.SURVEY_ENTER
    )
    return Wave.objects.filter(organisation__in=held).select_related(
        "organisation", "questionnaire", "implementation__programme_version__programme"
    )


def visible_services(*, viewer: User) -> QuerySet[ServicePoint]:
    """Service points that the viewer edits, or verifies for a country."""
    edited = organisations_where(viewer, Permission.SERVICE_EDIT)
    reach = countries_where(viewer, Permission.PROGRAMME_COORDINATE)
    seen = Q(organisation__in=edited)
    if reach:
        seen |= Q() if "*" in reach else Q(country__in=reach)
    services = ServicePoint.objects if "*" in reach else ServicePoint.objects.filter(seen)
    return services.select_related("organisation", "region").prefetch_related("texts")
