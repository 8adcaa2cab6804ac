"""Appointments: made, moved, cancelled, kept and missed."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from clinics.actions._entries import TokenReused
from clinics.actions._locking import Stale
from clinics.actions.appointments import (
    AlreadyBooked,
    EpisodeOver,
    InThePast,
    NotOfThisClinic,
    NotPlanned,
    TooFarAhead,
    cancel_appointment,
    keep_appointment,
    make_appointment,
    miss_appointment,
    move_appointment,
)
from clinics.models import Appointment, Contact, Episode
from clinics.policies import PatientDied
from clinics.rules import NeedsConfirmation, RuleBroken
from kernel.audit import Event
from kernel.models import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories.appointments import AppointmentFactory
from tests.factories.kernel import SiteFactory, administrator, clinician, ministry
from tests.factories.work import make_room


pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=timezone.get_default_timezone())
TOMORROW = date(2026, 3, 17)


@pytest.fixture
def room():
    """A clinic with one patient in treatment since January."""
    room = make_room()
    Contact.objects.update(on=date(2026, 3, 10))
    return room


@pytest.fixture
def make(room):
    """Make an appointment for tomorrow at ten."""

    def made(**fields):
        values = {
            "episode": room.episode, "on": TOMORROW, "at": time(10), "kind": "COUNSELLING",
            "with_whom": room.clinician, "token": uuid4(), "now": NOW, "by": room.clinician,
        } | fields  # fmt: skip
        return make_appointment(**values)

    return made


@pytest.fixture
def planned(room):
    """An appointment of this morning, whose time has come."""
    return AppointmentFactory(
        episode=room.episode, starts_at=NOW - timedelta(minutes=30), made_by=room.clinician
    )


def test_a_time_is_agreed_on_where_the_patient_is_treated(make, room):
    appointment = make()[0]

    assert (appointment.site, appointment.state) == (room.episode.site, "PLANNED")
    assert timezone.localtime(appointment.starts_at).time() == time(10)
    event = AuditEvent.objects.get(event=Event.APPOINTMENT_MADE)
    assert str(room.patient.uid) in event.object_uids


def test_a_series_stands_at_the_same_hour_under_one_name(make):
    made = make(on=date(2026, 3, 30), repeat="WEEKLY", times=4)

    assert [timezone.localtime(row.starts_at).date() for row in made] == [
        date(2026, 3, 30), date(2026, 4, 6), date(2026, 4, 13), date(2026, 4, 20),
    ]  # fmt: skip
    assert {timezone.localtime(row.starts_at).time() for row in made} == {time(10)}
    assert len({row.series for row in made}) == 1
    assert made[0].series


def test_no_series_is_longer_than_twenty_six(make):
    assert len(make(repeat="DAILY", times=400)) == 26


def test_a_double_tap_makes_one_series(make):
    token = uuid4()

    first = make(repeat="WEEKLY", times=3, token=token)
    second = make(repeat="WEEKLY", times=3, token=token)

    assert [row.pk for row in first] == [row.pk for row in second]
    assert Appointment.objects.count() == 3


def test_a_token_that_says_something_else_is_refused(make):
    token = uuid4()
    make(token=token)

    with pytest.raises(TokenReused):
        make(token=token, at=time(11))


def test_what_happened_is_a_contact_and_no_appointment(make):
    with pytest.raises(InThePast):
        make(on=date(2026, 3, 15))


def test_nobody_has_two_appointments_at_one_time(make):
    make()

    with pytest.raises(AlreadyBooked):
        make(with_whom=None)


def test_who_sees_somebody_else_at_that_time_is_asked_about(make, room):
    other = make_room(room.organisation)
    make()

    with pytest.raises(NeedsConfirmation):
        make(episode=other.episode, at=time(10, 15))

    assert make(episode=other.episode, at=time(10, 15), confirmed=["A01"])
    assert make(episode=other.episode, at=time(10, 45))


def test_an_episode_that_is_over_expects_nobody(make, room):
    Episode.objects.filter(pk=room.episode.pk).update(
        state="CLOSED", ended_on=date(2026, 3, 1), discharge_reason="COMPLETED"
    )

    with pytest.raises(EpisodeOver):
        make()


@pytest.mark.parametrize(
    "elsewhere",
    [lambda: {"site": SiteFactory()}, lambda: {"with_whom": make_room().clinician}],
)
def test_places_and_people_of_another_clinic_are_refused(elsewhere, make):
    with pytest.raises(NotOfThisClinic):
        make(**elsewhere())


def test_moving_changes_one_of_a_series(make, room):
    first, second = make(repeat="WEEKLY", times=2)

    move_appointment(
        appointment=first, on=date(2026, 3, 18), at=time(11), with_whom=None,
        row_version=first.row_version, now=NOW, by=room.clinician,
    )  # fmt: skip

    first.refresh_from_db()
    second.refresh_from_db()
    assert timezone.localtime(first.starts_at).date() == date(2026, 3, 18)
    assert timezone.localtime(second.starts_at).date() == date(2026, 3, 24)
    assert (first.with_whom, first.row_version) == (None, 2)


def test_an_appointment_may_be_moved_within_its_own_time(make, room):
    appointment = make()[0]

    move_appointment(
        appointment=appointment, on=TOMORROW, at=time(10, 10), with_whom=room.clinician, now=NOW,
        by=room.clinician,
    )  # fmt: skip

    appointment.refresh_from_db()
    assert timezone.localtime(appointment.starts_at).time() == time(10, 10)


def test_what_somebody_else_changed_is_not_overwritten(make, room):
    appointment = make()[0]

    with pytest.raises(Stale):
        cancel_appointment(appointment=appointment, row_version=99, by=room.clinician)


@pytest.mark.parametrize(("with_rest", "left"), [(False, 3), (True, 1)])
def test_one_or_the_rest_of_a_series_is_cancelled(with_rest, left, make, room):
    made = make(repeat="WEEKLY", times=4)

    cancelled = cancel_appointment(appointment=made[1], with_rest=with_rest, by=room.clinician)

    assert Appointment.objects.filter(state="PLANNED").count() == left
    assert cancelled == 4 - left


def test_what_is_cancelled_frees_the_time(make, room):
    cancel_appointment(appointment=make()[0], by=room.clinician)

    assert make()


def test_a_kept_appointment_is_a_contact(planned, room):
    contact = keep_appointment(
        appointment=planned, minutes=25, token=uuid4(), now=NOW, by=room.clinician
    )

    planned.refresh_from_db()
    room.episode.refresh_from_db()
    assert (planned.state, planned.contact) == ("KEPT", contact)
    assert (contact.kind, contact.attendance, contact.minutes) == ("COUNSELLING", "ATTENDED", 25)
    assert contact.on == NOW.date()


def test_a_missed_appointment_is_a_contact_that_says_why(planned, room):
    seen = room.episode.last_seen_on

    contact = miss_appointment(
        appointment=planned, reason="ILL", token=uuid4(), now=NOW, by=room.clinician
    )

    planned.refresh_from_db()
    room.episode.refresh_from_db()
    assert (planned.state, planned.absence_reason) == ("MISSED", "ILL")
    assert (contact.attendance, contact.absence_reason) == ("ABSENT", "ILL")
    assert room.episode.last_seen_on == seen


def test_a_double_tap_keeps_an_appointment_once(planned, room):
    token = uuid4()
    before = Contact.objects.count()

    first = keep_appointment(appointment=planned, token=token, now=NOW, by=room.clinician)
    second = keep_appointment(appointment=planned, token=token, now=NOW, by=room.clinician)

    assert (first, Contact.objects.count()) == (second, before + 1)


def test_what_was_kept_is_not_missed_as_well(planned, room):
    keep_appointment(appointment=planned, token=uuid4(), now=NOW, by=room.clinician)

    with pytest.raises(NotPlanned):
        miss_appointment(appointment=planned, token=uuid4(), now=NOW, by=room.clinician)


def test_nobody_has_come_to_what_is_still_to_come(make, room):
    appointment = make()[0]

    with pytest.raises(RuleBroken):
        keep_appointment(appointment=appointment, token=uuid4(), now=NOW, by=room.clinician)

    appointment.refresh_from_db()
    assert (appointment.state, appointment.contact) == ("PLANNED", None)


@pytest.mark.parametrize("act", [keep_appointment, miss_appointment])
def test_who_reads_no_record_answers_no_appointment(act, planned):
    for stranger in (administrator(at=ministry()), clinician(at=SiteFactory().organisation)):
        with pytest.raises(NotPermitted):
            act(appointment=planned, token=uuid4(), now=NOW, by=stranger)


def test_who_plans_nothing_here_makes_moves_and_cancels_nothing(make, planned):
    stranger = make_room().clinician

    with pytest.raises(NotPermitted):
        make(by=stranger)
    with pytest.raises(NotPermitted):
        move_appointment(appointment=planned, on=TOMORROW, at=time(9), now=NOW, by=stranger)
    with pytest.raises(NotPermitted):
        cancel_appointment(appointment=planned, by=stranger)


@pytest.mark.parametrize(
    "fields",
    [
        {"on": date(9999, 12, 31), "repeat": "WEEKLY", "times": 10},
        {"on": date(9999, 12, 31)},
        {"on": date(2028, 3, 17)},
        {"on": date(2028, 3, 10), "repeat": "WEEKLY", "times": 3},
    ],
)
def test_nothing_is_agreed_on_years_ahead(fields, make):
    with pytest.raises(TooFarAhead):
        make(**fields)

    assert not Appointment.objects.exists()


def test_nothing_is_moved_years_ahead(planned, room):
    with pytest.raises(TooFarAhead):
        move_appointment(
            appointment=planned, on=date(9999, 12, 31), at=time(10), now=NOW, by=room.clinician
        )


def test_two_years_ahead_is_agreed_on(make):
    assert make(on=date(2028, 3, 16))


def test_nothing_is_planned_with_who_died(make, planned, room):
    Episode.objects.update(state="DISCHARGED", ended_on=TOMORROW, discharge_reason="DIED")

    with pytest.raises(PatientDied):
        make()
    with pytest.raises(PatientDied):
        move_appointment(appointment=planned, on=TOMORROW, at=time(10), now=NOW, by=room.clinician)
