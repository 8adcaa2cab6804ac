"""Implementations: the list, the frame of their pages, where one stands and what it lacks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import TaskState

from kernel.models import User
from kernel.paging import Page, Place
from kernel.permissions import Permission, has_permission, has_somewhere
from prevention import states
from prevention.choices import Arm, CohortStatus, ConsentRoute, SessionStatus
from prevention.choices import ImplementationStatus as S
from prevention.models import Cohort, ConsentRules, Implementation, Session, WarningOverride, Wave
from prevention.policies.moves import Lack, lacks_for
from prevention.policies.plans import (
    Raised,
    is_event,
    plan_of,
    planned_by,
    raised_by,
)
from prevention.policies.questionnaires import asked_by
from prevention.rules.consent import Terms
from prevention.rules.plans import METHOD_LABELS, SUBSTANCE_LABELS, Component, Method, Substance
from prevention.selectors.incidents import open_counts
from prevention.selectors.paging import page_of
from prevention.selectors.roots import visible_runs, visible_sessions, visible_waves


SHOWS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "open": (gettext_lazy("Under way"), (S.PLANNED, S.READY, S.RUNNING, S.SUSPENDED)),
    "planned": (S.PLANNED.label, (S.PLANNED,)),
    "ready": (S.READY.label, (S.READY,)),
    "running": (S.RUNNING.label, (S.RUNNING,)),
    "suspended": (S.SUSPENDED.label, (S.SUSPENDED,)),
    "to-report": (gettext_lazy("Delivered, not yet reported"), (S.DELIVERED, S.EVALUATED)),
    "ended": (gettext_lazy("Ended"), (S.REPORTED, S.CANCELLED)),
    "all": (gettext_lazy("All"), tuple(S)),
}
TONES = {
    S.PLANNED: "quiet", S.READY: "info", S.RUNNING: "go", S.SUSPENDED: "wait",
    S.DELIVERED: "info", S.EVALUATED: "info", S.REPORTED: "past", S.CANCELLED: "past",
}  # fmt: skip
COMPONENT_LABELS: dict[Component, Promise] = {
    Component.SKILLS: gettext_lazy("Personal, social or parenting skills"),
    Component.NORMS: gettext_lazy("Correcting what is believed to be normal"),
    Component.ATTITUDES: gettext_lazy("Attitudes"),
    Component.KNOWLEDGE: gettext_lazy("Knowledge"),
    Component.ENVIRONMENT: gettext_lazy("Rules and climate of the class or school"),
    Component.SUPPORT: gettext_lazy("Counselling, mentoring, referral"),
}
SESSIONS_SHOWN = 5
WAVES = ("opens_on", "pk")


@dataclass(frozen=True)
class Line:
    """One implementation of the list."""

    uid: UUID
    title: str
    programme: str
    organisation: str
    starts_on: date
    ends_on: date
    status: str
    tone: str
    groups: int
    sessions: int
    planned: int
    incidents: int
    """Open ones in the safeguarding log; nought for those who do not read it."""


@dataclass(frozen=True)
class Frame:
    """What stands at the head of every page of an implementation."""

    uid: UUID
    title: str
    programme: str
    organisation: str
    starts_on: date
    ends_on: date
    status: str
    tone: str
    reason: str
    is_event: bool
    may_manage: bool
    may_coordinate: bool
    is_over: bool
    tabs: list[tuple[str, str]]
    """Names of the pages that the viewer opens, with their labels."""


@dataclass(frozen=True)
class Step:
    """A state on the way of an implementation, as `ui/_steps.html` draws it."""

    label: str
    state: str
    detail: str = ""


@dataclass(frozen=True)
class Signature:
    """Who approved a version as a scientific reviewer, by the staff code, and when."""

    person: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """A warning of the plan with what the coordinator said to it."""

    raised: Raised
    override: WarningOverride | None = None
    signature: Signature | None = None
    """The scientific review that approved the version, for what a reviewer answers for."""

    @property
    def is_waiting(self) -> bool:
        """Whether the coordinator has been asked and has not answered."""
        return self.override is not None and self.override.is_allowed is None

    @property
    def is_allowed(self) -> bool:
        """Whether the coordinator has set it aside."""
        return self.override is not None and self.override.is_allowed is True

    @property
    def may_ask(self) -> bool:
        """Whether it can be asked now."""
        return self.raised.is_block and not self.is_waiting and not self.is_allowed


@dataclass(frozen=True)
class Meeting:
    """A session that comes next."""

    uid: UUID
    on: date
    group: str
    site: str
    title: str


@dataclass(frozen=True)
class Overview:
    """Where an implementation stands."""

    steps: list[Step]
    next_move: states.Move | None
    may_step: bool
    """Whether the next step is the viewer's and nothing is missing for it."""
    lacks: list[Lack]
    other_moves: list[states.Move]
    warned: list[Standing]
    sessions: list[Meeting]
    waves: list[Wave]
    delivered: int
    expected: int
    facts: list[tuple[str, str]] = field(default_factory=list)


