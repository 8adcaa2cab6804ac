"""Papers of a patient: what they say, what they must not, who prints them, what is logged."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from clinics.models import SafeguardingConcern, ViolenceScreen
from kernel.audit import Event
from kernel.models import AuditEvent
from kernel.models.audit_events import AuditAction
from tests.factories.clinics import ConsentFactory, DoseFactory, TreatmentDemandFactory
from tests.factories.kernel import case_worker, nurse
from tests.factories.pathways import TransferFactory, TriageFactory
from tests.factories.work import make_room
from tests.integration.work.test_patients import PERSON, register
from vault.api import format_code
from vault.models import VaultAuditEvent


pytestmark = pytest.mark.django_db
PAPERS = ("card-pdf", "summary-pdf", "letter-pdf", "subject-pdf")
LETTER = {"addressee": "Dr Example\nHospital 4", "text": "Please go on.", "parts": ["DOSES"]}
SUBJECT = {"asked": "on", "purpose": ""}


def send(door, name, patient, **data):
    """Print one paper."""
    return door.post(reverse(f"work:{name}", args=[patient.uid]), data)


def words_of(response):
    """The text of a PDF, its lines joined."""
    assert response["Content-Type"] == "application/pdf", response.content.decode()[-2000:]
    pages = PdfReader(BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def full(room):
    """A patient of whom something of every kind is held."""
    TreatmentDemandFactory(episode=room.episode, education="HIGHER", education_null="")
    ConsentFactory(patient=room.patient)
    TriageFactory(episode=room.episode)
    TransferFactory(episode=room.episode)
    DoseFactory(episode=room.episode, on=timezone.localdate() - timedelta(days=70))
    room.contact.note = "Spoke about work"
    room.contact.save()
    return room


def test_the_card_says_the_code_and_nothing_else(door, room):
    response = send(door, "card-pdf", room.patient)

    assert words_of(response) == format_code(room.patient.code)
    page = PdfReader(BytesIO(response.content)).pages[0]
    size = [round(float(side) / 72 * 25.4, 1) for side in page.mediabox[2:]]
    assert size == [85.6, 54.0]


def test_the_card_is_one_page_and_its_file_tells_nothing(door, room):
    response = send(door, "card-pdf", room.patient)

    reader = PdfReader(BytesIO(response.content))
    assert len(reader.pages) == 1
    assert room.patient.code not in response["Content-Disposition"]
    assert room.organisation.name not in str(reader.metadata)


def test_the_summary_tells_of_the_last_episode_without_a_note(door, full):
    said = words_of(send(door, "summary-pdf", full.patient))

    assert format_code(full.patient.code) in said
    assert "Education: Higher" in said
    assert "Methadone" in said
    assert "Spoke about work" not in said


def test_a_letter_is_written_by_code_and_keeps_nothing_that_was_typed(door, full):
    said = words_of(send(door, "letter-pdf", full.patient, **LETTER))

    assert "Dr Example" in said
    assert "Please go on." in said
    event = AuditEvent.objects.get(event=Event.DOCUMENT_PRINTED)
    assert (event.action, event.reason_code, event.fields) == (
        AuditAction.PRINT, "LETTER", ["DOSES"],
    )  # fmt: skip
    assert "Example" not in str(vars(event))
    assert not VaultAuditEvent.objects.filter(event=Event.LABELS_READ).exists()


def test_a_letter_carries_the_name_when_it_is_asked_for(door, room):
    register(door, room, **PERSON)
    named = type(room.patient).objects.get(identity_status="NAMED")

    said = words_of(send(door, "letter-pdf", named, **LETTER, with_name="on"))

    assert PERSON["surname"] in said
    read = VaultAuditEvent.objects.get(event=Event.LABELS_READ)
    assert read.purpose == "REFERRAL_LETTER"


def test_a_name_that_was_never_given_is_not_printed(door, room):
    said = words_of(send(door, "letter-pdf", room.patient, **LETTER, with_name="on"))

    assert format_code(room.patient.code) in said


def test_the_patients_own_print_holds_everything(door, full):
    said = words_of(send(door, "subject-pdf", full.patient, **SUBJECT))

    for heading in (
        "Everything that is held about you", "Answers about yourself", "Contacts", "Triage",
        "Doses by month", "Doses of the last 30 days", "Drug tests", "Consents", "Transfers",
        "Who looked at your record",
    ):  # fmt: skip
        assert heading in said
    assert "Spoke about work" in said
    assert f"{timezone.localdate() - timedelta(days=70):%Y-%m}" in said


def test_the_print_says_who_looked_and_why(door, full, enter):
    other = nurse(at=full.organisation, staff_code="N-77")
    enter(other).get(reverse("work:patient", args=[full.patient.uid]))

    said = words_of(send(door, "subject-pdf", full.patient, **SUBJECT))

    assert "N-77 read the record Care 1" in said


def test_violence_and_concerns_for_children_stay_off_paper(door, full):
    facts = {
        "episode": full.episode, "organisation": full.organisation,
        "recorded_at": timezone.now(), "recorded_by": full.clinician,
        "on": timezone.localdate(),
    }  # fmt: skip
    SafeguardingConcern.objects.create(**facts, concern="Hidden concern")
    screen = ViolenceScreen.objects.create(**facts)
    AuditEvent.objects.create(
        event=Event.VIOLENCE_SCREEN_READ, action="READ", at=timezone.now(), actor="D-HIDDEN",
        organisation_uid=full.organisation.uid,
        object_uids=[str(screen.uid), str(full.patient.uid)],
    )  # fmt: skip

    said = words_of(send(door, "subject-pdf", full.patient, **SUBJECT))

    assert "Hidden concern" not in said
    assert "D-HIDDEN" not in said
    assert "told of them in person" in said


def test_the_print_names_the_person_only_for_a_reason(door, room):
    register(door, room, **PERSON)
    named = type(room.patient).objects.get(identity_status="NAMED")

    plain = words_of(send(door, "subject-pdf", named, **SUBJECT))
    whole = words_of(send(door, "subject-pdf", named, asked="on", purpose="DESK_CHECK"))

    assert PERSON["surname"] not in plain
    assert PERSON["surname"] in whole
    assert PERSON["phone"] in whole
    first, second = AuditEvent.objects.filter(event=Event.SUBJECT_PRINTED).order_by("id")
    assert (first.detail["with_name"], second.detail["with_name"]) == (False, True)


def test_nobody_prints_it_unless_the_patient_asks(door, room):
    response = send(door, "subject-pdf", room.patient, purpose="")

    assert "in person" in str(response.context["form"].errors)
    assert not AuditEvent.objects.filter(event=Event.SUBJECT_PRINTED).exists()


@pytest.mark.parametrize("who", [nurse, case_worker])
def test_nurses_and_case_workers_print_cards_alone(who, room, enter):
    theirs = enter(who(at=room.organisation))

    answers = {
        name: send(theirs, name, room.patient, **LETTER, **SUBJECT)["Content-Type"]
        for name in PAPERS
    }

    assert [name for name, kind in answers.items() if kind == "application/pdf"] == ["card-pdf"]
    page = theirs.get(reverse("work:papers", args=[room.patient.uid])).content.decode()
    assert "Print the card" in page
    assert "Write the letter" not in page


@pytest.mark.parametrize("name", PAPERS)
def test_patients_of_another_clinic_have_no_papers_here(name, door):
    assert send(door, name, make_room().patient, **LETTER, **SUBJECT).status_code == 404


def test_the_room_of_papers_costs_at_most_twelve_queries(door, full, django_assert_max_num_queries):
    address = reverse("work:papers", args=[full.patient.uid])
    door.get(address)

    with django_assert_max_num_queries(12):
        door.get(address)
