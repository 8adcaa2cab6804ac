"""Admission on one page: what it begins with, what it writes, what it refuses."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models import Consent, Episode, Intervention, TreatmentDemand
from clinics.vocabulary import EpisodeState
from tests.factories.clinics import (
    ConsentFactory,
    EpisodeFactory,
    InterventionFactory,
    PatientFactory,
    TreatmentDemandFactory,
)
from tests.factories.kernel import case_worker, nurse
from vault.codes import new_code


pytestmark = pytest.mark.django_db
QUESTIONS = {
    "living_with": "ALONE", "has_children": "NO", "accommodation": "STABLE",
    "labour": "UNEMPLOYED", "education": "SECONDARY", "previously_treated": "PREVIOUSLY",
    "first_treatment_year": "2019", "oat_history": "EVER", "oat_first_year": "2019",
    "injecting": "CURRENT", "age_first_injection": "20", "sharing": "NEVER",
    "hiv_testing": "LAST_YEAR", "hcv_testing": "LAST_YEAR", "polydrug": "NO",
}  # fmt: skip
SUBSTANCES = {
    "substance-TOTAL_FORMS": "4", "substance-INITIAL_FORMS": "0",
    "substance-0-substance": "HEROIN", "substance-0-route": "INJECT",
    "substance-0-frequency": "DAILY", "substance-0-age_first_use": "18",
}  # fmt: skip


@pytest.fixture
def patient(room):
    """Somebody who was treated here years ago."""
    patient = PatientFactory(
        organisation=room.organisation, code=new_code(), registered_by=room.clinician
    )
    before = EpisodeFactory(
        patient=patient, site=room.site, state=EpisodeState.CLOSED, referral_source="GP",
        referral_source_null="",
    )  # fmt: skip
    InterventionFactory(episode=before)
    TreatmentDemandFactory(
        episode=before, education="SECONDARY", education_null="", injecting="CURRENT",
        injecting_null="", hiv_testing="LAST_YEAR", hiv_testing_null="",
        oat_history="CURRENT", oat_history_null="", oat_first_year=2019, oat_first_year_null="",
        as_of=before.admitted_on - timedelta(days=1000),
    )  # fmt: skip
    return patient


def whole(room, **changed):
    """All that the page sends for a new episode."""
    today = f"{timezone.localdate():%d.%m.%Y}"
    return {
        "token": str(uuid4()), "referred_on": today, "on": today, "source": "SELF_FAMILY",
        "site": str(room.site.uid), "modality": "OPIOID_AGONIST", "medicine": "METHADONE",
        "consents": "on", "consent_text": "2026.1", **QUESTIONS, **SUBSTANCES,
    } | changed  # fmt: skip


def address(patient):
    """Where a patient is admitted."""
    return reverse("work:admission", args=[patient.uid])


def send(door, patient, data):
    """Send the page."""
    return door.post(address(patient), data)


def test_the_page_begins_with_what_lasts_and_asks_the_rest_anew(door, patient):
    response = door.get(address(patient))

    initial = response.context["form"].initial
    assert initial["education"].value == "SECONDARY"
    assert initial["previously_treated"].value == "PREVIOUSLY"
    assert initial["hiv_testing"].value == "BEFORE_YEAR"
    assert initial["oat_history"].value == "EVER"
    assert (initial["modality"], initial["medicine"]) == ("OPIOID_AGONIST", "METHADONE")
    assert "injecting" not in initial
    uses = response.context["substances"].initial
    assert uses[0]["substance"].value == "HEROIN"
    assert "frequency" not in uses[0]


def test_what_was_said_last_time_is_marked(door, patient):
    form = door.get(address(patient)).context["form"]

    assert "From last time" in str(form["education"].help_text)
    assert "From last time" not in str(form["injecting"].help_text)


def test_one_act_refers_consents_assesses_admits_and_asks(door, room, patient):
    response = send(door, patient, whole(room))

    episode = Episode.objects.get(patient=patient, state=EpisodeState.ADMITTED)
    assert response.status_code == 302
    assert [step.target for step in episode.steps.all()] == ["REFERRAL", "ASSESSMENT", "ADMITTED"]
    assert (episode.referral_source, episode.key_worker) == ("SELF_FAMILY", room.clinician)
    assert Consent.objects.get(patient=patient).purpose == "CARE"
    assert Intervention.objects.get(episode=episode).medicine == "METHADONE"
    demand = TreatmentDemand.objects.get(episode=episode)
    assert (demand.injecting, demand.first_treatment_year) == ("CURRENT", 2019)
    assert demand.substances.get().frequency == "DAILY"


def test_who_waits_is_admitted_into_the_episode_that_waits(door, room, patient):
    waiting = EpisodeFactory(patient=patient, site=room.site, state=EpisodeState.WAITING)
    ConsentFactory(patient=patient)
    form = door.get(address(patient)).context["form"]

    send(door, patient, whole(room, row_version=waiting.row_version))

    waiting.refresh_from_db()
    assert not {"referred_on", "site", "consents"} & form.fields.keys()
    assert waiting.state == EpisodeState.ADMITTED


def test_a_double_tap_admits_once(door, room, patient):
    data = whole(room)

    answers = [send(door, patient, data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Episode.objects.filter(patient=patient, state=EpisodeState.ADMITTED).count() == 1


def test_all_that_is_wrong_stands_beside_its_field_and_nothing_is_written(door, room, patient):
    response = send(
        door, patient,
        whole(room, previously_treated="NEVER", first_treatment_year="",
              **{"substance-0-age_first_use": "80"}),
    )  # fmt: skip

    assert "previously_treated" in response.context["form"].errors
    assert "age_first_use" in response.context["substances"].forms[0].errors
    assert not Episode.objects.filter(patient=patient, state=EpisodeState.ADMITTED).exists()
    assert not Consent.objects.filter(patient=patient).exists()


def test_an_unusual_answer_is_confirmed(door, room, patient):
    data = whole(room, **{"substance-0-age_first_use": "5"})

    asked = send(door, patient, data)
    send(door, patient, data | {"confirmed": [d.code for d in asked.context["doubts"]]})

    assert asked.context["doubts"]
    assert Episode.objects.filter(patient=patient, state=EpisodeState.ADMITTED).exists()


def test_treatment_needs_consent(door, room, patient):
    data = whole(room)
    del data["consents"]

    response = send(door, patient, data)

    assert "consents" in response.context["form"].errors


def test_who_is_in_treatment_is_not_admitted_again(door, room):
    page = door.get(address(room.patient))
    response = send(door, room.patient, whole(room))

    assert "Admitted already" in page.content.decode()
    assert response.status_code == 200
    assert Episode.objects.filter(patient=room.patient).count() == 1


def test_a_stale_page_is_refused(door, room, patient):
    waiting = EpisodeFactory(patient=patient, site=room.site, state=EpisodeState.WAITING)

    response = send(door, patient, whole(room, row_version=waiting.row_version + 1))

    assert "Somebody else changed" in response.content.decode()


def test_a_nurse_admits_nobody(room, patient, enter):
    response = send(enter(nurse(at=room.organisation)), patient, whole(room))

    assert response.status_code == 200
    assert not Episode.objects.filter(patient=patient, state=EpisodeState.ADMITTED).exists()


def test_a_case_worker_may(room, patient, enter):
    response = send(enter(case_worker(at=room.organisation)), patient, whole(room))

    assert response.status_code == 302


def test_the_page_costs_at_most_twelve_queries(door, patient, django_assert_max_num_queries):
    door.get(address(patient))

    with django_assert_max_num_queries(12 + 2):  # a test's savepoint is two more
        door.get(address(patient))