def runs_page(*, viewer: User, show: str, place: Place) -> Page[Line]:
    """One page of the implementations that the viewer sees, the latest to begin first."""
    _label, statuses = SHOWS[show]
    rows = visible_runs(viewer=viewer).filter(status__in=statuses)
    rows = rows.prefetch_related("programme_version__programme__texts")
    page = page_of(rows, place, keys=("starts_on", "pk"), rising=False)
    pks = [row.pk for row in page.rows]
    counts, incidents = _counts(pks), open_counts(pks, viewer=viewer)
    lines = [
        _line(row, *counts.get(row.pk, (0, 0)), incidents=incidents.get(row.pk, 0))
        for row in page.rows
    ]
    return Page(lines, earlier=page.earlier, later=page.later)


def _counts(runs: Collection[int]) -> dict[int, tuple[int, int]]:
    """Groups that take part, and sessions delivered to them, by implementation."""
    taking_part = Q(cohorts__arm=Arm.INTERVENTION) & ~Q(cohorts__status=CohortStatus.DISSOLVED)
    told = taking_part & Q(cohorts__sessions__status=SessionStatus.DELIVERED)
    rows = Implementation.objects.filter(pk__in=runs).order_by()
    counted = rows.annotate(
        groups=Count("cohorts", filter=taking_part, distinct=True),
        told=Count("cohorts__sessions", filter=told, distinct=True),
    )
    return {pk: (groups, told) for pk, groups, told in counted.values_list("pk", "groups", "told")}


def _line(run: Implementation, groups: int, sessions: int, *, incidents: int) -> Line:
    return Line(
        run.uid, run.title, str(run.programme_version.programme), run.organisation.name,
        run.starts_on, run.ends_on, run.get_status_display(), TONES[S(run.status)], groups,
        sessions, groups * run.sessions_planned, incidents,
    )  # fmt: skip


def frame_of(*, viewer: User, run: Implementation) -> Frame:
    """The head of a page of an implementation, with the pages that the viewer opens."""
    may_manage = has_permission(viewer, Permission.PROGRAMME_MANAGE, at=run.organisation)
    may_coordinate = has_permission(viewer, Permission.PROGRAMME_COORDINATE, at=run.organisation)
    tabs = [("prevention-run", _("Overview")), ("prevention-run-groups", _("Groups"))]
    if may_manage:
        tabs.append(("prevention-run-people", _("People")))
    if may_manage or may_coordinate:
        tabs.append(("prevention-run-quality", _("Quality")))
        tabs.append(("prevention-run-results", _("Results")))
        tabs.append(("prevention-report", _("Report")))
        tabs.append(("prevention-run-incidents", _("Safeguarding")))
    if may_manage:
        tabs.append(("prevention-run-costs", _("Costs")))
    version = run.programme_version
    return Frame(
        run.uid, run.title, f"{version.programme} · {version.label}", run.organisation.name,
        run.starts_on, run.ends_on, run.get_status_display(), TONES[S(run.status)],
        run.status_reason, is_event(run), may_manage, may_coordinate,
        run.status in states.ENDED, tabs,
    )  # fmt: skip


def with_overview(runs: QuerySet[Implementation]) -> QuerySet[Implementation]:
    """The same with what `overview` says of each, read with the row: groups that take part,
    sessions told of them, who signed the version, the words of the primary outcome, the rules on
    consent in force.
    """
    taking_part = Q(arm=Arm.INTERVENTION) & ~Q(status=CohortStatus.DISSOLVED)
    groups = Cohort.objects.filter(taking_part, implementation=OuterRef("pk")).order_by()
    told = Session.objects.filter(
        cohort__implementation=OuterRef("pk"), cohort__arm=Arm.INTERVENTION,
        status=SessionStatus.DELIVERED,
    ).exclude(cohort__status=CohortStatus.DISSOLVED).order_by()  # fmt: skip
    signed = TaskState.objects.filter(
        revision=OuterRef("programme_version__live_revision"), status=TaskState.STATUS_APPROVED
    ).order_by("-finished_at")
    asked = asked_by(OuterRef("organisation")).filter(code=OuterRef("primary_outcome")).reverse()
    rules = ConsentRules.objects.filter(country=OuterRef("organisation__country"))
    rules = rules.order_by("-version")
    return runs.annotate(
        groups=Subquery(groups.values("implementation").annotate(n=Count("pk")).values("n")),
        told=Subquery(told.values("cohort__implementation").annotate(n=Count("pk")).values("n")),
        signed_by=Subquery(signed.values("finished_by__staff_code")[:1]),
        signed_at=Subquery(signed.values("finished_at")[:1]),
        outcome_text=Subquery(asked.values("text")[:1]),
        self_age=Subquery(rules.values("self_age")[:1]),
        routes=Subquery(rules.values("routes")[:1]),
    )


