"""Agreeing a treatment plan and reviewing it. A review makes a new plan; the old one stays."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics import policies
from clinics.actions import _entries, _steps
from clinics.actions._locking import day_of, lock_episode, once_more_on_conflict
from clinics.choices import Problem, Progress
from clinics.models import Episode, Goal, Plan
from clinics.rules import PLAN_RULES, check
from clinics.vocabulary import RecordState
from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.permissions import Permission, require


CODED = ("participated", "agreed")
MOST_GOALS = 8


class PlanExists(Refused):
    """The episode has a plan already: it is reviewed, not made anew."""

    code = "plan-exists"


class NoGoal(Refused):
    """A plan has from one to eight goals."""

    code = "no-goal"


class ReviewNotLater(Refused):
    """The review comes after the day of the plan."""

    code = "review-not-later"


@dataclass(frozen=True)
class PlannedGoal:
    """One goal as it is agreed: what it is about, in whose words, what is done and by whom."""

    problem: str
    goal: str
    action: str = ""
    responsible: User | None = None
    due_on: date | None = None
    progress: str = Progress.OPEN.value


@once_more_on_conflict
@transaction.atomic(durable=True)
def make_plan(
    *,
    episode: Episode,
    on: date,
    review_on: date,
    responsible: User,
    goals: Sequence[PlannedGoal],
    participated: str = "",
    participated_null: str = "NASK",
    agreed: str = "",
    agreed_null: str = "NASK",
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> Plan:
    """Write the first plan of an episode. The same `token` again returns the plan that is there.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable, PlanExists, NoGoal, ReviewNotLater.
        RuleBroken: V03, V04, V52.
        NeedsConfirmation: V41, the review is more than three months away.
    """
    require(by, Permission.PLAN_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk)
    values = _entries.answered(
        {
            "on": on, "review_on": review_on, "responsible": responsible,
            "participated": participated, "participated_null": participated_null,
            "agreed": agreed, "agreed_null": agreed_null,
        },
        *CODED,
    )  # fmt: skip
    if (known := _entries.already_written(Plan, token, episode, values)) is not None:
        _entries.check_as_sent(_as_planned(known), list(goals))
        return known
    if Plan.objects.filter(episode=episode, state=RecordState.CURRENT).exists():
        raise PlanExists(_("This episode has a plan. Open it and review it."))
    plan = Plan(episode=episode, organisation=episode.organisation, **values)
    _write(plan, goals, episode, token=token, confirmed=confirmed, now=now, by=by)
    _entries.note_entry(audit.Event.PLAN_AGREED, plan, episode, by=by, goals=len(goals))
    return plan


@once_more_on_conflict
@transaction.atomic(durable=True)
def review_plan(
    *,
    plan: Plan,
    on: date,
    review_on: date,
    responsible: User,
    goals: Sequence[PlannedGoal],
    participated: str = "",
    participated_null: str = "NASK",
    agreed: str = "",
    agreed_null: str = "NASK",
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> Plan:
    """Put a new plan in the place of `plan`, which stays readable.

    Raises:
        NotPermitted, TokenReused, NotCurrent; and as for `make_plan`.
    """
    require(by, Permission.PLAN_WRITE, at=plan.organisation)
    episode = lock_episode(plan.episode_id)
    values = _entries.answered(
        {
            "on": on, "review_on": review_on, "responsible": responsible,
            "participated": participated, "participated_null": participated_null,
            "agreed": agreed, "agreed_null": agreed_null,
        },
        *CODED,
    )  # fmt: skip
    known = _entries.already_written(Plan, token, episode, values, replaces=plan)
    if known is not None:
        _entries.check_as_sent(_as_planned(known), list(goals))
        return known
    old = _entries.superseded(plan)
    new = Plan(
        episode=episode, organisation=episode.organisation, replaces=old, is_review=True, **values
    )
    _write(new, goals, episode, token=token, confirmed=confirmed, now=now, by=by)
    _entries.note_entry(
        audit.Event.PLAN_REVIEWED, new, episode, by=by, goals=len(goals), replaces=str(old.uid)
    )
    return new


def _write(
    plan: Plan,
    goals: Sequence[PlannedGoal],
    episode: Episode,
    *,
    token: UUID | None,
    confirmed: Collection[str],
    now: datetime,
    by: User,
) -> None:
    policies.check_can_write(episode)
    if not 1 <= len(goals) <= MOST_GOALS:
        raise NoGoal(_("Write from one to eight goals."))
    if plan.review_on <= plan.on:
        raise ReviewNotLater(_("Choose a day for the review that is after the day of the plan."))
    row = _steps.facts(episode, today=day_of(now), on=plan.on, review_on=plan.review_on)
    check(PLAN_RULES, row, confirmed=confirmed)
    _entries.written(plan, token=token, now=now, by=by)
    for position, planned in enumerate(goals, start=1):
        _entries.inserted(
            Goal(
                plan=plan, organisation=plan.organisation, position=position,
                problem=Problem(planned.problem), goal=planned.goal, action=planned.action,
                responsible=planned.responsible, due_on=planned.due_on,
                progress=Progress(planned.progress),
            )
        )  # fmt: skip


def _as_planned(plan: Plan) -> list[PlannedGoal]:
    """The goals of a plan as its form sent them."""
    return [
        PlannedGoal(goal.problem, goal.goal, goal.action, goal.responsible, goal.due_on,
                    goal.progress)
        for goal in plan.goals.select_related("responsible").order_by("position")
    ]  # fmt: skip
