"""Many hands at one session in the same moment: it is recorded once."""

from collections import Counter
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from kernel.audit import Event
from kernel.errors import Refused
from kernel.models.audit_events import AuditEvent
from prevention.actions.recording import Told, record_session
from prevention.actions.sessions import plan_sessions
from prevention.models import Attendance, Session
from tests.factories.crowds import one_crowd
from tests.factories.prevention import make_programme_room


pytestmark = [
    pytest.mark.postgres, pytest.mark.django_db(transaction=True, databases=["default", "vault"]),
]  # fmt: skip
WRITERS = 8


def at_once(acts):
    """Start all acts in the same moment; how often each ended how."""
    start, ended = Barrier(len(acts)), []

    def run(act):
        try:
            start.wait()
            act()
            ended.append("done")
        except Refused as refusal:
            ended.append(refusal.code)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    with one_crowd():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return Counter(ended)


def recorder(room, token, absent):
    now = timezone.now()
    today = timezone.localdate(now)

    def record():
        record_session(
            session=Session.objects.get(pk=room.session.pk),
            told=Told(on=today, minutes=45, absent=absent), token=token, row_version=1,
            today=today, now=now, by=room.facilitator_user,
        )  # fmt: skip

    return record


def test_two_people_record_one_session_and_the_second_is_told():
    room = make_programme_room()
    room.implementation.status = "ready"
    room.implementation.save()

    ended = at_once([recorder(room, uuid4(), [number]) for number in range(1, WRITERS + 1)])

    assert ended == {"done": 1, "stale": WRITERS - 1}
    room.implementation.refresh_from_db()
    assert room.implementation.status == "running"
    assert Attendance.objects.filter(session=room.session, was_present=False).count() == 1
    assert AuditEvent.objects.filter(event=Event.SESSION_DELIVERED).count() == 1


def test_a_double_tap_counts_once():
    room, token = make_programme_room(), uuid4()

    ended = at_once([recorder(room, token, [1])] * WRITERS)

    assert ended == {"done": WRITERS}
    assert Attendance.objects.filter(session=room.session).count() == 12
    assert AuditEvent.objects.filter(event=Event.SESSION_DELIVERED).count() == 1


def test_a_group_is_planned_once():
    room = make_programme_room()
    today = timezone.localdate()

    def plan():
        plan_sessions(cohorts=[room.headcount], first=today, weekday=0, by=room.manager)

    ended = at_once([plan] * WRITERS)

    assert ended == {"done": 1, "not-possible": WRITERS - 1}
    assert room.headcount.sessions.count() == 4
