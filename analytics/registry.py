"""The registry: storing what a release says, and reading it back.

What is read back is all that screens and files ever show. Exact counts never come here.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import override

from analytics.catalogue import (
    INDICATORS,
    Dimension,
    Layout,
    layouts,
    members_of,
    read_key,
    with_regions,
)
from analytics.contents import Clinic, Contents, Count, Figure, Head, Name
from analytics.models import (
    PublishedCell,
    PublishedFigure,
    Release,
    ReportingClinic,
    Series,
    Vintage,
)
from analytics.vocabulary import Mark, Measure, PeriodKind, ReleaseState, Who
from kernel.models import Organisation, Subdivision
from kernel.models.organisations import Country, OrganisationKind


BATCH = 1_000
LIVE = (ReleaseState.AUDITED,)
"""Releases that readers can hold in their hands, and attackers with them."""


def head_of(vintage: Vintage, *, facts: Mapping[str, object]) -> Head:
    """The head of a release of `vintage`.

    `facts`: `catalogue_version`, `policy_version`, `base`, `is_provisional`, `is_optimal`,
    `is_invented`.
    """
    clinic = vintage.organisation
    country = vintage.series.country
    country_name = in_both_languages(Country(country).label)
    own = name_of(clinic) if clinic else country_name
    return Head(
        label=vintage.label,
        country=country,
        country_name=country_name,
        geography=f"{country}/{clinic.uid}" if clinic else country,
        geography_name=own,
        publisher=own if clinic else _publisher(country, country_name),
        kind=PeriodKind(vintage.kind),
        since=vintage.since,
        before=vintage.before,
        cut_on=vintage.cut_on,
        frozen_at=vintage.frozen_at,
        version=vintage.number,
        checksum=vintage.checksum,
        facts_version=vintage.facts_version,
        **facts,  # type: ignore[arg-type] # the six names of the docstring
    )


def in_both_languages(words: object) -> Name:
    """Translated words as a name in the languages of the report."""
    with override("en"):
        english = str(words)
    with override("ru"):
        return Name(english, str(words))


def name_of(organisation: Organisation) -> Name:
    """What an organisation is called."""
    return Name(organisation.name, organisation.name_ru)


def dimensions_of(country: str, *, together: Collection[str] = ()) -> dict[str, Dimension]:
    """All dimensions, with the regions of `country` by their code; some only `together`."""
    regions = Subdivision.objects.filter(country=country)
    names = {each.code: Name(each.name, each.name_ru) for each in regions}
    return with_regions(names, together=together)


def regions_of(release: Release) -> frozenset[str]:
    """The codes of the regions that the tables of a release tell apart, as published."""
    cells = PublishedCell.objects.filter(release=release, key__contains="region=")
    return _regions_in(cells.values_list("key", flat=True))


def _regions_in(keys: Iterable[str]) -> frozenset[str]:
    codes = (read_key(key)[1].get("region") for key in keys)
    return frozenset(code for code in codes if code)


def _members_in(regions: Iterable[str]) -> frozenset[str]:
    return frozenset(member for code in regions for member in members_of(code))


def together_in(release: Release) -> frozenset[str]:
    """The regions that a release shows only together; all of the country if it has no regions."""
    if shown := regions_of(release):
        return _members_in(shown)
    regions = Subdivision.objects.filter(country=release.vintage.series.country)
    return frozenset(regions.values_list("code", flat=True))


def clinics_expected(
    country: str, *, organisation: Organisation | None, since: date
) -> list[Organisation]:
    """The clinics that should report: all of the country that were at work then, or the one."""
    if organisation:
        return [organisation]
    at_work = Q(retired_at__isnull=True) | Q(retired_at__date__gte=since)
    clinics = Organisation.objects.filter(at_work, kind=OrganisationKind.CLINIC, country=country)
    return list(clinics.select_related("region"))


def remembered(series: Series, hashes: Iterable[str]) -> dict[str, int]:
    """What was published for the same sets of records, by set hash; the newest value counts."""
    wanted = sorted(set(hashes))
    memory: dict[str, int] = {}
    for start in range(0, len(wanted), BATCH):
        cells = PublishedCell.objects.filter(
            series=series, set_hash__in=wanted[start : start + BATCH]
        )
        memory |= dict(cells.order_by("pk").values_list("set_hash", "value"))
    return memory


def store(release: Release, contents: Contents, *, hashes: Mapping[str, str]) -> None:
    """Write the counts and figures of `contents`; `hashes` by cell key never leaves the country."""
    series = release.vintage.series
    PublishedCell.objects.bulk_create(
        [
            PublishedCell(
                release=release, series=series, key=key, set_hash=hashes[key],
                value=count.value or 0, mark=count.mark,
            )
            for key, count in sorted(contents.counts.items())
        ],
        batch_size=BATCH,
    )  # fmt: skip
    PublishedFigure.objects.bulk_create(
        [
            PublishedFigure(
                release=release, indicator=each.indicator, stratum=each.stratum, who=each.who,
                day=each.day, measure=each.measure, value=each.value, low=each.low,
                high=each.high, base=each.base, mark=each.mark,
            )
            for _key, each in sorted(contents.figures.items())
        ],
        batch_size=BATCH,
    )  # fmt: skip
    organisations = {
        str(each.uid): each
        for each in Organisation.objects.filter(uid__in=[each.code for each in contents.clinics])
    }
    ReportingClinic.objects.bulk_create(
        [
            ReportingClinic(
                release=release, organisation=organisations[each.code],
                has_reported=each.has_reported,
            )
            for each in contents.clinics
        ]
    )  # fmt: skip


def read(release: Release) -> Contents:
    """Read a release back; the same contents as were stored, byte for byte in every file."""
    vintage = release.vintage
    clinics = clinics_of(release)
    counts = _counts(release)
    regions = _regions_in(counts)
    tables, left_out = tables_of(vintage, release.tables, has_regions=bool(regions))
    return Contents(
        head=head_of(
            vintage,
            facts={
                "catalogue_version": release.catalogue_version,
                "policy_version": release.policy_version,
                "base": release.base,
                "is_provisional": release.is_provisional,
                "is_optimal": release.is_optimal,
                "is_invented": release.is_invented,
            },
        ),
        dimensions=dimensions_of(vintage.series.country, together=_members_in(regions)),
        tables=tables,
        left_out=left_out,
        counts=counts,
        figures=figures_of(release),
        indicators=tuple(INDICATORS.values()),
        clinics=clinics,
        revised=_revised(release),
        earlier=figures_of(release.earlier) if release.earlier else {},
    )


def tables_of(
    vintage: Vintage, codes: Collection[str], *, has_regions: bool
) -> tuple[tuple[Layout, ...], tuple[Layout, ...]]:
    """The tables of these codes, and the others that figures of this kind could have."""
    kind, of_clinic = PeriodKind(vintage.kind), vintage.organisation_id is not None
    here = layouts(kind, of_clinic=of_clinic, has_regions=has_regions)
    everywhere = layouts(kind, of_clinic=of_clinic)
    kept = tuple(table for table in here if table.code in codes)
    return kept, tuple(table for table in everywhere if table.code not in codes)


def figures_of(release: Release) -> dict[str, Figure]:
    """The figures of a release by their key."""
    figures = [
        Figure(
            indicator=row.indicator, who=Who(row.who), measure=Measure(row.measure),
            value=plain(row.value), low=plain(row.low), high=plain(row.high), base=row.base,
            mark=Mark(row.mark), stratum=row.stratum, day=row.day,
        )
        for row in PublishedFigure.objects.filter(release=release)
    ]  # fmt: skip
    return {each.key: each for each in sorted(figures, key=lambda each: each.key)}


def plain(number: Decimal | None) -> Decimal | None:
    """A decimal without trailing zeros and without an exponent: 52.00 becomes 52, 5.50 5.5."""
    if number is None:
        return None
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


def clinics_of(release: Release) -> tuple[Clinic, ...]:
    """The coverage of a release: who was expected and who reported, by name."""
    rows = ReportingClinic.objects.filter(release=release).select_related("organisation")
    clinics = [coverage(row.organisation, has_reported=row.has_reported) for row in rows]
    return tuple(sorted(clinics, key=coverage_order))


def coverage_order(clinic: Clinic) -> tuple[str, str, str]:
    """Clinics stand by region and name; the same order in every file."""
    return clinic.region, clinic.name.en, clinic.code


def coverage(organisation: Organisation, *, has_reported: bool) -> Clinic:
    """One line of the coverage table."""
    return Clinic(
        code=str(organisation.uid),
        name=name_of(organisation),
        region=organisation.region_id or "",
        has_reported=has_reported,
    )


def year_earlier(vintage: Vintage) -> list[Release]:
    """The releases of the same geography one year earlier that are in readers' hands."""
    releases = Release.objects.filter(
        vintage__series=vintage.series,
        vintage__organisation=vintage.organisation,
        vintage__since=_year_earlier(vintage.since),
        vintage__before=_year_earlier(vintage.before),
        state__in=LIVE,
    )
    return list(releases.order_by("vintage__number"))


