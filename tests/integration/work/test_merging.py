"""Merging through the work door, and changes of a name: from the page to the vault and back."""

import pytest
from django.urls import reverse

from clinics.models import PatientMerge
from tests.factories.clinics import PatientFactory
from tests.factories.kernel import clinic_manager
from tests.factories.merging import merge_in
from vault.codes import format_code, new_code


pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(room, enter):
    return enter(clinic_manager(at=room.organisation))


def decide(browser, merge, decision):
    address = reverse("work:merge-decide", args=[merge.uid])
    return browser.post(address, {"decision": decision}, follow=True)


def test_a_clinician_proposes_by_code_and_a_manager_agrees(door, room, manager):
    other = PatientFactory(organisation=room.organisation, code=new_code())
    address = reverse("work:merge", args=[room.patient.uid])

    door.post(address, {"code": format_code(other.code), "evidence": "CARD"})
    decide(manager, PatientMerge.objects.get(), "agree")

    other.refresh_from_db()
    assert other.merged_into == room.patient
    page = door.get(reverse("work:patient", args=[other.uid])).content.decode()
    assert "This record was merged." in page
    assert format_code(room.patient.code) in page


@pytest.mark.parametrize(
    ("typed", "said"), [("0000 0000 00", "digit"), ("12", "digit"), (None, "No record")]
)
def test_a_code_that_leads_nowhere_is_said_at_the_form(typed, said, door, room):
    typed = typed or format_code(new_code())
    address = reverse("work:merge", args=[room.patient.uid])

    page = door.post(address, {"code": typed, "evidence": "CARD"})

    assert page.status_code == 200
    assert said in page.content.decode()
    assert typed in page.content.decode()


def test_who_proposed_it_is_told_that_somebody_else_decides(door, room):
    merge = merge_in(room)

    page = decide(door, merge, "agree")

    assert "Not done." in page.content.decode()
    merge.refresh_from_db()
    assert merge.state == "PROPOSED"


def test_a_merge_is_undone_from_the_list(room, manager, door):
    merge = merge_in(room)
    decide(manager, merge, "agree")

    page = decide(door, merge, "undo")

    assert "The records are two again." in page.content.decode()


def test_the_list_costs_the_same_however_many(room, manager, django_assert_max_num_queries):
    merge_in(room)

    with django_assert_max_num_queries(12):
        manager.get(reverse("work:merges"))
