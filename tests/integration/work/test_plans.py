"""The treatment plan through the work door: made, reviewed, printed, refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinics.models import Plan
from tests.factories.kernel import nurse
from tests.factories.plans import GoalFactory, PlanFactory, plan_in
from tests.factories.work import Room


pytestmark = pytest.mark.django_db


def day(ahead: int = 0) -> str:
    """A day as people type it."""
    return f"{timezone.localdate() + timedelta(days=ahead):%d.%m.%Y}"


def sent(room: Room, **changes: Any) -> dict[str, Any]:
    """A filled-in form with one goal."""
    usual = {
        "on": day(), "review_on": day(90), "responsible": str(room.clinician.uid),
        "participated_0": "", "goal_1": "I want to sew again.", "problem_1": "WORK",
        "participated": "YES", "agreed": "YES", "token": str(uuid4()),
    }  # fmt: skip
    return usual | changes


def make(room: Room) -> str:
    """Where a plan of the room's episode is made."""
    return reverse("work:plan-make", args=[room.episode.uid])


def shown(room: Room) -> str:
    """Where the plan of the room's patient is."""
    return reverse("work:plan", args=[room.patient.uid])


def test_a_plan_is_made(door: Client, room: Room) -> None:
    response = door.post(make(room), sent(room, goal_4="I want to rest.", problem_4="HEALTH"))

    assert response["Location"] == f"{shown(room)}?episode={room.episode.uid}"
    plan = Plan.objects.get()
    assert [goal.goal for goal in plan.goals.all()] == ["I want to sew again.", "I want to rest."]
    assert (plan.participated, plan.agreed) == ("YES", "YES")


def test_the_review_is_suggested_in_three_months(door: Client, room: Room) -> None:
    form = door.get(make(room)).context["form"]

    suggested = form.initial["review_on"]
    assert 89 <= (suggested - timezone.localdate()).days <= 92


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"goal_1": ""}, "Write the goal in the patient&#x27;s words"),
        ({"problem_1": ""}, "Choose what the goal is about"),
        ({"goal_2": "I want to rest."}, "Choose what the goal is about"),
        ({"action_3": "Call the workshop."}, "Write the goal in the patient&#x27;s words"),
        ({"agreed": ""}, "Answer, or choose why there is no answer"),
        ({"review_on": day()}, "Choose a day for the review that is after the day of the plan."),
        ({"review_on": day(120)}, "The review is more than three months away."),
        ({"on": day(2)}, "Enter a date that is not in the future."),
    ],
)
def test_a_refusal_keeps_what_was_typed(changes: dict, said: str, door: Client, room: Room) -> None:
    page = door.post(make(room), sent(room, action_1="Visit the workshop.") | changes)

    text = page.content.decode()
    assert said in text
    assert "Visit the workshop." in text
    assert not Plan.objects.exists()


def test_a_late_review_is_confirmed(door: Client, room: Room) -> None:
    response = door.post(make(room), sent(room, review_on=day(120), confirmed="V41"))

    assert response.status_code == 302


def test_a_second_plan_is_refused(door: Client, room: Room) -> None:
    plan_in(room.episode)

    page = door.post(make(room), sent(room)).content.decode()

    assert "This episode has a plan. Open it and review it." in page


def test_a_review_asks_how_far_each_goal_is_and_keeps_the_plan_before(
    door: Client, room: Room
) -> None:
    plan = plan_in(room.episode)
    review = reverse("work:plan-review", args=[plan.uid])

    form = door.get(review).content.decode()
    short = door.post(review, sent(room)).content.decode()
    answer = door.post(
        review, sent(room, progress_1="REACHED", goal_2="I want to rest.", problem_2="HEALTH")
    )

    assert "I want to sew again." in form
    assert "progress_2" not in form
    assert "How far:" in short
    assert answer.status_code == 302
    page = door.get(shown(room)).content.decode()
    assert "Reached" in page
    assert "Earlier plans" in page
    assert door.get(review).status_code == 404


def test_a_plan_is_printed_without_a_name(door: Client, room: Room) -> None:
    plan = plan_in(room.episode)

    page = door.get(reverse("work:plan-print", args=[plan.uid])).content.decode()

    assert "I want to sew again." in page
    assert "data-print" in page


def test_a_nurse_reads_the_plan_and_writes_none(room: Room, enter: Callable) -> None:
    browser = enter(nurse(at=room.organisation))
    plan = plan_in(room.episode)

    page = browser.get(shown(room)).content.decode()
    refused = browser.post(make(room), sent(room)).content.decode()

    assert "I want to sew again." in page
    assert "Review the plan" not in page
    assert "Your role does not include this act." in refused
    assert browser.get(reverse("work:plan-print", args=[plan.uid])).status_code == 404


@pytest.mark.parametrize(("late", "word"), [(-1, "Review due"), (-100, "Review overdue")])
def test_a_review_that_is_due_says_so(late: int, word: str, door: Client, room: Room) -> None:
    today = timezone.localdate()
    PlanFactory(
        episode=room.episode, on=today - timedelta(days=190),
        review_on=today + timedelta(days=late),
    )  # fmt: skip

    assert word in door.get(shown(room)).content.decode()


def test_pages_cost_the_same_however_many_plans_there_are(door: Client, room: Room) -> None:
    def cost(url: str) -> int:
        with CaptureQueriesContext(connections["default"]) as asked:
            assert door.get(url).status_code == 200
        return len(asked)

    plan = plan_in(room.episode)
    urls = [shown(room), make(room), *(
        reverse(f"work:{name}", args=[plan.uid]) for name in ("plan-review", "plan-print")
    )]  # fmt: skip
    door.get(urls[0])  # the first page of a session asks who is there
    few = [cost(url) for url in urls]
    for _number in range(10):
        GoalFactory(plan=PlanFactory(episode=room.episode, state="SUPERSEDED"))

    assert [cost(url) for url in urls] == few
    assert max(few) <= 12
