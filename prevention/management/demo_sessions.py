"""The sessions of the demonstration, delivered as people deliver: not always to the letter."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from kernel.models import User
from prevention.actions.adaptations import Changed, judge_adaptation
from prevention.actions.observing import observe_session
from prevention.actions.recording import Rated, Told, record_session
from prevention.actions.sessions import cancel_session, plan_sessions
from prevention.choices import AdaptationVerdict, Delivered, EnrolmentMode
from prevention.management.demo_team import noon
from prevention.models import Cohort, Session
from prevention.selectors.registers import items_of


@dataclass(frozen=True)
class Change:
    """What was done differently in a session, and what the manager says of it."""

    kind: str
    reason: str
    verdict: str = AdaptationVerdict.OPEN
    is_planned: bool = False
    touches_core: bool = False


@dataclass(frozen=True)
class Course:
    """How the sessions of a group went, by the number of the session in the manual."""

    changes: Mapping[int, Change]
    observed: Sequence[int] = ()
    cancelled: Mapping[int, str] | None = None
    absent: Mapping[int, Sequence[int]] | None = None
    """Numbers of the register, where there is one."""


def plan(cohort: Cohort, *, first: date, by: User) -> list[Session]:
    """The sessions of the manual, one a week from a day on, in their order."""
    made = plan_sessions(cohorts=[cohort], first=first, weekday=first.weekday(), by=by)
    return sorted(made, key=lambda session: session.on)


def deliver(
    sessions: Sequence[Session], course: Course, *, by: User, manager: User, rng: random.Random
) -> None:
    """Record sessions that lie behind, each on its own day."""
    for number, session in enumerate(sessions, start=1):
        reason = (course.cancelled or {}).get(number)
        if reason:
            cancel_session(session=session, reason=reason, row_version=None, by=by)
            continue
        _record(session, number, course, by=by, manager=manager, rng=rng)


def _record(
    session: Session, number: int, course: Course, *, by: User, manager: User, rng: random.Random
) -> None:
    change = course.changes.get(number)
    session = record_session(
        session=session, told=_told(session, number, course, change, rng), token=uuid4(),
        row_version=None, today=session.on, now=noon(session.on), by=by,
    )  # fmt: skip
    if number in course.observed:
        observe_session(
            session=session, rated=_rated(session, rng, strict=True), list_version=None,
            on=session.on, by=manager,
        )  # fmt: skip
    if change and change.verdict != AdaptationVerdict.OPEN:
        judge_adaptation(
            adaptation=session.adaptations.get(), verdict=AdaptationVerdict(change.verdict),
            row_version=None, by=manager,
        )  # fmt: skip


def _told(
    session: Session, number: int, course: Course, change: Change | None, rng: random.Random
) -> Told:
    planned = session.plan.minutes if session.plan else 60
    is_short = change is not None and change.kind == "length"
    cohort = session.cohort
    is_counted = cohort.mode == EnrolmentMode.HEADCOUNT
    return Told(
        on=session.on, minutes=planned - (15 if is_short else rng.choice((0, 0, 0, 5))),
        absent=(course.absent or {}).get(number, ()),
        girls=cohort.girls - rng.choice((0, 0, 1, 2)) if is_counted else 0,
        boys=cohort.boys - rng.choice((0, 1, 1, 3)) if is_counted else 0,
        rated=_rated(session, rng, strict=False),
        changed=Changed(
            kind=change.kind, reason=change.reason, is_planned=change.is_planned,
            touches_core=change.touches_core,
        ) if change else None,
    )  # fmt: skip


def _rated(session: Session, rng: random.Random, *, strict: bool) -> Rated:
    """A fidelity list; observers see a little less than facilitators do."""
    yes, partly = (70, 24) if strict else (84, 13)
    values = rng.choices(
        (Delivered.YES, Delivered.PARTLY, Delivered.NO), (yes, partly, 100 - yes - partly), k=40
    )
    answers = {item.pk: values[place % 40] for place, item in enumerate(items_of(session))}
    best = 4 if strict else 5
    return Rated(answers, quality=rng.randint(best - 1, best), responsiveness=rng.randint(3, best))