def live(vintage: Vintage) -> list[Release]:
    """Releases of the same series, geography and period that are, or were, in readers' hands."""
    releases = Release.objects.filter(
        vintage__series=vintage.series,
        vintage__organisation=vintage.organisation,
        vintage__since=vintage.since,
        vintage__before=vintage.before,
    )
    return list(releases.exclude(vintage=vintage).select_related("vintage").order_by("pk"))


def _year_earlier(day: date) -> date:
    return day.replace(year=day.year - 1)


def _publisher(country: str, otherwise: Name) -> Name:
    ministry = Organisation.objects.filter(
        kind=OrganisationKind.MINISTRY, country=country, retired_at__isnull=True
    ).first()
    return name_of(ministry) if ministry else otherwise


def _counts(release: Release) -> dict[str, Count]:
    rows = PublishedCell.objects.filter(release=release).values_list("key", "value", "mark")
    return {key: Count(key, value, Mark(mark)) for key, value, mark in sorted(rows)}


def _revised(release: Release) -> tuple[tuple[str, int, int], ...]:
    earlier = live(release.vintage)
    before = [each for each in earlier if each.vintage.number < release.vintage.number]
    if not before:
        return ()
    return revisions(values_of(before[-1]), values_of(release))


def hashes_of(release: Release) -> dict[str, str]:
    """The set hashes of a release by cell key; for the auditor, never for a reader."""
    return dict(PublishedCell.objects.filter(release=release).values_list("key", "set_hash"))


def values_of(release: Release) -> dict[str, int]:
    """The protected counts of a release by cell key."""
    return dict(PublishedCell.objects.filter(release=release).values_list("key", "value"))


def revisions(old: Mapping[str, int], new: Mapping[str, int]) -> tuple[tuple[str, int, int], ...]:
    """The national counts that changed: cell key, value before, value now."""
    return tuple(
        (key, old[key], value)
        for key, value in sorted(new.items())
        if key in old and old[key] != value and "region" not in read_key(key)[1]
    )
