"""Every page of the record asks the database as often for ten thousand episodes as for ten."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinics.bulk.storing import store
from clinics.models import Contact, Dose, DrugTest, DrugTestResult, Episode, Patient
from tests.factories.clinics import TreatmentDemandFactory
from tests.factories.work import Room
from vault.codes import new_code


pytestmark = pytest.mark.django_db
MANY = 10_000
LONG = 1_000


def fill(room: Room, count: int) -> None:
    """Let the clinic have `count` more patients in treatment, each with two doses."""
    now, today = timezone.now(), timezone.localdate()
    codes = list({new_code() for _ in range(count)})
    uids = [uuid4() for _ in codes]
    store(
        Patient,
        {
            "uid": uids, "organisation_id": room.organisation.pk, "code": codes,
            "identity_status": "ANONYMOUS", "sex": "MALE", "sex_null": "", "birth_year": 1980,
            "birth_year_null": "", "registered_at": now, "registered_by_id": room.clinician.pk,
        },
        count=len(codes),
    )  # fmt: skip
    newest = Patient.objects.order_by("-pk").values_list("pk", flat=True)[: len(codes)]
    patients = sorted(newest)
    store(
        Episode,
        {
            "patient_id": patients, "organisation_id": room.organisation.pk,
            "site_id": room.site.pk, "state": "IN_TREATMENT",
            "referred_on": today - timedelta(days=9), "admitted_on": today - timedelta(days=8),
            "started_on": today - timedelta(days=8), "key_worker_id": room.clinician.pk,
            "last_seen_on": [today - timedelta(days=number % 7) for number in patients],
        },
        count=len(patients),
    )  # fmt: skip
    pairs = list(Episode.objects.filter(pk__gt=room.episode.pk).values_list("pk", "patient_id"))
    pairs = pairs[-len(patients) :]
    store(
        Dose,
        {
            "episode_id": [episode for episode, _patient in pairs] * 2,
            "patient_id": [patient for _episode, patient in pairs] * 2,
            "on": [today - timedelta(days=day) for day in (1, 2) for _pair in pairs],
            "organisation_id": room.organisation.pk, "medicine": "METHADONE", "amount": "60",
            "mode": "SUPERVISED", "mode_null": "", "recorded_at": now,
            "recorded_by_id": room.clinician.pk,
        },
        count=2 * len(pairs),
    )  # fmt: skip


def lengthen(room: Room, count: int) -> None:
    """Let the patient have `count` more contacts, doses and tests."""
    now, today = timezone.now(), timezone.localdate()
    row = {
        "episode": room.episode, "organisation": room.organisation, "recorded_at": now,
        "recorded_by": room.clinician,
    }  # fmt: skip
    days = [today - timedelta(days=3 + number) for number in range(count)]
    Contact.objects.bulk_create(
        Contact(**row, on=day, kind="NURSING", mode="PHONE", mode_null="") for day in days
    )
    Dose.objects.bulk_create(dose_of(room, room.episode, 3 + number) for number in range(count))
    tests = DrugTest.objects.bulk_create(DrugTest(**row, on=day) for day in days)
    DrugTestResult.objects.bulk_create(
        DrugTestResult(
            test=test, organisation=room.organisation, analyte="OPIOIDS", finding="FOUND"
        )
        for test in tests
    )


def dose_of(room: Room, episode: Episode, days_ago: int) -> Dose:
    """A dose of 60 mg."""
    return Dose(
        episode=episode, patient=episode.patient, organisation=room.organisation,
        on=timezone.localdate() - timedelta(days=days_ago), medicine="METHADONE", amount=60,
        mode="SUPERVISED", mode_null="", recorded_at=timezone.now(), recorded_by=room.clinician,
    )  # fmt: skip


@pytest.fixture
def queries(door: Client) -> Callable[..., int]:
    """How many queries one request costs on both databases; a session's first request is past."""
    door.get(reverse("work:home"))

    def count(method: str, address: str, **data: object) -> int:
        with (
            CaptureQueriesContext(connections["default"]) as default,
            CaptureQueriesContext(connections["vault"]) as vault,
        ):
            response = getattr(door, method)(address, data or None)
        assert response.status_code in {200, 302}
        return len(default) + len(vault)

    return count


