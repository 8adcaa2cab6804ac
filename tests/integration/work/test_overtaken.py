"""Forms that put a row in the place of another, and appointments: nothing is overwritten unseen."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models import Appointment, Prescription, TreatmentDemand
from tests.factories.appointments import AppointmentFactory, today_at
from tests.factories.kernel import clinician
from tests.factories.prescriptions import PrescriptionFactory


pytestmark = pytest.mark.django_db


def day(ahead=0):
    return timezone.localdate() + timedelta(days=ahead)


def typed(ahead=0):
    """A day as people type it."""
    return f"{day(ahead):%d.%m.%Y}"


@pytest.fixture
def other(room, enter):
    """The browser of a colleague."""
    return enter(clinician(at=room.organisation, staff_code="D-77"))


def at(name, row):
    return reverse(f"work:{name}", args=[row.uid])


def opened(door, name, row):
    """What a page that was opened now sends besides what is typed."""
    page = door.get(at(name, row))
    hidden = {field.name: field.value() or "" for field in page.context["form"].hidden_fields()}
    assert f'name="basis" value="{page.context["basis"]}"' in page.content.decode()
    return hidden | {"basis": page.context["basis"]}


def shown(page):
    """The three columns of the panel, by the label of the line."""
    return {
        str(line.label): (line.before, line.now, line.mine)
        for line in page.context["conflict"].lines
    }


def plan(**changed):
    """A prescription as it is typed."""
    return {
        "medicine": "METHADONE", "dose": "60", "unit": "MG", "parts": "1", "interval": "DAILY",
        "take_home_days": ["6", "7"], "starts_on": typed(), "ends_on": typed(28),
        "token": str(uuid4()),
    } | changed  # fmt: skip


def test_a_prescription_written_meanwhile_is_not_ended_unseen(door, other, room):
    PrescriptionFactory(episode=room.episode, starts_on=day(-5), take_home_days="67")
    mine = opened(door, "prescribe", room.episode) | plan(dose="65")
    other.post(at("prescribe", room.episode), plan(dose="80", take_home_days=[]))

    page = door.post(at("prescribe", room.episode), mine)

    assert shown(page)["Dose of a day"] == ("60", "80", "65")
    assert shown(page)["Taken home for"] == ("Sat, Sun", "", "Sat, Sun")
    assert "Days of the week" not in shown(page)
    assert "D-77 changed it on" in page.content.decode()
    assert Prescription.objects.count() == 2
    again = mine | {"basis": page.context["basis"]}
    assert door.post(at("prescribe", room.episode), again).status_code == 302
    assert Prescription.objects.latest("pk").dose == 65


def test_a_double_tap_on_a_prescription_is_one(door, room):
    mine = opened(door, "prescribe", room.episode) | plan()

    answers = [door.post(at("prescribe", room.episode), mine).status_code for _tap in range(2)]

    assert (answers, Prescription.objects.count()) == ([302, 302], 1)


def test_what_was_prescribed_alike_is_not_prescribed_twice(door, other, room):
    mine = opened(door, "prescribe", room.episode) | plan()
    other.post(at("prescribe", room.episode), plan())

    page = door.post(at("prescribe", room.episode), mine)

    assert not page.context["conflict"].may_send
    assert Prescription.objects.count() == 1


def test_a_prescription_that_was_stopped_meanwhile_is_not_begun_again_unseen(door, other, room):
    PrescriptionFactory(episode=room.episode, starts_on=day(-5))
    mine = opened(door, "prescribe", room.episode) | plan()
    other.post(at("end-prescription", room.episode), {"on": typed(), "reason": "STOPPED"})

    page = door.post(at("prescribe", room.episode), mine)

    assert "What this form began from was changed meanwhile." in page.content.decode()
    assert shown(page)["Until, itself included"][1] != shown(page)["Until, itself included"][2]
    assert Prescription.objects.count() == 1


def test_another_prescription_is_not_ended_unseen(door, other, room):
    PrescriptionFactory(episode=room.episode, starts_on=day(-5))
    mine = opened(door, "end-prescription", room.episode) | {"on": typed(), "reason": "STOPPED"}
    other.post(at("prescribe", room.episode), plan(dose="80"))

    page = door.post(at("end-prescription", room.episode), mine)
    before, now, _verb = shown(page)["Prescription"]
    again = door.post(at("end-prescription", room.episode), mine | {"basis": page.context["basis"]})

    assert ("Dose of a day: 60" in before, "Dose of a day: 80" in now) == (True, True)
    assert again.status_code == 302


@pytest.mark.parametrize("basis", ["nonsense", " ", "a5f4b9ed-47c6-475b-860a-99500a6ed669"])
def test_a_page_that_began_from_nothing_known_is_told_what_is_there(basis, door, room):
    PrescriptionFactory(episode=room.episode, starts_on=day(-5))

    page = door.post(at("prescribe", room.episode), plan(dose="65", basis=basis))

    assert shown(page)["Dose of a day"] == ("", "60", "65")


DEMAND = {
    "rest": "1", "substance-TOTAL_FORMS": "4", "substance-INITIAL_FORMS": "0",
    "substance-0-as_said": "героин",
}  # fmt: skip


def demand(**changed):
    """Answers as they are typed."""
    return DEMAND | {"as_of": typed(), "living_with": "ALONE", "token": str(uuid4())} | changed


def test_answers_given_meanwhile_are_not_overwritten_unseen(door, other, room):
    mine = opened(door, "demand", room.episode) | demand()
    theirs = demand(living_with="PARTNER_CHILDREN", **{"substance-0-as_said": "метадон"})
    assert other.post(at("demand", room.episode), theirs).status_code == 302

    page = door.post(at("demand", room.episode), mine)

    lives = shown(page)["Lives with"]
    assert (lives[0], lives[1] != lives[2]) == ("", True)
    assert shown(page)["Substances"] == ("", "метадон", "героин")
    assert TreatmentDemand.objects.count() == 1
    again = mine | {"basis": page.context["basis"]}
    assert door.post(at("demand", room.episode), again).status_code == 302
    assert TreatmentDemand.objects.latest("pk").living_with == "ALONE"


def test_a_draft_of_answers_remembers_what_it_began_from(door, other, room):
    mine = opened(door, "demand", room.episode) | demand()
    door.post(at("demand", room.episode), mine | {"draft": "keep"})
    other.post(at("demand", room.episode), demand(living_with="PARTNER_CHILDREN"))

    basis = door.get(at("demand", room.episode)).context["basis"]
    page = door.post(at("demand", room.episode), mine | {"basis": basis})

    assert basis == "none"
    assert "Lives with" in shown(page)


def test_corrected_answers_are_shown_in_both_versions(door, other, room):
    assert door.post(at("demand", room.episode), demand()).status_code == 302
    entry = TreatmentDemand.objects.get()
    why = {"reason": "TYPING_ERROR"}
    other.post(at("demand-correct", entry), demand(living_with="PARTNER_CHILDREN", **why))

    mine = demand(living_with="FRIENDS", **why, **{"substance-0-as_said": "метадон"})
    page = door.post(at("demand-correct", entry), mine)

    now = TreatmentDemand.objects.current().get()
    assert shown(page)["Substances"] == ("героин", "героин", "метадон")
    assert len(set(shown(page)["Lives with"])) == 3
    assert str(now.uid) in page.context["conflict"].send_url
    assert f'formaction="{page.context["conflict"].send_url}"' in page.content.decode()
    assert door.post(page.context["conflict"].send_url, mine).status_code == 302
    assert TreatmentDemand.objects.current().get().living_with == "FRIENDS"


@pytest.fixture
def due(room):
    """An appointment of tomorrow."""
    return AppointmentFactory(
        episode=room.episode, starts_at=today_at(10, 0) + timedelta(days=1),
        made_by=room.clinician,
    )  # fmt: skip


def test_an_appointment_moved_meanwhile_shows_both_times(door, other, room, due):
    other.post(at("appointment-move", due), {"on": typed(2), "at": "11:00", "minutes": "30",
                                             "row_version": "1"})  # fmt: skip
    mine = {"on": typed(3), "at": "12:00", "minutes": "30", "row_version": "1"}

    page = door.post(at("appointment-move", due), mine)

    assert shown(page)["Time"][1:] == ("11:00", "12:00")
    text = page.content.decode()
    assert "Somebody else changed it meanwhile." in text
    version = page.context["conflict"].version
    assert f'name="row_version" value="{version}"' in text
    again = door.post(at("appointment-move", due), mine | {"row_version": ["1", version]})
    assert again.status_code == 302
    assert timezone.localtime(Appointment.objects.get().starts_at).hour == 12


def test_an_appointment_cancelled_meanwhile_is_not_moved(door, other, due):
    other.post(at("appointment-cancel", due), {"row_version": "1"})

    page = door.post(at("appointment-cancel", due), {"row_version": "1"})

    assert not page.context["conflict"].may_send
    assert "Use mine" not in page.content.decode()
    assert "10:00" in shown(page)["Now"][1]
