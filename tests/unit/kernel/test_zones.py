"""A day begins when it begins where the person works."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from kernel.scope import Home, Scope
from kernel.zones import zone_of
from tests.factories.kernel import administrator, clinic, clinician, international


def scope(*countries: str) -> Scope:
    homes = {number: Home(name="", country=country) for number, country in enumerate(countries)}
    return Scope(roles={}, countries={}, homes=homes)


@pytest.mark.parametrize(
    ("countries", "zone"),
    [
        (("KG",), "Asia/Bishkek"),
        (("KZ", "KZ"), "Asia/Almaty"),
        (("TJ",), "Asia/Dushanbe"),
        (("KZ", "KG"), "None"),
        (("",), "None"),
        ((), "None"),
    ],
)
def test_the_zone_is_that_of_the_one_country(countries, zone):
    assert str(zone_of(scope(*countries))) == zone


def test_kyrgyzstan_is_an_hour_ahead_of_kazakhstan():
    moment = datetime(2026, 3, 16, 18, 30, tzinfo=UTC)

    here, there = (moment.astimezone(zone_of(scope(country))) for country in ("KZ", "KG"))

    assert (here.day, there.day) == (16, 17)


@pytest.mark.django_db
def test_the_bar_names_the_one_organisation_where_a_person_works(enter):
    place = clinic(name="Clinic by the river", country="KG")
    browser: Client = enter(clinician(at=place))

    assert "Clinic by the river" in browser.get("/work/patients/").content.decode()


@pytest.mark.django_db
def test_a_person_of_an_international_body_keeps_the_zone_of_the_installation(enter):
    browser: Client = enter(administrator(at=international()))

    assert browser.get("/work/people/").status_code == 200
