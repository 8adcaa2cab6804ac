"""Storing columns: the same rows come out on both engines, by executemany or by COPY."""

from uuid import UUID, uuid4

import pytest
from django.db import DataError, connection

from clinics.bulk.storing import ids, random_uids, roomy, store
from clinics.models import Code, CodeList, ImportRun
from kernel.models import Organisation, Site
from tests.factories.clinics import NOW
from tests.factories.kernel import OrganisationFactory, UserFactory


pytestmark = pytest.mark.django_db


def test_columns_constants_and_defaults_become_rows():
    organisation = OrganisationFactory()

    stored = store(
        Site,
        {"organisation_id": organisation.pk, "name": ["One", "Two"], "centre_type": "OUTPATIENT"},
        count=2,
    )

    sites = list(organisation.sites.order_by("name"))
    assert stored == 2
    assert [site.name for site in sites] == ["One", "Two"]
    assert all(site.counts_for_tdi and site.retired_at is None for site in sites)
    assert len({site.uid for site in sites}) == 2


def test_nothing_is_written_for_no_rows(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert store(Organisation, {}, count=0) == 0


def test_keys_are_found_by_a_unique_column():
    uids = [uuid4(), uuid4()]
    store(
        Organisation,
        {"uid": uids, "kind": "CLINIC", "name": "Clinic", "country": "KG"},
        count=2,
    )

    found = ids(Organisation, "uid", uids)

    assert set(found) == set(uids)
    assert set(found.values()) == set(Organisation.objects.values_list("pk", flat=True))


def test_given_primary_keys_json_and_moments_are_kept():
    store(
        ImportRun,
        {
            "source": "x",
            "fingerprint": ["a"],
            "begun_at": NOW,
            "by_id": UserFactory().pk,
        },
        count=1,
    )
    lists = CodeList.objects.create(name="L", version="1", source="s")
    store(
        Code,
        {"id": [987_654], "list_id": lists.pk, "code": ["A"], "position": [1], "label_en": "A",
         "label_ru": "А"},
        count=1,
    )  # fmt: skip

    run = ImportRun.objects.get()
    assert (run.options, run.begun_at, run.finished_at) == ({}, NOW, None)
    assert Code.objects.get(pk=987_654).label_ru == "А"


def test_random_uids_are_valid_and_different():
    drawn = {UUID(each) for each in random_uids(500)}

    assert len(drawn) == 500
    assert {(each.version, each.variant) for each in drawn} == {(4, "specified in RFC 4122")}
    assert random_uids(0) == []


def test_more_room_is_given_back():
    with roomy():
        pass

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA cache_size").fetchone()[0] != -100_000


@pytest.mark.postgres
def test_postgresql_says_what_a_copy_cannot_take():
    with pytest.raises(DataError, match="value too long"):
        store(Organisation, {"kind": "CLINIC" * 9, "name": "x", "country": "KG"}, count=1)
