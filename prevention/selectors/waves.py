"""Waves and how far they are: counts, never an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from kernel.models import User
from kernel.permissions import Permission, has_permission, organisations_where
from prevention.choices import AnswerSource, CohortStatus, EnrolmentMode, WaveStatus
from prevention.models import Cohort, Implementation, Questionnaire, Response, Wave, WaveDay
from prevention.policies.waves import ENDED, has_ended
from prevention.rules.waves import TOO_SMALL
from prevention.selectors.roots import managed_runs, visible_waves


@dataclass(frozen=True)
class WaveLine:
    """A wave in the list, with how many have answered."""

    wave: Wave
    answered: int


@dataclass(frozen=True)
class Acts:
    """What the viewer may do with a wave now."""

    manage: bool
    enter: bool
    plan: bool
    open: bool
    close: bool
    count: bool


@dataclass(frozen=True)
class GroupLine:
    """A group in a wave: who was there, how many have answered, whether its link lives."""

    cohort: Cohort
    size: int
    day: WaveDay | None
    paper: int
    device: int
    other: int
    is_linked: bool

    @property
    def answered(self) -> int:
        """How many questionnaires came in."""
        return self.paper + self.device + self.other

    @property
    def is_small(self) -> bool:
        """Whether no result of this group can ever be shown."""
        return self.size < TOO_SMALL

    @property
    def is_over(self) -> bool:
        """Whether more answered than were there and wanted to."""
        if self.day is None or self.day.present is None:
            return False
        return self.answered > self.day.present - (self.day.refused or 0)


def managed_waves(*, viewer: User) -> QuerySet[Wave]:
    """Waves of organisations whose programmes the viewer manages."""
    held = organisations_where(viewer, Permission.PROGRAMME_MANAGE)
    return visible_waves(viewer=viewer).filter(organisation__in=held)


def entered_waves(*, viewer: User) -> QuerySet[Wave]:
    """Waves of organisations for which the viewer types questionnaires in."""
    held = organisations_where(viewer, Permission.SURVEY_ENTER)
    return visible_waves(viewer=viewer).filter(organisation__in=held)


def cohorts_asked(wave: Wave) -> QuerySet[Cohort]:
    """The groups of a wave that the viewer has found already."""
    cohorts = Cohort.objects.filter(implementation=wave.implementation_id)
    return cohorts.exclude(status=CohortStatus.DISSOLVED).select_related("site")


def wave_lines(waves: Sequence[Wave]) -> list[WaveLine]:
    """The waves of a page, each with its number of responses, in one query."""
    counted = dict(
        Response.objects.filter(wave__in=[wave.pk for wave in waves])
        .values_list("wave")
        .annotate(n=Count("pk"))
    )
    return [WaveLine(wave, counted.get(wave.pk, 0)) for wave in waves]


def acts_on(wave: Wave, *, viewer: User) -> Acts:
    """What the viewer's role and the wave's state allow."""
    manages = has_permission(viewer, Permission.PROGRAMME_MANAGE, at=wave.organisation)
    enters = has_permission(viewer, Permission.SURVEY_ENTER, at=wave.organisation)
    is_open = wave.status == WaveStatus.OPEN
    has_not_ended = not has_ended(wave.implementation, kind=wave.kind)
    is_draft = wave.status == WaveStatus.DRAFT and has_not_ended
    return Acts(
        manage=manages,
        enter=enters and is_open,
        plan=manages and is_draft,
        open=manages and is_draft,
        close=manages and is_open,
        count=manages and wave.status in {WaveStatus.OPEN, WaveStatus.CLOSED} and has_not_ended,
    )


def group_lines(wave: Wave, *, at: datetime) -> list[GroupLine]:
    """The groups of a wave with their counts; three queries however many there are."""
    cohorts = list(
        cohorts_asked(wave).annotate(enrolled=Count("participants", filter=Q(
            participants__left_on=None
        )))
    )  # fmt: skip
    days = {day.cohort_id: day for day in WaveDay.objects.filter(wave=wave)}
    counted: dict[tuple[int, str], int] = {
        (cohort, source): n
        for cohort, source, n in Response.objects.filter(wave=wave)
        .values_list("cohort", "source")
        .annotate(n=Count("pk"))
    }
    return [_line(each, days.get(each.pk), counted, at=at) for each in cohorts]


def size_of(cohort: Cohort) -> int:
    """How many people a group has: its register, or its head count."""
    if cohort.mode == EnrolmentMode.NAMED:
        return cohort.participants.filter(left_on=None).count()
    return cohort.girls + cohort.boys + cohort.others


def day_of(wave: Wave, cohort: Cohort) -> WaveDay | None:
    """What was counted of a group; None when nothing was yet."""
    return WaveDay.objects.filter(wave=wave, cohort=cohort).first()


def plannable_runs(*, viewer: User) -> QuerySet[Implementation]:
    """Implementations for which the viewer may plan a wave."""
    return managed_runs(viewer=viewer).exclude(status__in=ENDED)


def questionnaires_for(*, organisations: Sequence[int]) -> QuerySet[Questionnaire]:
    """Questionnaires in use: those of all, and those of these organisations."""
    mine = Q(organisation=None) | Q(organisation__in=organisations)
    return Questionnaire.objects.filter(mine, retired_at=None).order_by("title", "language")


def paper_count(wave: Wave, cohort: Cohort) -> int:
    """How many sheets of a group were typed in: a count is all that is shown of them."""
    return Response.objects.filter(wave=wave, cohort=cohort, source=AnswerSource.PAPER).count()


def has_sheet(wave: Wave, cohort: Cohort, token: UUID) -> bool:
    """Whether answers without a code yet were typed in under this token."""
    return Response.objects.filter(
        wave=wave, cohort=cohort, entry_token=token, source=AnswerSource.PAPER, code=None
    ).exists()


def _line(
    cohort: Cohort, day: WaveDay | None, counted: dict[tuple[int, str], int], *, at: datetime
) -> GroupLine:
    is_named = cohort.mode == EnrolmentMode.NAMED
    enrolled: int = cohort.enrolled  # type: ignore[attr-defined] # annotated above
    size = enrolled if is_named else cohort.girls + cohort.boys + cohort.others
    ends = day.token_ends_at if day else None
    paper, device, imported = (
        counted.get((cohort.pk, source), 0)
        for source in (AnswerSource.PAPER, AnswerSource.DEVICE, AnswerSource.IMPORT)
    )
    return GroupLine(
        cohort, size, day, paper, device, imported,
        is_linked=bool(day and day.token_hash and ends and ends > at),
    )  # fmt: skip
