"""The palette finds codes, pages and acts, and nothing of another clinic."""

import pytest
from django.urls import reverse

from clinics.selectors.caseload import scanned
from clinics.selectors.palette import MOST, palette
from kernel.models import AuditEvent
from tests.factories.clinics import PatientFactory
from tests.factories.kernel import nurse
from tests.factories.work import make_room
from vault.api import WrongCode
from vault.codes import new_code


pytestmark = pytest.mark.django_db
PLACES = [("Today", "/today/"), ("Patients", "/patients/")]


@pytest.fixture
def room():
    """A clinic with one patient."""
    return make_room()


@pytest.fixture
def go(room):
    """What the clinician's palette offers."""

    def found(typed, **more):
        values = {"viewer": room.clinician, "places": PLACES} | more
        return palette(typed=typed, **values)

    return found


def listed():
    """Who was shown, as the audit has it."""
    return AuditEvent.objects.filter(event="clinics.caseload.listed")


def test_four_digits_find_a_code_and_leave_a_trace(go, room):
    choice = go(room.patient.code[:4])[0]

    assert choice.url == reverse("work:patient", args=[room.patient.uid])
    assert choice.code.replace(" ", "") == room.patient.code
    assert listed().get().object_uids == [str(room.patient.uid)]


def test_three_digits_find_nobody_and_ask_nothing(go, room):
    assert go(room.patient.code[:3]) == []
    assert not listed().exists()


def test_a_wrong_digit_is_said(go, room):
    code = room.patient.code

    with pytest.raises(WrongCode):
        go(code[:9] + str((int(code[9]) + 1) % 10))


def test_words_find_pages_whatever_their_case(go):
    assert next(choice.url for choice in go("PATIENTS")) == "/patients/"
    assert go("no such page") == []


def test_acts_of_the_patient_at_hand_come_with_the_page(go, room):
    urls = {choice.url for choice in go("log", about=str(room.patient.uid))}

    assert urls == {reverse("work:log-contact", args=[room.episode.uid])}
    assert go("log") == []


def test_acts_are_those_that_the_role_allows(go, room):
    about = str(room.patient.uid)

    for_nurse = go("discharge", about=about, viewer=nurse(at=room.organisation))

    assert go("discharge", about=about)
    assert for_nurse == []


@pytest.mark.parametrize("about", ["", "nonsense", "{}"])
def test_a_patient_of_another_clinic_has_no_acts(about, go):
    assert go("log", about=about.format(make_room().patient.uid)) == []


def test_codes_of_other_clinics_are_not_found(go):
    other = make_room()

    assert go(other.patient.code) == []


def test_no_more_than_twelve_are_offered(go, room):
    assert len(go("", about=str(room.patient.uid))) <= MOST


def test_many_who_begin_alike_are_all_offered(go, room):
    PatientFactory(organisation=room.organisation, code=room.patient.code[:5] + new_code()[5:])

    assert len(go(room.patient.code[:4])) == 2


@pytest.mark.parametrize(
    "typed",
    ["4821 9037 57", "4821-9037-57", "]C14821903757", "]Q34821903757", "4821903757\r\n",
     "4821\u00a09037\u202f57", "\uff14\uff18\uff12\uff11\uff19\uff10\uff13\uff17\uff15\uff17",
     "\u0664\u0668\u0662\u0661\u0669\u0660\u0663\u0667\u0665\u0667"],
)  # fmt: skip
def test_a_scanner_and_a_hand_mean_the_same_code(typed):
    assert scanned(typed) == "4821903757"


def test_what_is_no_code_stays_what_it_is():
    assert scanned("Bekova") == "Bekova"
