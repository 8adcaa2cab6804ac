"""What is due, from every part of the record, in one question to the database.

Each source names its few most urgent rows itself; the database puts them one below another. All
sources give the same columns, so that ten sources cost one query.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from clinics import states
from clinics.choices import InfectionResult, Urgency
from clinics.instruments import instruments
from clinics.models import Episode, InfectionTest, Measure, Plan, Triage
from clinics.vocabulary import EpisodeState, RecordState
from kernel.models import User
from kernel.permissions import Permission, organisations_where


CAP = 8
"""Rows of one source on the page; the rest is one tap away."""
UNSEEN_DAYS = 14
"""Days without a sign of a patient in treatment after which somebody asks."""
AWAITED_DAYS = 7
"""Days after which a result that has not come is asked for."""
SOONEST_REVIEW_DAYS = 89
"""Three months at their shortest: nothing measured later is due for a review."""
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
    first, *others = _sources(viewer, whose, today)
    return [Found(*row) for row in first.union(*others, all=True)]


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


def _sources(viewer: User, whose: str, today: date) -> Iterator[QuerySet[Any, Any]]:
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
    yield from _of_measures(episodes.filter(state__in=states.OPEN), today)


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


def _of_measures(episodes: QuerySet[Episode], today: date) -> Iterator[QuerySet[Episode, Any]]:
    """For each instrument that is repeated: who never had it, and who had it long ago."""
    begun = episodes.filter(started_on__isnull=False)
    for each in instruments():
        if not each.is_scheduled:
            continue
        done = Measure.objects.filter(episode=OuterRef("pk"), instrument=each.code, state=HOLDS)
        last = Subquery(done.order_by().values("episode").annotate(last=Max("on")).values("last"))
        never = begun.filter(~Exists(done), started_on__lte=today)
        yield _rows(_first(never, "started_on"), "entry", F("started_on"), each.code, path="")
        before = today - timedelta(days=SOONEST_REVIEW_DAYS)
        old = begun.annotate(last=last).filter(last__lte=before)
        yield _rows(_first(old, "last"), "review", last, each.code, path="")


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
