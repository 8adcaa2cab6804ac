"""What was typed is not lost: kept sealed, taken up by its owner, forgotten when it is sent."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.actions import drafts
from clinics.models import Contact, Draft
from kernel import draft_keys
from tests.factories.kernel import nurse
from tests.factories.work import make_room


pytestmark = pytest.mark.django_db
NOTE = "Спала плохо, просит пересмотреть дозу"


def address(room):
    """Where a contact is logged."""
    return reverse("work:log-contact", args=[room.episode.uid])


def typed(**more):
    """A form that is half filled in: the day is not yet a day."""
    return {"token": str(uuid4()), "on": "1", "kind": "NURSING", "note": NOTE} | more


@pytest.fixture
def left(door, room):
    """A draft was kept."""
    assert door.post(address(room), typed(draft="keep", second_password="x")).status_code == 204
    return Draft.objects.get()


def test_a_draft_is_sealed_and_holds_no_password(left):
    assert NOTE.encode() not in bytes(left.sealed)
    about = f"{left.owner.uid}|log-contact|{left.subject}"
    fields = draft_keys.unseal(bytes(left.sealed), about=about)
    assert fields["note"] == [NOTE]
    assert not {"second_password", "draft", "csrfmiddlewaretoken"} & set(fields)


def test_keeping_it_writes_nothing_into_the_record(door, room, left):
    assert Contact.objects.count() == 1


def test_its_owner_finds_the_form_as_it_was_left(door, room, left):
    page = door.get(address(room))

    assert NOTE in page.content.decode()
    assert "Taken up from your draft" in page.content.decode()
    assert page.context["form"].errors == {}


def test_nobody_else_finds_it(room, left, enter):
    colleague = enter(nurse(at=room.organisation))

    assert NOTE not in colleague.get(address(room)).content.decode()


def test_a_later_draft_replaces_the_earlier_one(door, room, left):
    door.post(address(room), typed(note="Anders", draft="keep"))

    assert Draft.objects.count() == 1
    assert NOTE not in door.get(address(room)).content.decode()


def test_sending_the_form_forgets_the_draft(door, room, left):
    today = f"{timezone.localdate():%d.%m.%Y}"
    data = typed(on=today, mode="FACE_TO_FACE", attendance="ATTENDED")

    assert door.post(address(room), data).status_code == 302

    assert not Draft.objects.exists()


def test_a_form_that_was_refused_keeps_its_draft(door, room, left):
    door.post(address(room), typed(on="31.02.2026"))

    assert Draft.objects.exists()


def test_starting_afresh_forgets_the_draft(door, room, left):
    response = door.post(address(room), {"draft": "drop"})

    assert response.status_code == 302
    assert not Draft.objects.exists()


def test_a_form_about_a_patient_of_another_clinic_keeps_nothing(door, db):
    assert door.post(address(make_room()), typed(draft="keep")).status_code == 404


def test_a_form_too_large_to_keep_says_so(door, room):
    response = door.post(address(room), typed(note="x" * (drafts.LARGEST + 1), draft="keep"))

    assert response.status_code == 413
    assert not Draft.objects.exists()


def test_a_draft_sealed_by_another_key_counts_as_not_there(door, room, left, settings, tmp_path):
    settings.DRAFT_KEY_FILE = tmp_path / "another.json"

    assert "Taken up from your draft" not in door.get(address(room)).content.decode()


def test_a_draft_older_than_a_week_goes(door, room, left):
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=8), subject="elsewhere")

    door.post(address(room), typed(draft="keep"))

    assert not Draft.objects.filter(subject="elsewhere").exists()


def test_a_draft_that_somebody_moved_to_another_form_does_not_open(door, room, left):
    Draft.objects.update(act="record-test")

    url = reverse("work:record-test", args=[room.episode.uid])

    assert "Taken up from your draft" not in door.get(url).content.decode()


@pytest.mark.parametrize(
    ("name", "field"), [("plan-make", "goal_1"), ("health-test", "on"),
                        ("demand", "as_of"), ("record-test", "on")],
)  # fmt: skip
def test_other_forms_come_back_as_they_were_left(name, field, door, room):
    where = reverse(f"work:{name}", args=[room.episode.uid])
    kept = door.post(where, {"token": str(uuid4()), field: "left here", "draft": "keep"})

    page = door.get(where)

    assert (kept.status_code, page.status_code) == (204, 200)
    assert "left here" in page.content.decode()
    assert "Taken up from your draft" in page.content.decode()
