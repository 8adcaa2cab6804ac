"""Sessions: what is due, late and coming; one session with all that is told of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.models import User
from kernel.paging import Page, Place
from kernel.permissions import Permission, has_permission, organisations_where
from prevention.choices import (
    Arm,
    CohortStatus,
    EnrolmentMode,
    Rater,
    SessionStatus,
)
from prevention.models import Adaptation, Cohort, Fidelity, Session, SessionPlan
from prevention.policies.sessions import CORRECTABLE, PLANNABLE, RECORDABLE, is_locked
from prevention.rules.delivery import Score, adherence, agreement
from prevention.rules.ratios import Ratio
from prevention.selectors.paging import page_of
from prevention.selectors.registers import in_words
from prevention.selectors.roots import visible_cohorts, visible_sessions
from prevention.states import ENDED


SHOWS = {
    "due": gettext_lazy("Due"),
    "coming": gettext_lazy("Coming"),
    "delivered": gettext_lazy("Delivered"),
    "cancelled": gettext_lazy("Cancelled"),
}
MOST_GROUPS = 200
"""Groups that can be planned in one act."""


@dataclass(frozen=True)
class Line:
    """A session in a list."""

    uid: UUID
    on: date
    title: str
    group: str
    site: str
    state: str
    tone: str
    is_cancelled: bool
    is_today: bool
    is_late: bool
    may_record: bool
    """It is due, and its implementation goes on."""
    present: int | None
    eligible: int
    """0 where a register says who could have come."""
    reason: str = ""


@dataclass(frozen=True)
class Week:
    """How the sessions of a viewer stand on a day."""

    late: int
    today: int
    coming: int
    delivered: int
    """Coming and delivered within the calendar week."""


def title_of(session: Session) -> str:
    """Number and title in the manual; a session of its own has none."""
    if session.plan is None:
        return _("Extra session")
    return f"{session.plan.number}. {in_words(session.plan, 'title')}"


def line_of(session: Session, *, on: date) -> Line:
    """A session as a list shows it on a day."""
    is_scheduled = session.status == SessionStatus.SCHEDULED
    is_late = is_scheduled and session.on < on
    state, tone = session.get_status_display(), "past"
    if is_late:
        state, tone = _("Late"), "wait"
    elif is_scheduled:
        state, tone = (_("Today"), "info") if session.on == on else (state, "quiet")
    elif session.status == SessionStatus.DELIVERED:
        tone = "go"
    is_told = session.status == SessionStatus.DELIVERED
    is_due = is_scheduled and session.on <= on
    cohort = session.cohort
    return Line(
        session.uid, session.on, title_of(session), cohort.label, cohort.site.name, state, tone,
        session.status == SessionStatus.CANCELLED,
        is_scheduled and session.on == on, is_late,
        is_due and cohort.implementation.status in RECORDABLE,
        session.present if is_told else None,
        cohort.eligible if cohort.mode == EnrolmentMode.HEADCOUNT else 0, session.status_reason,
    )  # fmt: skip


def _shown(rows: QuerySet[Session], show: str, on: date) -> QuerySet[Session]:
    scheduled = Q(status=SessionStatus.SCHEDULED)
    asked = {
        "due": scheduled & Q(on__lte=on),
        "coming": scheduled & Q(on__gt=on),
        "delivered": Q(status=SessionStatus.DELIVERED),
        "cancelled": Q(status=SessionStatus.CANCELLED),
    }
    return rows.filter(asked[show])


def sessions_page(*, viewer: User, show: str, place: Place, on: date) -> Page[Line]:
    """One page of the sessions that the viewer sees: today's first, then back into the past.

    What is coming goes forward from tomorrow.
    """
    rows = _shown(visible_sessions(viewer=viewer), show, on)
    page = page_of(rows, place, keys=("on", "pk"), rising=show == "coming")
    return Page([line_of(row, on=on) for row in page.rows], page.earlier, page.later)


def week_of(*, viewer: User, on: date) -> Week:
    """What is late, due today, coming and delivered in the week of a day; one query."""
    last = on + timedelta(days=6 - on.weekday())
    first = last - timedelta(days=6)
    scheduled, told = Q(status=SessionStatus.SCHEDULED), Q(status=SessionStatus.DELIVERED)
    counted = visible_sessions(viewer=viewer).aggregate(
        late=Count("pk", filter=scheduled & Q(on__lt=on)),
        today=Count("pk", filter=scheduled & Q(on=on)),
        coming=Count("pk", filter=scheduled & Q(on__gt=on, on__lte=last)),
        delivered=Count("pk", filter=told & Q(on__range=(first, last))),
    )
    return Week(**counted)


def sessions_of_group(cohort: Cohort) -> list[Session]:
    """Every session of a group that the viewer was shown, in order."""
    rows = cohort.sessions.select_related("plan", "organisation")
    found = list(rows.order_by("on", "plan__number", "pk"))
    for row in found:
        row.cohort = cohort  # with its site and implementation
    return found


def past_sessions(cohort: Cohort, *, on: date, most: int) -> list[Session]:
    """Sessions of a group that should have taken place by a day and are not recorded."""
    rows = cohort.sessions.filter(status=SessionStatus.SCHEDULED, on__lte=on)
    return list(rows.select_related("plan", "organisation").order_by("on", "pk")[:most])


def named_sessions(cohort: Cohort, *, keys: Collection[int]) -> list[Session]:
    """The sessions of a group that a page has named, whatever became of them meanwhile."""
    rows = cohort.sessions.filter(pk__in=keys).select_related("plan", "organisation")
    return list(rows.order_by("on", "pk"))


def plans_of(cohort: Cohort) -> list[SessionPlan]:
    """The sessions of the manual that a group is given."""
    return list(cohort.implementation.programme_version.plans.order_by("number"))


def plannable_groups(*, viewer: User) -> list[Cohort]:
    """Groups that take part, whose implementation goes on, and that lack sessions of the manual."""
    kept = Q(sessions__plan__isnull=False) & ~Q(sessions__status=SessionStatus.CANCELLED)
    version = "implementation__programme_version"
    rows = visible_cohorts(viewer=viewer).filter(
        arm=Arm.INTERVENTION,
        status__in=(CohortStatus.RECRUITING, CohortStatus.ACTIVE),
        implementation__status__in=PLANNABLE,
    )
    rows = rows.annotate(
        planned=Count("sessions__plan", filter=kept, distinct=True),
        expected=Count(f"{version}__plans", distinct=True),
    )
    return list(rows.filter(planned__lt=F("expected")).order_by("label", "pk")[:MOST_GROUPS])


@dataclass(frozen=True)
class RatedList:
    """A fidelity list as it is shown: items with answers, and the marks."""

    rater: str
    by: str
    lines: list[tuple[str, str]]
    quality: int | None
    responsiveness: int | None
    adherence: Ratio


@dataclass(frozen=True)
class Shown:
    """One session with all that the viewer may read of it."""

    line: Line
    minutes: int | None
    girls: int
    boys: int
    others: int
    absent: list[int]
    is_named: bool
    note: str
    leads: list[str]
    entered_by: str
    is_delivered: bool
    is_locked: bool
    may_record: bool
    may_move: bool
    may_observe: bool
    may_adapt: bool
    may_judge: bool
    lists: list[RatedList]
    agreement: Ratio | None
    adaptations: list[Adaptation] = field(default_factory=list)


def session_shown(*, viewer: User, session: Session, on: date) -> Shown:
    """A session as its page shows it. An observer's list is the managers' to read."""
    manages = has_permission(viewer, Permission.PROGRAMME_MANAGE, at=session.organisation)
    leads = list(session.facilitators.select_related("user").order_by("name", "pk"))
    lists = _lists(session)
    seen = [one for one in lists if manages or one.rater == Rater.SELF]
    locked = is_locked(session, on=on)
    scheduled = session.status == SessionStatus.SCHEDULED
    delivered = session.status == SessionStatus.DELIVERED
    open_states = RECORDABLE if scheduled else CORRECTABLE
    status = session.cohort.implementation.status
    goes_on = status in open_states
    is_over = status in ENDED
    return Shown(
        line=line_of(session, on=on),
        minutes=session.minutes,
        girls=session.girls, boys=session.boys, others=session.others,
        absent=absent_numbers(session),
        is_named=session.cohort.mode == EnrolmentMode.NAMED,
        note=session.note,
        leads=[each.name for each in leads],
        entered_by=session.entered_by.staff_code or "" if session.entered_by else "",
        is_delivered=delivered,
        is_locked=locked,
        may_record=(scheduled or delivered) and goes_on and (manages or not locked),
        may_move=scheduled and not is_over,
        may_observe=may_observe(viewer=viewer, session=session, on=on),
        may_adapt=(scheduled or (delivered and status in CORRECTABLE)) and not is_over
        and (manages or not locked),
        may_judge=manages and not is_over,
        lists=[_shown_list(one) for one in seen],
        agreement=_agreement(lists) if manages else None,
        adaptations=list(session.adaptations.order_by("pk")),
    )  # fmt: skip


def may_observe(*, viewer: User, session: Session, on: date) -> bool:
    """Whether the viewer, to whom the session was shown, fills in the observer's list.

    Not who delivered it, and after the lock the manager alone.
    """
    if session.status != SessionStatus.DELIVERED:
        return False
    if session.cohort.implementation.status not in CORRECTABLE:
        return False
    manages = has_permission(viewer, Permission.PROGRAMME_MANAGE, at=session.organisation)
    if is_locked(session, on=on) and not manages:
        return False
    return not session.facilitators.filter(user=viewer).exists()


def may_read_observed(found: Fidelity, *, viewer: User) -> bool:
    """Whether an observer's list is the viewer's to read: who wrote it, and the managers."""
    manages = has_permission(viewer, Permission.PROGRAMME_MANAGE, at=found.organisation)
    return found.rated_by_id == viewer.pk or manages


def observed_answers(*, viewer: User, session: Session) -> tuple[dict[str, Any], int | None]:
    """The observer's list as far as the viewer may read it, and its version."""
    found = session.fidelity.filter(rater=Rater.OBSERVER).select_related("organisation").first()
    if found is not None and not may_read_observed(found, viewer=viewer):
        return {}, found.version
    return list_answers(session, Rater.OBSERVER)


