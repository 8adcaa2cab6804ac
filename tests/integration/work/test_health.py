"""The part Health through the work door, and what stands apart from it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinics.models import (
    Diagnosis,
    InfectionCare,
    InfectionTest,
    Overdose,
    SafeguardingConcern,
    ViolenceScreen,
)
from kernel.models.audit_events import AuditEvent
from tests.factories import health as made
from tests.factories.kernel import case_worker, clinic_manager, nurse


pytestmark = pytest.mark.django_db
SECRETS = ("Alone in the evenings", "afraid of a partner", "At least one yes")


def day(days_ago=0):
    """A day as people type it."""
    return f"{timezone.localdate() - timedelta(days=days_ago):%d.%m.%Y}"


def send(door, name, target, **data):
    """Send the form of an act on `target`."""
    return door.post(reverse(f"work:{name}", args=[target.uid]), {"token": str(uuid4())} | data)


def page_of(door, room):
    """The part Health as text."""
    return door.get(reverse("work:health", args=[room.patient.uid])).content.decode()


FORMS = {
    "health-test": {"test": "HCV:ANTIBODY", "result": "POSITIVE"},
    "health-care": {"care": "HIV:STARTED"},
    "health-vaccination": {"number": "1"},
    "health-pregnancy": {"status": "PREGNANT", "weeks": "12", "antenatal_care": "YES"},
    "health-children": {"children": "2", "living_with_patient": "1", "in_care": "0"},
    "health-overdose": {"outcome": "RECOVERED", "said": "героин, метадон"},
    "health-naloxone": {"step": "SUPPLIED", "kits": "1"},
    "health-diagnosis": {"system": "ICD10", "code": "f112", "role": "PRIMARY"},
}
SAYS = {
    "health-test": "Due: RNA or DNA", "health-care": "Treatment started",
    "health-vaccination": "Next dose from", "health-pregnancy": "in antenatal care",
    "health-children": "2 under 18", "health-overdose": "Heroin, Methadone",
    "health-naloxone": "Holds a kit", "health-diagnosis": "F11.2 Opioids: dependence",
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_an_entry_is_recorded_and_stands_on_the_page(name, room, enter):
    door = enter(nurse(at=room.organisation))

    response = send(door, name, room.episode, on=day(), **FORMS[name])

    assert (response.status_code, response["Location"]) == (
        302, reverse("work:health", args=[room.patient.uid]),
    )  # fmt: skip
    assert SAYS[name] in page_of(door, room)


def test_the_page_leads_to_the_form_that_comes_next_filled_in(door, room):
    made.InfectionTestFactory(episode=room.episode)

    page = page_of(door, room)
    address = f"{reverse('work:health-test', args=[room.episode.uid])}?test=HCV%3ARNA"

    assert address in page
    assert door.get(address).context["form"]["test"].value() == "HCV:RNA"


def test_a_result_is_entered_where_it_was_awaited(door, room):
    send(door, "health-test", room.episode, on=day(2), test="HIV:RAPID", result="AWAITED")
    test = InfectionTest.objects.get()
    assert reverse("work:health-result", args=[test.uid]) in page_of(door, room)

    response = send(door, "health-result", test, result="NEGATIVE", result_on=day())

    assert response.status_code == 302
    assert InfectionTest.objects.current().get().result == "NEGATIVE"


@pytest.mark.parametrize(
    ("name", "data", "field"),
    [
        ("health-test", {"test": "HCV:RNA", "result": "NEGATIVE", "on": day(-3)}, "on"),
        ("health-test", {"test": "TB:RNA", "result": "NEGATIVE", "on": day()}, "test"),
        ("health-pregnancy", {"status": "BIRTH", "weeks": "9", "on": day()}, "weeks"),
        ("health-diagnosis",
         {"system": "ICD11", "code": "F11.2", "role": "COMORBID", "on": day()}, "code"),
    ],
)  # fmt: skip
def test_a_refusal_stands_beside_its_field(name, data, field, door, room):
    page = send(door, name, room.episode, **data)

    assert page.context["form"].errors[field]


def test_a_doubtful_diagnosis_can_be_called_right(door, room):
    send(door, "demand", room.episode, as_of=day(), rest="1", **SALT | {"substance-0-named": "-"})
    opioids = {"system": "ICD10", "code": "F11.2", "role": "PRIMARY", "on": day()}
    doubt = send(door, "health-diagnosis", room.episode, **opioids)
    assert doubt.context["doubts"]

    send(door, "health-diagnosis", room.episode, confirmed=["V35"], **opioids)

    assert Diagnosis.objects.get().code == "F11.2"


SALT = {
    "substance-TOTAL_FORMS": "4", "substance-INITIAL_FORMS": "0", "substance-0-as_said": "соль",
}  # fmt: skip
CORRECTIONS = {
    "test": {"test": "HCV:RNA", "result": "NEGATIVE"},
    "care": {"care": "HCV:LINKED"},
    "vaccination": {"number": "2"},
    "pregnancy": {"status": "NOT_PREGNANT"},
    "children": {"children": "3", "living_with_patient": "1", "in_care": "1"},
    "overdose": {"outcome": "HOSPITAL", "said": ""},
    "naloxone": {"step": "USED", "kits": "1"},
    "diagnosis": {"system": "ICD11", "code": "6c43.2", "role": "PRIMARY"},
}


@pytest.mark.parametrize("kind", CORRECTIONS)
def test_an_entry_is_corrected_and_voided(kind, door, room):
    entry = made.the(kind, room.episode)
    assert door.get(reverse(f"work:health-{kind}-correct", args=[entry.uid])).status_code == 200

    response = send(door, f"health-{kind}-correct", entry, reason="TYPING_ERROR",
                    on=f"{entry.on:%d.%m.%Y}", **CORRECTIONS[kind])  # fmt: skip

    entry.refresh_from_db()
    new = type(entry).objects.get(replaces=entry)
    assert (response.status_code, entry.state, new.on) == (302, "SUPERSEDED", entry.on)
    send(door, f"health-{kind}-void", new, reason="DUPLICATE")
    new.refresh_from_db()
    assert new.state == "VOIDED"
    assert door.get(reverse(f"work:health-{kind}-correct", args=[new.uid])).status_code == 404


def test_an_overdose_keeps_its_substances_unless_they_are_named_again(door, room):
    entry = made.the("overdose", room.episode)

    send(door, "health-overdose-correct", entry, reason="TYPING_ERROR", said="",
         outcome="HOSPITAL", on=f"{entry.on:%d.%m.%Y}")  # fmt: skip

    assert Overdose.objects.current().get().substances == ["heroin"]


def test_a_diagnosis_ends_and_says_so(door, room):
    entry = made.the("diagnosis", room.episode)

    send(door, "health-diagnosis-end", entry, on=day())

    assert "until" in page_of(door, room)


def test_a_man_is_not_asked_about_pregnancy(door, room):
    room.patient.sex = "MALE"
    room.patient.save()

    assert "Record pregnancy" not in page_of(door, room)
    assert send(
        door, "health-pregnancy", room.episode, on=day(), status="PREGNANT"
    ).context["form"].non_field_errors()  # fmt: skip


YES = {"is_alone": "on", "humiliation": "NO", "afraid": "YES", "rape_null": "REF", "kick": "NO"}


def test_the_four_questions_lead_to_a_safety_plan(room, enter):
    door = enter(case_worker(at=room.organisation))

    alone = send(door, "violence-screen", room.episode, on=day(), **YES | {"is_alone": ""})
    unsafe = send(door, "violence-screen", room.episode, on=day(), **YES)
    safe = send(door, "violence-screen", room.episode, on=day(), safety_plan="YES",
                referral_null="REF", **YES)  # fmt: skip

    assert alone.context["form"].errors["is_alone"]
    assert "safety plan" in unsafe.content.decode()
    assert safe.status_code == 302
    assert ViolenceScreen.objects.get().safety_plan == "YES"


def test_a_worry_is_written_down_and_read_on_its_own_page(room, enter):
    door = enter(case_worker(at=room.organisation))
    send(door, "safeguarding-record", room.episode, on=day(), concern="Alone in the evenings")

    page = door.get(reverse("work:safeguarding", args=[room.patient.uid]))

    assert "Alone in the evenings" in page.content.decode()
    assert AuditEvent.objects.latest("id").event == "clinics.safeguarding.read"
    assert SafeguardingConcern.objects.count() == 1


@pytest.fixture
def apart(room):
    """A patient with a screening and a worry."""
    return made.the("violence", room.episode), made.the("safeguarding", room.episode)


def test_what_stands_apart_is_shown_to_who_may_read_it(door, room, apart):
    violence = door.get(reverse("work:violence", args=[room.patient.uid])).content.decode()

    assert "At least one yes" in violence
    assert 'class="u-narrow u-start u-flow u-unprinted"' in violence
    assert AuditEvent.objects.latest("id").event == "clinics.violence-screen.read"
    assert reverse("work:violence", args=[room.patient.uid]) in page_of(door, room)


@pytest.mark.parametrize("role", [nurse, clinic_manager])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_stands_apart_does_not_exist_for_others(role, method, room, apart, enter):
    door = enter(role(at=room.organisation))
    screen, concern = apart
    addresses = [
        reverse("work:violence", args=[room.patient.uid]),
        reverse("work:safeguarding", args=[room.patient.uid]),
        reverse("work:violence-screen", args=[room.episode.uid]),
        reverse("work:safeguarding-record", args=[room.episode.uid]),
        reverse("work:violence-void", args=[screen.uid]),
        reverse("work:safeguarding-void", args=[concern.uid]),
    ]

    answers = {getattr(door, method)(address).status_code for address in addresses}

    assert answers <= {404, 405}
    assert 404 in answers


def test_no_other_page_tells_of_what_stands_apart(room, apart, enter):
    pages = ("patient", "health", "contacts", "doses", "tests", "plan", "measures")
    for person in (nurse(at=room.organisation), room.clinician):
        door = enter(person)

        texts = [
            door.get(reverse(f"work:{name}", args=[room.patient.uid])).content.decode()
            for name in pages
        ]

        assert not any(secret in text for text in texts for secret in SECRETS)
    assert "Violence" not in page_of(enter(nurse(at=room.organisation)), room)


def fill(room, count):
    """Let the patient have many entries of every kind."""
    day_one = timezone.localdate()
    for number in range(count):
        on = day_one - timedelta(days=number)
        made.InfectionTestFactory(episode=room.episode, on=on, kind="RNA", result="NEGATIVE")
        made.InfectionCareFactory(episode=room.episode, on=on)
        made.PregnancyFactory(episode=room.episode, on=on)
        made.OverdoseFactory(episode=room.episode, on=on)
        made.NaloxoneFactory(episode=room.episode, on=on)
        made.DiagnosisFactory(episode=room.episode, on=on, role="COMORBID")
        made.ViolenceScreenFactory(episode=room.episode, on=on)


@pytest.mark.parametrize("name", ["health", "violence", "safeguarding"])
def test_the_part_costs_the_same_however_long_it_is(name, door, room):
    address = reverse(f"work:{name}", args=[room.patient.uid])
    fill(room, 1)
    few = queries(door, address)
    fill(room, 20)

    many = queries(door, address)

    assert many == few
    assert many <= 12
    assert InfectionCare.objects.count() == 21


def queries(door, address):
    """What one request costs on both databases; a session's first request is past."""
    door.get(address)
    with (
        CaptureQueriesContext(connections["default"]) as default,
        CaptureQueriesContext(connections["vault"]) as vault,
    ):
        assert door.get(address).status_code == 200
    return len(default) + len(vault)


@pytest.mark.parametrize("kind", CORRECTIONS)
def test_a_form_costs_few_queries(kind, door, room):
    assert queries(door, reverse(f"work:health-{kind}", args=[room.episode.uid])) <= 12
