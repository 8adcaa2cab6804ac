"""The round through the work door: scan, give, stops, take-home, and what it costs."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinics.models import Dose, DoseHold, Prescription
from kernel.models import User
from kernel.models.audit_events import AuditAction, AuditEvent
from tests.factories.clinics import DoseFactory, PatientFactory
from tests.factories.kernel import PASSWORD, case_worker, clinician, nurse
from tests.factories.prescriptions import (
    DoseHoldFactory,
    PrescriptionFactory,
    TakeHomeAgreementFactory,
)
from tests.factories.work import KeptEpisode, Room
from vault.codes import new_code


pytestmark = pytest.mark.django_db


def day(ahead: int = 0):
    return timezone.localdate() + timedelta(days=ahead)


def prescribed(episode, **fields):
    """A prescription that began five days ago."""
    return PrescriptionFactory(episode=episode, **({"starts_on": day(-5)} | fields))


def another(room: Room, **fields):
    """Another patient of the clinic, dosed yesterday, with a prescription."""
    patient = PatientFactory(
        organisation=room.organisation, code=new_code(), registered_by=room.clinician
    )
    episode = KeptEpisode(patient=patient, site=fields.pop("site", room.site))
    DoseFactory(episode=episode, on=day(-1))
    return prescribed(episode, **fields)


@pytest.fixture
def window(room: Room, enter: Callable[[User], Client]) -> Client:
    """The browser of a nurse of the clinic."""
    return enter(nurse(at=room.organisation, username="nurse-1"))


def scan(browser, code, **kwargs):
    return browser.post(reverse("work:round"), {"code": code}, **kwargs)


def at(prescription):
    return reverse("work:round-patient", args=[prescription.patient.uid])


def tap(browser, prescription, act="give", **data):
    """Press a button of the window as the page offers it."""
    page = browser.get(at(prescription))
    sent = {"token": page.context["form"]["token"].value(), "prescription": prescription.uid,
            "act": act, "home": page.context["home_dates"]}  # fmt: skip
    return browser.post(at(prescription), sent | data, follow=True)


def words(response):
    return " ".join(response.content.decode().split())


def test_two_acts_give_a_dose(window, room):
    row = prescribed(room.episode, product="Methadone 5 mg/ml", mg_per_ml=5)

    found = scan(window, f"{room.patient.code[:4]} {room.patient.code[4:]}", follow=True)
    assert "Give 60 mg now" in words(found)
    assert "Methadone, 12.0 ml" in words(found)
    assert "Ask for the birth year: <b>1990</b>" in words(found)
    done = tap(window, row)

    dose = Dose.objects.latest("pk")
    assert (dose.amount, dose.prescribed, dose.mode, dose.on) == (60, 60, "SUPERVISED", day())
    assert dose.at is not None
    assert "Methadone 60 mg recorded for" in words(done)
    assert done.redirect_chain == [(reverse("work:round"), 302)]
    assert "autofocus" in words(done)


def test_a_volume_is_rounded_and_not_cut_off(window, room):
    prescribed(room.episode, product="Methadone 7 mg/ml", mg_per_ml=7)

    found = scan(window, room.patient.code, follow=True)

    assert "Methadone, 8.6 ml" in words(found)


def test_a_code_with_a_wrong_digit_is_told_apart_from_one_that_nobody_has(window, room):
    code = room.patient.code
    wrong = code[:3] + str((int(code[3]) + 1) % 10) + code[4:]

    assert "A digit of this code is wrong" in words(scan(window, wrong))
    assert "No patient here has this code" in words(scan(window, new_code()))
    assert "A code has ten digits" in words(scan(window, "12"))


def test_a_second_tap_of_the_same_form_is_one_dose(window, room):
    row = prescribed(room.episode)
    token = str(uuid4())

    tap(window, row, token=token)
    tap(window, row, token=token)

    assert Dose.objects.filter(on=day()).count() == 1


def test_who_was_dosed_today_meets_the_guard(window, room):
    row = prescribed(room.episode)
    tap(window, row)

    page = words(window.get(at(row)))
    refused = words(tap(window, row))

    assert "Stop: already dosed today" in page
    assert "Give 60 mg now" not in page
    assert reverse("work:give-second-dose", args=[room.episode.uid]) in page
    assert "Stop: already dosed on this day" in refused
    assert Dose.objects.filter(on=day()).count() == 1


def test_take_home_doses_are_handed_out_in_the_same_act(window, room):
    home = "".join(sorted(str(day(n).isoweekday()) for n in (1, 2)))
    row = prescribed(room.episode, take_home_days=home)
    TakeHomeAgreementFactory(episode=room.episode, starts_on=day(-1))
    assert "Give 60 mg now and 2 take-homes" in words(window.get(at(row)))

    done = tap(window, row)

    given = Dose.objects.filter(recorded_by__username="nurse-1").order_by("on")
    assert [(dose.on, dose.mode) for dose in given] == [
        (day(), "SUPERVISED"), (day(1), "TAKE_HOME"), (day(2), "TAKE_HOME"),
    ]  # fmt: skip
    assert "and 2 to take home recorded" in words(done)


def test_take_home_alone_after_the_dose_of_today(window, room):
    row = prescribed(room.episode, take_home_days=str(day(1).isoweekday()))
    TakeHomeAgreementFactory(episode=room.episode, starts_on=day(-1))
    tap(window, row, home="")
    assert "Hand out take-home doses" in words(window.get(at(row)))

    tap(window, row, act="home")

    assert Dose.objects.get(on=day(1)).mode == "TAKE_HOME"


def test_without_an_agreement_only_the_dose_of_today_is_offered(window, room):
    row = prescribed(room.episode, take_home_days=str(day(1).isoweekday()))

    page = words(window.get(at(row)))
    sent = words(tap(window, row, home=day(1).isoformat()))

    assert "Take-home doses are prescribed and not agreed" in page
    assert "This is more to take home than was agreed" in sent
    assert not Dose.objects.filter(on__gte=day()).exists()


def test_a_day_that_is_not_prescribed_to_take_home_is_refused(window, room):
    row = prescribed(room.episode)
    TakeHomeAgreementFactory(episode=room.episode, starts_on=day(-1))

    page = words(tap(window, row, home=day(1).isoformat()))

    assert "not prescribed to be taken home" in page


@pytest.mark.parametrize("act", ["MISSED", "REFUSED", "WITHHELD"])
def test_one_tap_says_why_no_dose_was_given(act, window, room):
    row = prescribed(room.episode)

    tap(window, row, act=act)
    tap(window, row, act=act)

    noted = Dose.objects.get(on=day())
    assert (noted.mode, noted.amount, noted.prescribed) == (act, 0, 60)
    assert window.get(reverse("work:round")).context["totals"].not_given == 1
    assert "Recorded today" in words(window.get(at(row)))


def test_who_comes_later_is_dosed_after_all(window, room):
    row = prescribed(room.episode)
    tap(window, row, act="MISSED")

    tap(window, row)

    assert Dose.objects.filter(on=day()).count() == 2


def test_after_a_dose_nobody_missed_the_day(window, room):
    row = prescribed(room.episode)
    tap(window, row)

    page = words(tap(window, row, act="MISSED"))

    assert "A dose of today is recorded" in page


def test_what_the_page_never_offers_is_refused(window, room):
    row = prescribed(room.episode)

    assert "Open this page again" in words(tap(window, row, act="VOMITED"))
    assert "Open this page again" in words(tap(window, row, home="tomorrow"))
    assert not Dose.objects.filter(on=day()).exists()


def test_a_prescription_that_changed_meanwhile_is_looked_at_again(window, room):
    old = prescribed(room.episode, ended_on=day(-1), end_reason="CHANGED")
    prescribed(room.episode, starts_on=day(), dose=70)

    page = words(tap(window, old))

    assert "The prescription was changed meanwhile" in page
    assert "Give 70 mg now" in page


STOPS = {
    "Stop: dosing is on hold": lambda room: DoseHoldFactory(
        episode=prescribed(room.episode).episode, on=day()
    ),
    "Stop: nothing is prescribed for today": lambda room: prescribed(
        room.episode, starts_on=day(-50), ends_on=day(-1)
    ),
    "Stop: treatment is interrupted": lambda room: interrupt(room),  # noqa: PLW0108 - stands below
    "Stop: no dose is due today": lambda room: prescribed(
        room.episode, interval="ALTERNATE", starts_on=day(-1)
    ),
}


def interrupt(room):
    prescribed(room.episode)
    room.episode.state = "INTERRUPTED"
    room.episode.save()


@pytest.mark.parametrize("stop", STOPS)
def test_a_stop_stands_in_the_place_of_the_button(stop, window, room):
    STOPS[stop](room)
    row = Prescription.objects.get()

    page = words(window.get(at(row)))
    tap(window, row)

    assert stop in page
    assert "Give 60 mg now" not in page
    assert not Dose.objects.filter(on=day()).exists()


@pytest.fixture
def missed(room: Room) -> Prescription:
    """Four days without a dose."""
    Dose.objects.filter(on__gte=day(-4)).delete()
    return prescribed(room.episode, starts_on=day(-4), dose=100)


def test_missed_days_ask_for_a_prescriber_who_signs(missed, window, room):
    page = words(window.get(at(missed)))
    refused = words(tap(window, missed))
    agreed = reverse("work:round-agreed", args=[room.patient.uid])
    form = window.get(agreed)
    clinician(at=room.organisation, username="doctor")
    sent = {"token": str(uuid4()), "prescription": missed.uid, "amount": "40",
            "second_username": "doctor", "second_password": PASSWORD}  # fmt: skip
    wrong = words(window.post(agreed, sent | {"second_password": "x"}))
    window.post(agreed, sent)

    assert "4 missed days" in page
    assert "Tolerance falls within days" in page
    assert "Nothing is given before a prescriber agrees" in refused
    assert form.context["form"]["amount"].value() == 40
    assert "do not fit" in wrong
    dose = Dose.objects.get(on=day())
    assert (dose.amount, dose.override_by.username) == (40, "doctor")


def test_a_prescriber_agrees_by_being_signed_in(missed, door, room):
    agreed = reverse("work:round-agreed", args=[room.patient.uid])
    sent = {"token": str(uuid4()), "prescription": missed.uid, "amount": "30"}

    page = door.get(agreed)
    door.post(agreed, sent)

    assert "second_username" not in page.context["form"].fields
    assert Dose.objects.get(on=day()).override_by == room.clinician


def test_two_missed_days_are_a_question_and_no_stop(window, room):
    Dose.objects.filter(on__gte=day(-2)).delete()
    row = prescribed(room.episode, starts_on=day(-2))

    page = words(window.get(at(row)))

    assert "2 missed days" in page
    assert "Give 60 mg now" in page


def test_a_split_dose_is_given_twice(window, room):
    row = prescribed(room.episode, parts=2)

    tap(window, row)
    assert "Give 30 mg now" in words(window.get(at(row)))
    tap(window, row)

    assert "Stop: already dosed today" in words(window.get(at(row)))
    assert list(Dose.objects.filter(on=day()).values_list("number", "amount")) == [(1, 30), (2, 30)]


def test_the_list_says_who_is_left_and_who_needs_a_decision(window, room):
    done, held = prescribed(room.episode), another(room)
    due, off = another(room), another(room, interval="ALTERNATE", starts_on=day(-1))
    home = another(room)
    DoseFactory(episode=home.episode, on=day(), mode="TAKE_HOME")
    DoseHoldFactory(episode=held.episode, on=day())
    tap(window, done)

    pages = {
        show: window.get(reverse("work:round"), {"show": show}).context
        for show in ("left", "stop", "done", "all")
    }

    seen = {show: [line.patient_uid for line in page["lines"]] for show, page in pages.items()}
    assert seen["left"] == [held.patient.uid, due.patient.uid]
    assert seen["stop"] == [held.patient.uid]
    assert set(seen["done"]) == {done.patient.uid, home.patient.uid}
    assert off.patient.uid not in seen["all"]
    totals = pages["left"]["totals"]
    assert (totals.patients, totals.done, totals.left) == (4, 2, 2)
    assert (totals.supervised, totals.take_home, totals.poured) == (1, 1, [("Methadone", "60 mg")])


def test_one_site_shows_its_own_and_keeps_doing_so(window, room):
    from tests.factories.kernel import SiteFactory  # noqa: PLC0415

    there = SiteFactory(organisation=room.organisation)
    prescribed(room.episode)
    row = another(room, site=there)
    address = f"{reverse('work:round')}?site={there.uid}"

    page = window.get(address)
    opened = window.post(address, {"code": row.patient.code})

    assert [line.patient_uid for line in page.context["lines"]] == [row.patient.uid]
    assert opened["Location"] == f"{at(row)}?site={there.uid}"


def test_the_round_leaves_who_was_shown(window, room):
    row = prescribed(room.episode)

    window.get(reverse("work:round"))

    event = AuditEvent.objects.get(event="clinics.round.opened")
    assert (event.action, event.object_uids) == (AuditAction.LIST, [str(row.patient.uid)])


def test_who_gives_no_doses_has_no_round(room, enter):
    browser = enter(case_worker(at=room.organisation))
    row = prescribed(room.episode)

    assert browser.get(reverse("work:round")).status_code == 404
    assert browser.get(at(row)).status_code == 404


def test_no_code_stands_in_an_address(window, room):
    prescribed(room.episode)

    opened = scan(window, room.patient.code)

    assert room.patient.code not in opened["Location"]


def cost(browser, address):
    with (
        CaptureQueriesContext(connections["default"]) as default,
        CaptureQueriesContext(connections["vault"]) as vault,
    ):
        assert browser.get(address).status_code == 200
    return len(default) + len(vault)


def test_a_round_of_two_hundred_costs_as_much_as_one_of_two(window, room):
    prescribed(room.episode, take_home_days=str(day(1).isoweekday()))
    TakeHomeAgreementFactory(episode=room.episode, starts_on=day(-1))
    another(room)
    window.get(reverse("work:round"))
    few = {name: cost(window, address) for name, address in pages(room).items()}

    for _ in range(200):
        another(room)
    many = {name: cost(window, address) for name, address in pages(room).items()}

    assert many == few
    assert max(many.values()) <= 12
    assert len(window.get(reverse("work:round")).context["lines"]) == 202


def pages(room):
    return {
        "round": reverse("work:round"),
        "window": reverse("work:round-patient", args=[room.patient.uid]),
        "medicine": reverse("work:medicine", args=[room.patient.uid]),
        "prescribe": reverse("work:prescribe", args=[room.episode.uid]),
    }


def test_a_hold_is_written_by_a_nurse_and_lifted_by_a_prescriber(window, door, room):
    row = prescribed(room.episode)
    sent = {"token": str(uuid4()), "on": f"{day():%d.%m.%Y}", "reason": "INTOXICATED"}

    window.post(reverse("work:hold-dosing", args=[room.episode.uid]), sent)
    assert "Stop: dosing is on hold" in words(window.get(at(row)))
    refused = window.post(reverse("work:lift-hold", args=[room.episode.uid]))
    lifted = door.post(reverse("work:lift-hold", args=[room.episode.uid]), follow=True)

    assert "Your role does not include this act" in words(refused)
    assert "Dosing goes on" in words(lifted)
    assert DoseHold.objects.get().lifted_by == room.clinician
