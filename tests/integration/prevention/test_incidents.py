"""The safeguarding log: who writes, who reads, what never leaves it."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted
from prevention.actions._rows import Stale
from prevention.actions.incidents import close_incident, log_incident, note_log_read
from prevention.facts import TABLES
from prevention.models import Implementation, Incident
from prevention.policies.incidents import NotLoggable
from prevention.selectors.incidents import incidents_of
from tests.factories.kernel import coordinator, ministry, ngo, programme_manager
from tests.factories.prevention import make_incident


pytestmark = pytest.mark.django_db
CANARY = "Talked with the group about what quokkas may do."


def at(name, row):
    return reverse(f"work:prevention-{name}", args=[row.uid])


def typed(**changes):
    return {
        "on": f"{timezone.localdate():%d.%m.%Y}", "kind": "violence", "done": CANARY,
        "referred_to": "psychologist",
    } | changes  # fmt: skip


def logged(room, **changes):
    given = {
        "run": room.implementation, "on": timezone.localdate(), "kind": "violence",
        "done": CANARY, "referred_to": "police", "now": timezone.now(), "by": room.manager,
    } | changes  # fmt: skip
    return log_incident(**given)


def closed(room, incident, **changes):
    given = {
        "incident": incident, "ending": "Settled.", "now": timezone.now(), "by": room.manager,
    } | changes  # fmt: skip
    return close_incident(**given)


def test_an_incident_is_written_down_read_and_closed(room, door):
    room.incident.delete()
    log = at("run-incidents", room.implementation)
    assert "No incident is written down" in door.get(log).content.decode()

    assert door.post(at("incident-add", room.implementation), typed()).url == log
    incident = Incident.objects.get()
    page = door.get(log).content.decode()
    assert all(words in page for words in (CANARY, "Violence or bullying", "A psychologist"))
    assert (
        door.post(at("incident-close", incident), {"ending": "Both are in the group."}).url == log
    )

    page = door.get(log).content.decode()
    assert "Both are in the group." in page
    assert at("incident-close", incident) not in page
    assert door.get(at("incident-close", incident)).status_code == 404


def test_open_incidents_stand_first(room):
    old = make_incident(
        room.implementation, on=timezone.localdate() - timedelta(days=9), by=room.manager
    )
    closed(room, room.incident)

    lines = incidents_of(room.implementation, viewer=room.manager)

    assert [line.uid for line in lines] == [old.uid, room.incident.uid]
    assert [line.closed_on for line in lines] == [None, timezone.localdate()]


def test_writing_closing_and_reading_leave_traces_without_a_word_of_it(room, door, coordinating):
    incident = logged(room)
    closed(room, incident, ending=CANARY)
    log = at("run-incidents", room.implementation)
    for browser in (door, coordinating):
        assert CANARY in browser.get(log).content.decode()

    events = AuditEvent.objects.filter(event__startswith="prevention.incident").order_by("pk")
    assert [each.event for each in events] == [
        Event.INCIDENT_LOGGED, Event.INCIDENT_CLOSED, Event.INCIDENTS_READ, Event.INCIDENTS_READ,
    ]  # fmt: skip
    assert [each.actor_uid for each in events][2:] == [room.manager.uid, room.coordinator.uid]
    assert "quokka" not in str(list(AuditEvent.objects.values()))


def test_a_coordinator_reads_and_writes_nothing(room, coordinating):
    page = coordinating.get(at("run-incidents", room.implementation)).content.decode()

    assert "First aid was given." in page
    assert at("incident-add", room.implementation) not in page
    assert coordinating.get(at("incident-add", room.implementation)).status_code == 404
    assert coordinating.get(at("incident-close", room.incident)).status_code == 404
    for act in (lambda: logged(room, by=room.coordinator),
                lambda: closed(room, room.incident, by=room.coordinator)):  # fmt: skip
        with pytest.raises(NotPermitted):
            act()


def test_the_list_of_programmes_says_where_incidents_are_open(room, door, coordinating, enter):
    runs = reverse("work:prevention-runs")
    log = at("run-incidents", room.implementation)
    make_incident(room.implementation, on=timezone.localdate(), by=room.manager)

    for browser in (door, coordinating):
        page = browser.get(runs).content.decode()
        assert "2 open incidents" in page
        assert log in page
    assert "open incident" not in enter(room.facilitator_user).get(runs).content.decode()
    Incident.objects.all().delete()
    assert "open incident" not in door.get(runs).content.decode()


def test_for_facilitators_and_those_of_other_places_there_is_no_log(room, enter):
    log = at("run-incidents", room.implementation)
    others = (
        room.facilitator_user,
        programme_manager(at=ngo(country="KG")),
        coordinator(at=ministry(country="TJ")),
    )

    assert log not in enter(room.facilitator_user).get(at("run", room.implementation)).text
    for person in others:
        assert enter(person).get(log).status_code == 404
        assert incidents_of(room.implementation, viewer=person) == []
        with pytest.raises(NotPermitted):
            note_log_read(room.implementation, by=person)


@pytest.mark.parametrize("telling", ["+7 701 123 45 67", "pupil@example.org", "ул. Абая 5"])
def test_what_tells_of_a_person_is_asked_about_and_leaves_a_trace(room, door, telling):
    given = typed(done=f"Called {telling}.")
    address = at("incident-add", room.implementation)

    page = door.post(address, given).content.decode()
    assert "This log names nobody" in page
    assert telling in page
    assert Incident.objects.count() == 1
    door.post(address, given | {"confirmed": "LEAK-done"})

    assert Incident.objects.count() == 2
    assert AuditEvent.objects.get(event=Event.INCIDENT_LOGGED).detail == {"kept": ["LEAK-done"]}


def test_an_ending_that_tells_of_a_person_is_asked_about(room, door):
    page = door.post(at("incident-close", room.incident), {"ending": "Call +7 701 123 45 67"})

    assert "This log names nobody" in page.content.decode()
    room.incident.refresh_from_db()
    assert room.incident.closed_at is None


def test_an_incident_that_is_told_late_is_written_down_but_none_ahead(room):
    Implementation.objects.update(status="reported")

    assert logged(room, on=timezone.localdate() - timedelta(days=200)).closed_at is None
    with pytest.raises(NotLoggable, match="has not come"):
        logged(room, on=timezone.localdate() + timedelta(days=1))


def test_what_is_closed_stays(room):
    closed(room, room.incident)

    with pytest.raises(NotLoggable, match="is closed"):
        closed(room, room.incident)
    with pytest.raises(Stale):
        closed(room, room.incident, row_version=1)


def test_no_export_and_no_fact_has_a_word_of_it(room, door, coordinating):
    closed(room, logged(room), ending=CANARY)
    sheet = door.get(at("report-xlsx", room.implementation))
    book = openpyxl.load_workbook(BytesIO(sheet.content))
    cells = [cell for page in book.worksheets for row in page.values for cell in row]
    pages = [
        coordinating.get(reverse("work:prevention-indicators")),
        *(door.get(at(name, room.implementation)) for name in ("run", "report", "run-results")),
    ]

    assert cells
    assert not any("quokka" in str(cell) for cell in cells)
    assert not any("quokka" in page.content.decode() for page in pages)
    assert not any("incident" in column.name for table in TABLES for column in table.columns)


def test_the_log_costs_the_same_for_many(room, door, django_assert_max_num_queries):
    for _each in range(40):
        make_incident(room.implementation, on=timezone.localdate(), by=room.manager)

    with django_assert_max_num_queries(14):
        page = door.get(at("run-incidents", room.implementation)).content.decode()

    assert page.count("First aid was given.") == 41