def absent_numbers(session: Session) -> list[int]:
    """The numbers of the register that were absent."""
    missing = session.attendance.filter(was_present=False)
    return list(missing.order_by("participant__number").values_list(
        "participant__number", flat=True
    ))  # fmt: skip


def _lists(session: Session) -> list[Fidelity]:
    rows = session.fidelity.select_related("rated_by").prefetch_related("scores__item")
    return sorted(rows, key=lambda one: one.rater != Rater.SELF)


def _shown_list(one: Fidelity) -> RatedList:
    scores = sorted(one.scores.all(), key=lambda score: (score.item.sort_order or 0, score.item_id))
    lines = [(in_words(score.item), score.get_value_display()) for score in scores]
    return RatedList(
        one.get_rater_display(), one.rated_by.staff_code or "", lines, one.quality,
        one.responsiveness, adherence_of(one),
    )  # fmt: skip


def adherence_of(one: Fidelity) -> Ratio:
    """How faithful a session was by one list."""
    return adherence(
        Score(str(score.item_id), score.value, score.item.weight, score.item.is_core)
        for score in one.scores.all()
    )


def _agreement(lists: Sequence[Fidelity]) -> Ratio | None:
    by_rater = {
        one.rater: {str(score.item_id): score.value for score in one.scores.all()} for one in lists
    }
    if len(by_rater) < len(Rater):
        return None
    return agreement(by_rater[Rater.SELF], by_rater[Rater.OBSERVER])


def visible_adaptations(*, viewer: User) -> QuerySet[Adaptation]:
    """Changes to the manual in organisations whose programmes the viewer manages."""
    held = organisations_where(viewer, Permission.PROGRAMME_MANAGE)
    return Adaptation.objects.filter(organisation__in=held).select_related(
        "organisation", "session__plan", "session__cohort__site"
    )


def list_answers(session: Session, rater: Rater) -> tuple[dict[str, Any], int | None]:
    """What one rater's list holds, as the form of a list has it, and the version of that list."""
    found = session.fidelity.filter(rater=rater).prefetch_related("scores").first()
    if found is None:
        return {}, None
    answers = {f"item_{score.item_id}": score.value for score in found.scores.all()}
    marks = {"quality": found.quality, "responsiveness": found.responsiveness}
    return answers | marks, found.version
