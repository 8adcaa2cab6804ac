"""The page that a day begins with: what stands on it, what it costs, and who sees it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinics.models import (
    Contact,
    Draft,
    Episode,
    InfectionTest,
    Measure,
    Plan,
    Prescription,
    Transfer,
    Triage,
)
from kernel.models import AuditEvent
from tests.factories.appointments import AppointmentFactory, today_at
from tests.factories.clinics import DoseFactory, PatientFactory
from tests.factories.kernel import administrator, clinic, clinician, ministry, nurse
from tests.factories.work import KeptEpisode, Room
from vault.codes import new_code


pytestmark = pytest.mark.django_db
FEW, MANY, MOST_QUERIES = 5, 200, 12


@pytest.fixture
def page(door: Client):
    """The page as the clinician sees it: what was handed to the template."""

    def shown(**asked: str):
        return door.get(reverse("work:today"), asked).context["page"]

    return shown


def told(page) -> dict[str, object]:
    """The lines of the list, by what they say."""
    return {line.what: line for line in page.todo}


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def another(room: Room, **fields: object) -> Episode:
    """One more patient of the room's clinic."""
    patient = PatientFactory(
        organisation=room.organisation, code=new_code(), registered_by=room.clinician
    )
    return KeptEpisode(patient=patient, site=room.site, **fields)


def of(room: Room, episode: Episode) -> dict[str, object]:
    """What every row of a record has."""
    return {
        "episode": episode, "organisation": room.organisation, "recorded_at": timezone.now(),
        "recorded_by": room.clinician,
    }  # fmt: skip


def plan_due(room: Room, episode: Episode, *, late: int = 0) -> Plan:
    return Plan.objects.create(
        **of(room, episode), on=days_ago(late + 90), review_on=days_ago(late),
        responsible=room.clinician, participated="YES", participated_null="", agreed="YES",
        agreed_null="",
    )  # fmt: skip


def result_awaited(room: Room, episode: Episode, *, since: int) -> InfectionTest:
    return InfectionTest.objects.create(
        **of(room, episode), infection="HIV", kind="RAPID", on=days_ago(since),
        result="AWAITED",
    )  # fmt: skip


def measured(room: Room, episode: Episode, *, since: int = 1) -> Measure:
    """The questionnaire that is repeated, filled in: nothing of it is due."""
    return Measure.objects.create(
        **of(room, episode), instrument="TOP", scorer_version="1", on=days_ago(since),
        occasion="REVIEW", administered="INTERVIEW", answers={}, is_complete=False,
    )  # fmt: skip


def prescribed(room: Room, episode: Episode) -> Prescription:
    return Prescription.objects.create(
        **of(room, episode), patient=episode.patient, medicine="METHADONE", dose=60,
        starts_on=days_ago(5), ends_on=days_ago(-5),
    )  # fmt: skip


def everything_due(room: Room, count: int) -> None:
    """Let `count` patients have something of every kind due."""
    other = clinic()
    for number in range(count):
        episode = another(room, key_worker=room.clinician, last_seen_on=days_ago(20 + number % 9))
        plan_due(room, episode, late=number % 7)
        result_awaited(room, episode, since=10)
        prescribed(room, episode)
        AppointmentFactory(
            episode=episode, starts_at=today_at(number % 20, number % 50), made_by=room.clinician
        )
        waiting = another(room, state=("REFERRAL", "WAITING")[number % 2])
        Draft.objects.create(
            owner=room.clinician, organisation=room.organisation, patient=episode.patient,
            act="log-contact", subject=str(episode.uid), sealed=b"", saved_at=timezone.now(),
        )  # fmt: skip
        theirs = KeptEpisode(
            patient=PatientFactory(
                organisation=other, code=new_code(), registered_by=room.clinician
            )
        )
        Transfer.objects.create(
            episode=theirs, organisation=other, to_organisation=room.organisation,
            on=days_ago(0), offered_at=timezone.now(), offered_by=room.clinician,
        )  # fmt: skip
        Triage.objects.create(**of(room, waiting), on=days_ago(1), urgency="WEEK")


