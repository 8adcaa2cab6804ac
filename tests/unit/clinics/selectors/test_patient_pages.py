"""All that a patient page shows."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clinics.models import Dose
from clinics.selectors.acts import episode_acts
from clinics.selectors.patient_pages import patient_page
from tests.factories.clinics import (
    ConsentFactory,
    ContactFactory,
    PatientFactory,
    TreatmentDemandFactory,
)
from tests.factories.kernel import case_worker, nurse
from tests.factories.work import KeptEpisode, make_room
from vault.codes import new_code


pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    """A clinic with one patient in treatment."""
    return make_room()


def page_of(room, **asked):
    """The patient's page as the clinician sees it."""
    return patient_page(
        viewer=room.clinician, patient=room.patient, today=timezone.localdate(), **asked
    )


def test_the_head_says_who_without_a_name(room):
    page = page_of(room)

    age = timezone.localdate().year - 1990
    assert page.summary.startswith(f"Woman, {age}. Methadone 60 mg. Day ")
    assert (page.is_named, page.episode.next_act) == (False, "dose")


def test_doses_and_tests_stand_on_one_time_line(room):
    episode = page_of(room).episode

    assert (episode.chart.not_found, len(episode.chart.steps)) == (1, 1)
    assert [day.state for day in episode.days] == ["home", "clinic"]
    assert episode.last_dose_on == room.dose.on


def test_an_episode_that_ended_shows_its_last_days(room):
    for number, dose in enumerate(Dose.objects.all()):
        Dose.objects.filter(pk=dose.pk).update(on=date(2023, 5, 1 + number))

    assert page_of(room).episode.last_dose_on == date(2023, 5, 2)


def test_a_patient_without_an_episode_has_a_page():
    room = make_room()
    room.patient = PatientFactory(
        organisation=room.organisation, code=new_code(), sex="", sex_null="REF"
    )

    page = page_of(room)

    assert page.episode is None
    assert page.summary.startswith("Age ")


def test_nothing_known_of_a_person_says_nothing():
    room = make_room()
    room.patient = PatientFactory(
        organisation=room.organisation, code=new_code(), sex="", sex_null="REF",
        birth_year=None, birth_year_null="UNK",
    )  # fmt: skip

    assert page_of(room).summary == ""


def test_another_episode_can_be_asked_for(room):
    old = KeptEpisode(
        patient=room.patient, state="CLOSED", referred_on=date(2023, 1, 2),
        admitted_on=date(2023, 1, 5), started_on=date(2023, 1, 5), ended_on=date(2023, 2, 3),
    )  # fmt: skip

    page = page_of(room, episode_uid=str(old.uid))

    assert (page.episode.number, page.episode.state) == (1, "CLOSED")
    assert page.summary.endswith("30 days in treatment. Episode 1 of 2.")
    assert page.episode.chart is None


def test_answers_say_what_was_declined_and_count_what_was_not_asked(room):
    TreatmentDemandFactory(
        episode=room.episode, labour_null="REF", age_first_injection=19,
        age_first_injection_null="", education="HIGHER", education_null="",
    )  # fmt: skip

    answers = page_of(room).episode.demand

    assert [(line.label, line.answer) for line in answers.lines] == [
        ("Work and study", "Declined"), ("Education", "Higher"), ("First injected at", "19"),
    ]  # fmt: skip
    assert (answers.substances[0].label, answers.missing) == ("Heroin", 13)


def test_an_absence_and_its_reason_stand_in_the_time_line(room):
    ContactFactory(
        episode=room.episode, attendance="ABSENT", absence_reason="ILL", mode="PHONE",
        on=timezone.localdate(), recorded_by=room.clinician, at="15:10",
    )  # fmt: skip

    entry = page_of(room).episode.contacts[0]

    assert entry.act == "Counselling: did not come"
    assert entry.detail.endswith(f"15:10, {room.clinician.staff_code}, By phone, Ill")
    assert entry.url


def test_consents_are_shown(room):
    ConsentFactory(patient=room.patient, withdrawn_on=date(2026, 2, 2))

    assert page_of(room).consents[0].withdrawn_on == date(2026, 2, 2)


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("REFERRAL", {"waiting", "assess", "decline", "triage"}),
        ("WAITING", {"assess", "decline", "triage"}),
        ("ASSESSMENT", {"admit", "decline", "triage"}),
        ("ADMITTED", {"discharge", "dose", "transfer"}),
        ("IN_TREATMENT", {"interrupt", "discharge", "dose", "transfer"}),
        ("INTERRUPTED", {"resume", "discharge", "dose", "transfer"}),
        ("DISCHARGED", {"follow_up", "reopen"}),
        ("FOLLOW_UP", {"close"}),
        ("CLOSED", set()),
    ],
)
def test_each_state_offers_its_steps(state, offered):
    room = make_room()
    episode = KeptEpisode(
        patient=PatientFactory(organisation=room.organisation, code=new_code()), state=state
    )

    acts = episode_acts(viewer=room.clinician, episode=episode)

    assert {act for act, is_open in acts.items() if is_open} - {"demand", "contact", "test"} == (
        offered
    )


def test_roles_are_offered_what_they_may_do(room):
    a_nurse, worker = nurse(at=room.organisation), case_worker(at=room.organisation)

    for_nurse = episode_acts(viewer=a_nurse, episode=room.episode)
    for_worker = episode_acts(viewer=worker, episode=room.episode)

    assert (for_nurse["dose"], for_nurse["discharge"]) == (True, False)
    assert (for_worker["dose"], for_worker["discharge"]) == (False, True)


def test_the_dose_of_yesterday_is_day_two(room):
    room.episode.started_on = timezone.localdate() - timedelta(days=1)
    room.episode.save()

    assert "Day 2 of treatment" in page_of(room).summary
