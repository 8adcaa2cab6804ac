"""Questions about releases and compilations, within what the viewer may see.

National figures belong to those who hold `figures.national` over the country, a clinic's own to
those who hold `figures.own` at the clinic. Nothing here reads a fact or counts anything.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.models import Compilation, ProgrammeRelease, Release, ReleaseFile, Vintage
from analytics.presenting.proof import PDF
from analytics.registry import read as contents_of
from analytics.vocabulary import SILENT_FOR, CompilationState, PeriodKind, ReleaseState
from kernel.models import Organisation, OrganisationKind, User
from kernel.models.organisations import Country
from kernel.paging import PAGE, Page, Place, beyond, cut
from kernel.periods import Period
from kernel.permissions import Permission, countries_where, organisations_where


__all__ = [
    "PROGRAMMES_SHOWN", "Geography", "Offer", "compilations", "contents_of", "file_of", "files_of",
    "geographies", "last_day", "last_day_of", "offers", "open_compilations", "period_name",
    "programme_releases", "release_files", "releases", "releases_page",
]  # fmt: skip

YEARS = 6
"""How many calendar years are offered, the running one among them."""
QUARTERS = (1, 2, 3, 4)
UNDER_WAY = (CompilationState.QUEUED, CompilationState.RUNNING)
IN_VAIN = (CompilationState.REFUSED, CompilationState.FAILED)
MOST_OPEN = 20
PROGRAMMES_SHOWN = 60
NEWEST_FIRST = ("stored_at", "pk")


@dataclass(frozen=True)
class Geography:
    """Whose figures: a country, or one clinic. `code` stands in addresses."""

    code: str
    name: str
    country: str
    organisation: Organisation | None = None


def geographies(*, viewer: User, is_own: bool) -> list[Geography]:
    """Whose figures the viewer may compile: countries, or (`is_own`) their own clinics."""
    if is_own:
        clinics = Organisation.objects.filter(
            pk__in=organisations_where(viewer, Permission.FIGURES_OWN),
            kind=OrganisationKind.CLINIC,
            retired_at__isnull=True,
        )
        return [Geography(str(each.uid), each.name, each.country, each) for each in clinics]
    return [
        Geography(code, str(Country(code).label), code) for code in sorted(countries_of(viewer))
    ]


def countries_of(viewer: User) -> frozenset[str]:
    """The countries whose national figures the viewer may see."""
    reach = countries_where(viewer, Permission.FIGURES_NATIONAL)
    return frozenset(Country.values) if "*" in reach else reach & frozenset(Country.values)


def releases(*, viewer: User, is_own: bool) -> QuerySet[Release]:
    """The releases that the viewer may read: national ones, or (`is_own`) of their clinics."""
    rows = Release.objects.select_related(
        "vintage__series", "vintage__organisation", "compiled_by", "withdrawn_by"
    )
    return rows.filter(_reach(viewer, is_own=is_own, country="vintage__series__country",
                              organisation="vintage__organisation"))  # fmt: skip


def programme_releases(*, viewer: User) -> QuerySet[ProgrammeRelease]:
    """The figures of programmes that the viewer may read, the newest first."""
    rows = ProgrammeRelease.objects.select_related("vintage__series", "compiled_by", "withdrawn_by")
    return rows.filter(vintage__series__country__in=countries_of(viewer)).order_by(
        *(f"-{key}" for key in NEWEST_FIRST)
    )


def compilations(*, viewer: User, is_own: bool) -> QuerySet[Compilation]:
    """The orders that the viewer may follow."""
    rows = Compilation.objects.select_related("organisation", "release", "asked_by")
    return rows.filter(_reach(viewer, is_own=is_own, country="country",
                              organisation="organisation"))  # fmt: skip


def _reach(viewer: User, *, is_own: bool, country: str, organisation: str) -> Q:
    if is_own:
        return Q(**{f"{organisation}__in": organisations_where(viewer, Permission.FIGURES_OWN)})
    return Q(**{f"{organisation}__isnull": True, f"{country}__in": countries_of(viewer)})


def releases_page(
    *, viewer: User, is_own: bool, language: str, place: Place, size: int = PAGE
) -> Page[Release]:
    """One page of releases, the newest first; each has `reports`: its PDF in this language."""
    reports = release_files().filter(media_type=PDF, language=language)
    rows = releases(viewer=viewer, is_own=is_own).prefetch_related(
        Prefetch("files", reports, to_attr="reports")
    )
    ordered = rows.order_by(*(f"-{key}" for key in NEWEST_FIRST))
    mark = rows.filter(uid=place.mark).first() if place.mark else None
    if mark is None:
        place = Place()
    else:
        values = [getattr(mark, key) for key in NEWEST_FIRST]
        ordered = ordered.filter(beyond(NEWEST_FIRST, values, rising=bool(place.before)))
    if place.before:
        ordered = ordered.reverse()
    return cut(list(ordered[: size + 1]), place, size=size, key=lambda row: str(row.uid))


def open_compilations(*, viewer: User, is_own: bool) -> list[Compilation]:
    """Orders under way, and those in vain for whose period nothing was asked since."""
    same: dict[str, Any] = {name: OuterRef(name) for name in ("country", "since", "before")} | {
        "asked_at__gt": OuterRef("asked_at")
    }
    whose = Q(organisation=OuterRef("organisation")) if is_own else Q(organisation__isnull=True)
    again = Compilation.objects.filter(whose, **same)
    rows = compilations(viewer=viewer, is_own=is_own).filter(
        Q(state__in=UNDER_WAY) | Q(state__in=IN_VAIN) & ~Exists(again)
    )
    return list(rows.order_by("-asked_at")[:MOST_OPEN])


def release_files() -> QuerySet[ReleaseFile]:
    """Files that can be taken, without what is in them."""
    return _to_take().defer("content")


def _to_take() -> QuerySet[ReleaseFile]:
    return ReleaseFile.objects.exclude(release__state=ReleaseState.WITHDRAWN)


def files_of(release: Release) -> list[ReleaseFile]:
    """The files of a release by name, without what is in them; a withdrawn one has none to take."""
    return list(release_files().filter(release=release).order_by("name"))


def file_of(release: Release, *, name: str) -> ReleaseFile | None:
    """One file with its content; None when the release has no such file, or was withdrawn."""
    return _to_take().filter(release=release, name=name).first()


@dataclass(frozen=True)
class Offer:
    """A period that may be compiled, or why not. `name` is `2023` or `2023Q2`."""

    name: str
    kind: PeriodKind
    period: Period
    reason: str = ""
    release: UUID | None = None
    """The release that stands in the way."""

    @property
    def is_free(self) -> bool:
        """Whether it can be chosen."""
        return not self.reason


def offers(*, geography: Geography, at: datetime) -> list[Offer]:
    """Every complete year and quarter of the last years, the newest year first; three queries."""
    on = timezone.localdate(at)
    withdrawn = _withdrawn_programmes(geography)
    taken = [
        each for each in _taken(geography)
        if each.period not in withdrawn or each.release.state != ReleaseState.AUDITED
    ]  # fmt: skip
    under_way = _under_way(geography, at=at)
    found = []
    for year in range(on.year, on.year - YEARS, -1):
        whole = (str(year), PeriodKind.YEAR, Period.year(year))
        parts = [
            (f"{year}Q{each}", PeriodKind.QUARTER, Period.quarter(year, each)) for each in QUARTERS
        ]
        found += [
            _offer(*each, taken=taken, under_way=under_way)
            for each in (whole, *parts)
            if each[2].before <= on
        ]
    return found


def _taken(geography: Geography) -> list[Vintage]:
    rows = Vintage.objects.filter(
        series__country=geography.country,
        organisation=geography.organisation,
        release__isnull=False,
    )
    return list(rows.select_related("series", "organisation", "release").order_by("-number"))


def _withdrawn_programmes(geography: Geography) -> set[Period]:
    """Periods of a country whose figures of programmes are withdrawn: these can be made anew."""
    if geography.organisation is not None:
        return set()
    rows = ProgrammeRelease.objects.filter(
        vintage__series__country=geography.country, vintage__is_example=False
    ).order_by("pk")
    newest = {
        Period(since, before): state
        for since, before, state in rows.values_list("vintage__since", "vintage__before", "state")
    }
    return {period for period, state in newest.items() if state == ReleaseState.WITHDRAWN}


def _under_way(geography: Geography, *, at: datetime) -> list[Period]:
    """Periods that are being compiled; not those whose worker is dead, which can be asked again."""
    dead = Q(state=CompilationState.RUNNING, touched_at__lt=at - SILENT_FOR)
    rows = Compilation.objects.filter(
        country=geography.country, organisation=geography.organisation, state__in=UNDER_WAY
    ).exclude(dead)
    return [Period(since, before) for since, before in rows.values_list("since", "before")]


def _offer(
    name: str,
    kind: PeriodKind,
    period: Period,
    *,
    taken: list[Vintage],
    under_way: list[Period],
) -> Offer:
    other = next((each for each in taken if _is_in_the_way(each, period)), None)
    if other is not None:
        words = _("Released: %(label)s") if other.period == period else _("Overlaps %(label)s")
        return Offer(name, kind, period, words % {"label": other.label}, other.release.uid)
    if any(overlap(each, period) for each in under_way):
        return Offer(name, kind, period, _("Being compiled"))
    return Offer(name, kind, period)


def _is_in_the_way(vintage: Vintage, period: Period) -> bool:
    """Whether a release is of this period, or of another that shares days, withdrawn or not."""
    if vintage.period == period:
        return vintage.release.state == ReleaseState.AUDITED
    return overlap(vintage.period, period)


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day."""
    return one.since < other.before and other.since < one.before


def last_day(release: Release) -> date:
    """The last day of a release's period."""
    return release.vintage.before - timedelta(days=1)


def last_day_of(order: Compilation) -> date:
    """The last day of the period that was asked for."""
    return order.before - timedelta(days=1)


def period_name(order: Compilation) -> str:
    """`2023`, or `2023Q2`."""
    return Vintage(kind=order.kind, since=order.since, before=order.before).period_name
