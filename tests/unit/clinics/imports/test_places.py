"""The fixed table of clinics."""

from collections import Counter

import pytest

from clinics.imports.ctn0094.places import PLACES, organisation_uid, place
from kernel.models import Subdivision


def test_ten_nine_and_six_where_agonist_treatment_exists():
    assert Counter(each.country for each in PLACES.values()) == {"KZ": 10, "KG": 9, "TJ": 6}
    assert len({each.name for each in PLACES.values()}) == 25


@pytest.mark.django_db
def test_every_region_exists_in_its_country():
    regions = dict(Subdivision.objects.values_list("code", "country"))

    assert all(regions[each.region] == each.country for each in PLACES.values())
    assert all(regions[place(site).region] == place(site).country for site in range(100, 110))


def test_a_site_that_the_table_does_not_know_has_a_place_and_a_name_of_its_own():
    assert place(100) == place(100)
    assert place(100).name != place(105).name
    assert organisation_uid(100) != organisation_uid(105)
    assert "100" in place(100).name_ru
