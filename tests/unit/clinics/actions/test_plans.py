"""Plans: goals in the patient's words, a review in the place of the plan before."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from clinics.actions import plans
from clinics.actions._entries import TokenReused
from clinics.actions.plans import PlannedGoal
from clinics.models import Episode, Plan
from clinics.policies import EpisodeNotUsable, NotCurrent
from clinics.rules import NeedsConfirmation, RuleBroken
from clinics.selectors.plans import care_staff, current_plan
from clinics.vocabulary import EpisodeState as S
from kernel.models import User
from kernel.permissions import NotPermitted
from tests.factories import clinics as made
from tests.factories import kernel as people


NOW = made.NOW
ON = date(2026, 3, 16)
SEW = PlannedGoal("WORK", "I want to sew again.", "Visit the workshop together.")
HOME = PlannedGoal("FAMILY", "I want to see my mother.", due_on=date(2026, 4, 1))


def usual(by: User) -> dict[str, Any]:
    return {
        "on": ON, "review_on": date(2026, 6, 16), "responsible": by, "goals": [SEW, HOME],
        "participated": "YES", "agreed": "YES", "token": made.token(), "now": NOW, "by": by,
    }  # fmt: skip


def make(episode: Episode, by: User, **changes: Any) -> Plan:
    return plans.make_plan(episode=episode, **(usual(by) | changes))


def review(plan: Plan, by: User, **changes: Any) -> Plan:
    return plans.review_plan(plan=plan, **(usual(by) | changes))


def test_a_plan_holds_its_goals_in_order(episode: Episode, doctor: User) -> None:
    plan = make(episode, doctor)

    assert [goal.goal for goal in plan.goals.all()] == [SEW.goal, HOME.goal]
    assert [goal.progress for goal in plan.goals.all()] == ["OPEN", "OPEN"]
    assert (plan.participated, plan.participated_null, plan.is_review) == ("YES", "", False)


def test_a_plan_leaves_a_trace_without_its_words(
    episode: Episode, doctor: User, told: Callable[[], Any]
) -> None:
    make(episode, doctor)

    assert (told().event, told().detail) == ("clinics.plan.agreed", {"goals": 2})


def test_what_the_patient_was_not_asked_is_missing(episode: Episode, doctor: User) -> None:
    plan = make(episode, doctor, participated="", agreed="", agreed_null="REF")

    assert (plan.participated_null, plan.agreed_null) == ("NASK", "REF")


def test_a_second_plan_is_a_review(episode: Episode, doctor: User) -> None:
    make(episode, doctor)

    with pytest.raises(plans.PlanExists):
        make(episode, doctor)


def test_a_review_takes_the_place_of_the_plan(
    episode: Episode, doctor: User, told: Callable[[], Any]
) -> None:
    old = make(episode, doctor)
    reached = PlannedGoal("WORK", SEW.goal, progress="REACHED")

    new = review(old, doctor, goals=[reached, HOME])

    old.refresh_from_db()
    assert (old.state, new.state, new.replaces, new.is_review) == (
        "SUPERSEDED", "CURRENT", old, True,
    )  # fmt: skip
    assert old.goals.count() == 2
    assert told().event == "clinics.plan.reviewed"
    current = current_plan(episode)
    assert current is not None
    assert (current.uid, current.goals[0].progress_code) == (new.uid, "REACHED")


def test_a_plan_is_reviewed_once(episode: Episode, doctor: User) -> None:
    old = make(episode, doctor)
    review(old, doctor)

    with pytest.raises(NotCurrent):
        review(old, doctor)


@pytest.mark.parametrize("goals", [[], [SEW] * 9])
def test_a_plan_has_from_one_to_eight_goals(goals: list, episode: Episode, doctor: User) -> None:
    with pytest.raises(plans.NoGoal):
        make(episode, doctor, goals=goals)


def test_a_review_is_later_than_the_plan(episode: Episode, doctor: User) -> None:
    with pytest.raises(plans.ReviewNotLater):
        make(episode, doctor, review_on=ON)


def test_a_review_in_half_a_year_asks_first(episode: Episode, doctor: User) -> None:
    late = date(2026, 9, 16)

    with pytest.raises(NeedsConfirmation) as stop:
        make(episode, doctor, review_on=late)
    plan = make(episode, doctor, review_on=late, confirmed=["V41"])

    assert stop.value.code == "V41"
    assert plan.review_on == late


@pytest.mark.parametrize(
    ("on", "code"), [(date(2026, 3, 17), "V03"), (date(2026, 1, 1), "V03")]
)  # fmt: skip
def test_a_plan_has_a_day_of_its_episode(
    on: date, code: str, episode: Episode, doctor: User
) -> None:
    with pytest.raises(RuleBroken) as stop:
        make(episode, doctor, on=on, review_on=date(2026, 3, 30))

    assert stop.value.code == code


def test_a_double_tap_is_one_plan(episode: Episode, doctor: User) -> None:
    token = made.token()

    first, second = (make(episode, doctor, token=token) for _tap in range(2))

    assert first == second
    assert Plan.objects.count() == 1
    with pytest.raises(TokenReused):
        make(episode, doctor, token=token, goals=[HOME])


def test_a_double_tap_is_one_review(episode: Episode, doctor: User) -> None:
    plan, token = make(episode, doctor), made.token()

    first, second = (review(plan, doctor, token=token) for _tap in range(2))

    assert first == second


def test_a_nurse_does_not_write_plans(episode: Episode, nurse: User) -> None:
    with pytest.raises(NotPermitted):
        make(episode, nurse)


def test_a_closed_door_stays_closed(episode_at: Callable[..., Episode], doctor: User) -> None:
    with pytest.raises(EpisodeNotUsable):
        make(episode_at(S.CLOSED_NOT_ADMITTED), doctor)


def test_without_a_plan_there_is_none(episode: Episode) -> None:
    assert current_plan(episode) is None


def test_who_writes_plans_here_can_be_responsible(
    episode: Episode, doctor: User, nurse: User
) -> None:
    case_worker = people.case_worker(at=episode.organisation, staff_code="C-01")
    people.clinician(at=people.clinic())
    people.clinician(at=episode.organisation, is_active=False)

    assert care_staff(organisation=episode.organisation) == [case_worker, doctor]