def overview(*, viewer: User, run: Any, on: date) -> Overview:
    """Where an implementation stands, what its next step lacks, what comes next.

    `run` is one of `with_overview`.
    """
    raised = raised_by(plan_of(run))
    moves = [move for move in states.moves_from(run.status) if _is_theirs(viewer, run, move)]
    forward = next((m for m in states.moves_from(run.status) if m.target in states.COURSE), None)
    warned = _standing(run, raised)
    allowed = {each.raised.code for each in warned if each.is_allowed}
    terms = Terms(run.self_age, frozenset(run.routes)) if run.self_age else None
    lacks = (
        lacks_for(forward, run, raised=raised, on=on, allowed=allowed, terms=terms)
        if forward
        else []
    )
    return Overview(
        steps=_steps(run),
        next_move=forward,
        may_step=forward in moves and not lacks,
        lacks=lacks,
        other_moves=[move for move in moves if move is not forward],
        warned=warned,
        sessions=_next_sessions(viewer=viewer, run=run, on=on),
        waves=list(visible_waves(viewer=viewer).filter(implementation=run).order_by(*WAVES)),
        delivered=run.told or 0,
        expected=(run.groups or 0) * run.sessions_planned,
        facts=_facts(run),
    )


def warned(plan: Mapping[str, Any] | None) -> list[Raised]:
    """What is warned of in a plan as it is typed; nothing before a programme is chosen."""
    return raised_by(planned_by(plan)) if plan else []


def may_take(*, viewer: User, run: Implementation, move: states.Move) -> bool:
    """Whether a step is the viewer's and the state allows it."""
    return run.status in move.sources and _is_theirs(viewer, run, move)


def _is_theirs(viewer: User, run: Implementation, move: states.Move) -> bool:
    needed = (
        Permission.PROGRAMME_COORDINATE if move.is_coordinators else Permission.PROGRAMME_MANAGE
    )
    return has_permission(viewer, needed, at=run.organisation)


def _steps(run: Implementation) -> list[Step]:
    here = run.suspended_from or run.status
    if here not in states.COURSE:
        return [Step(str(S.PLANNED.label), "passed"), Step(run.get_status_display(), "current")]
    at = states.COURSE.index(S(here))
    steps = []
    for number, state in enumerate(states.COURSE):
        place = "passed" if number < at else "current" if number == at else "ahead"
        detail = run.get_status_display() if number == at and run.suspended_from else ""
        steps.append(Step(str(state.label), place, detail))
    return steps


def _standing(run: Any, raised: Collection[Raised]) -> list[Standing]:
    """The warnings, each with the latest request to set it aside."""
    asked: dict[str, WarningOverride] = {}
    if any(each.is_block for each in raised):
        rows = run.overrides.select_related("decided_by", "asked_by").order_by("asked_at", "pk")
        asked = {row.rule: row for row in rows}
    signed = _signature(run) if any(each.needs_review for each in raised) else None
    return [
        Standing(each, asked.get(each.code), signed if each.needs_review else None)
        for each in raised
    ]


def _signature(run: Any) -> Signature | None:
    return Signature(run.signed_by, run.signed_at) if run.signed_at else None


def _next_sessions(*, viewer: User, run: Implementation, on: date) -> list[Meeting]:
    rows: QuerySet[Session] = visible_sessions(viewer=viewer).filter(
        cohort__implementation=run, status=SessionStatus.SCHEDULED
    )
    return [
        Meeting(
            row.uid, row.on, row.cohort.label, row.cohort.site.name,
            row.plan.title if row.plan else "",
        )
        for row in rows.filter(on__gte=on).order_by("on", "pk")[:SESSIONS_SHOWN]
    ]  # fmt: skip


def _facts(run: Any) -> list[tuple[str, str]]:
    sites = ", ".join(run.sites.values_list("name", flat=True))
    share = f"{run.interactive_share} %" if run.interactive_share is not None else ""
    consent = str(ConsentRoute(run.consent_route).label) if run.consent_route else ""
    facts = [
        (_("Sites"), sites),
        (_("Sessions for each group"), str(run.sessions_planned)),
        (_("People in a group"), str(run.group_size or "")),
        (_("Works on"), words_of(run.methods, COMPONENT_LABELS)),
        (_("Methods"), words_of(run.methods, METHOD_LABELS)),
        (_("Substances named"), words_of(run.substances_named, SUBSTANCE_LABELS)),
        (_("Interactive"), share),
        (_("Consent"), consent),
        (_("Comparison"), run.get_arm_design_display()),
        (_("Primary outcome"), run.outcome_text or run.primary_outcome),
        (_("Who pays"), run.funder),
    ]
    return [(label, value or "–") for label, value in facts]


def words_of(
    tags: Collection[str],
    labels: dict[Component, Promise] | dict[Method, Promise] | dict[Substance, Promise],
) -> str:
    """Those tags that the labels know, in words."""
    return ", ".join(str(label) for tag, label in labels.items() if tag in tags)


def may_plan(*, viewer: User) -> bool:
    """Whether the viewer plans implementations anywhere."""
    return has_somewhere(viewer, Permission.PROGRAMME_MANAGE)


def may_ask(*, viewer: User) -> bool:
    """Whether the viewer plans questionnaires, or types answers in, anywhere."""
    return may_plan(viewer=viewer) or has_somewhere(viewer, Permission.SURVEY_ENTER)


def sees_many(*, viewer: User) -> bool:
    """Whether the viewer sees implementations of more organisations than their own."""
    return has_somewhere(viewer, Permission.PROGRAMME_COORDINATE)
