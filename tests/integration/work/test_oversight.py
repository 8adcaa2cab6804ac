"""The manager's room through the door: who enters, what it shows, what it costs."""

from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinics.models import Episode
from kernel.audit import Event
from kernel.models import User
from kernel.models.audit_events import AuditEvent
from tests.factories.gaps import add_gaps
from tests.factories.kernel import clinic, clinic_manager, clinician, nurse
from tests.factories.work import Room, make_room


pytestmark = pytest.mark.django_db

MANAGERS = ("oversight", "oversight-missing", "oversight-print")


@pytest.fixture
def manager(room: Room) -> User:
    """Who manages the clinic."""
    return clinic_manager(at=room.organisation)


@pytest.fixture
def desk(manager: User, enter: Callable[[User], Client]) -> Client:
    """The browser of the clinic's manager."""
    return enter(manager)


def test_a_manager_s_work_begins_in_the_clinic_room(desk):
    answer = desk.get(reverse("work:home"))

    assert answer["Location"] == reverse("work:oversight")


def test_the_room_shows_numbers_staff_and_what_is_missing(room, desk):
    add_gaps(room, 1)

    page = desk.get(reverse("work:oversight")).content.decode()

    assert room.clinician.staff_code in page
    assert reverse("work:figures:home") in page
    assert f"{reverse('work:oversight-missing')}?kind=review" in page


def test_no_code_stands_in_the_room(room, desk):
    page = desk.get(reverse("work:oversight")).content.decode()

    assert room.patient.code not in page


def test_the_list_shows_codes_and_leads_into_no_record(room, desk):
    add_gaps(room, 2)

    page = desk.get(reverse("work:oversight-missing"))

    codes = [item.code for section in page.context["page"].sections for item in section.items]
    text = page.content.decode()
    assert codes
    assert all(code.split()[0] in text for code in codes)
    assert "/patients/" not in text
    assert "/episodes/" not in text


@pytest.mark.parametrize("name", ["patient", "plan", "measures"])
def test_a_manager_cannot_open_a_patient_s_page(name, room, desk):
    answer = desk.get(reverse(f"work:{name}", args=[room.patient.uid]))

    assert answer.status_code == 404


@pytest.mark.parametrize("name", MANAGERS)
@pytest.mark.parametrize("role", [clinician, nurse])
def test_a_clinician_does_not_enter_the_manager_s_room(name, role, room, enter):
    person = role(at=room.organisation)

    answer = enter(person).get(reverse(f"work:{name}"))

    assert answer.status_code == 404
    refused = AuditEvent.objects.get(event=Event.ACCESS_REFUSED)
    assert (refused.actor_uid, refused.outcome) == (person.uid, "NOT_PERMITTED")


def test_a_manager_has_no_own_list(desk):
    assert desk.get(reverse("work:quality")).status_code == 404


def test_a_clinician_s_list_leads_to_the_screens_that_put_it_right(room, door):
    add_gaps(room, 1)
    Episode.objects.exclude(pk=room.episode.pk).update(key_worker=room.clinician)

    page = door.get(reverse("work:quality"))

    links = [item.url for section in page.context["page"].sections for item in section.items]
    assert links
    assert all(door.get(link).status_code == 200 for link in links)


def test_another_clinic_s_manager_sees_nothing_of_ours(room, enter):
    add_gaps(room, 1)
    stranger = enter(clinic_manager(at=clinic()))

    page = stranger.get(reverse("work:oversight-missing"))
    numbers = stranger.get(reverse("work:oversight")).context["page"].numbers

    assert page.context["page"].total == 0
    assert numbers.in_treatment == 0


def test_another_clinic_s_key_worker_cannot_be_chosen(room, desk):
    there = make_room()
    address = f"{reverse('work:oversight-missing')}?worker={there.clinician.uid}"

    assert desk.get(address).context["page"].chosen.worker == ""


def test_the_list_to_hand_over_is_of_one_key_worker(room, desk):
    add_gaps(room, 2)
    chosen = Episode.objects.exclude(pk=room.episode.pk).first()

    page = desk.get(f"{reverse('work:oversight-print')}?worker={chosen.key_worker.uid}")

    shown = {item.episode_uid for s in page.context["page"].sections for item in s.items}
    assert shown == {chosen.uid}
    assert AuditEvent.objects.filter(
        event=Event.OVERSIGHT_READ, object_uids=[str(chosen.patient.uid)]
    ).exists()


def test_questions_are_shown_with_the_share_that_has_no_answer(room, desk):
    add_gaps(room, 1)

    page = desk.get(f"{reverse('work:oversight-missing')}?kind=gaps&item=labour")

    (site,) = page.context["sites"]
    assert site.site == room.site.name
    assert "Over 20 %" in page.content.decode()


ADDRESSES = (
    "oversight", "oversight-missing", "oversight-missing?kind=gaps",
    "oversight-missing?kind=review&worker=nobody", "oversight-missing?kind=unseen",
    "oversight-print",
)  # fmt: skip


def cost(browser: Client, address: str) -> int:
    """How many queries a page costs, on both databases."""
    with (
        CaptureQueriesContext(connections["default"]) as default,
        CaptureQueriesContext(connections["vault"]) as vault,
    ):
        assert browser.get(address).status_code == 200
    return len(default) + len(vault)


def address_of(written: str) -> str:
    name, _mark, query = written.partition("?")
    return f"{reverse(f'work:{name}')}?{query}"


@pytest.mark.parametrize("written", ADDRESSES)
def test_a_page_of_the_room_costs_the_same_for_many(written, room, desk):
    address = address_of(written)
    add_gaps(room, 2)
    desk.get(address)
    few = cost(desk, address)
    add_gaps(room, 60)

    many = cost(desk, address)

    assert many == few
    assert many <= 12


def test_a_later_page_stays_within_the_budget(room, desk):
    add_gaps(room, 60)
    first = desk.get(address_of("oversight-missing?kind=gaps"))

    assert cost(desk, first.context["later_url"]) <= 12


def test_a_clinician_s_list_costs_the_same_for_many(room, door):
    address = reverse("work:quality")
    add_gaps(room, 2)
    Episode.objects.update(key_worker=room.clinician)
    door.get(address)
    few = cost(door, address)
    add_gaps(room, 30)
    Episode.objects.update(key_worker=room.clinician)

    assert cost(door, address) == few <= 12
