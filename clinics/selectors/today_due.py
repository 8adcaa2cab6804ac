"""What is due, from every part of the record, in one question to the database.

Each source names its few most urgent rows itself; the database puts them one below another. All
sources give the same columns, so that ten sources cost one query.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from clinics import states
from clinics.choices import InfectionResult, Urgency
from clinics.instruments import Points, next_due
from clinics.instruments.schedule import (
    OVERDUE_MONTHS,
    WINDOW,
    longest_days,
    months_earlier,
)
from clinics.models import Episode, InfectionTest, Measure, Plan, Triage
from clinics.selectors.measure_schedules import Scheduled, scheduled
from clinics.vocabulary import DischargeReason, EpisodeState, RecordState
from kernel.models import User
from kernel.permissions import Permission, organisations_where


CAP = 8
"""Rows of one source on the page; the rest is one tap away."""
UNSEEN_DAYS = 14
"""Days without a sign of a patient in treatment after which somebody asks."""
AWAITED_DAYS = 7
"""Days after which a result that has not come is asked for."""
ENTRY, REVIEW, EXIT = COUNTED_FROM = ("of-start", "of-last", "of-end")
"""Sources of measures, by the day that the time of a row counts from."""
DAY = timedelta(days=1)
"""One day further back and `gt`, since SQLite compares a sum of days as a text with a time."""
LEFT = (EpisodeState.DISCHARGED, EpisodeState.FOLLOW_UP)
WHOSE = ("all", "site", "mine")
HOLDS = RecordState.CURRENT
TO_ADMIT = (EpisodeState.REFERRAL, EpisodeState.WAITING)


@dataclass(frozen=True)
class Found:
    """One row of a source: what kind, since which day, of whom."""

    source: str
    day: date
    detail: str
    row_uid: UUID
    """What is due itself: the plan, the test, the episode."""
    episode_uid: UUID
    patient_uid: UUID
    code: str
    organisation_uid: UUID


def found_due(*, viewer: User, whose: str, today: date) -> list[Found]:
    """The most urgent rows of each source, at most one more than `CAP` of each."""
    here = organisations_where(viewer, Permission.RECORD_READ)
    repeated = scheduled(here)
    first, *others = _sources(viewer, whose, today, repeated)
    rows = [Found(*row) for row in first.union(*others, all=True)]
    return [
        *(row for row in rows if row.source not in COUNTED_FROM),
        *_measures_due([row for row in rows if row.source in COUNTED_FROM], repeated, today),
    ]


def ours(viewer: User, whose: str, *, path: str = "") -> Q:
    """Those episodes that a person of this clinic looks at: all, of the own sites, or the own.

    `path` leads from the table at hand to its episode. One's own sites are those where one is key
    worker of somebody in care; who is that nowhere sees every site.
    """
    here = Q(**{f"{path}organisation__in": organisations_where(viewer, Permission.RECORD_READ)})
    own = Episode.objects.filter(key_worker=viewer, state__in=states.OPEN)
    if whose == "mine":
        return here & Q(**{f"{path}key_worker": viewer})
    if whose == "site":
        return here & (Q(**{f"{path}site__in": own.values("site")}) | ~Q(Exists(own)))
    return here


def _sources(
    viewer: User, whose: str, today: date, repeated: list[Scheduled]
) -> Iterator[QuerySet[Any, Any]]:
    of_episode = ours(viewer, whose, path="episode__") & Q(episode__state__in=states.OPEN)
    plans = Plan.objects.filter(of_episode, state=HOLDS, review_on__lte=today)
    yield _rows(_first(plans, "review_on"), "plan", F("review_on"))

    tests = InfectionTest.objects.filter(
        ours(viewer, whose, path="episode__"), state=HOLDS, result=InfectionResult.AWAITED,
        on__lt=today - timedelta(days=AWAITED_DAYS),
    )  # fmt: skip
    yield _rows(_first(tests, "on"), "test", F("on"), F("infection"))

    episodes = Episode.objects.filter(ours(viewer, whose))
    yield from _of_episodes(episodes, today)
    for place, each in enumerate(repeated):
        there = episodes.filter(organisation__in=each.organisations)
        yield from _of_measures(there, each, str(place), today)


def _of_episodes(episodes: QuerySet[Episode], today: date) -> Iterator[QuerySet[Episode, Any]]:
    holding = Triage.objects.filter(episode=OuterRef("pk"), state=HOLDS)
    urgency = Coalesce(Subquery(holding.values("urgency")[:1]), Value(Urgency.ROUTINE.value))
    ranks = [When(urgency=code, then=place) for place, code in enumerate(Urgency.values)]
    for state in TO_ADMIT:
        waiting = episodes.filter(state=state).annotate(urgency=urgency)
        ranked = waiting.annotate(rank=Case(*ranks, default=len(ranks)))
        keys = ranked.order_by("rank", "referred_on", "pk").values("pk")[: CAP + 1]
        chosen = Episode.objects.filter(pk__in=keys).annotate(urgency=urgency)
        yield _rows(chosen, F("state"), F("referred_on"), F("urgency"), path="")

    seen = Coalesce("last_seen_on", "admitted_on")
    unseen = episodes.filter(state__in=states.OPEN).annotate(seen=seen)
    unseen = unseen.filter(seen__lt=today - timedelta(days=UNSEEN_DAYS))
    yield _rows(_first(unseen, "seen"), "unseen", seen, path="")


def _of_measures(
    episodes: QuerySet[Episode], each: Scheduled, place: str, today: date
) -> Iterator[QuerySet[Episode, Any]]:
    """Who never had a questionnaire, who had it long ago, and who left and is to be asked.

    Each row gives the day that its time counts from; `place` says which questionnaire it is.
    """
    done = Measure.objects.filter(
        episode=OuterRef("pk"), instrument=each.code, state=HOLDS,
        on__gt=OuterRef("started_on") - Value(WINDOW + DAY),
    )  # fmt: skip
    last = Subquery(done.order_by("-on").values("on")[:1])
    begun = episodes.filter(state__in=states.OPEN, started_on__isnull=False)
    months, never = each.points.every_months, begun.filter(~Exists(done))
    if each.points.at_entry:
        new = never.filter(started_on__lte=today)
        yield _rows(_first(new, "started_on"), ENTRY, F("started_on"), place, path="")
    if months is not None:
        before = months_earlier(today, months)
        old = begun.annotate(last=last).filter(last__lte=before)
        yield _rows(_first(old, "last"), REVIEW, last, place, path="")
    if months is not None and not each.points.at_entry:
        long_in = never.filter(started_on__lte=months_earlier(today, months))
        yield _rows(_first(long_in, "started_on"), ENTRY, F("started_on"), place, path="")
    if each.points.has_end:
        left = _first(_left(episodes, each, today), "ended_on")
        asked = Coalesce(Cast(last, CharField()), Value(""))
        yield _rows(left, EXIT, F("ended_on"), Concat(Value(f"{place} "), asked), path="")


def _left(episodes: QuerySet[Episode], each: Scheduled, today: date) -> QuerySet[Episode]:
    """Who left alive, and did not have the questionnaire since the point that is due opened.

    How long some months are depends on the day they begin; the longest is taken here, and the
    schedule has the last word. That nobody left before the first phase follows from the phases, but
    only said outright does it keep the database from reading everybody who ever left.
    """
    due = Q()
    phases = list(_phases(each.points, today))
    for lo, hi, days in phases:
        asked = Measure.objects.filter(
            episode=OuterRef("pk"), instrument=each.code, state=HOLDS,
            on__gt=OuterRef("ended_on") + Value(timedelta(days=days) - WINDOW - DAY),
        )  # fmt: skip
        due |= Q(Q(ended_on__gt=lo, ended_on__lte=hi), ~Exists(asked))
    back = Episode.objects.filter(patient=OuterRef("patient"), state__in=states.OPEN)
    first = min(lo for lo, _hi, _days in phases)
    left = episodes.filter(due, ended_on__gt=first, state__in=LEFT, started_on__isnull=False)
    return left.exclude(discharge_reason=DischargeReason.DIED).filter(~Exists(back))


def _phases(points: Points, today: date) -> Iterator[tuple[date, date, int]]:
    """For each point after treatment: who left after and until when is at it, and after how long.

    The end of one is the day on which the next opens, 14 days before it is due.
    """
    over = months_earlier(today, OVERDUE_MONTHS)
    begins = [months_earlier(today, months) for months in points.after_exit]
    opened = [months_earlier(today + WINDOW, months) for months in points.after_exit]
    last = points.after_exit[-1] if points.after_exit else 0
    ends = [*opened, months_earlier(over, last)]
    if points.at_exit:
        yield ends[0], today, 0
    for months, begin, end in zip(points.after_exit, begins, ends[1:], strict=True):
        yield end, begin, longest_days(months)


def _measures_due(rows: list[Found], repeated: list[Scheduled], today: date) -> list[Found]:
    """The rows that the schedule calls due, with the day since which they are, oldest first."""
    found = []
    for row in rows:
        place, _gap, last = row.detail.partition(" ")
        each = repeated[int(place)]
        done = {ENTRY: [], REVIEW: [row.day], EXIT: [date.fromisoformat(last)] if last else []}
        due = next_due(
            points=each.points, started_on=row.day, today=today, done=done[row.source],
            ended_on=row.day if row.source == EXIT else None,
        )  # fmt: skip
        if due is not None and due.due_on <= today:
            found.append(replace(row, source=due.kind, day=due.due_on, detail=each.code))
    return sorted(found, key=lambda row: row.day)


def _first(rows: QuerySet[Any], day: str) -> QuerySet[Any]:
    """The oldest few. A sorted part cannot stand in a union, so its keys are asked for instead."""
    model: type[Model] = rows.model
    keys = rows.order_by(day, "pk").values("pk")[: CAP + 1]
    return model._default_manager.filter(pk__in=keys)


def _rows(
    rows: QuerySet[Any],
    source: Any,
    day: Any,
    detail: Any = "",
    *,
    path: str = "episode__",
) -> QuerySet[Any, Any]:
    """The columns that every source gives."""
    return (
        rows.order_by()
        .annotate(
            due_source=_text(source), due_day=day, due_detail=_text(detail),
            due_row=F("uid"),
            due_episode=F(f"{path}uid"), due_patient=F(f"{path}patient__uid"),
            due_code=F(f"{path}patient__code"),
            due_organisation=Cast(F(f"{path}organisation__uid"), UUIDField()),
        )
        .values_list(
            "due_source", "due_day", "due_detail", "due_row", "due_episode", "due_patient",
            "due_code", "due_organisation",
        )
    )  # fmt: skip


def _text(value: Any) -> Any:
    column = Value(value) if isinstance(value, str) else value
    return Cast(column, CharField())
