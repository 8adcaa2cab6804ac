"""The part of the record about medicine, its acts, and a country's rules on missed doses."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models import MissedDoseRule, Prescription, TakeHomeAgreement
from kernel.models.audit_events import AuditEvent
from tests.factories.clinics import PatientFactory
from tests.factories.kernel import clinic, clinic_manager, nurse
from tests.factories.prescriptions import (
    DoseHoldFactory,
    PrescriptionFactory,
    TakeHomeAgreementFactory,
)
from vault.codes import new_code


pytestmark = pytest.mark.django_db


def day(ahead=0):
    return timezone.localdate() + timedelta(days=ahead)


def typed(ahead=0):
    return f"{day(ahead):%d.%m.%Y}"


def words(response):
    return " ".join(response.content.decode().split())


def page(browser, room):
    return words(browser.get(reverse("work:medicine", args=[room.patient.uid])))


def send(browser, name, room, **data):
    address = reverse(f"work:{name}", args=[room.episode.uid])
    return browser.post(address, {"token": str(uuid4())} | data, follow=True)


PLAN = {
    "medicine": "METHADONE", "dose": "60", "unit": "MG", "parts": "1", "interval": "DAILY",
    "take_home_days": ["6", "7"],
}  # fmt: skip


def test_a_prescription_is_written_and_shown(door, room):
    assert "Nothing is prescribed now" in page(door, room)

    done = send(door, "prescribe", room, **PLAN, starts_on=typed(), ends_on=typed(28))

    assert "Prescribed." in words(done)
    row = Prescription.objects.get()
    assert (row.dose, row.weekdays, row.take_home_days) == (60, "1234567", "67")
    assert "Methadone" in page(door, room)
    assert "Sat, Sun" in page(door, room)


def test_a_form_begins_with_what_runs(door, room):
    PrescriptionFactory(episode=room.episode, starts_on=day(-5), dose=75, take_home_days="67")

    form = door.get(reverse("work:prescribe", args=[room.episode.uid])).context["form"]

    assert form["dose"].value() == 75
    assert form["take_home_days"].value() == ["6", "7"]
    assert form["starts_on"].value() == day()


def test_a_refusal_keeps_what_was_typed(door, room):
    plan = PLAN | {"take_home_days": list("1234567")}

    answer = send(door, "prescribe", room, **plan, starts_on=typed(), ends_on=typed(28))

    assert "Leave at least one day of the week" in words(answer)
    assert answer.context["form"]["dose"].value() == "60"


def test_a_dose_above_the_limit_asks_for_the_reason(door, room):
    PrescriptionFactory(episode=room.episode, starts_on=day(-20))
    room.episode.doses.all().delete()
    plan = PLAN | {"dose": "31", "starts_on": typed(), "ends_on": typed(28)}

    refused = send(door, "prescribe", room, **plan)
    send(door, "prescribe", room, **plan, override_reason="PRESCRIBER")

    assert "a first methadone dose is 30 mg or less" in words(refused)
    assert Prescription.objects.filter(dose=31).exists()


def test_a_prescription_is_ended_from_its_page(door, room):
    row = PrescriptionFactory(episode=room.episode, starts_on=day(-5))

    send(door, "end-prescription", room, on=typed(), reason="STOPPED")

    row.refresh_from_db()
    assert (row.ended_on, row.end_reason) == (day(), "STOPPED")


def test_take_home_is_agreed_after_explaining(door, room):
    days = {"most_days": "2", "starts_on": typed(), "ends_on": typed(28)}

    refused = send(door, "agree-take-home", room, **days, storage_explained="on")
    send(door, "agree-take-home", room, **days, storage_explained="on", naloxone_explained="on")

    assert "Explain locked storage and naloxone first" in words(refused)
    assert TakeHomeAgreement.objects.count() == 1
    assert "2 days at a time" in page(door, room)


def test_the_page_shows_past_and_coming_holds_and_missed_days(door, room):
    episode = room.episode
    PrescriptionFactory(
        episode=episode, starts_on=day(-40), ends_on=day(-11), ended_on=day(-11),
        end_reason="CHANGED", product="Old",
    )  # fmt: skip
    PrescriptionFactory(
        episode=episode, starts_on=day(-10), ends_on=day(20), ended_on=day(2),
        end_reason="CHANGED", parts=2,
    )  # fmt: skip
    PrescriptionFactory(
        episode=episode, starts_on=day(3), interval="WEEKDAYS", weekdays="135", product="New"
    )
    episode.doses.filter(on__gte=day(-3)).delete()
    TakeHomeAgreementFactory(episode=episode, starts_on=day(-10))
    DoseHoldFactory(episode=episode, on=day(-1))

    said = page(door, room)

    assert "60 mg a day in 2 doses" in said
    assert "Mon, Wed, Fri" in said
    assert "Old" in said
    assert "missed days" in said
    assert "Stop: dosing is on hold" in said
    assert "Lift the hold" in said


def test_a_nurse_reads_and_holds_but_does_not_prescribe(room, enter):
    browser = enter(nurse(at=room.organisation))
    PrescriptionFactory(episode=room.episode, starts_on=day(-5))

    said = page(browser, room)
    refused = send(browser, "prescribe", room, **PLAN, starts_on=typed(), ends_on=typed(28))

    assert reverse("work:prescribe", args=[room.episode.uid]) not in said
    assert reverse("work:hold-dosing", args=[room.episode.uid]) in said
    assert "Your role does not include this act" in words(refused)


def test_who_was_never_admitted_has_an_empty_page(door, room):
    patient = PatientFactory(organisation=room.organisation, code=new_code())

    said = words(door.get(reverse("work:medicine", args=[patient.uid])))

    assert "Nothing is prescribed now" in said


@pytest.fixture
def manager(room, enter):
    return enter(clinic_manager(at=room.organisation))


SET = "work:set-missed-rules"
ROWS = {
    "from_1": "1", "advice_1": "NONE", "from_2": "3", "advice_2": "PRESCRIBER", "most_2": "30",
    "source": "National protocol, section 4",
}  # fmt: skip


def test_default_rules_are_shown_as_not_yet_checked(manager):
    said = words(manager.get(reverse("work:missed-rules")))

    assert "Default rules" in said
    assert "not yet checked" in said
    assert "From the third missed day on a prescriber decides" in said


def test_a_country_sets_its_own_rules(manager, room):
    form = manager.get(reverse(SET)).context["form"]
    assert form["from_1"].value() == 1

    done = manager.post(reverse(SET), ROWS, follow=True)

    assert "Rules saved." in words(done)
    own = MissedDoseRule.objects.filter(country=room.organisation.country)
    assert list(own.values_list("from_days", "to_days", "advice", "most_mg")) == [
        (1, 2, "NONE", None), (3, None, "PRESCRIBER", 30),
    ]  # fmt: skip
    event = AuditEvent.objects.get(event="clinics.missed-dose-rule.set")
    assert event.detail["rules"] == ["1 NONE", "3 PRESCRIBER 30"]
    assert MissedDoseRule.objects.filter(country="").count() == 5


def test_own_rules_are_taken_back_and_the_default_holds(manager, room):
    manager.post(reverse(SET), ROWS)

    manager.post(reverse(SET), {"source": "none"})

    assert not MissedDoseRule.objects.exclude(country="").exists()


def test_rules_for_another_medicine_are_its_own(manager):
    manager.post(f"{reverse(SET)}?medicine=BUPRENORPHINE", ROWS)

    assert set(MissedDoseRule.objects.exclude(country="").values_list("medicine", flat=True)) == {
        "BUPRENORPHINE"
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"from_2": "1"}, "Put the rules in order"),
        ({"advice_2": "CHECK"}, "let a prescriber decide there"),
        ({"source": "  "}, "This field is required"),
        ({"advice_1": ""}, "Choose what to do"),
        ({"from_1": ""}, "Enter from how many days"),
    ],
)
def test_rules_that_would_let_a_long_absence_pass_are_refused(change, said, manager):
    answer = manager.post(reverse(SET), ROWS | change)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not MissedDoseRule.objects.exclude(country="").exists()
    if "required" not in said:
        assert said in words(answer)


def test_the_rules_of_a_country_are_not_another_ones(manager, room, enter):
    there = enter(clinic_manager(at=clinic(country="TJ")))

    manager.post(reverse(SET), ROWS)

    assert "The country's own rules" in words(manager.get(reverse("work:missed-rules"))).replace(
        "&#x27;", "'"
    )
    assert "Default rules" in words(there.get(reverse("work:missed-rules")))


def test_only_who_configures_the_clinic_finds_the_rules(door):
    assert door.get(reverse("work:missed-rules")).status_code == 404
    assert door.post(reverse(SET), ROWS).status_code == 404
