"""Two people at one record: as it was, as it is, what was typed; nothing is lost or overwritten."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models import Contact, Dose, DrugTest, Episode
from kernel.models.audit_events import AuditEvent
from tests.factories.clinics import EpisodeFactory
from tests.factories.kernel import clinic, clinician


pytestmark = pytest.mark.django_db
NOTE = "Spoke about work and sleep"


@pytest.fixture
def other(room, enter):
    """The browser of a colleague."""
    return enter(clinician(at=room.organisation, staff_code="D-77"))


def day(days_ago=0):
    """A day as people type it."""
    return f"{timezone.localdate() - timedelta(days=days_ago):%d.%m.%Y}"


def shown(page):
    """The three columns of the panel, by the label of the line."""
    return {
        str(line.label): (line.before, line.now, line.mine)
        for line in page.context["conflict"].lines
    }


def typed_before(door, name, episode):
    """The hidden fields of a form that was opened now."""
    form = door.get(reverse(f"work:{name}", args=[episode.uid])).context["form"]
    return {field.name: str(field.value() or "") for field in form.hidden_fields()}


def contact(**changed):
    """A whole correction of the contact of the room."""
    return {
        "reason": "TYPING_ERROR", "kind": "COUNSELLING", "on": day(2), "mode": "FACE_TO_FACE",
        "attendance": "ATTENDED", "minutes": "30",
    } | changed  # fmt: skip


def correct(door, entry, **data):
    """Send a correction of a contact."""
    return door.post(reverse("work:contact-correct", args=[entry.uid]), contact(**data))


def test_a_correction_that_came_second_is_shown_beside_the_first(door, other, room):
    correct(other, room.contact, minutes="45")

    page = correct(door, room.contact, minutes="20", note=NOTE)

    assert shown(page) == {"Minutes": ("30", "45", "20"), "Note": ("", "", NOTE)}
    text = page.content.decode()
    assert "D-77 changed it on" in text
    assert "Use mine" in text
    assert "Keep theirs" in text
    assert NOTE in text
    assert Contact.objects.current().filter(episode=room.episode).get().minutes == 45


def test_using_ones_own_replaces_what_is_there_now(door, other, room):
    correct(other, room.contact, minutes="45")
    page = correct(door, room.contact, minutes="20", note=NOTE)
    address = re.search(r'formaction="([^"]+)"', page.content.decode()).group(1)

    response = door.post(address, contact(minutes="20", note=NOTE))

    now = Contact.objects.current().get(episode=room.episode)
    assert response.status_code == 302
    assert (now.minutes, now.note) == (20, NOTE)
    assert (now.replaces.minutes, now.replaces.replaces) == (45, room.contact)


def test_a_third_version_leads_on_from_the_latest(door, other, room):
    correct(other, room.contact, minutes="45")
    correct(other, Contact.objects.current().get(episode=room.episode), minutes="50")

    page = correct(door, room.contact, minutes="20")

    latest = Contact.objects.current().get(episode=room.episode)
    assert shown(page)["Minutes"] == ("30", "50", "20")
    assert str(latest.uid) in page.context["conflict"].send_url


def test_a_correction_that_was_sent_twice_is_no_quarrel(door, room):
    correct(door, room.contact, minutes="45")

    page = correct(door, room.contact, minutes="45")

    assert not page.context["conflict"].may_send
    assert "It already reads as you typed it" in page.content.decode()


def test_what_was_voided_meanwhile_is_not_corrected_and_what_was_typed_stays(door, other, room):
    other.post(reverse("work:contact-void", args=[room.contact.uid]), {"reason": "DUPLICATE"})

    page = correct(door, room.contact, note=NOTE)

    text = page.content.decode()
    assert "D-77 voided this entry" in text
    assert "Use mine" not in text
    assert NOTE in text
    assert not Contact.objects.current().filter(episode=room.episode).exists()


def test_a_dose_is_shown_in_words(door, other, room):
    dose = {"reason": "TYPING_ERROR", "unit": "MG", "medicine": "METHADONE", "on": day(1),
            "mode": "SUPERVISED"}  # fmt: skip
    address = reverse("work:dose-correct", args=[room.dose.uid])
    other.post(address, dose | {"amount": "50"})

    page = door.post(address, dose | {"amount": "55,5"})

    assert shown(page) == {"Amount": ("60", "50", "55.5")}
    assert Dose.objects.current().get(episode=room.episode, on=room.dose.on).amount == 50


def test_a_test_is_shown_finding_by_finding(door, other, room):
    test = {"reason": "TYPING_ERROR", "on": day(2), "matrix": "URINE"}
    address = reverse("work:test-correct", args=[room.test.uid])
    other.post(address, test | {"found_opioids": "FOUND"})

    page = door.post(address, test | {"found_opioids": "NOT_FOUND", "found_cannabis": "FOUND"})

    assert shown(page)["Opioids"] == ("Not found", "Found", "Not found")
    assert shown(page)["Cannabis"][2] == "Found"
    assert DrugTest.objects.current().get().results.get().finding == "FOUND"


def test_a_step_that_came_second_is_told_what_happened(door, other, room):
    discharge = typed_before(door, "discharge", room.episode)
    seen = typed_before(other, "interrupt", room.episode)
    other.post(
        reverse("work:interrupt", args=[room.episode.uid]),
        seen | {"on": day(), "reason": "PLANNED_PAUSE"},
    )

    page = door.post(
        reverse("work:discharge", args=[room.episode.uid]),
        discharge | {"on": day(), "reason": "COMPLETED", "agreed": NOTE},
    )

    conflict = page.context["conflict"]
    assert [(step.target, step.by) for step in conflict.steps] == [("INTERRUPTED", "D-77")]
    assert shown(page)["Where it stands"] == ("In treatment", "Interrupted", "Discharge")
    assert NOTE in page.content.decode()
    assert conflict.may_send
    assert Episode.objects.get(pk=room.episode.pk).state == "INTERRUPTED"


def test_ones_own_step_is_sent_again_against_what_was_shown(door, other, room):
    discharge = typed_before(door, "discharge", room.episode) | {"on": day(), "reason": "COMPLETED"}
    address = reverse("work:discharge", args=[room.episode.uid])
    other.post(
        reverse("work:interrupt", args=[room.episode.uid]), {"on": day(), "reason": "PLANNED_PAUSE"}
    )
    version = door.post(address, discharge).context["conflict"].version

    response = door.post(address, discharge | {"row_version": [discharge["row_version"], version]})

    room.episode.refresh_from_db()
    assert (response.status_code, room.episode.state) == (302, "DISCHARGED")


def test_a_step_that_is_possible_no_more_is_not_offered_again(door, other, room):
    interrupt = typed_before(door, "interrupt", room.episode)
    other.post(
        reverse("work:discharge", args=[room.episode.uid]), {"on": day(), "reason": "COMPLETED"}
    )

    page = door.post(
        reverse("work:interrupt", args=[room.episode.uid]),
        interrupt | {"on": day(), "reason": "PLANNED_PAUSE"},
    )

    assert not page.context["conflict"].may_send
    text = page.content.decode()
    assert "The step that you wanted is not possible any more" in text
    assert "Use mine" not in text


def test_a_change_without_a_step_says_so(door, room):
    interrupt = typed_before(door, "interrupt", room.episode)
    Episode.objects.filter(pk=room.episode.pk).update(row_version=5)

    page = door.post(
        reverse("work:interrupt", args=[room.episode.uid]),
        interrupt | {"on": day(), "reason": "PLANNED_PAUSE"},
    )

    assert page.context["conflict"].steps == []
    assert "Its steps are the same" in page.content.decode()


def test_a_page_that_names_a_step_of_somebody_else_is_told_nothing_more(door, room):
    elsewhere = EpisodeFactory(state="DISCHARGED").steps.get()

    page = door.post(
        reverse("work:interrupt", args=[room.episode.uid]),
        {"on": day(), "reason": "PLANNED_PAUSE", "row_version": "7",
         "seen": str(elsewhere.uid)},
    )  # fmt: skip

    assert page.context["conflict"].steps == []
    assert shown(page)["Where it stands"][0] == ""


def test_another_clinics_entry_stays_unknown(door, other, room, enter):
    stranger = enter(clinician(at=clinic()))
    correct(other, room.contact, minutes="45")

    assert correct(stranger, room.contact, minutes="20").status_code == 404


def test_showing_the_other_version_is_reading_the_record(door, other, room):
    correct(other, room.contact, minutes="45")
    before = AuditEvent.objects.filter(event="clinics.record.opened").count()

    correct(door, room.contact, minutes="20")

    told = AuditEvent.objects.filter(event="clinics.record.opened")
    assert told.count() == before + 1
    assert told.latest("pk").fields == ["code", "contacts"]
