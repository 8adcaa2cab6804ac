"""A note that seems to tell who somebody is: shown before it is saved, masked by one click."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models import Contact
from kernel.leaks import MASK
from kernel.models import AuditEvent


pytestmark = pytest.mark.django_db
NOTE = "Просила звонить по номеру +7 701 123 45 67 вечером"


def log(door, room, **data):
    """Log a contact with the note."""
    fields = {
        "token": str(uuid4()), "on": f"{timezone.localdate():%d.%m.%Y}", "kind": "NURSING",
        "mode": "FACE_TO_FACE", "attendance": "ATTENDED", "note": NOTE,
    }  # fmt: skip
    return door.post(reverse("work:log-contact", args=[room.episode.uid]), fields | data)


def written():
    """The note of the contact written last."""
    return Contact.objects.order_by("-pk")[0].note


def test_a_phone_number_is_shown_before_anything_is_saved(door, room):
    before = Contact.objects.count()

    page = log(door, room)

    assert page.status_code == 200
    assert Contact.objects.count() == before
    assert "a phone number: <mark>+7 701 123 45 67</mark>" in page.content.decode()
    assert NOTE in page.content.decode()


def test_one_click_masks_it(door, room):
    response = log(door, room, leak="mask")

    assert response.status_code == 302
    assert written() == f"Просила звонить по номеру {MASK} вечером"


def test_in_an_emergency_it_is_saved_as_it_is_and_leaves_a_trace(door, room):
    response = log(door, room, leak="keep")

    assert response.status_code == 302
    assert written() == NOTE
    event = AuditEvent.objects.get(event="clinics.note.leak-overridden")
    assert event.detail == {"act": "log-contact", "kinds": ["PHONE"]}
    assert "701" not in str(event.detail)


def test_a_note_that_tells_of_nobody_is_saved_at_once(door, room):
    response = log(door, room, note="Спала плохо, 60 мг без побочных явлений")

    assert response.status_code == 302
