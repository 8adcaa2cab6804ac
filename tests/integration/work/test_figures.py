"""A clinic's own figures at the work door: its manager's, and nobody else's."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.models import Compilation
from kernel.audit import Event
from kernel.models import Organisation
from kernel.models.audit_events import AuditEvent
from tests.factories.analytics import CompilationFactory, release_of, shell_of
from tests.factories.kernel import analyst, clinic, clinic_manager, clinician, ministry, ngo


pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(db: None) -> Organisation:
    """A clinic in Kyrgyzstan."""
    return clinic(country="KG", name="Ak-Bulak")


@pytest.fixture
def desk(ours: Organisation, enter) -> Client:
    """The browser of its manager."""
    return enter(clinic_manager(at=ours))


def url(name, *args):
    return reverse(f"work:figures:{name}", args=args)


def test_a_manager_finds_the_clinics_own_figures_on_the_rail(desk, ours):
    release = shell_of(organisation=ours)

    page = desk.get(url("home")).text

    assert f'href="{url("home")}" aria-current="page"' in page
    assert "Figures of your clinic" in page
    assert release.vintage.label in page
    assert "Ak-Bulak" in page


def test_national_figures_and_those_of_others_are_not_there(desk):
    national, other = shell_of(), shell_of(organisation=clinic(country="KG"))

    page = desk.get(url("home")).text

    assert "No release has been compiled" in page
    for release in (national, other):
        assert desk.get(url("release", release.uid)).status_code == 404


def test_the_page_has_neither_regions_nor_the_coverage_of_the_country(desk, ours):
    release = release_of(organisation=ours)

    response = desk.get(url("release", release.uid))

    codes = {table.code for table in response.context["page"].tables}
    assert codes
    assert "T09" not in codes
    assert "Region" not in {h for t in response.context["page"].tables for h in t.heads}
    assert "clinics reported" not in response.text
    assert 'id="coverage"' not in response.text
    assert "Ak-Bulak, 2023" in response.text


def test_opening_it_leaves_a_trace_at_the_clinic(desk, ours):
    release = shell_of(organisation=ours)

    desk.get(url("release", release.uid))
    desk.get(url("file", release.uid, f"{release.vintage.label}.en.pdf"))

    events = AuditEvent.objects.filter(event__in=[Event.RELEASE_READ, Event.RELEASE_DOWNLOADED])
    assert {event.organisation_uid for event in events} == {ours.uid}
    assert events.count() == 2


def test_a_manager_compiles_the_clinics_own_quarter(desk, ours):
    year = datetime.now(UTC).year - 1

    answer = desk.post(url("compile"), {"period": f"{year}Q1"})

    order = Compilation.objects.get()
    assert (order.organisation, order.country, order.since.year) == (ours, "KG", year)
    assert answer["Location"] == url("compilation", order.uid)
    assert desk.get(answer["Location"]).status_code == 200


def test_an_order_of_another_clinic_does_not_exist(desk):
    order = CompilationFactory(organisation=clinic(country="KG"))

    assert desk.get(url("compilation", order.uid)).status_code == 404
    assert AuditEvent.objects.filter(event=Event.ACCESS_REFUSED).count() == 1


def test_an_organisation_that_treats_nobody_has_nothing_to_compile(enter):
    desk = enter(clinic_manager(at=ngo(country="KG")))

    assert desk.get(url("compile")).status_code == 404
    assert desk.get(url("home")).status_code == 200


@pytest.mark.parametrize("make", [clinician, analyst])
def test_for_nobody_else_it_exists(make, enter, ours):
    place = ministry(country="KG") if make is analyst else ours

    assert enter(make(at=place)).get(url("home")).status_code == 404


def test_the_list_asks_the_database_as_often_for_many_releases_as_for_one(desk, ours):
    shell_of(organisation=ours)
    desk.get(url("home"))
    with CaptureQueriesContext(connection) as few:
        desk.get(url("home"))
    for year in range(2010, 2022):
        shell_of(organisation=ours, year=year, charts=())
        CompilationFactory(organisation=ours)

    with CaptureQueriesContext(connection) as many:
        desk.get(url("home"))

    assert len(many) == len(few)
    assert len(many) <= 12


def test_choosing_a_period_asks_as_often_for_many_releases_as_for_none(desk, ours):
    desk.get(url("compile"))
    with CaptureQueriesContext(connection) as few:
        desk.get(url("compile"))
    for year in range(2020, 2026):
        shell_of(organisation=ours, year=year, charts=())

    with CaptureQueriesContext(connection) as many:
        desk.get(url("compile"))

    assert len(many) == len(few)
