"""Discharge with a plan, follow-up at 3, 6 and 12 months, and a discharge that was a mistake."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from clinics.actions.discharges import agree_follow_up, asked_on, discharge_with_plan
from clinics.actions.episodes import interrupt
from clinics.actions.reopening import AnotherBegan, NeverBegan, TooLateToReopen, reopen
from clinics.models import Appointment, Contact
from clinics.policies import NotPossibleNow, PatientDied, SecondPersonNeeded
from clinics.vocabulary import EpisodeState
from kernel.audit import Event
from kernel.models import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories.appointments import AppointmentFactory
from tests.factories.clinics import NOW, EpisodeFactory, InterventionFactory
from tests.factories.kernel import clinician, nurse


pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def episode():
    """Somebody in treatment since January."""
    return EpisodeFactory()


@pytest.fixture
def doctor(episode):
    """A clinician of the same clinic."""
    return clinician(at=episode.organisation)


def end(episode, doctor, **given):
    """Discharge today."""
    usual = {"on": TODAY, "reason": "COMPLETED", "now": NOW}
    return discharge_with_plan(episode=episode, by=doctor, **(usual | given))


def test_a_discharge_keeps_what_was_agreed_and_asks_again(episode, doctor):
    ended = end(episode, doctor, agreed="Goes back to work", months=[3, 12])

    assert ended.state == EpisodeState.FOLLOW_UP
    review = Contact.objects.get(episode=episode)
    assert (review.kind, review.note, review.on) == ("REVIEW", "Goes back to work", TODAY)
    days = [timezone.localdate(a.starts_at) for a in Appointment.objects.order_by("starts_at")]
    assert days == [date(2026, 6, 16), date(2027, 3, 16)]
    assert AuditEvent.objects.filter(event=Event.APPOINTMENT_MADE).count() == 2


def test_what_was_planned_ends_with_the_treatment_and_follow_up_does_not(episode, doctor):
    due = AppointmentFactory(episode=episode, starts_at=NOW - timedelta(hours=1))
    ahead = AppointmentFactory(episode=episode, starts_at=NOW + timedelta(days=2))
    review = AppointmentFactory(episode=episode, starts_at=NOW + timedelta(days=9), kind="REVIEW")
    others = AppointmentFactory(starts_at=NOW + timedelta(days=2))

    end(episode, doctor, months=[3])

    states = dict(Appointment.objects.values_list("pk", "state"))
    assert (states[due.pk], states[others.pk]) == ("PLANNED", "PLANNED")
    assert (states[ahead.pk], states[review.pk]) == ("CANCELLED", "CANCELLED")
    assert Appointment.objects.latest("pk").state == "PLANNED"
    event = AuditEvent.objects.get(event=Event.APPOINTMENT_CHANGED)
    assert (event.reason_code, event.detail["rows"]) == ("CANCELLED", 2)


def test_a_back_dated_discharge_ends_what_was_planned_since(episode, doctor):
    since = AppointmentFactory(episode=episode, starts_at=NOW - timedelta(days=3))

    end(episode, doctor, on=TODAY - timedelta(days=5))

    since.refresh_from_db()
    assert (since.state, since.row_version) == ("CANCELLED", 2)


def test_a_death_ends_whatever_was_planned_with_the_patient(episode, doctor):
    earlier = EpisodeFactory(patient=episode.patient, state=EpisodeState.FOLLOW_UP)
    AppointmentFactory(episode=episode, starts_at=NOW - timedelta(hours=1))
    AppointmentFactory(episode=episode, starts_at=NOW + timedelta(days=2))
    AppointmentFactory(episode=earlier, starts_at=NOW + timedelta(days=30), kind="REVIEW")
    kept = AppointmentFactory(episode=episode, starts_at=NOW - timedelta(days=2), state="KEPT")

    end(episode, doctor, reason="DIED")

    assert not Appointment.objects.filter(state="PLANNED").exists()
    kept.refresh_from_db()
    assert kept.state == "KEPT"


def test_a_plain_discharge_asks_nothing(episode, doctor):
    ended = end(episode, doctor)

    assert ended.state == EpisodeState.DISCHARGED
    assert not Contact.objects.exists()
    assert not Appointment.objects.exists()


def test_nobody_asks_the_dead(episode, doctor):
    with pytest.raises(PatientDied):
        end(episode, doctor, reason="DIED", months=[3])

    episode.refresh_from_db()
    assert episode.state == EpisodeState.IN_TREATMENT


def test_follow_up_may_be_agreed_later(episode, doctor):
    end(episode, doctor)

    followed = agree_follow_up(episode=episode, on=TODAY, months=[6], now=NOW, by=doctor)

    assert followed.state == EpisodeState.FOLLOW_UP
    assert Appointment.objects.count() == 1


def test_a_time_that_has_passed_is_not_made(episode, doctor):
    end(episode, doctor, on=TODAY - timedelta(days=5))
    later = NOW + timedelta(days=200)

    agree_follow_up(
        episode=episode, on=later.date(), months=[3, 12], now=later, by=doctor
    )  # fmt: skip

    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    ("ended", "months", "expected"),
    [
        (date(2026, 11, 30), 3, date(2027, 3, 1)),
        (date(2026, 3, 16), 6, date(2026, 9, 16)),
        (date(2026, 3, 13), 3, date(2026, 6, 15)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_outcomes_are_asked_on_a_weekday_of_that_month(ended, months, expected):
    assert asked_on(ended, months) == expected


def test_outcomes_are_asked_at_three_six_and_twelve_months():
    with pytest.raises(ValueError, match="4"):
        asked_on(TODAY, 4)


@pytest.fixture
def discharged(episode, doctor):
    """Discharged by mistake, with the treatment that ended with it."""
    InterventionFactory(episode=episode)
    return end(episode, doctor)


def take_back(episode, doctor, **given):
    """Take the discharge back the next day."""
    usual = {"reason": "TYPING_ERROR", "now": NOW + timedelta(days=1)}
    second = given.pop("seconded_by", None) or clinician(at=episode.organisation)
    return reopen(episode=episode, seconded_by=second, by=doctor, **(usual | given))


def test_two_people_take_back_a_discharge(discharged, doctor):
    second = clinician(at=discharged.organisation)

    again = take_back(discharged, doctor, seconded_by=second)

    assert (again.state, again.ended_on, again.discharge_reason) == ("IN_TREATMENT", None, "")
    assert again.interventions.get().ended_on is None
    last = again.steps.last()
    assert (last.source, last.target, last.seconded_by) == ("DISCHARGED", "IN_TREATMENT", second)
    event = AuditEvent.objects.filter(event=Event.EPISODE_MOVED).first()
    assert event.detail["reopened"] is True


def test_who_was_interrupted_is_interrupted_again(episode, doctor):
    paused_on = TODAY - timedelta(days=10)
    interrupt(
        episode=episode, on=paused_on, reason="PLANNED_PAUSE", row_version=None, now=NOW, by=doctor
    )
    end(episode, doctor)

    again = take_back(episode, doctor)

    assert (again.state, again.ended_on) == (EpisodeState.INTERRUPTED, None)
    last = again.steps.last()
    assert (last.target, last.on, last.reason) == ("INTERRUPTED", paused_on, "PLANNED_PAUSE")


def test_a_treatment_that_ended_otherwise_stays_ended(episode, doctor):
    ahead = TODAY + timedelta(days=5)
    for ended_on in (TODAY - timedelta(days=3), ahead):
        InterventionFactory(episode=episode, ended_on=ended_on)
    InterventionFactory(episode=episode, started_on=TODAY + timedelta(days=2))
    end(episode, doctor)

    again = take_back(episode, doctor)

    ends = list(again.interventions.order_by("pk").values_list("ended_on", flat=True))
    assert ends == [TODAY - timedelta(days=3), ahead, None]


def test_one_person_does_not(discharged, doctor):
    with pytest.raises(SecondPersonNeeded):
        take_back(discharged, doctor, seconded_by=doctor)


def test_a_nurse_does_not_sign(discharged, doctor):
    with pytest.raises(NotPermitted):
        take_back(discharged, doctor, seconded_by=nurse(at=discharged.organisation))


def test_after_thirty_days_it_is_too_late(discharged, doctor):
    with pytest.raises(TooLateToReopen):
        take_back(discharged, doctor, now=NOW + timedelta(days=31))


def test_only_a_discharge_is_taken_back(episode, doctor):
    with pytest.raises(NotPossibleNow):
        take_back(episode, doctor)


def test_a_death_is_not_taken_back(episode, doctor):
    end(episode, doctor, reason="DIED")

    with pytest.raises(PatientDied):
        take_back(episode, doctor)


def test_what_never_began_does_not_go_on(doctor, episode):
    other = EpisodeFactory(patient__organisation=episode.organisation, state=EpisodeState.ADMITTED)
    end(other, doctor)

    with pytest.raises(NeverBegan):
        take_back(other, doctor)


def test_another_episode_stands_in_the_way(discharged, doctor):
    EpisodeFactory(patient=discharged.patient, state=EpisodeState.WAITING)

    with pytest.raises(AnotherBegan):
        take_back(discharged, doctor)


def states_of() -> dict[int, tuple[str, bool]]:
    """What became of the appointments."""
    rows = Appointment.objects.values_list("pk", "state", "was_called_off")
    return {pk: (state, was) for pk, state, was in rows}


def test_what_the_discharge_called_off_is_planned_again(episode, doctor):
    ahead = AppointmentFactory(episode=episode, starts_at=NOW + timedelta(days=3))
    gone = AppointmentFactory(episode=episode, starts_at=NOW + timedelta(hours=5))
    cancelled = AppointmentFactory(
        episode=episode, starts_at=NOW + timedelta(days=4), state="CANCELLED"
    )
    end(episode, doctor)
    assert states_of()[ahead.pk] == ("CANCELLED", True)

    take_back(episode, doctor)

    assert states_of() == {
        ahead.pk: ("PLANNED", False), gone.pk: ("CANCELLED", True),
        cancelled.pk: ("CANCELLED", False),
    }  # fmt: skip
    event = AuditEvent.objects.filter(event=Event.APPOINTMENT_CHANGED).latest("pk")
    assert (event.reason_code, event.detail["rows"]) == ("REOPENED", 1)


def test_a_time_that_was_agreed_on_anew_is_not_booked_twice(episode, doctor):
    at = NOW + timedelta(days=3)
    old = AppointmentFactory(episode=episode, starts_at=at)
    end(episode, doctor)
    new = AppointmentFactory(episode=episode, starts_at=at)

    take_back(episode, doctor)

    assert states_of() == {old.pk: ("CANCELLED", True), new.pk: ("PLANNED", False)}


def test_of_two_that_were_called_off_at_one_time_the_later_one_comes_back(episode, doctor):
    at = NOW + timedelta(days=3)
    first = AppointmentFactory(
        episode=episode, starts_at=at, state="CANCELLED", was_called_off=True
    )
    second = AppointmentFactory(episode=episode, starts_at=at)
    end(episode, doctor)

    take_back(episode, doctor)

    assert states_of() == {first.pk: ("CANCELLED", True), second.pk: ("PLANNED", False)}


def test_others_of_the_patient_stay_as_they_were(episode, doctor):
    other = AppointmentFactory(
        starts_at=NOW + timedelta(days=3), state="CANCELLED", was_called_off=True
    )
    end(episode, doctor)

    take_back(episode, doctor)

    assert states_of() == {other.pk: ("CANCELLED", True)}
    assert not AuditEvent.objects.filter(event=Event.APPOINTMENT_CHANGED).exists()
