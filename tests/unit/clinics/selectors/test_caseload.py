"""The caseload and finding a patient by code."""

import pytest

from clinics.selectors.caseload import TooFewDigits, caseload, patients_by_code
from kernel.models import AuditEvent
from tests.factories.clinics import PatientFactory
from tests.factories.kernel import administrator, ministry
from tests.factories.work import KeptEpisode, make_room
from vault.api import WrongCode, format_code
from vault.codes import new_code


pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    """A clinic with one patient in treatment."""
    return make_room()


def test_a_line_says_what_is_needed_and_no_name(room):
    line = caseload(viewer=room.clinician).lines[0]

    assert line.code == format_code(room.patient.code)
    assert (line.state_label, line.medicine) == ("In treatment", "Methadone 60 mg")
    assert (line.last_dose_on, line.key_worker) == (room.dose.on, room.clinician.staff_code)


def test_who_was_shown_is_written_down(room):
    caseload(viewer=room.clinician)

    event = AuditEvent.objects.get(event="clinics.caseload.listed")
    assert event.object_uids == [str(room.patient.uid)]
    assert (event.action, event.organisation_uid) == ("LIST", room.organisation.uid)


@pytest.mark.parametrize(
    ("show", "state"),
    [("waiting", "WAITING"), ("interrupted", "INTERRUPTED"), ("ended", "CLOSED"),
     ("all", "REFERRAL")],
)  # fmt: skip
def test_each_filter_shows_its_states(show, state, room):
    other = KeptEpisode(
        patient=PatientFactory(organisation=room.organisation, code=new_code()), state=state
    )

    found = {line.patient_uid for line in caseload(viewer=room.clinician, show=show).lines}

    assert other.patient.uid in found


def test_patients_who_were_only_registered_are_not_lost(room):
    patient = PatientFactory(organisation=room.organisation, code=new_code())

    lines = caseload(viewer=room.clinician, show="new").lines

    assert [line.patient_uid for line in lines] == [patient.uid]


def test_others_see_nobody(room):
    assert caseload(viewer=make_room().clinician, show="all").lines[0].code != room.patient.code
    assert caseload(viewer=administrator(at=ministry())).lines == []


@pytest.mark.parametrize("typed", ["{}", " {} ", "{0:.4}-{0:.4}"])
def test_a_code_is_found_in_any_spacing(typed, room):
    code = room.patient.code
    text = f"{code[:4]} - {code[4:8]} - {code[8:]}" if "-" in typed else typed.format(code)

    assert [line.patient_uid for line in patients_by_code(viewer=room.clinician, typed=text)] == [
        room.patient.uid
    ]


def test_four_digits_are_enough_to_begin(room):
    assert patients_by_code(viewer=room.clinician, typed=room.patient.code[:4])
    with pytest.raises(TooFewDigits):
        patients_by_code(viewer=room.clinician, typed=room.patient.code[:3])


def test_a_wrong_digit_is_said_before_anybody_is_asked(room, django_assert_num_queries):
    code = room.patient.code
    wrong = code[:9] + str((int(code[9]) + 1) % 10)

    with django_assert_num_queries(0), pytest.raises(WrongCode):
        patients_by_code(viewer=room.clinician, typed=wrong)


def test_letters_are_no_code(room):
    with pytest.raises(WrongCode):
        patients_by_code(viewer=room.clinician, typed="Bekova")


def test_a_patient_without_an_episode_is_found_by_code(room):
    patient = PatientFactory(organisation=room.organisation, code=new_code())

    line = patients_by_code(viewer=room.clinician, typed=patient.code)[0]

    assert line.state_label == "Not yet referred"
