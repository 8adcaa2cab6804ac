"""Whose answers cannot be believed (reference 6.1): left out of every result, and counted.

Who claims a drug that does not exist, who left out more than half of the questions, and who
answered a whole block alike although one of its questions is turned round.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from prevention.choices import ItemKind, ItemRole


LEAST_ANSWERED = 0.5
LEAST_IN_BLOCK = 5
"""Questions on one scale that make a block."""
LONG_BLOCK = 10
"""A block in which no question is turned round tells something only when it is so long."""

Flags: TypeAlias = NDArray[np.bool_]
Values: TypeAlias = Mapping[str, NDArray[np.float64]]
"""Answers by the code of the question, one place a questionnaire; NaN where it was left out."""


class Exclusion(StrEnum):
    """Why a questionnaire is left out; the first that applies is counted."""

    OVERCLAIM = "OVERCLAIM"
    MISSING = "MISSING"
    STRAIGHT = "STRAIGHT"

    @property
    def label(self) -> Promise:
        """The reason in words."""
        return EXCLUSION_LABELS[self]


EXCLUSION_LABELS: dict[Exclusion, Promise] = {
    Exclusion.OVERCLAIM: _("Claimed a drug that does not exist"),
    Exclusion.MISSING: _("Left out more than half of the questions"),
    Exclusion.STRAIGHT: _("Answered a whole block of questions alike"),
}


@dataclass(frozen=True)
class Question:
    """A question as far as analysis asks."""

    code: str
    text: str = ""
    role: str = ItemRole.ITEM
    kind: str = ItemKind.CHOICE
    options: tuple[int, ...] = ()
    positive_from: int | None = None
    is_reversed: bool = False


def exclusions(questions: Sequence[Question], values: Values, *, count: int) -> NDArray[np.str_]:
    """Why each of `count` questionnaires is left out; '' where it is not."""
    found = np.full(count, "", dtype="U9")
    for reason, flags in (
        (Exclusion.STRAIGHT, _straight(questions, values, count)),
        (Exclusion.MISSING, _missing(questions, values, count)),
        (Exclusion.OVERCLAIM, _overclaims(questions, values, count)),
    ):
        found[flags] = reason.value
    return found


def _overclaims(questions: Sequence[Question], values: Values, count: int) -> Flags:
    flags = np.zeros(count, dtype=bool)
    for each in questions:
        if each.role == ItemRole.FICTITIOUS and each.code in values:
            least = 1 if each.positive_from is None else each.positive_from
            flags |= values[each.code] >= least
    return flags


def _missing(questions: Sequence[Question], values: Values, count: int) -> Flags:
    answered = np.zeros(count, dtype=int)
    for each in questions:
        if each.code in values:
            answered += ~np.isnan(values[each.code])
    flags: Flags = answered < LEAST_ANSWERED * len(questions)
    return flags


def _straight(questions: Sequence[Question], values: Values, count: int) -> Flags:
    """Questions about use never make a block: nobody who uses nothing would be left."""
    blocks: dict[tuple[int, ...], list[Question]] = defaultdict(list)
    for each in questions:
        if each.role == ItemRole.ITEM and each.kind == ItemKind.CHOICE and each.code in values:
            blocks[each.options].append(each)
    flags = np.zeros(count, dtype=bool)
    for block in blocks.values():
        least = LEAST_IN_BLOCK if any(each.is_reversed for each in block) else LONG_BLOCK
        if len(block) >= least:
            answers = np.array([values[each.code] for each in block])
            flags |= (answers == answers[0]).all(axis=0)
    return flags
