"""How many of one's own patients stand where, on the page that a day begins with."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models import Episode, Patient
from clinics.selectors.today_own import own_patients
from tests.factories.clinics import PatientFactory
from tests.factories.kernel import clinic, clinician
from tests.factories.work import KeptEpisode, Room
from vault.codes import new_code


pytestmark = pytest.mark.django_db


def stay(room: Room, state: str, *, patient: Patient | None = None, **fields: object) -> Episode:
    """A stay of one of the clinician's patients, of a new one unless told."""
    patient = patient or PatientFactory(
        organisation=room.organisation, code=new_code(), registered_by=room.clinician
    )
    fields.setdefault("key_worker", room.clinician)
    return KeptEpisode(patient=patient, site=room.site, state=state, **fields)


def left(room: Room, **fields: object) -> Episode:
    """A stay that ended."""
    return stay(
        room, "DISCHARGED", ended_on=timezone.localdate() - timedelta(days=1),
        discharge_reason="COMPLETED", **fields,
    )  # fmt: skip


def test_own_patients_are_counted_in_the_order_of_treatment(room):
    first = left(room)
    left(room, patient=first.patient)
    left(room)
    stay(room, "WAITING")

    assert own_patients(viewer=room.clinician) == [
        ("Waiting", "1"), ("In treatment", "1"), ("Discharged", "2"),
    ]  # fmt: skip


def test_what_is_over_and_what_is_others_is_not_counted(room):
    stay(room, "VOIDED")
    stay(room, "CLOSED_NOT_ADMITTED", not_admitted_reason="DECLINED")
    stay(room, "IN_TREATMENT", key_worker=clinician(at=room.organisation))

    assert own_patients(viewer=room.clinician) == [("In treatment", "1")]


def test_who_may_not_read_the_records_any_more_has_no_patients_there(room):
    gone = clinician(at=clinic())
    stay(room, "WAITING", key_worker=gone)

    assert own_patients(viewer=gone) == []


@pytest.mark.parametrize(("most", "words"), [(2, "2"), (1, "more than 1")])
def test_beyond_what_is_counted_it_says_that_there_are_more(most, words, room):
    first = left(room)
    left(room, patient=first.patient)
    left(room)

    assert ("Discharged", words) in own_patients(viewer=room.clinician, most=most)


def test_the_page_shows_the_counts(room, door):
    shown = door.get(reverse("work:today"))

    assert shown.context["page"].own == [("In treatment", "1")]
    assert "<dt>In treatment</dt><dd>1</dd>" in shown.content.decode()
