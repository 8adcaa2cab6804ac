"""Releases for tests, stored from invented contents: no record was counted for them.

release_of(country="KG")            a national release of 2023 with figures, charts, files
release_of(organisation=our_clinic) the clinic's own
shell_of(...)                       the same with its files and without a number: quick
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache

import factory
from factory.django import DjangoModelFactory

from analytics.catalogue import layouts
from analytics.contents import Contents
from analytics.models import (
    Compilation,
    ProgrammeRelease,
    ProgrammeVintage,
    PublishedCell,
    PublishedFigure,
    Release,
    ReleaseFile,
    ReportingClinic,
    Series,
    Vintage,
)
from analytics.vocabulary import PeriodKind
from kernel.models import Organisation, Subdivision, User
from tests.factories.contents import REGIONS, sample_contents
from tests.factories.kernel import UserFactory, clinic


AT = datetime(2024, 4, 2, 6, 30, tzinfo=UTC)
CHARTS = ("gaps", "staying", "pyramid", "substances", "waits", "exits")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="120"><title>x</title></svg>'


class SeriesFactory(DjangoModelFactory):
    """The first series of Kyrgyzstan; one country has one."""

    class Meta:
        model = Series
        django_get_or_create = ("country", "number")

    country = "KG"
    number = 1
    begun_at = AT


class VintageFactory(DjangoModelFactory):
    """The facts of 2023, frozen in April."""

    class Meta:
        model = Vintage

    series = factory.SubFactory(SeriesFactory)
    kind = PeriodKind.YEAR
    since = date(2023, 1, 1)
    before = date(2024, 1, 1)
    number = 1
    cut_on = date(2024, 3, 31)
    frozen_at = AT
    facts_version = "2026.1"
    code_lists_version = "2026.1"
    checksum = "9f2c41d07be85a6633e1c0a94d7f58b2c61e0d3f7a24b9958e47d1f60b3ca782"
    rows = 61_204


class ReleaseFactory(DjangoModelFactory):
    """A release whose audit passed, without figures."""

    class Meta:
        model = Release

    vintage = factory.SubFactory(VintageFactory)
    catalogue_version = "2026.1"
    policy_version = "R5-2026.1"
    base = 5
    tables = factory.LazyFunction(lambda: [each.code for each in layouts(PeriodKind.YEAR)])
    is_invented = True
    solver = "HiGHS 1.11"
    cells = 6_556
    relations = 4_120
    attacks = 31
    narrowest = 4
    recovered = 0
    differences = 0
    numbers_read = 38_214
    numbers_equal = 38_214
    low_bases = 17
    stored_at = AT
    compiled_by = factory.SubFactory(UserFactory)


class ProgrammeVintageFactory(DjangoModelFactory):
    """What was delivered in 2023, without files."""

    class Meta:
        model = ProgrammeVintage

    series = factory.SubFactory(SeriesFactory)
    kind = PeriodKind.YEAR
    since = date(2023, 1, 1)
    before = date(2024, 1, 1)
    number = 1
    frozen_at = AT
    facts_version = "2026.2"
    manifest = factory.LazyFunction(dict)


class ProgrammeReleaseFactory(DjangoModelFactory):
    """Figures of programmes of which nothing is told."""

    class Meta:
        model = ProgrammeRelease

    vintage = factory.SubFactory(ProgrammeVintageFactory)
    tables_version = "2026.1"
    policy_version = "2026.2"
    base = 5
    solver = "HiGHS 1.11"
    attacks = 0
    stored_at = AT
    compiled_by = factory.SubFactory(UserFactory)


class CompilationFactory(DjangoModelFactory):
    """An order for Kyrgyzstan's 2024 that nobody has begun."""

    class Meta:
        model = Compilation

    country = "KG"
    kind = PeriodKind.YEAR
    since = date(2024, 1, 1)
    before = date(2025, 1, 1)
    asked_by = factory.SubFactory(UserFactory)
    asked_at = AT
    touched_at = AT


def release_of(*, contents: Contents | None = None, **how: object) -> Release:
    """Store a release of `contents` with its coverage and small files under their right names."""
    contents = contents or _sample()
    release = shell_of(**{"tables": [each.code for each in contents.tables]} | how)
    _store_numbers(release, contents)
    if not release.vintage.organisation:
        _store_coverage(release, contents)
    return release


def shell_of(
    *,
    country: str = "KG",
    organisation: Organisation | None = None,
    year: int = 2023,
    by: User | None = None,
    charts: Sequence[str] = CHARTS,
    svg: bytes = SVG,
    **fields: object,
) -> Release:
    """Store a release with its files and no numbers."""
    vintage = VintageFactory(
        series=SeriesFactory(country=country), organisation=organisation,
        since=date(year, 1, 1), before=date(year + 1, 1, 1),
    )  # fmt: skip
    if by:
        fields["compiled_by"] = by
    release = ReleaseFactory(vintage=vintage, **fields)
    _store_files(release, charts, svg)
    return release


@cache
def _sample() -> Contents:
    return sample_contents()


def _store_numbers(release: Release, contents: Contents) -> None:
    series = release.vintage.series
    PublishedCell.objects.bulk_create(
        PublishedCell(
            release=release, series=series, key=key, set_hash=f"{place:016x}",
            value=count.value or 0, mark=count.mark,
        )
        for place, (key, count) in enumerate(contents.counts.items())
    )  # fmt: skip
    PublishedFigure.objects.bulk_create(
        PublishedFigure(
            release=release, indicator=each.indicator, stratum=each.stratum, who=each.who,
            day=each.day, measure=each.measure, value=each.value, low=each.low, high=each.high,
            base=each.base, mark=each.mark,
        )
        for each in contents.figures.values()
    )  # fmt: skip


def _store_coverage(release: Release, contents: Contents) -> None:
    country = release.vintage.series.country
    known = {each.code: each for each in Subdivision.objects.filter(pk__in=REGIONS)}
    for each in contents.clinics:
        organisation = clinic(
            country=country, name=each.name.en, name_ru=each.name.ru, region=known.get(each.region)
        )
        ReportingClinic.objects.create(
            release=release, organisation=organisation, has_reported=each.has_reported
        )


def _store_files(release: Release, charts: Sequence[str], svg: bytes) -> None:
    label = release.vintage.label
    files = [
        (f"{label}.json", "application/json", "en", b"{}\n"),
        (f"{label}-counts.csv", "text/csv", "en", b"key,value\r\n"),
        (f"{label}-figures.csv", "text/csv", "en", b"key,value\r\n"),
    ]
    for language in ("en", "ru"):
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        files += [
            (f"{label}.{language}.xlsx", sheet, language, b"PK"),
            (f"{label}.{language}.pdf", "application/pdf", language, b"%PDF-1.7\n"),
        ]
        files += [
            (f"{label}-{chart}-{width}.{language}.svg", "image/svg+xml", language, svg)
            for chart in charts
            for width in ("wide", "narrow")
        ]
    ReleaseFile.objects.bulk_create(
        ReleaseFile(
            release=release, name=name, media_type=media_type, language=language, content=content,
            sha256=hashlib.sha256(content).hexdigest(), size=len(content),
        )
        for name, media_type, language, content in files
    )  # fmt: skip