def cost(door: Client, address: str) -> int:
    """How many queries a page costs on both databases, the session being fresh."""
    door.get(reverse("work:home"))
    with (
        CaptureQueriesContext(connections["default"]) as default,
        CaptureQueriesContext(connections["vault"]) as vault,
    ):
        assert door.get(address).status_code == 200
    return len(default) + len(vault)


@pytest.mark.parametrize("whose", ["all", "site", "mine"])
def test_the_page_costs_the_same_for_five_due_and_for_two_hundred(whose, room, door):
    address = f"{reverse('work:today')}?whose={whose}"
    everything_due(room, FEW)
    few = cost(door, address)
    everything_due(room, MANY - FEW)

    many = cost(door, address)

    assert (many, many <= MOST_QUERIES) == (few, True)


def test_no_source_fills_the_page(room, page):
    everything_due(room, 12)

    shown = page()

    assert sum(line.what == "Plan due for review" for line in shown.todo) == 8
    assert (len(shown.visits.lines), shown.visits.total) == (8, 12)
    assert "All plan reviews" in [more.label for more in shown.more]


def test_a_plan_review_is_due_on_its_day_and_late_after_it(room, page):
    measured(room, room.episode)
    plan_due(room, room.episode, late=3)

    line = told(page())["Plan due for review"]

    assert (line.when, line.is_now) == ("3 days late", False)


def test_every_line_leads_to_a_page_that_opens(room, page, door):
    everything_due(room, 2)

    lines = page().todo

    assert {door.get(line.url).status_code for line in lines} == {200}


def test_who_may_not_act_is_led_to_the_record(room, enter):
    plan_due(room, room.episode)
    browser = enter(nurse(at=room.organisation))

    line = told(browser.get(reverse("work:today")).context["page"])["Plan due for review"]

    assert (line.act, line.url) == ("Open", reverse("work:patient", args=[room.patient.uid]))


def test_a_plan_that_is_not_due_is_not_shown(room, page):
    plan_due(room, room.episode, late=-1)

    assert "Plan due for review" not in told(page())


@pytest.mark.parametrize(("since", "is_there"), [(7, False), (8, True)])
def test_a_result_is_asked_for_after_more_than_a_week(since, is_there, room, page):
    result_awaited(room, room.episode, since=since)

    assert ("Result awaited: HIV" in told(page())) is is_there


@pytest.mark.parametrize(("days", "is_there"), [(14, False), (15, True)])
def test_somebody_asks_after_two_weeks_without_a_sign(days, is_there, room, page):
    Episode.objects.filter(pk=room.episode.pk).update(last_seen_on=days_ago(days))

    assert ("Not seen: ask how things are" in told(page())) is is_there


def test_a_measure_is_due_from_the_first_day_and_then_every_three_months(room, page):
    assert [name for name in told(page()) if name.endswith("At entry")]

    measured(room, room.episode, since=10)
    assert not [name for name in told(page()) if "entry" in name or "Review" in name]

    Measure.objects.update(on=days_ago(95))
    assert [name for name in told(page()) if name.endswith(": Review")]


def test_the_most_urgent_stand_first(room, page):
    measured(room, room.episode)
    plan_due(room, room.episode, late=30)
    urgent, usual = another(room, state="REFERRAL"), another(room, state="REFERRAL")
    Triage.objects.create(**of(room, urgent), on=days_ago(1), urgency="TODAY")

    lines = page().todo

    assert [line.when for line in lines[:1]] == ["Now"]
    assert [line.what for line in lines] == [
        "Referral to assess", "Plan due for review", "Referral to assess"
    ]  # fmt: skip
    assert str(usual.uid) in lines[-1].url


def test_a_transfer_tells_the_clinic_and_no_code(room, page):
    theirs = KeptEpisode(patient=PatientFactory(code=new_code()))
    Transfer.objects.create(
        episode=theirs, organisation=theirs.organisation, to_organisation=room.organisation,
        on=days_ago(0), offered_at=timezone.now(), offered_by=room.clinician,
    )  # fmt: skip

    line = told(page())[f"Transfer offered by {theirs.organisation.name}"]

    assert (line.code, line.act) == ("", "Answer")


