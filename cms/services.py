"""Services as the finder shows them: what readers may see, in their language, with its age."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import get_language

from kernel.models import Subdivision
from kernel.models.organisations import Country
from prevention.choices import Anonymity, Served, ServiceKind
from prevention.models.reference import in_reader_language
from prevention.models.services import ServicePoint
from prevention.selectors.services import public_services


SHOWN = 100
"""More than anybody reads; whoever gets so many is asked to choose a region."""
LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Wanted:
    """What a reader chose in the form; empty means any."""

    country: str = ""
    region: str = ""
    kind: str = ""
    language: str = ""


@dataclass(frozen=True)
class Place:
    """A service as a reader sees it."""

    service: ServicePoint
    is_stale: bool

    @cached_property
    def text(self) -> object:
        """Its name and address, in the reader's language where there are any."""
        return in_reader_language(list(self.service.texts.all()))

    @property
    def languages(self) -> list[dict]:
        """The languages spoken there, under their own names."""
        return [{"code": it, "name": LANGUAGES.get(it, it)} for it in self.service.languages]

    @property
    def phones(self) -> list[dict]:
        """Its numbers, as read and as dialled."""
        numbers = [number.strip() for number in self.service.phones.split(",")]
        return [
            {"shown": number, "dialled": "".join(it for it in number if it.isdigit() or it == "+")}
            for number in numbers
            if number
        ]

    @property
    def region(self) -> str:
        """Its region, in the reader's language."""
        return region_name(self.service.region) if self.service.region else ""

    @property
    def is_nameless(self) -> bool:
        """Whether no name is asked for."""
        return self.service.anonymity == Anonymity.ANONYMOUS

    @property
    def is_for_some(self) -> bool:
        """Whether it is not for everybody."""
        return self.service.served != Served.ALL


def region_name(region: Subdivision) -> str:
    """Name a region in the reader's language, as far as we know it."""
    return region.name_ru if get_language() == "ru" else region.name


def read(data: QueryDict) -> Wanted:
    """Read the form; what is no choice is no wish, and a region names its country."""
    country = data.get("country", "")
    country = country if country in Country else ""
    region = data.get("region", "")
    region = region if not country or region.startswith(f"{country}-") else ""
    kind, language = data.get("kind", ""), data.get("language", "")
    return Wanted(
        country=country,
        region=region[:6],
        kind=kind if kind in ServiceKind else "",
        language=language if language in LANGUAGES else "",
    )


def choices(wanted: Wanted) -> dict[str, Any]:
    """What the form offers: regions of the chosen country, or those of all by country."""
    regions = Subdivision.objects.order_by("country", "code")
    if wanted.country:
        regions = regions.filter(country=wanted.country)
    return {
        "country": Country.choices,
        "region": [(region.code, region_name(region)) for region in regions],
        "kind": ServiceKind.choices,
        "language": settings.LANGUAGES,
    }


def can_be_called(*, on: date) -> bool:
    """Whether readers find any telephone help."""
    return public_services(on=on, kind=ServiceKind.HOTLINE).exists()


def places(wanted: Wanted, *, on: date) -> list[Place]:
    """Return the services that fit, telephone help first, then by place."""
    rows = public_services(
        on=on,
        country=wanted.country,
        region=wanted.region,
        kind=wanted.kind,
        language=wanted.language,
    )
    fitting = sorted(rows, key=lambda row: row.kind != ServiceKind.HOTLINE)
    return [Place(row, is_stale=row.is_stale(on=on)) for row in fitting[:SHOWN]]
