"""The way of an episode from referral to follow-up, as the steps that the page draws."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinics.models import Episode, EpisodeStep
from clinics.vocabulary import (
    DischargeReason,
    EpisodeState,
    NotAdmittedReason,
    ReferralSource,
)


S = EpisodeState
WAY = (S.REFERRAL, S.WAITING, S.ASSESSMENT, S.ADMITTED, S.IN_TREATMENT, S.INTERRUPTED,
       S.DISCHARGED, S.FOLLOW_UP)  # fmt: skip
FIRST_DAY, LATER_DAY = "SHORT_DATE_FORMAT", "MONTH_DAY_FORMAT"
DETOURS = frozenset({S.WAITING, S.INTERRUPTED})
"""Shown only to those who came this way."""


@dataclass(frozen=True)
class Step:
    """One step as `ui/_steps.html` draws it."""

    label: str
    detail: str
    state: str


WRITTEN = (S.WAITING, S.INTERRUPTED, S.FOLLOW_UP, S.CLOSED, S.VOIDED)
"""States whose day stands in the steps alone; an episode keeps those of all others."""


def with_step_days(episodes: QuerySet[Episode]) -> QuerySet[Episode]:
    """Let each episode bring the days of its steps: one query instead of two."""
    steps = EpisodeStep.objects.filter(episode=OuterRef("pk")).order_by("-pk")
    return episodes.annotate(
        **{
            _column(state): Subquery(steps.filter(target=state).values("on")[:1])
            for state in WRITTEN
        }
    )


def _column(state: S) -> str:
    return f"step_{state.lower()}_on"


def steps_of(episode: Episode) -> list[Step]:
    """Every step of an episode that came `with_step_days`: passed, current, ahead or skipped."""
    current = S(episode.state)
    dates = _dates(episode)
    if current in (S.CLOSED_NOT_ADMITTED, S.VOIDED):
        return _ended_early(episode, current, dates)
    place = WAY.index(S.FOLLOW_UP if current is S.CLOSED else current)
    steps = []
    for position, state in enumerate(WAY):
        was_waiting = state is S.WAITING and state in dates
        if state in DETOURS and state is not current and not was_waiting:
            continue
        standing = "ahead" if position > place else "passed"
        if position == place and current is not S.CLOSED:
            standing = "current"
        elif standing == "passed" and state not in dates:
            standing = "skipped"
        steps.append(Step(str(state.label), _detail(episode, state, dates), standing))
    return steps


def _ended_early(episode: Episode, current: S, dates: dict[S, date]) -> list[Step]:
    passed = [
        Step(str(state.label), _detail(episode, state, dates), "passed")
        for state in (S.REFERRAL, S.WAITING, S.ASSESSMENT)
        if state in dates
    ]
    return [*passed, Step(str(current.label), _detail(episode, current, dates), "current")]


def _dates(episode: Episode) -> dict[S, date]:
    """When each state was reached, as far as that is known."""
    written = {state: getattr(episode, _column(state)) for state in WRITTEN}
    known = {state: day for state, day in written.items() if day}
    own = {
        S.REFERRAL: episode.referred_on,
        S.ASSESSMENT: episode.assessed_on,
        S.ADMITTED: episode.admitted_on,
        S.IN_TREATMENT: episode.started_on,
        S.DISCHARGED: episode.ended_on if episode.discharge_reason else None,
        S.CLOSED_NOT_ADMITTED: episode.ended_on if episode.not_admitted_reason else None,
    }
    return known | {state: day for state, day in own.items() if day}


def _detail(episode: Episode, state: S, dates: dict[S, date]) -> str:
    day = dates.get(state)
    parts = [date_format(day, FIRST_DAY if state is S.REFERRAL else LATER_DAY)] if day else []
    if state is S.REFERRAL and episode.referral_source:
        parts.append(str(ReferralSource(episode.referral_source).label))
    if state is S.DISCHARGED and episode.discharge_reason:
        parts.append(str(DischargeReason(episode.discharge_reason).label))
    if state is S.CLOSED_NOT_ADMITTED and episode.not_admitted_reason:
        parts.append(str(NotAdmittedReason(episode.not_admitted_reason).label))
    if state is S.ASSESSMENT and day and day > episode.referred_on:
        parts.append(_("after %(days)s days") % {"days": (day - episode.referred_on).days})
    return ", ".join(parts)
