"""The administrator's screens for organisations."""

import pytest
from django.test import Client
from django.urls import reverse

from kernel.models import Organisation
from tests.factories.kernel import (
    OrganisationFactory,
    SiteFactory,
    administrator,
    clinic,
    clinic_manager,
    clinician,
    international,
    ministry,
)


pytestmark = pytest.mark.django_db


def url(name: str, *parts: object) -> str:
    return reverse(f"work:{name}", args=parts)


@pytest.fixture
def admin(enter) -> Client:
    return enter(administrator(at=ministry(country="KG", name="Ministry")))


def test_the_list_holds_the_reach_and_nothing_else(admin):
    clinic(country="KG", name="Ak-Bulak")
    clinic(country="KG", name="Kok-Jar")
    clinic(country="KZ", name="Far away")

    page = admin.get(url("organisations")).content.decode()

    assert "Ak-Bulak" in page
    assert "Far away" not in page
    assert "Kok-Jar" not in admin.get(url("organisations"), {"q": "bulak"}).content.decode()
    assert "Nothing found" in admin.get(url("organisations"), {"q": "zz"}).content.decode()


def test_an_organisation_is_added_with_its_site_and_retired(admin):
    admin.post(url("organisation-add"), {"kind": "CLINIC", "name": "Ak-Bulak", "country": "KG"})
    added = Organisation.objects.get(name="Ak-Bulak")
    admin.post(url("organisation", added.uid), {"name": "Room 1", "centre_type": "OUTPATIENT"})
    shown = admin.get(url("organisation", added.uid)).content.decode()
    question = admin.get(url("organisation-retire", added.uid)).content.decode()
    admin.post(url("organisation-retire", added.uid))

    added.refresh_from_db()
    assert "Room 1" in shown
    assert "Retire organisation" in question
    assert added.retired_at is not None
    assert "Retired" in admin.get(url("organisation", added.uid)).content.decode()


def test_an_organisation_beyond_the_reach_is_refused_in_words(admin):
    response = admin.post(url("organisation-add"), {"kind": "CLINIC", "name": "X", "country": "TJ"})

    assert "does not reach" in response.content.decode()
    assert not Organisation.objects.filter(name="X").exists()


def test_a_missing_country_is_said(enter):
    client = enter(administrator(at=international()))

    response = client.post(url("organisation-add"), {"kind": "CLINIC", "name": "X"})

    assert response.status_code == 200
    assert not Organisation.objects.filter(name="X").exists()


def test_a_manager_sees_the_clinic_and_changes_nothing(enter):
    here = clinic()
    SiteFactory(organisation=here)
    client = enter(clinic_manager(at=here))

    page = client.get(url("organisation", here.uid)).content.decode()
    refused = client.post(
        url("organisation", here.uid), {"name": "Room", "centre_type": "OUTPATIENT"}
    )

    assert "Add a site" not in page
    assert "does not reach" in refused.content.decode()
    assert here.sites.count() == 1
    assert "Add an organisation" not in client.get(url("organisations")).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_organisations_elsewhere_do_not_exist(admin, method):
    far = clinic(country="KZ")

    for name in ("organisation", "organisation-retire"):
        assert getattr(admin, method)(url(name, far.uid)).status_code == 404


def test_for_clinicians_the_room_does_not_exist(enter):
    here = clinic()
    client = enter(clinician(at=here))

    for address in (
        url("organisations"),
        url("organisation-add"),
        url("organisation", here.uid),
        url("organisation-retire", here.uid),
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("count", [10, 1_000])
def test_the_list_costs_the_same_with_many_organisations(enter, count, django_assert_num_queries):
    client = enter(administrator(at=international()))
    OrganisationFactory.create_batch(2)
    Organisation.objects.bulk_create(
        Organisation(kind="CLINIC", name=f"Many {n}", country="KG") for n in range(count)
    )

    client.get(url("organisations"))

    with django_assert_num_queries(5):
        client.get(url("organisations"))