def test_a_form_that_was_begun_is_offered_to_whoever_began_it(room, page, enter):
    Draft.objects.create(
        owner=room.clinician, organisation=room.organisation, patient=room.patient,
        act="log-contact", subject=str(room.episode.uid), sealed=b"", saved_at=timezone.now(),
    )  # fmt: skip

    line = told(page())["A form that you began"]

    assert line.url == reverse("work:log-contact", args=[room.episode.uid])


def test_doses_that_were_given_are_counted(room, page):
    prescribed(room, room.episode)
    assert (page().dosing.given, page().dosing.total) == (0, 1)

    DoseFactory(episode=room.episode, on=timezone.localdate())

    assert (page().dosing.given, page().dosing.left) == (1, 0)


def test_my_own_visits_come_first_and_cancelled_ones_not_at_all(room, page):
    early = AppointmentFactory(episode=room.episode, starts_at=today_at(8), made_by=room.clinician)
    mine = AppointmentFactory(
        episode=room.episode, starts_at=today_at(9), with_whom=room.clinician,
        made_by=room.clinician,
    )  # fmt: skip
    AppointmentFactory(
        episode=room.episode, starts_at=today_at(10), state="CANCELLED", made_by=room.clinician
    )

    assert [visit.uid for visit in page().visits.lines] == [mine.uid, early.uid]


def test_who_died_is_not_expected_today(room, page, door):
    dead = another(room, state="DISCHARGED", discharge_reason="DIED", ended_on=days_ago(1))
    row = {"starts_at": today_at(9), "made_by": room.clinician}
    AppointmentFactory(episode=dead, **row)
    mine = AppointmentFactory(episode=room.episode, **row)

    assert [visit.uid for visit in page().visits.lines] == [mine.uid]
    days = door.get(reverse("work:calendar")).context["page"].days
    assert [visit.uid for visit in days[0].visits] == [mine.uid]


def test_a_death_that_was_a_mistake_hides_nobody(room, page):
    wrong = another(room, state="VOIDED", discharge_reason="DIED", ended_on=days_ago(1))
    again = KeptEpisode(patient=wrong.patient, site=room.site)
    visit = AppointmentFactory(episode=again, starts_at=today_at(9), made_by=room.clinician)

    assert [line.uid for line in page().visits.lines] == [visit.uid]


def test_one_looks_at_ones_own_patients_only(room, page):
    other = another(room, last_seen_on=days_ago(40))
    measured(room, other)

    everybody, own = page(), page(whose="mine")

    assert any(other.patient.code[:4] in line.code for line in everybody.todo)
    assert not any(other.patient.code[:4] in line.code for line in own.todo)


def test_who_is_shown_is_written_down_once(room, page):
    plan_due(room, room.episode)
    before = AuditEvent.objects.count()

    page()

    events = list(AuditEvent.objects.order_by("id")[before:])
    assert [event.event for event in events] == ["clinics.caseload.listed"]
    assert events[0].object_uids == [str(room.patient.uid)]


def test_other_clinics_and_managers_see_nobody(room, enter):
    plan_due(room, room.episode)

    for stranger in (administrator(at=ministry()), clinician(at=clinic())):
        shown = enter(stranger).get(reverse("work:today")).context["page"]
        assert (shown.todo, shown.visits.lines) == ([], [])


def test_logging_a_contact_leads_back_to_today(room, door):
    address = reverse("work:log-contact", args=[room.episode.uid]) + "?back=today"
    answer = door.post(address, contact_form())

    assert answer["Location"] == reverse("work:today")
    assert Contact.objects.filter(episode=room.episode, kind="MEDICAL").count() == 1


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "work:people", ""])
def test_only_known_lists_are_led_back_to(back, room, door):
    address = reverse("work:log-contact", args=[room.episode.uid])
    answer = door.post(f"{address}?back={back}", contact_form())

    patient = reverse("work:patient", args=[room.patient.uid])
    assert answer["Location"] == f"{patient}?episode={room.episode.uid}"


def contact_form() -> dict[str, str]:
    """The form of a contact as it stands there."""
    return {
        "token": str(uuid4()), "kind": "MEDICAL", "on": timezone.localdate().isoformat(),
        "mode": "FACE_TO_FACE", "attendance": "ATTENDED",
    }  # fmt: skip
