"""All names are locked in danger, and work goes on by code."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from clinics.actions.names_lock import lock_names, unlock_names
from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from kernel.permissions import NotPermitted
from tests.factories.kernel import clinic_manager, nurse
from vault import api as vault
from vault.custody import keys
from vault.models import VaultAuditEvent


pytestmark = pytest.mark.django_db(databases=["default", "vault"])
LOCK, UNLOCK = "work:names-lock", "work:names-unlock"


@pytest.fixture(autouse=True)
def opened() -> Iterator[None]:
    """The keys are shared by all tests of a process."""
    yield
    keys.unlock()


@pytest.fixture
def office(room, enter):
    """The browser of the clinic's manager."""
    return enter(clinic_manager(at=room.organisation))


def test_a_manager_locks_all_names_and_says_why(room, office):
    answer = office.post(reverse(LOCK), {"reason": "DEVICE_LOST"}, follow=True)

    event = AuditEvent.objects.get(event=Event.NAMES_LOCKED)
    assert vault.is_locked()
    assert "All names are locked." in answer.content.decode()
    assert (event.reason_code, event.organisation_uid) == ("DEVICE_LOST", room.organisation.uid)
    assert VaultAuditEvent.objects.filter(event="vault.keys.locked").count() == 1


def test_a_clinician_unlocks_them(room, door, office):
    office.post(reverse(LOCK), {"reason": "EXERCISE"})

    answer = door.post(reverse(UNLOCK), follow=True)

    assert not vault.is_locked()
    assert "Names can be read." in answer.content.decode()
    assert AuditEvent.objects.filter(event=Event.NAMES_UNLOCKED).count() == 1


def test_a_page_that_is_old_never_unlocks(door, office):
    """Two people lock at once: the second has the page of before."""
    for browser in (office, door):
        browser.post(reverse(LOCK), {"reason": "INTRUSION"})

    assert vault.is_locked()


def test_a_reason_is_asked_for(office):
    answer = office.post(reverse(LOCK), {"reason": ""})

    assert answer.context["form"].errors["reason"]
    assert not vault.is_locked()


@pytest.mark.parametrize("name", ["today", "caseload", "find", "calendar", "waiting-list", "round"])
def test_work_goes_on_by_code(name, room, door):
    lock_names(at=room.organisation, reason="EXERCISE", by=room.clinician)

    assert door.get(reverse(f"work:{name}")).status_code == 200


def test_a_record_is_read_and_written_by_code(room, door):
    lock_names(at=room.organisation, reason="EXERCISE", by=room.clinician)
    patient = reverse("work:patient", args=[room.patient.uid])
    contact = reverse("work:log-contact", args=[room.episode.uid])

    pages = [door.get(patient), door.get(contact)]

    assert [page.status_code for page in pages] == [200, 200]


def test_no_name_is_shown_while_they_are_locked(room, door):
    lock_names(at=room.organisation, reason="EXERCISE", by=room.clinician)

    data = {
        "organisation": room.organisation.pk, "purpose": "CARE", "given": "Aliya",
        "surname": "Bekova",
    }  # fmt: skip

    assert "Names are locked" in door.post(reverse("work:find"), data).content.decode()


@pytest.mark.parametrize("act", [lambda **who: lock_names(reason="OTHER", **who), unlock_names])
def test_who_may_not_lock_may_not_unlock(act, room):
    with pytest.raises(NotPermitted):
        act(at=room.organisation, by=nurse(at=room.organisation))

    assert not vault.is_locked()
    assert not AuditEvent.objects.filter(event__startswith="clinics.names").exists()


def test_a_reason_that_nobody_knows_locks_nothing(room):
    with pytest.raises(ValueError, match="WHIM"):
        lock_names(at=room.organisation, reason="WHIM", by=room.clinician)

    assert not vault.is_locked()


def test_a_nurse_finds_no_such_page(room, enter):
    assert enter(nurse(at=room.organisation)).get(reverse(LOCK)).status_code == 404
