"""Answered questionnaires of a wave as columns, one place a questionnaire.

For analysis only: nothing of this is shown as it is. What comes of it passes `rules.shares` and the
gates of `rules.outcomes`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias
from uuid import UUID

import numpy as np
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
    heads = list(
        Response.objects.filter(wave=wave).exclude(cohort__status=CohortStatus.DISSOLVED)
        .order_by("pk").values_list("pk", "cohort", "cohort__site", "cohort__arm", "gender")
    )  # fmt: skip
    place = {head[0]: at for at, head in enumerate(heads)}
    questions = questions_of(wave.questionnaire)
    values = {each.code: np.full(len(heads), np.nan) for each in questions}
    answers = Answer.objects.filter(response__wave=wave).values_list(
        "response", "item__code", "value"
    )
    for response, code, value in answers.iterator():
        if code in values and response in place:
            values[code][place[response]] = value
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
    rows = ResponseLink.objects.filter(later_wave=later_wave).values_list(
        "earlier", "later", "distance"
    )
    found = [
        (earlier.place[one], later.place[other], float(distance))
        for one, other, distance in rows.order_by("later")
        if one in earlier.place and other in later.place
    ]
    kept = [pair for pair in found if earlier.is_valid[pair[0]] and later.is_valid[pair[1]]]
    first, second, apart = zip(*kept, strict=True) if kept else ((), (), ())
    return Links(
        np.array(first, dtype=np.intp), np.array(second, dtype=np.intp),
        np.array(apart, dtype=float),
    )  # fmt: skip