LISTS = ("", "?show=all", "?show=waiting", "?show=ended", "?show=new")


@pytest.mark.parametrize("query", LISTS)
def test_the_caseload_costs_the_same_for_many(query, room, queries):
    address = reverse("work:caseload") + query
    fill(room, 10)
    few = queries("get", address)
    fill(room, MANY)

    many = queries("get", address)

    assert many == few
    assert many <= 12


def test_a_later_page_of_the_caseload_costs_one_query_more(room, door, queries):
    fill(room, 100)
    first = reverse("work:caseload")
    later = door.get(first).context["later_url"]

    assert queries("get", later) <= queries("get", first) + 1


def test_searching_a_code_costs_the_same_for_many(room, queries):
    address = reverse("work:caseload")
    fill(room, 10)
    few = queries("post", address, code=room.patient.code)
    fill(room, MANY)

    assert queries("post", address, code=room.patient.code) == few


PAGES = ("patient", "contacts", "doses", "tests")


@pytest.mark.parametrize("name", PAGES)
def test_a_record_costs_the_same_however_long_it_is(name, room, queries):
    address = reverse(f"work:{name}", args=[room.patient.uid])
    lengthen(room, 100)
    few = queries("get", address)
    lengthen_again(room)

    many = queries("get", address)

    assert many == few
    assert many <= 20


def lengthen_again(room: Room) -> None:
    """A thousand contacts more; doses stay one a day."""
    row = {
        "episode": room.episode, "organisation": room.organisation,
        "recorded_at": timezone.now(), "recorded_by": room.clinician,
    }  # fmt: skip
    day = timezone.localdate()
    Contact.objects.bulk_create(
        Contact(**row, on=day, kind="NURSING", uid=uuid4()) for _ in range(LONG)
    )
    Dose.objects.bulk_create(dose_of(room, room.episode, 200 + number) for number in range(LONG))
    DrugTest.objects.bulk_create(DrugTest(**row, on=day) for _ in range(LONG))


ACTS = ("demand", "log-contact", "give-dose", "record-test", "discharge")


@pytest.mark.parametrize("name", ACTS)
def test_an_act_costs_the_same_however_long_the_record_is(name, room, queries):
    address = reverse(f"work:{name}", args=[room.episode.uid])
    few = queries("get", address)
    lengthen(room, 100)

    many = queries("get", address)

    assert many == few
    assert many <= 12


PATIENT_PAGES = ("patient", "contacts", "doses", "tests", "refer", "consent", "name")
EPISODE_PAGES = (
    "log-contact", "give-dose", "give-second-dose", "record-test", "demand", "interrupt",
    "discharge",
)  # fmt: skip


FRONT_PAGES = ("caseload", "find", "register", "today", "calendar", "groups", "palette")


def test_every_page_costs_the_same_in_a_clinic_of_ten_thousand(room, queries):
    addresses = [
        *(reverse(f"work:{name}") for name in FRONT_PAGES),
        *(reverse(f"work:{name}", args=[room.patient.uid]) for name in PATIENT_PAGES),
        *(reverse(f"work:{name}", args=[room.episode.uid]) for name in EPISODE_PAGES),
        *(
            reverse(f"work:{kind}-{act}", args=[entry.uid])
            for kind, entry in (("contact", room.contact), ("dose", room.dose), ("test", room.test))
            for act in ("correct", "void")
        ),
    ]
    fill(room, 10)
    few = {address: queries("get", address) for address in addresses}
    fill(room, MANY)

    assert {address: queries("get", address) for address in addresses} == few


def test_the_patient_page_costs_at_most_twelve(room, enter, django_assert_max_num_queries):
    demand = TreatmentDemandFactory(episode=room.episode)
    assert demand.substances.exists()
    address = reverse("work:patient", args=[room.patient.uid])
    browser = enter(room.clinician)
    browser.get(address)

    with django_assert_max_num_queries(12 + 2):  # a test's savepoint is two more
        browser.get(address)
