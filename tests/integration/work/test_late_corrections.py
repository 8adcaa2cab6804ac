"""Health, plans, measures and what stands apart: who corrects second sees both versions."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models import (
    Diagnosis,
    InfectionTest,
    Measure,
    Overdose,
    Plan,
    SafeguardingConcern,
    ViolenceScreen,
)
from clinics.selectors.health import ENTRIES
from kernel.models.audit_events import AuditEvent
from tests.factories import health as made
from tests.factories.kernel import case_worker, clinician, nurse
from tests.factories.measures import PHQ_9, measure_in
from tests.factories.plans import GoalFactory, plan_in


pytestmark = pytest.mark.django_db


def day(days_ago=0):
    """A day as people type it."""
    return f"{timezone.localdate() - timedelta(days=days_ago):%d.%m.%Y}"


@pytest.fixture
def other(room, enter):
    """The browser of a colleague."""
    return enter(clinician(at=room.organisation, staff_code="D-77"))


def send(door, name, entry, data):
    """Send the form of an act on an entry."""
    return door.post(reverse(f"work:{name}", args=[entry.uid]), data)


def shown(page):
    """The three columns of the panel, by the label of the line."""
    return {
        str(line.label): (line.before, line.now, line.mine)
        for line in page.context["conflict"].lines
    }


def sent_again(door, page, data):
    """What the button *Use mine* sends."""
    text = page.content.decode()
    assert "Keep theirs" in text
    address = re.search(r'formaction="([^"]+)"', text).group(1)
    besides = page.context["conflict"].besides
    assert all(f'name="{name}" value="{value}"' in text for name, value in besides.items())
    return door.post(address, data | besides)


WHY = {"reason": "TYPING_ERROR", "on": day(1)}
PAIRS = {
    "test": ({"test": "HCV:RNA", "result": "NEGATIVE"}, {"test": "HCV:RNA", "result": "UNCLEAR"},
             "Kind of test", "Hepatitis C: Antibodies"),
    "care": ({"care": "HCV:LINKED"}, {"care": "HCV:CURED"}, "Step",
             "Hepatitis C: Treatment started"),
    "vaccination": ({"number": "2"}, {"number": "3"}, "Dose", "1"),
    "pregnancy": ({"status": "NOT_PREGNANT"}, {"status": "PREGNANT", "weeks": "20"}, "Week", "12"),
    "children": ({"children": "3", "living_with_patient": "1", "in_care": "0"},
                 {"children": "4", "living_with_patient": "1", "in_care": "0"},
                 "Children under 18", "2"),
    "overdose": ({"outcome": "HOSPITAL", "said": "метадон"},
                 {"outcome": "RECOVERED", "said": "героин, метадон"}, "Substances", "Heroin"),
    "naloxone": ({"step": "SUPPLIED", "kits": "2"}, {"step": "SUPPLIED", "kits": "3"},
                 "Kits", "1"),
    "diagnosis": ({"system": "ICD10", "code": "F11.1", "role": "PRIMARY"},
                  {"system": "ICD10", "code": "F11.3", "role": "PRIMARY"}, "Code", "F11.2"),
}  # fmt: skip


@pytest.mark.parametrize("kind", PAIRS)
def test_an_entry_about_health_is_shown_in_both_versions_and_sent_again(kind, door, other, room):
    theirs, mine, label, before = PAIRS[kind]
    entry = made.the(kind, room.episode)
    assert send(other, f"health-{kind}-correct", entry, WHY | theirs).status_code == 302

    page = send(door, f"health-{kind}-correct", entry, WHY | mine)

    assert page.status_code == 200
    then, now, typed = shown(page)[label]
    assert (then, now == typed, "D-77 changed it on" in page.content.decode()) == (
        before, kind == "test", True,
    )  # fmt: skip
    assert sent_again(door, page, WHY | mine).status_code == 302
    rows = ENTRIES[kind].objects.filter(episode=room.episode).order_by("pk")
    assert [row.state for row in rows] == ["SUPERSEDED", "SUPERSEDED", "CURRENT"]


def test_substances_that_are_left_as_they_are_read_as_they_read_now(door, other, room):
    entry = made.the("overdose", room.episode)
    send(other, "health-overdose-correct", entry, WHY | PAIRS["overdose"][0])

    mine = WHY | {"outcome": "RECOVERED", "said": ""}
    page = send(door, "health-overdose-correct", entry, mine)

    assert shown(page)["Substances"] == ("Heroin", *["Methadone, not prescribed"] * 2)
    sent_again(door, page, mine)
    now = Overdose.objects.current().get()
    assert now.substances == now.replaces.substances


def test_a_result_that_came_twice_becomes_a_correction(door, other, room):
    entry = made.InfectionTestFactory(episode=room.episode, kind="RNA", result="AWAITED")
    theirs = {"token": str(uuid4()), "result": "NEGATIVE", "result_on": day(1)}
    send(other, "health-result", entry, theirs)

    mine = {"token": str(uuid4()), "result": "POSITIVE", "result_on": day(1), "copies": "900"}
    page = send(door, "health-result", entry, mine)

    assert shown(page)["Result"] == ("Awaited", "Negative", "Positive")
    assert sent_again(door, page, mine).status_code == 302
    now = InfectionTest.objects.current().get()
    assert (now.result, now.copies, now.on, now.correction_reason) == (
        "POSITIVE", 900, entry.on, "NEW_INFORMATION",
    )  # fmt: skip


def test_a_result_is_sent_again_where_it_is_awaited_still(door, other, room):
    entry = made.InfectionTestFactory(episode=room.episode, kind="RNA", result="AWAITED")
    send(other, "health-test-correct", entry, WHY | {"test": "HCV:RNA", "result": "AWAITED"})

    mine = {"token": str(uuid4()), "result": "POSITIVE", "result_on": day()}
    page = send(door, "health-result", entry, mine)

    assert sent_again(door, page, mine).status_code == 302
    assert InfectionTest.objects.current().get().result == "POSITIVE"


def test_a_double_tap_on_a_result_is_one(door, room):
    entry = made.InfectionTestFactory(episode=room.episode, kind="RNA", result="AWAITED")
    data = {"token": str(uuid4()), "result": "POSITIVE", "result_on": day()}

    answers = [send(door, "health-result", entry, data).status_code for _again in range(2)]

    assert (answers, InfectionTest.objects.count()) == ([302, 302], 2)


def test_the_end_of_a_diagnosis_is_shown_in_both_versions(door, other, room):
    entry = made.the("diagnosis", room.episode)
    send(other, "health-diagnosis-end", entry, {"token": str(uuid4()), "on": day(3)})

    mine = {"token": str(uuid4()), "on": day(1)}
    page = send(door, "health-diagnosis-end", entry, mine)

    before, now, typed = shown(page)["Until"]
    assert (before, now != typed) == ("", True)
    assert sent_again(door, page, mine).status_code == 302
    assert f"{Diagnosis.objects.current().get().ended_on:%d.%m.%Y}" == day(1)


def test_voiding_what_was_corrected_meanwhile_says_what_it_became(door, other, room):
    entry = made.the("vaccination", room.episode)
    send(other, "health-vaccination-correct", entry, WHY | {"number": "2"})

    page = send(door, "health-vaccination-void", entry, {"reason": "DUPLICATE"})

    ((before, now, mine),) = shown(page).values()
    assert ("Dose: 1" in before, "Dose: 2" in now, mine) == (True, True, "Void this entry")
    assert sent_again(door, page, {"reason": "DUPLICATE"}).status_code == 302
    assert not ENTRIES["vaccination"].objects.current().exists()


@pytest.mark.parametrize("kind", ["contact", "dose", "test"])
def test_voiding_a_contact_a_dose_or_a_test_second_is_answered(kind, door, other, room):
    entry = getattr(room, kind)
    send(other, f"{kind}-void", entry, {"reason": "DUPLICATE"})

    page = send(door, f"{kind}-void", entry, {"reason": "DUPLICATE"})

    assert "D-77 voided this entry" in page.content.decode()
    assert not page.context["conflict"].may_send


MEASURE = {"occasion": "REVIEW", "administered": "INTERVIEW"} | PHQ_9


def test_a_measure_is_shown_answer_by_answer(door, other, room):
    entry = measure_in(room.episode)
    send(other, "measure-correct", entry, WHY | MEASURE | {"q1": 2})

    mine = WHY | MEASURE | {"q1": 3, "q2": ""}
    page = send(door, "measure-correct", entry, mine)

    found = shown(page)
    assert len(found) == 3
    assert ("1 Several days", "2 More than half the days", "3 Nearly every day") in found.values()
    assert "Void it" not in page.content.decode()
    assert sent_again(door, page, mine).status_code == 302
    now = Measure.objects.get(state="CURRENT")
    assert (now.answers["q1"], now.answers["q2"], now.replaces.answers["q1"]) == (3, None, 2)


def test_voiding_a_measure_second_says_what_it_became(door, other, room):
    entry = measure_in(room.episode)
    send(other, "measure-correct", entry, WHY | MEASURE | {"q1": 3})

    page = send(door, "measure-void", entry, {"reason": "DUPLICATE"})

    ((before, now, _mine),) = shown(page).values()
    assert ("8 of 27" in before, "10 of 27" in now) == (True, True)


def review(room, **changes):
    """A filled-in review with one goal."""
    usual = {
        "on": day(), "review_on": day(-90), "responsible": str(room.clinician.uid),
        "goal_1": "I want to sew again.", "problem_1": "WORK", "progress_1": "UNDER_WAY",
        "participated": "YES", "agreed": "YES", "token": str(uuid4()),
    }  # fmt: skip
    return usual | changes


def test_a_review_that_came_second_is_shown_goal_by_goal(door, other, room):
    plan = plan_in(room.episode)
    theirs = review(room, progress_1="REACHED", goal_2="I want to rest.", problem_2="HEALTH")
    assert send(other, "plan-review", plan, theirs).status_code == 302

    mine = review(room, goal_1="I want to sew and to sell.")
    page = send(door, "plan-review", plan, mine)

    found = shown(page)
    assert found["Goal 1: Goal, in the patient's words"] == (
        "I want to sew again.", "I want to sew again.", "I want to sew and to sell.",
    )  # fmt: skip
    assert found["Goal 1: How far"] == ("Not begun", "Reached", "Under way")
    assert found["Goal 2: Goal, in the patient's words"] == ("", "I want to rest.", "")
    assert "Reviewed on" in found
    assert sent_again(door, page, mine).status_code == 302
    now = Plan.objects.current().get()
    assert [goal.goal for goal in now.goals.all()] == ["I want to sew and to sell."]
    assert now.replaces.replaces == plan


def test_a_goal_that_goes_on_says_how_far_it_is(door, room):
    plan = plan_in(room.episode)
    GoalFactory(plan=plan, position=99)

    page = send(
        door, "plan-review", plan, review(room, progress_1="", goal_2="", problem_2="", action_2="")
    )

    assert list(page.context["form"].errors) == ["progress_1"]


def test_a_draft_of_a_review_is_found_after_somebody_else_reviewed(door, other, room):
    plan = plan_in(room.episode)
    address = reverse("work:plan-review", args=[plan.uid])
    mine = review(room, goal_2="Half a sentence", problem_2="HEALTH")
    door.post(address, mine | {"draft": "keep"})
    send(other, "plan-review", plan, review(room))
    now = Plan.objects.current().get()

    moved = door.get(reverse("work:plan-review", args=[now.uid]))
    page = door.get(moved["Location"])
    late = door.post(address, mine)

    assert moved["Location"] == address
    assert "Half a sentence" in page.content.decode()
    assert sent_again(door, late, mine).status_code == 302
    assert door.get(address).status_code == 404


def test_a_late_draft_can_be_given_up(door, other, room):
    plan = plan_in(room.episode)
    address = reverse("work:plan-review", args=[plan.uid])
    door.post(address, review(room, draft="keep"))
    send(other, "plan-review", plan, review(room))

    answer = door.post(address, {"draft": "drop"})

    assert answer["Location"].startswith(reverse("work:plan", args=[room.patient.uid]))
    assert door.get(address).status_code == 404


SCREEN = {"reason": "TYPING_ERROR", "on": day(1), "humiliation": "NO", "afraid": "YES",
          "rape": "NO", "kick": "NO", "safety_plan": "YES", "referral": "NO"}  # fmt: skip


def test_a_screening_is_corrected_under_its_own_permission(room, enter):
    door, entry = enter(case_worker(at=room.organisation)), made.the("violence", room.episode)
    listed = door.get(reverse("work:violence", args=[room.patient.uid])).content.decode()
    address = reverse("work:violence-correct", args=[entry.uid])
    form = door.get(address)

    answer = send(door, "violence-correct", entry, SCREEN | {"kick": "YES"})

    assert address in listed
    assert form.context["form"]["afraid"].value().value == "YES"
    assert AuditEvent.objects.filter(event="clinics.violence-screen.read").count() == 2
    assert answer["Location"] == reverse("work:violence", args=[room.patient.uid])
    now = ViolenceScreen.objects.current().get()
    assert (now.kick, now.replaces, now.correction_reason) == ("YES", entry, "TYPING_ERROR")


def test_a_corrected_yes_needs_a_safety_plan_and_a_no_needs_none(door, room):
    entry = made.the("violence", room.episode)

    unsafe = send(door, "violence-correct", entry, SCREEN | {"safety_plan": "", "referral": ""})
    send(door, "violence-correct", entry, SCREEN | {"afraid": "NO"})

    assert "safety plan" in " ".join(unsafe.context["form"].non_field_errors())
    now = ViolenceScreen.objects.current().get()
    assert (now.afraid, now.safety_plan, now.safety_plan_null) == ("NO", "", "NA")


def test_screenings_are_shown_in_both_versions(door, other, room):
    entry = made.the("violence", room.episode)
    send(other, "violence-correct", entry, SCREEN | {"kick": "YES"})

    mine = SCREEN | {"rape": "YES"}
    page = send(door, "violence-correct", entry, mine)

    assert ("No", "Yes", "No") in shown(page).values()
    assert "u-unprinted" in page.content.decode()
    assert sent_again(door, page, mine).status_code == 302
    assert ViolenceScreen.objects.current().get().rape == "YES"


def test_a_worry_is_corrected_and_shown_in_both_versions(door, other, room):
    entry = made.the("safeguarding", room.episode)
    send(other, "safeguarding-correct", entry, WHY | {"concern": "Alone at night", "plan": ""})

    mine = WHY | {"concern": "Alone all day", "plan": "Visit"}
    page = send(door, "safeguarding-correct", entry, mine)

    assert shown(page)["Concern"] == ("Alone in the evenings", "Alone at night", "Alone all day")
    assert sent_again(door, page, mine).status_code == 302
    assert SafeguardingConcern.objects.current().get().plan == "Visit"


def test_voiding_apart_second_tells_nothing_of_what_the_entry_says(door, other, room):
    entry = made.the("safeguarding", room.episode)
    send(other, "safeguarding-correct", entry, WHY | {"concern": "Alone at night"})

    page = send(door, "safeguarding-void", entry, {"reason": "DUPLICATE"})

    assert "Alone" not in page.content.decode()
    assert sent_again(door, page, {"reason": "DUPLICATE"}).status_code == 302
    assert not SafeguardingConcern.objects.current().exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("kind", ["violence", "safeguarding"])
def test_correcting_what_stands_apart_does_not_exist_for_others(kind, method, room, enter):
    door, entry = enter(nurse(at=room.organisation)), made.the(kind, room.episode)

    answer = getattr(door, method)(reverse(f"work:{kind}-correct", args=[entry.uid]))

    assert answer.status_code == 404
