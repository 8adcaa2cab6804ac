"""The treatment plan: the one that holds, and those before it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from clinics.choices import Problem, Progress
from clinics.models import Episode, Goal, Patient, Plan
from clinics.rules.thresholds import LONGEST_REVIEW
from clinics.selectors.roots import visible_episodes
from clinics.selectors.wording import answer_text
from clinics.vocabulary import RecordState, YesNo
from kernel.models import Organisation, OrganisationUserGrant, User
from kernel.permissions import (
    ROLE_PERMISSIONS,
    Permission,
    Role,
    has_permission,
    organisations_where,
)


MOST = 20
"""Earlier plans that a page shows: five years of quarterly reviews."""


@dataclass(frozen=True)
class GoalLine:
    """One goal in words."""

    position: int
    problem: str
    goal: str
    action: str
    responsible: str
    due_on: date | None
    progress: str
    progress_code: str


@dataclass(frozen=True)
class PlanLine:
    """A plan in words, as pages and documents show it."""

    uid: UUID
    episode_uid: UUID
    on: date
    review_on: date
    responsible: str
    participated: str
    agreed: str
    is_review: bool
    recorded_by: str
    goals: list[GoalLine] = field(default_factory=list)

    def is_overdue(self, today: date) -> bool:
        """Whether the review is more than three months late (V41)."""
        return today - self.review_on > timedelta(days=LONGEST_REVIEW.value)

    def is_due(self, today: date) -> bool:
        """Whether it is time for the review."""
        return self.review_on <= today


@dataclass(frozen=True)
class PlanPage:
    """The plans of one episode: the one that holds first."""

    episode_uid: UUID | None
    current: PlanLine | None
    earlier: list[PlanLine]
    may_write: bool
    may_print: bool
    is_due: bool = False
    is_overdue: bool = False


def visible_plans(*, viewer: User) -> QuerySet[Plan]:
    """Every plan that the viewer may read, earlier ones included."""
    organisations = organisations_where(viewer, Permission.RECORD_READ)
    return Plan.objects.filter(organisation__in=organisations).select_related(
        "episode__patient__organisation", "episode__organisation", "episode__site",
        "organisation", "responsible", "recorded_by",
    )  # fmt: skip


def printable_plans(*, viewer: User) -> QuerySet[Plan]:
    """Every plan that the viewer may print."""
    organisations = organisations_where(viewer, Permission.RECORD_PRINT)
    return visible_plans(viewer=viewer).filter(organisation__in=organisations)


def current_plan(episode: Episode) -> PlanLine | None:
    """The plan that holds in an episode, for documents; None without one.

    Who asks has to have opened the record.
    """
    plans = Plan.objects.filter(episode=episode, state=RecordState.CURRENT)
    found = plans.select_related("episode", "responsible", "recorded_by").first()
    return plan_line(found, list(goals_of(found))) if found else None


def plan_page(*, viewer: User, patient: Patient, today: date, episode_uid: str = "") -> PlanPage:
    """The plans of the episode asked for, or of the latest."""
    episodes = list(
        visible_episodes(viewer=viewer).filter(patient=patient).order_by("-referred_on", "-pk")
    )
    wanted = (each for each in episodes if str(each.uid) == episode_uid)
    episode = next(wanted, episodes[0] if episodes else None)
    if episode is None:
        return PlanPage(None, None, [], may_write=False, may_print=False)
    rows = visible_plans(viewer=viewer).filter(episode=episode).exclude(state=RecordState.VOIDED)
    plans = list(rows.prefetch_related("goals__responsible").order_by("-on", "-pk")[:MOST])
    lines = [(plan.state, plan_line(plan, list(plan.goals.all()))) for plan in plans]
    current = next((line for state, line in lines if state == RecordState.CURRENT), None)
    return PlanPage(
        episode_uid=episode.uid,
        current=current,
        earlier=[line for _state, line in lines if line is not current],
        may_write=has_permission(viewer, Permission.PLAN_WRITE, at=patient.organisation),
        may_print=has_permission(viewer, Permission.RECORD_PRINT, at=patient.organisation),
        is_due=current is not None and current.is_due(today),
        is_overdue=current is not None and current.is_overdue(today),
    )


def plan_line(plan: Plan, goals: list[Goal]) -> PlanLine:
    """A plan in words."""
    return PlanLine(
        uid=plan.uid,
        episode_uid=plan.episode.uid,
        on=plan.on,
        review_on=plan.review_on,
        responsible=_staff(plan.responsible),
        participated=answer_text(plan.participated, plan.participated_null, YesNo),
        agreed=answer_text(plan.agreed, plan.agreed_null, YesNo),
        is_review=plan.is_review,
        recorded_by=_staff(plan.recorded_by),
        goals=[
            GoalLine(
                position=goal.position,
                problem=str(Problem(goal.problem).label),
                goal=goal.goal,
                action=goal.action,
                responsible=_staff(goal.responsible) if goal.responsible else "",
                due_on=goal.due_on,
                progress=str(Progress(goal.progress).label),
                progress_code=goal.progress,
            )
            for goal in goals
        ],
    )


def goals_of(plan: Plan) -> QuerySet[Goal]:
    """The goals of a plan in their order, with who is responsible."""
    return plan.goals.select_related("responsible").order_by("position")


def care_staff(*, organisation: Organisation) -> list[User]:
    """Who may write plans at a clinic, by staff code: those who can be made responsible."""
    roles = [role for role in Role if Permission.PLAN_WRITE in ROLE_PERMISSIONS[role]]
    grants = OrganisationUserGrant.objects.filter(
        content_object=organisation, permission__codename__in=[f"hold_{role}" for role in roles]
    )
    found = User.objects.filter(pk__in=grants.values("user"), is_active=True)
    return list(found.order_by("staff_code", "username"))


def _staff(person: User) -> str:
    return person.staff_code or person.username
