"""Where help is, as readers of the public site and its keepers see it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from kernel.models import Organisation, User
from kernel.permissions import Permission, organisations_where
from prevention.models import ServicePoint, ServicePointText
from prevention.models.reference import in_reader_language
from prevention.models.services import HIDDEN_AFTER


def public_services(
    *, on: date, country: str = "", region: str = "", kind: str = "", language: str = ""
) -> QuerySet[ServicePoint]:
    """Service points shown to the public on a day, by place and kind; never a stale year old.

    An empty argument asks for everything. `language` keeps those where it is spoken. Nobody has to
    be signed in, so there is no viewer.
    """
    services = ServicePoint.objects.shown(on=on).select_related("organisation", "region")
    if country:
        services = services.filter(country=country)
    if region:
        services = services.filter(region=region)
    if kind:
        services = services.filter(kind=kind)
    if language:
        services = services.filter(languages__icontains=f'"{language}"')
    return services.prefetch_related("texts").order_by("country", "region_id", "kind", "pk")


@dataclass(frozen=True)
class Line:
    """A service point as its keepers see it in the list."""

    service: ServicePoint
    text: ServicePointText | None
    state: str
    """`shown`, `stale` (shown with a mark), `unverified`, `old` (over a year), or `private`."""


def line_of(service: ServicePoint, *, on: date) -> Line:
    """The text in the viewer's language, and what readers see of the entry on a day."""
    text = in_reader_language(list(service.texts.all()))
    return Line(service, text, _state(service, on))  # type: ignore[arg-type] # rows of its texts


def editing_organisations(*, viewer: User) -> QuerySet[Organisation]:
    """Organisations for which the viewer may write service points."""
    held = organisations_where(viewer, Permission.SERVICE_EDIT)
    return Organisation.objects.filter(pk__in=held)


def _state(service: ServicePoint, on: date) -> str:
    if not service.is_public:
        return "private"
    if service.verified_on is None:
        return "unverified"
    if on - service.verified_on > HIDDEN_AFTER:
        return "old"
    return "stale" if service.is_stale(on=on) else "shown"
