"""The acts of an episode through the work door: one that goes well, and how each is refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models import Contact, Dose, DrugTest, TreatmentDemand
from tests.factories.clinics import ConsentFactory, PatientFactory
from tests.factories.kernel import PASSWORD, clinician, nurse
from tests.factories.work import KeptEpisode
from vault.codes import new_code


pytestmark = pytest.mark.django_db


def day(days_ago=0):
    """A day as people type it."""
    return f"{timezone.localdate() - timedelta(days=days_ago):%d.%m.%Y}"


def send(door, name, target, **data):
    """Send the form of an act on `target`."""
    return door.post(reverse(f"work:{name}", args=[target.uid]), {"token": str(uuid4())} | data)


@pytest.mark.parametrize(
    "step",
    [
        ("REFERRAL", "waiting", {}, "WAITING"),
        ("REFERRAL", "assess", {}, "ASSESSMENT"),
        ("WAITING", "decline", {"reason": "NO_PLACE"}, "CLOSED_NOT_ADMITTED"),
        ("ASSESSMENT", "admit",
         {"modality": "OPIOID_AGONIST", "medicine": "METHADONE", "setting": "OUTPATIENT"},
         "ADMITTED"),
        ("IN_TREATMENT", "interrupt", {"reason": "PLANNED_PAUSE"}, "INTERRUPTED"),
        ("IN_TREATMENT", "discharge", {"reason": "COMPLETED"}, "DISCHARGED"),
        ("DISCHARGED", "follow-up", {}, "FOLLOW_UP"),
        ("FOLLOW_UP", "close", {"reason": "LOST"}, "CLOSED"),
    ],
)  # fmt: skip
def test_an_episode_takes_its_steps(step, door, room):
    state, name, data, after = step
    patient = PatientFactory(organisation=room.organisation, code=new_code())
    ConsentFactory(patient=patient)
    episode = KeptEpisode(patient=patient, site=room.site, state=state)

    response = send(door, name, episode, on=day(), row_version="1", **data)

    episode.refresh_from_db()
    assert (response.status_code, episode.state) == (302, after)


def test_who_returns_is_in_treatment_again(door, room):
    send(door, "interrupt", room.episode, on=day(), reason="PLANNED_PAUSE")

    response = send(door, "resume", room.episode, on=day())

    room.episode.refresh_from_db()
    assert (response.status_code, room.episode.state) == (302, "IN_TREATMENT")


def test_a_row_that_somebody_changed_is_not_overwritten(door, room):
    page = send(
        door, "discharge", room.episode, on=day(), reason="COMPLETED", row_version="7"
    ).content.decode()

    assert "Somebody else changed this record meanwhile" in page
    assert "<title>Error:" in " ".join(page.split())


def test_a_step_that_is_not_possible_says_where_the_episode_stands(door, room):
    page = send(door, "admit", room.episode, on=day(), modality="PSYCHOSOCIAL")

    assert "In treatment" in page.content.decode()
    assert page.status_code == 200


def test_agonist_treatment_names_its_medicine(door, room):
    page = send(door, "admit", room.episode, on=day(), modality="OPIOID_AGONIST")

    assert "Choose the medicine of this treatment" in page.content.decode()


def test_two_taps_log_a_contact(door, room):
    address = reverse("work:log-contact", args=[room.episode.uid])
    form = door.get(address).context["form"]
    data = {"token": form["token"].value(), "kind": form["kind"].value(), "on": day(),
            "mode": "FACE_TO_FACE", "attendance": "ATTENDED"}  # fmt: skip

    first = door.post(address, data, follow=True)
    door.post(address, data)

    contact = Contact.objects.latest("pk")
    assert Contact.objects.count() == 2
    assert (contact.kind, contact.mode, contact.attendance) == (
        "MEDICAL", "FACE_TO_FACE", "ATTENDED",
    )  # fmt: skip
    assert reverse("work:contact-correct", args=[contact.uid]) in first.content.decode()


def test_a_rule_stands_beside_its_field_and_what_was_typed_stays(door, room):
    page = send(
        door, "log-contact", room.episode, kind="MEDICAL", on=day(-3), mode="PHONE",
        attendance="ATTENDED", note="Called",
    )  # fmt: skip

    assert page.context["form"].errors["on"]
    assert "Called" in page.content.decode()


def test_a_dose_is_one_tap(door, room):
    page = door.get(reverse("work:give-dose", args=[room.episode.uid])).content.decode()
    assert "Give 60 mg now" in page

    response = send(
        door, "give-dose", room.episode, amount="60", unit="MG", medicine="METHADONE",
        mode="SUPERVISED", on=day(), prescribed="60",
    )  # fmt: skip

    dose = Dose.objects.latest("pk")
    assert response.status_code == 302
    assert (dose.amount, dose.at is not None) == (60, True)


def test_a_second_dose_is_stopped_and_two_people_may_decide(door, room):
    given = {"amount": "30", "unit": "MG", "medicine": "METHADONE", "mode": "SUPERVISED",
             "on": day()}  # fmt: skip
    send(door, "give-dose", room.episode, **given)
    guard = door.get(reverse("work:give-dose", args=[room.episode.uid])).content.decode()
    refused = send(door, "give-dose", room.episode, **given)
    second = clinician(at=room.organisation, username="second")
    signed = {"override_reason": "PRESCRIBER", "second_username": "second"}
    wrong = send(door, "give-second-dose", room.episode, **given, **signed, second_password="x")

    right = send(
        door, "give-second-dose", room.episode, **given, **signed, second_password=PASSWORD
    )

    assert "Stop: already dosed today" in guard
    assert "Give 30 mg now" not in guard
    assert refused.context["form"].errors
    assert "user name and password do not fit" in wrong.content.decode()
    assert (right.status_code, Dose.objects.latest("pk").override_by) == (302, second)


def test_nobody_signs_beside_themselves(door, room):
    page = send(
        door, "give-second-dose", room.episode, amount="30", unit="MG", medicine="METHADONE",
        mode="SUPERVISED", on=day(), override_reason="PRESCRIBER",
        second_username=room.clinician.username, second_password=PASSWORD,
    )  # fmt: skip

    assert "must be another person" in page.content.decode()


def test_a_drug_test_keeps_what_was_found_and_what_was_not(door, room):
    response = send(
        door, "record-test", room.episode, on=day(), matrix="URINE", found_opioids="NOT_FOUND",
        found_cannabis="FOUND", temperature="IN_RANGE",
    )  # fmt: skip

    results = DrugTest.objects.latest("pk").results
    assert response.status_code == 302
    assert set(results.values_list("analyte", "finding")) == {
        ("OPIOIDS", "NOT_FOUND"), ("CANNABIS", "FOUND"),
    }  # fmt: skip


def test_a_test_of_nothing_is_refused(door, room):
    page = send(door, "record-test", room.episode, on=day(), matrix="URINE")

    assert "found or not found for at least one drug" in page.content.decode()


ANSWERS = {
    "living_with": "ALONE", "has_children": "NO", "accommodation": "STABLE",
    "labour": "UNEMPLOYED", "education": "SECONDARY", "previously_treated": "NEVER",
    "oat_history": "NEVER", "injecting": "NEVER", "hiv_testing_null": "REF",
    "hcv_testing": "NEVER", "polydrug": "NO",
    "substance-TOTAL_FORMS": "4", "substance-INITIAL_FORMS": "0",
    "substance-0-substance": "HEROIN", "substance-0-as_said": "сухой",
    "substance-0-route": "SMOKE", "substance-0-frequency": "DAILY",
    "substance-0-age_first_use": "19",
}  # fmt: skip


def test_demand_is_answered_on_one_screen(door, room):
    response = send(door, "demand", room.episode, as_of=day(), **ANSWERS)

    demand = TreatmentDemand.objects.get()
    assert response.status_code == 302
    assert (demand.living_with, demand.hiv_testing_null) == ("ALONE", "REF")
    assert (demand.lives_with_children_null, demand.age_first_injection_null) == ("NA", "NA")
    assert demand.substances.get().as_said == "сухой"


def test_answers_are_taken_up_again(door, room):
    send(door, "demand", room.episode, as_of=day(), **ANSWERS)

    page = door.get(reverse("work:demand", args=[room.episode.uid]))

    assert page.context["form"]["living_with"].value().value == "ALONE"
    assert page.context["substances"].forms[0].initial["as_said"] == "сухой"


def test_the_rest_can_be_left_unasked(door, room):
    few = {name: value for name, value in ANSWERS.items() if name.startswith("substance")}
    few["labour"] = "STUDENT"

    strict = send(door, "demand", room.episode, as_of=day(), **few)
    lenient = send(door, "demand", room.episode, as_of=day(), rest="1", **few)

    assert strict.context["form"].errors["living_with"]
    assert lenient.status_code == 302
    demand = TreatmentDemand.objects.get()
    assert (demand.living_with_null, demand.labour) == ("NASK", "STUDENT")


def test_a_substance_is_corrected_where_it_stands(door, room):
    page = send(
        door, "demand", room.episode, as_of=day(),
        **ANSWERS | {"substance-0-age_first_use": "60", "substance-1-route": "SNIFF"},
    )  # fmt: skip

    assert "Choose the substance" in page.content.decode()
    assert TreatmentDemand.objects.count() == 0


def test_a_rule_about_a_substance_stands_at_the_substance(door, room):
    page = send(
        door, "demand", room.episode, as_of=day(), **ANSWERS | {"substance-0-age_first_use": "80"}
    )

    assert page.context["substances"].forms[0].errors["age_first_use"]


def test_a_doubt_is_asked_and_can_be_called_right(door, room):
    unlikely = ANSWERS | {"substance-0-age_first_use": "5"}
    doubt = send(door, "demand", room.episode, as_of=day(), **unlikely)
    assert doubt.status_code == 200
    numbers = [rule.code for rule in doubt.context["doubts"]]

    right = send(door, "demand", room.episode, as_of=day(), **unlikely, confirmed=numbers)

    assert numbers
    assert right.status_code == 302


CORRECTIONS = {
    "contact": {"kind": "MEDICAL", "mode": "PHONE", "attendance": "ATTENDED", "minutes": "15"},
    "dose": {"amount": "50", "unit": "MG", "medicine": "METHADONE", "mode": "SUPERVISED"},
    "test": {"matrix": "URINE", "found_opioids": "FOUND"},
}


@pytest.mark.parametrize("kind", CORRECTIONS)
def test_a_correction_replaces_the_entry_and_keeps_it(kind, door, room):
    entry = getattr(room, kind)

    response = send(
        door, f"{kind}-correct", entry, reason="TYPING_ERROR", on=f"{entry.on:%d.%m.%Y}",
        **CORRECTIONS[kind],
    )  # fmt: skip

    entry.refresh_from_db()
    assert (response.status_code, entry.state) == (302, "SUPERSEDED")
    assert type(entry).objects.get(replaces=entry).correction_reason == "TYPING_ERROR"
    assert door.get(reverse(f"work:{kind}-correct", args=[entry.uid])).status_code == 404


def test_a_nurse_corrects_a_dose_to_missed_with_a_prescriber(room, enter):
    door = enter(nurse(at=room.organisation))
    second = clinician(at=room.organisation, username="second")
    missed = CORRECTIONS["dose"] | {
        "mode": "MISSED", "reason": "TYPING_ERROR", "on": f"{room.dose.on:%d.%m.%Y}"
    }  # fmt: skip
    signed = {"override_reason": "PRESCRIBER", "second_username": "second"}

    alone = send(door, "dose-correct", room.dose, **missed)
    wrong = send(door, "dose-correct", room.dose, **missed, **signed, second_password="x")
    right = send(door, "dose-correct", room.dose, **missed, **signed, second_password=PASSWORD)

    assert "A prescriber corrects it" in alone.content.decode()
    assert "user name and password do not fit" in wrong.content.decode()
    assert (right.status_code, Dose.objects.get(replaces=room.dose).override_by) == (302, second)


@pytest.mark.parametrize("kind", CORRECTIONS)
def test_a_correction_begins_with_what_stands_there(kind, door, room):
    entry = getattr(room, kind)

    form = door.get(reverse(f"work:{kind}-correct", args=[entry.uid])).context["form"]

    assert form["on"].value() == entry.on


@pytest.mark.parametrize("kind", CORRECTIONS)
def test_a_void_entry_stays_and_does_not_count(kind, door, room):
    entry = getattr(room, kind)

    response = send(door, f"{kind}-void", entry, reason="WRONG_PATIENT")

    entry.refresh_from_db()
    assert (response.status_code, entry.state) == (302, "VOIDED")


def test_a_role_that_may_not_is_refused_in_words(room, enter):
    page = send(
        enter(nurse(at=room.organisation)), "discharge", room.episode, on=day(),
        reason="COMPLETED",
    )  # fmt: skip

    assert "Your role does not include this act" in page.content.decode()


@pytest.mark.parametrize("name", ["contacts", "doses", "tests"])
def test_long_lists_are_read_in_pages(name, door, room):
    days = [timezone.localdate() - timedelta(days=9 + n) for n in range(60)]
    row = {"episode": room.episode, "organisation": room.organisation,
           "recorded_at": timezone.now(), "recorded_by": room.clinician}  # fmt: skip
    Contact.objects.bulk_create(Contact(**row, on=on, kind="NURSING") for on in days)
    DrugTest.objects.bulk_create(DrugTest(**row, on=on) for on in days)
    Dose.objects.bulk_create(
        Dose(**row, patient=room.patient, on=on, medicine="METHADONE", amount=60,
             override_reason="HISTORIC")
        for on in days
    )  # fmt: skip
    address = reverse(f"work:{name}", args=[room.patient.uid])

    first = door.get(address)
    later = door.get(address + first.context["later_url"])
    back = door.get(address + later.context["earlier_url"])

    assert len(first.context["entries"]) == 50
    assert 10 <= len(later.context["entries"]) <= 12
    assert back.context["entries"] == first.context["entries"]
