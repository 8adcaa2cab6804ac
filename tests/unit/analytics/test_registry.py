"""What is stored is read back as it was; what was published before is remembered."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from analytics import registry
from analytics.contents import Contents, Name
from analytics.models import Release, Vintage
from analytics.vocabulary import Mark, ReleaseState, Who
from tests.factories.analytics import ReleaseFactory, SeriesFactory, VintageFactory
from tests.factories.contents import sample_contents
from tests.factories.kernel import OrganisationFactory, clinic, ministry


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def sample() -> Contents:
    """A whole release, invented."""
    return sample_contents()


def hashes(contents: Contents, *, first: int = 0) -> dict[str, str]:
    """A set hash for each cell."""
    return {key: f"{place:016x}" for place, key in enumerate(contents.counts, first)}


def released(contents: Contents, **vintage: object) -> Release:
    """Store contents as a release, without clinics and files."""
    release = ReleaseFactory(
        vintage=VintageFactory(**vintage), tables=[each.code for each in contents.tables]
    )
    registry.store(release, replace(contents, clinics=()), hashes=hashes(contents))
    return release


def changed(contents: Contents, key: str, value: int) -> Contents:
    """The same with another count."""
    return replace(
        contents, counts=contents.counts | {key: replace(contents.counts[key], value=value)}
    )


def test_counts_figures_and_tables_come_back(sample: Contents):
    release = released(sample)

    read = registry.read(release)

    assert {key: each.value or 0 for key, each in read.counts.items()} == {
        key: each.value or 0 for key, each in sample.counts.items()
    }
    assert {key: each.mark for key, each in read.counts.items()} == {
        key: each.mark for key, each in sample.counts.items()
    }
    assert read.figures == sample.figures
    assert read.tables == sample.tables
    assert read.left_out == sample.left_out
    assert registry.hashes_of(release) == hashes(sample)


def test_the_head_says_whose_figures_they_are(sample: Contents):
    health = ministry(country="KG", name="Ministry of Health", name_ru="Минздрав")

    head = registry.read(released(sample)).head

    assert (head.label, head.geography, head.is_national) == ("KG-2023-v1", "KG", True)
    assert head.country_name == Name("Kyrgyzstan", "Кыргызстан")
    assert head.publisher == Name(health.name, "Минздрав")
    assert (head.since, head.before) == (date(2023, 1, 1), date(2024, 1, 1))


def test_a_clinic_publishes_its_own_figures(sample: Contents):
    home = clinic(country="KG", name="Archa Clinic")
    ministry(country="KG")

    head = registry.read(released(sample, organisation=home)).head

    assert head.geography == f"KG/{home.uid}"
    assert head.geography_name == head.publisher == Name("Archa Clinic")
    assert not head.is_national


def test_a_country_without_a_ministry_publishes_under_its_own_name(sample: Contents):
    assert registry.read(released(sample)).head.publisher == Name("Kyrgyzstan", "Кыргызстан")


def test_clinics_that_should_report_are_those_of_the_country(sample: Contents):
    here = clinic(country="KG")
    clinic(country="KZ")
    clinic(country="KG", retired_at=datetime(2022, 12, 31, tzinfo=UTC))
    late = clinic(country="KG", retired_at=datetime(2023, 6, 1, tzinfo=UTC))
    OrganisationFactory(kind="NGO", country="KG")

    since = date(2023, 1, 1)
    assert set(registry.clinics_expected("KG", organisation=None, since=since)) == {here, late}
    assert registry.clinics_expected("KG", organisation=here, since=since) == [here]


def test_coverage_stands_by_region_and_name(sample: Contents):
    places = [clinic(country="KG", name=name, region_id=code)
              for name, code in (("B", "KG-O"), ("C", "KG-C"), ("A", "KG-O"))]  # fmt: skip
    release = ReleaseFactory()
    lines = tuple(registry.coverage(each, has_reported=each.name != "A") for each in places)

    registry.store(release, replace(sample, counts={}, figures={}, clinics=lines), hashes={})

    read = registry.read(release).clinics
    assert [(each.name.en, each.has_reported) for each in read] == [
        ("C", True), ("A", False), ("B", True),
    ]  # fmt: skip


def test_the_newest_value_of_the_same_records_is_remembered(sample: Contents):
    key = next(iter(sample.counts))
    first = released(sample)
    second = ReleaseFactory(vintage=VintageFactory(number=2))
    registry.store(
        second, replace(changed(sample, key, 1_000_005), clinics=()), hashes=hashes(sample)
    )
    series = first.vintage.series
    wanted = [f"{0:016x}", f"{1:016x}", "f" * 16]

    memory = registry.remembered(series, wanted)

    second_value = list(sample.counts.values())[1].value or 0
    assert memory == {wanted[0]: 1_000_005, wanted[1]: second_value}
    assert registry.remembered(SeriesFactory(country="KZ"), wanted) == {}


def test_a_revision_lists_national_counts_that_changed(sample: Contents):
    national = "entrants;sex=F"
    regional = next(key for key in sample.counts if "region=" in key)
    old = sample.counts[national].value or 0
    released(sample)
    again = changed(changed(sample, national, old + 5), regional, 1_000_005)

    second = released(again, number=2)

    assert registry.read(second).revised == ((national, old, old + 5),)


LAST_YEAR = {"since": date(2022, 1, 1), "before": date(2023, 1, 1)}


def test_the_release_of_a_year_before_is_found_while_it_is_live(sample: Contents):
    earlier = released(sample, **LAST_YEAR)
    now: Vintage = VintageFactory()

    assert registry.year_earlier(now) == [earlier]

    earlier.state = ReleaseState.SUPERSEDED
    earlier.save()
    assert registry.year_earlier(now) == []


def test_the_figures_beside_a_release_stay_those_of_its_day(sample: Contents):
    earlier = released(sample, **LAST_YEAR)
    release, alone = released(sample), released(sample, number=2)
    release.earlier = earlier
    release.save()
    earlier.state = ReleaseState.SUPERSEDED
    earlier.save()
    released(replace(sample, figures={}), number=2, **LAST_YEAR)

    assert registry.read(release).earlier == sample.figures
    assert registry.read(alone).earlier == {}


@pytest.mark.parametrize(
    ("stored", "read"),
    [("52.00", "52"), ("5.50", "5.5"), ("0.00", "0"), ("1200.00", "1200"), ("-3.25", "-3.25")],
)
def test_numbers_come_back_without_trailing_zeros(stored: str, read: str):
    assert str(registry.plain(Decimal(stored))) == read


def test_a_missing_number_stays_missing():
    assert registry.plain(None) is None


def test_a_mark_is_kept_where_there_is_no_value(sample: Contents):
    marked = next(each for each in sample.figures.values() if each.value is None)

    read = registry.read(released(sample)).figure(
        marked.indicator, Who(marked.who), stratum=marked.stratum, day=marked.day
    )

    assert read is not None
    assert (read.value, read.mark) == (None, marked.mark)
    assert read.mark != Mark.NONE
