"""The groups of an implementation: the list, one group, its register of numbers."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from kernel.models import User
from kernel.permissions import Permission, has_permission, organisations_where
from prevention import states
from prevention.choices import CohortStatus, EnrolmentMode, Gender, SessionStatus
from prevention.models import Cohort, DeliverySite, Facilitator, Implementation, Participant
from prevention.selectors.roots import coordinated_runs, visible_cohorts


TONES = {
    CohortStatus.RECRUITING: "quiet", CohortStatus.ACTIVE: "go",
    CohortStatus.COMPLETED: "past", CohortStatus.DISSOLVED: "past",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One group of an implementation; without an address for who may not open it."""

    uid: UUID
    label: str
    site: str
    grade: str
    arm: str
    mode: str
    status: str
    tone: str
    girls: int
    boys: int
    others: int
    asked: int | None
    given: int | None
    leads: list[str]
    delivered: int
    planned: int
    may_open: bool

    @property
    def eligible(self) -> int:
        """How many could take part."""
        return self.girls + self.boys + self.others


@dataclass(frozen=True)
class Numbered:
    """A line of the register."""

    uid: UUID
    number: int
    gender: str
    age: str
    left_on: date | None


@dataclass(frozen=True)
class CohortPage:
    """One group with its register."""

    line: Line
    refused: int | None
    is_named: bool
    register: list[Numbered]
    counts: list[tuple[str, int]]
    moves: list[states.GroupMove]
    may_manage: bool
    version: int


def groups_of(*, viewer: User, run: Implementation) -> list[Line]:
    """The groups of an implementation that the viewer sees: facilitators their own."""
    mine = visible_cohorts(viewer=viewer).filter(implementation=run)
    is_coordinated = coordinated_runs(viewer=viewer).filter(pk=run.pk).exists()
    rows = run.cohorts.all() if is_coordinated else mine
    opened = set(mine.values_list("pk", flat=True))
    found = _counted(rows).order_by("site__name", "label", "pk")
    return [_line(row, run, may_open=row.pk in opened) for row in found]


def cohort_page(*, viewer: User, cohort: Cohort) -> CohortPage:
    """One group that the viewer sees, with its register when it has one."""
    row = _counted(Cohort.objects.filter(pk=cohort.pk)).get()
    run = cohort.implementation
    may_manage = has_permission(viewer, Permission.PROGRAMME_MANAGE, at=cohort.organisation)
    may_manage = may_manage and run.status not in states.ENDED
    is_named = cohort.mode == EnrolmentMode.NAMED
    register = list(cohort.participants.order_by("number")) if is_named else []
    moves = [move for move in states.GROUP_MOVES if cohort.status in move.sources]
    return CohortPage(
        line=_line(row, run, may_open=True),
        refused=cohort.assent_refused,
        is_named=is_named,
        register=[_numbered(each) for each in register],
        counts=_counts(register),
        moves=moves if may_manage else [],
        may_manage=may_manage,
        version=cohort.version,
    )


def visible_participants(*, viewer: User) -> QuerySet[Participant]:
    """Lines of registers that the viewer keeps: those of organisations whose work they manage."""
    held = organisations_where(viewer, Permission.PROGRAMME_MANAGE)
    return Participant.objects.filter(organisation__in=held).select_related(
        "cohort__implementation", "organisation"
    )


def sites_of(*, run: Implementation) -> list[DeliverySite]:
    """Where the implementation takes place."""
    return list(run.sites.order_by("name", "pk"))


def facilitators_to_lead(
    *, run: Implementation, besides: Cohort | None = None
) -> list[Facilitator]:
    """People of the organisation who deliver; and those who lead the group already."""
    wanted = Q(retired_at__isnull=True)
    if besides is not None:
        wanted |= Q(cohorts=besides)
    rows = Facilitator.objects.filter(wanted, organisation=run.organisation_id)
    return list(rows.distinct().order_by("name", "pk"))


def _counted(rows: QuerySet[Cohort]) -> QuerySet[Cohort]:
    told = Count("sessions", filter=Q(sessions__status=SessionStatus.DELIVERED))
    leads = Facilitator.objects.order_by("name", "pk")
    return (
        rows.select_related("site")
        .prefetch_related(Prefetch("facilitators", leads))
        .annotate(delivered=told)
    )


def _line(row: Any, run: Implementation, *, may_open: bool) -> Line:
    return Line(
        row.uid, row.label, row.site.name, row.grade, row.get_arm_display(),
        row.get_mode_display(), row.get_status_display(), TONES[CohortStatus(row.status)],
        row.girls, row.boys, row.others, row.consent_asked, row.consent_given,
        [person.name for person in row.facilitators.all()] if may_open else [],
        row.delivered, run.sessions_planned, may_open,
    )  # fmt: skip


def _numbered(row: Participant) -> Numbered:
    return Numbered(
        row.uid, row.number, row.get_gender_display(), row.get_age_band_display(), row.left_on
    )


def _counts(register: list[Participant]) -> list[tuple[str, int]]:
    """How many of each gender are in the register now."""
    here = [row.gender for row in register if row.left_on is None]
    return [(str(gender.label), here.count(gender)) for gender in Gender]
