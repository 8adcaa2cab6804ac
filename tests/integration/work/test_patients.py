"""Registering, finding and opening patients through the work door."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models import Consent, Episode, Patient
from clinics.selectors.places import STARTS
from kernel.models import AuditEvent
from kernel.permissions import ROLE_DOORS, ROLE_PERMISSIONS
from tests.factories.kernel import (
    administrator,
    auditor,
    case_worker,
    clinic,
    ministry,
    nurse,
)  # fmt: skip
from tests.factories.work import make_room
from vault.api import format_code
from vault.models import VaultAuditEvent


pytestmark = pytest.mark.django_db
KEY = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
PERSON = {
    "kind": "named", "surname": "Сынакова", "given": "Гүлнара", "birth_date": "04.03.1991",
    "birth_quality": "document", "national_id": "00000000000017", "phone": "+996000000017",
    "address": "Demo street 1", "former_surnames": "Пробова, ", "sex": "FEMALE",
}  # fmt: skip


def register(door, room, **fields):
    """Send the form of a new patient."""
    data = {
        "key": KEY, "organisation": str(room.organisation.uid), "kind": "anonymous",
        "birth_quality": "stated",
    } | fields  # fmt: skip
    return door.post(reverse("work:register"), data)


@pytest.fixture
def named(door, room):
    """A patient whose name the vault keeps."""
    register(door, room, **PERSON)
    return Patient.objects.get(identity_status="NAMED")


@pytest.mark.parametrize(
    ("who", "place"),
    [(lambda: make_room().clinician, "work:today"),
     (lambda: nurse(at=clinic()), "work:today"),
     (lambda: case_worker(at=clinic()), "work:today"),
     (lambda: administrator(at=ministry()), "work:people"),
     (lambda: auditor(at=ministry()), "work:audit")],
)  # fmt: skip
def test_work_begins_where_the_role_is_at_home(who, place, enter):
    response = enter(who()).get(reverse("work:home"))

    assert response["Location"] == reverse(place)


def test_everybody_at_this_door_has_a_place_where_work_begins():
    at_home = {permission for permission, _place in STARTS}
    here = [role for role, doors in ROLE_DOORS.items() if "work" in doors]

    assert [role for role in here if not ROLE_PERMISSIONS[role] & at_home] == []


def test_a_whole_code_opens_the_record(door, room):
    response = door.post(reverse("work:caseload"), {"q": format_code(room.patient.code)})

    assert response["Location"] == reverse("work:patient", args=[room.patient.uid])


def test_a_part_of_a_code_lists_whose_it_may_be(door, room):
    page = door.post(
        reverse("work:caseload"), {"code": room.patient.code[:5]}, headers={"HX-Request": "true"}
    )

    assert str(room.patient.uid) in page.content.decode()
    assert "<html" not in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("4821 9037 58", "A digit of this code is wrong"), ("12", "at least four digits"),
     ("", "u-error"), ("9999 9999", "No patient here has this code")],
)  # fmt: skip
def test_what_is_no_code_is_explained(typed, said, door):
    assert said in door.post(reverse("work:caseload"), {"code": typed}).content.decode()


def test_an_unknown_filter_is_the_usual_one(door):
    assert door.get(reverse("work:caseload"), {"show": "nonsense"}).context["show"] == "open"


def test_where_nobody_is_in_treatment_everybody_is_shown_and_that_is_said(door, room):
    Episode.objects.filter(pk=room.episode.pk).update(
        state="DISCHARGED", ended_on=room.episode.started_on, discharge_reason="COMPLETED"
    )

    response = door.get(reverse("work:caseload"))

    assert response.context["show"] == "all"
    assert [line.patient_uid for line in response.context["lines"]] == [room.patient.uid]
    assert "Nobody is in treatment now" in response.content.decode()


def test_toasts_are_kept_in_the_session_and_in_no_cookie(door, room):
    answer = door.post(
        reverse("work:contact-void", args=[room.contact.uid]), {"reason": "DUPLICATE"}
    )

    assert answer.status_code == 302
    assert "messages" not in answer.cookies


def test_the_first_page_is_light(door, room):
    page = door.get(reverse("work:patient", args=[room.patient.uid]))

    assert len(page.content) < 100 * 1024
    assert page.headers["Cache-Control"] == "no-store, private"


def test_a_patient_is_registered_without_a_name(door, room):
    response = register(door, room, sex="MALE", birth_year_null="REF")

    patient = Patient.objects.exclude(pk=room.patient.pk).get()
    assert response["Location"] == reverse("work:refer", args=[patient.uid])
    assert (patient.identity_status, patient.birth_year_null) == ("ANONYMOUS", "REF")
    assert patient.birth_country_null == "NASK"


def test_a_second_tap_registers_nobody_else(door, room):
    first, second = (register(door, room, sex="MALE", birth_year="1990") for _ in range(2))

    assert first["Location"] == second["Location"]


def test_a_name_goes_to_the_vault_and_its_year_to_the_record(named):
    assert (named.birth_year, named.sex) == (1991, "FEMALE")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "named", "sex": "MALE", "birth_year": "1990"}, "Enter a name, or choose"),
        ({"surname": "Пробов", "sex": "MALE", "birth_year": "1990"}, "Choose “With a name”"),
        ({"sex": "MALE"}, "Answer, or choose why there is no answer"),
        ({"sex": "MALE", "birth_year": "2099"}, "irth"),
    ],
)
def test_what_cannot_be_registered_is_said_and_kept(fields, said, door, room):
    page = register(door, room, **fields)

    assert page.status_code == 200
    assert said in page.content.decode()
    assert Patient.objects.count() == 1


def test_who_may_be_the_same_is_shown_by_code_before_anything_is_stored(door, room, named):
    before = Patient.objects.count()

    page = register(door, room, **PERSON, key=str(uuid4()))

    said = page.content.decode()
    assert "Is this person known already?" in said
    assert str(named.uid) in said
    assert Patient.objects.count() == before


def test_somebody_new_is_registered_all_the_same(door, room, named):
    before = Patient.objects.count()

    response = register(door, room, **PERSON, key=str(uuid4()), somebody_new="1")

    assert response.status_code == 302
    assert Patient.objects.count() == before + 1


def test_a_second_tap_on_a_name_is_not_taken_for_somebody_else(door, room):
    first, second = (register(door, room, **PERSON, key=str(room.patient.uid)) for _ in range(2))

    assert (first.status_code, first["Location"]) == (302, second["Location"])


def test_a_person_is_found_with_a_reason_and_shown_masked(door, room, named):
    page = door.post(
        reverse("work:find"),
        {"purpose": "CARE", "organisation": str(room.organisation.uid),
         "national_id": PERSON["national_id"]},
    )  # fmt: skip

    said = page.content.decode()
    assert str(named.uid) in said
    assert "Г•••" in said
    assert "Гүлнара" not in said


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"phone": "+996000000099"}, "Nobody here fits"), ({"given": "Г"}, "One letter"),
     ({"purpose": ""}, "Reason")],
)  # fmt: skip
def test_a_question_too_wide_is_refused(fields, said, door, room):
    data = {"purpose": "CARE", "organisation": str(room.organisation.uid)} | fields

    assert said in door.post(reverse("work:find"), data).content.decode()


def test_work_by_code_goes_on_while_names_are_locked(vault_keys, door, room, named):
    data = {"purpose": "CARE", "organisation": str(room.organisation.uid), "phone": "+99600000"}
    (vault_keys / "kek.json").unlink()

    found = door.post(reverse("work:find"), data).content.decode()
    record = door.post(reverse("work:patient", args=[named.uid]), {"purpose": "CALL"})
    fresh = register(door, room, sex="MALE", birth_year="1990", key=str(uuid4()))

    assert "Names are locked." in found
    assert record.status_code == 200
    assert "Name and contacts stay hidden" in record.content.decode()
    assert fresh.status_code == 302


def test_a_name_is_shown_for_two_minutes_and_logged(door, named):
    address = reverse("work:patient", args=[named.uid])
    hidden = door.get(address).content.decode()

    shown = door.post(address, {"purpose": "CALL"}).content.decode()

    assert "Гүлнара" not in hidden
    assert "Сынакова Гүлнара" in shown
    assert "+996000000017" in shown
    assert 'data-hide-after="120"' in shown
    assert "<title>" + format_code(named.code) in " ".join(shown.split())
    assert VaultAuditEvent.objects.filter(event="vault.contacts.read", purpose="CALL").exists()


def test_a_nurse_sees_the_name_but_no_phone(room, named, enter):
    browser = enter(nurse(at=room.organisation))

    shown = browser.post(reverse("work:patient", args=[named.uid]), {"purpose": "DESK_CHECK"})

    assert "Сынакова Гүлнара" in shown.content.decode()
    assert "+996000000017" not in shown.content.decode()


def test_a_name_needs_a_reason(door, named):
    page = door.post(reverse("work:patient", args=[named.uid]), {})

    assert "Сынакова" not in page.content.decode()
    assert VaultAuditEvent.objects.filter(event="vault.contacts.read").count() == 0


def test_who_gave_no_name_has_none_to_show(door, room):
    page = door.post(reverse("work:patient", args=[room.patient.uid]), {"purpose": "CALL"})

    assert "Registered without a name" in page.content.decode()


def test_a_name_can_be_added_later(door, room):
    register(door, room, sex="FEMALE", birth_year="1991")
    patient = Patient.objects.exclude(pk=room.patient.pk).get()
    fields = {name: value for name, value in PERSON.items() if name not in {"kind", "sex"}}

    response = door.post(reverse("work:name", args=[patient.uid]), fields)

    patient.refresh_from_db()
    assert (response.status_code, patient.identity_status) == (302, "NAMED")


def test_every_opening_is_logged(door, room):
    door.get(reverse("work:patient", args=[room.patient.uid]))
    door.get(reverse("work:doses", args=[room.patient.uid]))

    events = AuditEvent.objects.filter(event="clinics.record.opened").order_by("id")
    assert [event.fields for event in events] == [[], ["doses"]]


def test_a_form_that_is_shown_again_is_read_again(door, room):
    address = reverse("work:dose-correct", args=[room.dose.uid])

    door.get(address)
    door.post(address, {"amount": "much"})

    events = AuditEvent.objects.filter(event="clinics.record.opened")
    assert [event.object_uids for event in events] == [[str(room.patient.uid)]] * 2
    assert {tuple(event.fields) for event in events} == {("code", "doses")}


def test_an_act_that_is_not_permitted_is_refused_and_told(room, enter):
    who = nurse(at=room.organisation)

    page = enter(who).post(
        reverse("work:interrupt", args=[room.episode.uid]),
        {"on": f"{timezone.localdate():%d.%m.%Y}", "reason": "PLANNED_PAUSE", "row_version": "1"},
    )

    assert "Your role does not include this act" in page.content.decode()
    told = AuditEvent.objects.get(event="kernel.access.refused")
    assert (told.action, told.outcome, told.actor_uid) == ("FAIL", "NOT_PERMITTED", who.uid)
    assert (told.organisation_uid, told.detail) == (room.organisation.uid, {"act": "interrupt"})
    assert told.object_uids == [str(room.episode.uid), str(room.patient.uid)]


def test_an_entry_of_ones_own_that_was_voided_is_nobodys_secret(door, room):
    address = reverse("work:contact-void", args=[room.contact.uid])
    door.post(address, {"reason": "DUPLICATE"})

    again = door.post(address, {"reason": "DUPLICATE"})

    assert again.status_code == 200
    assert AuditEvent.objects.filter(event="clinics.entry.voided").count() == 1
    assert not AuditEvent.objects.filter(event="kernel.access.refused").exists()


def test_consent_is_recorded(door, room):
    door.post(
        reverse("work:consent", args=[room.patient.uid]),
        {"purpose": "CARE", "given_on": "02.03.2026", "text_version": "2026.1"},
    )

    assert Consent.objects.get().purpose == "CARE"


def test_a_referral_begins_an_episode(door, room):
    Episode.objects.filter(pk=room.episode.pk).update(state="CLOSED", ended_on="2026-02-02",
                                                      discharge_reason="COMPLETED")  # fmt: skip

    response = door.post(
        reverse("work:refer", args=[room.patient.uid]),
        {"on": "02.03.2026", "source": "GP", "site": str(room.site.uid)},
    )

    assert response.status_code == 302
    assert Episode.objects.get(state="REFERRAL").referral_source == "GP"


def test_a_second_tap_on_refer_begins_no_second_episode(door, room):
    Episode.objects.filter(pk=room.episode.pk).update(state="CLOSED", ended_on="2026-02-02",
                                                      discharge_reason="COMPLETED")  # fmt: skip
    form = {"on": "02.03.2026", "source": "GP", "site": str(room.site.uid)}

    _first, second = (
        door.post(reverse("work:refer", args=[room.patient.uid]), form) for _ in range(2)
    )

    assert "An episode has begun already" in second.content.decode()
    assert Episode.objects.filter(state="REFERRAL").count() == 1


def test_somebody_elses_site_cannot_be_chosen(door, room):
    elsewhere = make_room().site

    page = door.post(
        reverse("work:refer", args=[room.patient.uid]),
        {"on": "02.03.2026", "source": "GP", "site": str(elsewhere.uid)},
    )

    assert page.status_code == 200


def test_a_case_worker_is_not_offered_the_dose(room, enter):
    page = enter(case_worker(at=room.organisation)).get(
        reverse("work:patient", args=[room.patient.uid])
    )

    assert reverse("work:give-dose", args=[room.episode.uid]) not in page.content.decode()


def test_a_case_worker_is_offered_to_correct_contacts_but_no_doses(room, enter):
    desk = enter(case_worker(at=room.organisation))
    offered = {
        name: reverse(f"work:{kind}-correct", args=[entry.uid])
        in desk.get(reverse(f"work:{name}", args=[room.patient.uid])).content.decode()
        for name, kind, entry in (
            ("contacts", "contact", room.contact),
            ("doses", "dose", room.dose),
            ("tests", "test", room.test),
        )
    }

    assert offered == {"contacts": True, "doses": False, "tests": False}
