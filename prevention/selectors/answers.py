"""Answered questionnaires of a wave as columns, one place a questionnaire.

For analysis only: nothing of this is shown as it is. What comes of it passes `rules.shares` and the
gates of `rules.outcomes`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias
from uuid import UUID

import numpy as np
from django.db.models import prefetch_related_objects
from numpy.typing import NDArray

from prevention.choices import CohortStatus
from prevention.models import Answer, Questionnaire, Response, ResponseLink, Wave
from prevention.rules.cleaning import Exclusion, Question, exclusions


Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Sheets:
    """The questionnaires of one wave; arrays have one place for each."""

    place: Mapping[UUID, int]
    """Where each response stands."""
    cohort: NDArray[np.int64]
    site: NDArray[np.int64]
    arm: NDArray[np.str_]
    gender: NDArray[np.str_]
    values: Mapping[str, Floats]
    questions: tuple[Question, ...]
    excluded: NDArray[np.str_]

    @property
    def count(self) -> int:
        """Questionnaires."""
        return len(self.place)

    @cached_property
    def is_valid(self) -> NDArray[np.bool_]:
        """Which of them are believed."""
        valid: NDArray[np.bool_] = self.excluded == ""
        return valid

    @property
    def left_out(self) -> dict[str, int]:
        """How many are not, by reason."""
        counted = Counter(self.excluded.tolist())
        return {reason.value: counted[reason.value] for reason in Exclusion}


def sheets_of(wave: Wave) -> Sheets:
    """All questionnaires of a wave but those of dissolved groups, in three queries."""
    return all_sheets([wave])[wave.pk]


def all_sheets(waves: Sequence[Wave]) -> dict[int, Sheets]:
    """The same of several waves by number, in three queries however many there are."""
    prefetch_related_objects(list(waves), "questionnaire__items")
    heads: dict[int, list[tuple]] = {wave.pk: [] for wave in waves}
    rows = (
        Response.objects.filter(wave__in=heads).exclude(cohort__status=CohortStatus.DISSOLVED)
        .order_by("pk")
        .values_list("wave", "pk", "cohort", "cohort__site", "cohort__arm", "gender")
    )  # fmt: skip
    for number, *head in rows:
        heads[number].append(tuple(head))
    places = {number: {head[0]: at for at, head in enumerate(own)} for number, own in heads.items()}
    questions = {wave.pk: questions_of(wave.questionnaire) for wave in waves}
    values = {
        number: {each.code: np.full(len(heads[number]), np.nan) for each in asked}
        for number, asked in questions.items()
    }
    answers = Answer.objects.filter(response__wave__in=heads).values_list(
        "response__wave", "response", "item__code", "value"
    )
    for number, response, code, value in answers.iterator():
        if code in values[number] and response in places[number]:
            values[number][code][places[number][response]] = value
    return {
        number: _sheets(own, places[number], values[number], questions[number])
        for number, own in heads.items()
    }


def _sheets(
    heads: list[tuple], place: Mapping[UUID, int], values: dict[str, Floats],
    questions: tuple[Question, ...],
) -> Sheets:  # fmt: skip
    columns = [list(column) for column in zip(*heads, strict=True)] or [[] for __ in range(5)]
    return Sheets(
        place,
        np.array(columns[1], dtype=np.int64), np.array(columns[2], dtype=np.int64),
        np.array(columns[3], dtype=str), np.array(columns[4], dtype=str),
        values, questions, exclusions(questions, values, count=len(heads)),
    )  # fmt: skip


def questions_of(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The questions of a questionnaire in their order."""
    return tuple(
        Question(
            item.code, item.text, item.role, item.kind,
            tuple(value for value, _text in item.options), item.positive_from, item.is_reversed,
        )
        for item in questionnaire.items.all()
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Links:
    """Places of the linked pairs in the sheets of both waves, and how far apart their codes are."""

    earlier: Places
    later: Places
    distance: Floats


def links_of(later_wave: Wave, earlier: Sheets, later: Sheets) -> Links:
    """The pairs of two waves of which both questionnaires are believed."""
    return all_links(earlier, {later_wave.pk: later})[later_wave.pk]


def all_links(earlier: Sheets, later: Mapping[int, Sheets]) -> dict[int, Links]:
    """The same of several later waves by number, in one query."""
    found: dict[int, list[tuple[int, int, float]]] = {number: [] for number in later}
    rows = ResponseLink.objects.filter(later_wave__in=found).values_list(
        "later_wave", "earlier", "later", "distance"
    )
    for number, one, other, distance in rows.order_by("later"):
        place = later[number].place
        if one in earlier.place and other in place:
            found[number].append((earlier.place[one], place[other], float(distance)))
    return {number: _links(pairs, earlier, later[number]) for number, pairs in found.items()}


def _links(pairs: list[tuple[int, int, float]], earlier: Sheets, later: Sheets) -> Links:
    kept = [pair for pair in pairs if earlier.is_valid[pair[0]] and later.is_valid[pair[1]]]
    first, second, apart = zip(*kept, strict=True) if kept else ((), (), ())
    return Links(
        np.array(first, dtype=np.intp), np.array(second, dtype=np.intp),
        np.array(apart, dtype=float),
    )  # fmt: skip
