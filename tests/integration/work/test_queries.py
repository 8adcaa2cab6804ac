"""Every page of the record asks the database as often for a thousand rows as for ten."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinics.models import Contact, Dose, DrugTest, DrugTestResult, Episode, Patient
from tests.factories.work import Room
from vault.codes import new_code


pytestmark = pytest.mark.django_db
MANY = 1_000


def fill(room: Room, count: int) -> None:
    """Let the clinic have `count` more patients in treatment, and as many before admission."""
    now, today = timezone.now(), timezone.localdate()
    people = Patient.objects.bulk_create(
        Patient(
            organisation=room.organisation, code=code, identity_status="ANONYMOUS", sex="MALE",
            sex_null="", birth_year=1980, birth_year_null="", registered_at=now,
            registered_by=room.clinician,
        )
        for code in {new_code() for _ in range(count)}
    )  # fmt: skip
    episodes = Episode.objects.bulk_create(
        Episode(
            patient=patient, organisation=room.organisation, site=room.site,
            state="IN_TREATMENT", referred_on=today - timedelta(days=9),
            admitted_on=today - timedelta(days=8), started_on=today - timedelta(days=8),
            last_seen_on=today - timedelta(days=number % 7), key_worker=room.clinician,
        )
        for number, patient in enumerate(people)
    )  # fmt: skip
    doses = [dose_of(room, episode, day) for episode in episodes for day in (1, 2)]
    Dose.objects.bulk_create(doses)


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
        Contact(**row, on=day, kind="NURSING", uid=uuid4()) for _ in range(MANY)
    )
    Dose.objects.bulk_create(dose_of(room, room.episode, 200 + number) for number in range(MANY))
    DrugTest.objects.bulk_create(DrugTest(**row, on=day) for _ in range(MANY))


ACTS = ("demand", "log-contact", "give-dose", "record-test", "discharge")


@pytest.mark.parametrize("name", ACTS)
def test_an_act_costs_the_same_however_long_the_record_is(name, room, queries):
    address = reverse(f"work:{name}", args=[room.episode.uid])
    few = queries("get", address)
    lengthen(room, 100)

    many = queries("get", address)

    assert many == few
    assert many <= 12
