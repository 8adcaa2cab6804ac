"""What was told of a session stays: who was there, when it was, and who may read it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from prevention.actions.cohorts import leave
from prevention.actions.people import retire_facilitator
from prevention.models import Participant, Session
from tests.integration.prevention.test_session_recording import TODAY, at, day, deliver, typed


@pytest.fixture
def lead(room, enter):
    return enter(room.facilitator_user)


@pytest.fixture
def told(room, lead):
    """The room's session, told three days after it with number 3 absent."""
    given = typed(room.session, absent=["3"], on=day(TODAY() - timedelta(days=3)))
    assert lead.post(at("session-record", room.session), given).status_code == 302
    return Session.objects.get(pk=room.session.pk)


def counted(session):
    session = Session.objects.get(pk=session.pk)
    return session.girls, session.boys, session.others, session.attendance.count()


def correct(browser, session, **fields):
    given = typed(session, **{"absent": ["3"], "on": day(session.on)} | fields)
    return browser.post(at("session-record", session), given)


def test_who_joined_later_was_not_there(room, lead, told):
    before = counted(told)
    newcomer = Participant.objects.create(
        organisation=room.organisation, cohort=room.cohort, number=13, gender="f", age_band="13-15"
    )

    form = lead.get(at("session-record", told)).context["form"]
    answer = correct(lead, told, minutes="40")

    assert answer.status_code == 302
    assert "13" not in dict(form.fields["absent"].choices)
    assert counted(told) == before
    assert not newcomer.attendance.exists()


def test_who_left_before_by_a_later_word_was_there(room, lead, told):
    before = counted(told)
    leave(participant=room.cohort.participants.get(number=1), on=told.on, by=room.manager)

    assert correct(lead, told).status_code == 302

    assert counted(told) == before


def test_a_session_told_without_its_register_keeps_its_numbers(room, lead):
    deliver(room.session)

    assert correct(lead, room.session, absent=[], minutes="40").status_code == 302

    assert counted(room.session) == (9, 0, 0, 0)


def test_the_day_of_a_told_session_is_the_managers(room, lead, door):
    deliver(room.session, days_ago=7)
    given = {"absent": [], "on": day(TODAY())}

    refused = correct(lead, room.session, **given)

    assert "changed by the manager" in refused.content.decode()
    assert Session.objects.get(pk=room.session.pk).on == TODAY() - timedelta(days=7)
    assert correct(door, room.session, **given).status_code == 302


def test_the_lock_counts_from_the_first_entry_wherever_the_day_was_moved(room, lead, door, told):
    first = timezone.now() - timedelta(days=8)
    Session.objects.filter(pk=told.pk).update(entered_at=first)
    assert correct(door, told, on=day(TODAY())).status_code == 302
    moved = Session.objects.get(pk=told.pk)

    refused = correct(lead, moved)

    assert (moved.on, moved.entered_at) == (TODAY(), first)
    assert moved.entered_by == room.facilitator_user
    assert "is locked" in refused.content.decode()


@pytest.mark.parametrize("name", ["cohort", "cohort-sessions"])
def test_a_retired_facilitator_reads_no_register(room, lead, name):
    assert lead.get(at(name, room.cohort)).status_code == 200

    retire_facilitator(person=room.facilitator, now=timezone.now(), by=room.manager)

    assert lead.get(at(name, room.cohort)).status_code == 404
    assert lead.get(at("run", room.implementation)).status_code == 404
    assert lead.get(at("session", room.session)).status_code == 404
