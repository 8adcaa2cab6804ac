"""Linking two questionnaires of one person by their hashed codes (reference 5.3).

**Distance.** Elements are compared one by one: 0 when the fine hashes agree; 0.5 when only the
look-alike letters agree, when the digits of the day are exchanged, or when either side left the
element out; else 1. The distance is the sum. A look-alike costs the half that the reference gives
as partial credit, the same as the other slips in which the right answer still shows.

**Acceptance.** In three steps, at most 0, at most 1, at most 2: a pair is linked when each is the
only partner of the other within that distance among those still free, and their genders agree or
one is not stated. Ties stay unmatched: who has two partners within one step has them within the
next. Steps above 1 need a code of seven elements and fewer than 150 forms on either side; nothing
links above 2. A pair also needs five elements answered on both sides: three left out on either
side could otherwise pass for a slip.

**Scope.** First within the same group, then what is left within school and grade (somebody changed
class). Never between schools.

Rate of exact links .71, with one element differing .88: Grube 1989.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from prevention.choices import Gender
from prevention.rules.ratios import Ratio
from prevention.rules.sgic import HashedElement


RULE_VERSION = "sgic-1"
STEPS = (0, 1, 2)
HALVES = 2
"""Distances are counted in halves, so that they stay whole numbers."""
MISSED = 1
"""An element left out, a look-alike or exchanged digits: half a difference."""
OTHER = 2
FIRST_WIDE_STEP = 2
WIDE_ELEMENTS = 7
WIDE_BELOW = 150
LEAST_COMPARED = 5

Halves: TypeAlias = NDArray[np.int16]
Flags: TypeAlias = NDArray[np.bool_]


class Scope(StrEnum):
    """Among whom a partner was found or looked for last."""

    COHORT = "COHORT"
    GRADE = "GRADE"


class Reason(StrEnum):
    """Why a form has no partner."""

    AMBIGUOUS = "AMBIGUOUS"
    NO_PARTNER = "NO_PARTNER"
    INCOMPLETE = "INCOMPLETE"
    """Fewer than five elements were answered."""

    @property
    def label(self) -> Promise:
        """The reason in words."""
        return REASON_LABELS[self]


REASON_LABELS: dict[Reason, Promise] = {
    Reason.AMBIGUOUS: _("Several forms fit equally well"),
    Reason.NO_PARTNER: _("No form fits"),
    Reason.INCOMPLETE: _("Too little of the code was answered"),
}


@dataclass(frozen=True, eq=False)
class Form:
    """One filled-in questionnaire, without its answers."""

    uid: Hashable
    school: Hashable
    grade: Hashable
    cohort: Hashable
    gender: str
    code: tuple[HashedElement, ...]

    @property
    def answered(self) -> int:
        """How many elements of the code were answered."""
        return sum(bool(element.fine) for element in self.code)


@dataclass(frozen=True)
class Pair:
    """Two forms of one person."""

    earlier: Form
    later: Form
    distance: float
    scope: Scope


@dataclass(frozen=True)
class Unmatched:
    """A form without a partner."""

    form: Form
    is_earlier: bool
    reason: Reason


@dataclass(frozen=True)
class Linkage:
    """Everything that linking two waves gave."""

    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]
    rule_version: str = RULE_VERSION

    @property
    def by_distance(self) -> dict[float, int]:
        """Pairs per distance, smallest first; published with every result."""
        return dict(sorted(Counter(pair.distance for pair in self.pairs).items()))

    def match_rate(self, gender: str | None = None) -> Ratio:
        """Linked forms of the earlier wave per form of it; of `gender`, or of everybody (4.4)."""
        linked = [pair.earlier for pair in self.pairs]
        free = [each.form for each in self.unmatched if each.is_earlier]
        hits = sum(gender in {None, form.gender} for form in linked)
        return Ratio(hits, hits + sum(gender in {None, form.gender} for form in free))

    @property
    def match_rates(self) -> dict[str, Ratio]:
        """The match rate of each gender as the earlier form states it."""
        return {gender: self.match_rate(gender) for gender in Gender.values}


def link(earlier: Sequence[Form], later: Sequence[Form], *, furthest: int = 2) -> Linkage:
    """Link the forms of two waves; `furthest` 0 gives the sensitivity run.

    Raises:
        ValueError: the codes differ in length.
    """
    if len({len(form.code) for form in (*earlier, *later)}) > 1:
        message = "Codes of one study have the same number of elements."
        raise ValueError(message)
    search = _Search(earlier, later, furthest)
    for scope, block in (
        (Scope.COHORT, lambda form: (form.school, form.grade, form.cohort)),
        (Scope.GRADE, lambda form: (form.school, form.grade)),
    ):
        search.within(scope, block)
    return search.result()


def distance(earlier: Form, later: Form) -> float:
    """The distance of two codes, in elements."""
    halves, __ = _in_halves(_Codes.of([earlier], [later]), [earlier], [later])
    return int(halves[0, 0]) / HALVES


@dataclass(frozen=True)
class _Codes:
    """Hashes as whole numbers, the same number for the same hash; '' is 0."""

    numbers: dict[str, int]

    @classmethod
    def of(cls, *waves: Sequence[Form]) -> "_Codes":
        numbers = {"": 0}
        for wave in waves:
            for form in wave:
                for element in form.code:
                    for token in (element.fine, element.coarse, element.swapped):
                        numbers.setdefault(token, len(numbers))
        return cls(numbers)

    def table(self, forms: Sequence[Form]) -> NDArray[np.int64]:
        """Per form and element: fine, coarse, swapped."""
        rows = [
            [
                (self.numbers[each.fine], self.numbers[each.coarse], self.numbers[each.swapped])
                for each in form.code
            ]
            for form in forms
        ]
        return np.array(rows, dtype=np.int64).reshape(len(forms), -1, len(fields(HashedElement)))


def _in_halves(
    codes: _Codes, earlier: Sequence[Form], later: Sequence[Form]
) -> tuple[Halves, Halves]:
    """Distance in halves of every pair, and how many elements both answered."""
    first, second = codes.table(earlier), codes.table(later)
    total = np.zeros((len(earlier), len(later)), dtype=np.int16)
    compared = np.zeros_like(total)
    for position in range(first.shape[1]):
        fine, coarse, __ = first[:, position, :, None].transpose(1, 0, 2)
        other_fine, other_coarse, other_swapped = second[:, position].T
        is_known = (fine != 0) & (other_fine != 0)
        is_near = ((coarse == other_coarse) & (coarse != 0)) | (fine == other_swapped)
        costs = np.where(is_near | ~is_known, MISSED, OTHER)
        total += np.where(is_known & (fine == other_fine), 0, costs).astype(np.int16)
        compared += is_known
    return total, compared


class _Search:
    """The forms that are still free, narrowed scope by scope."""

    def __init__(self, earlier: Sequence[Form], later: Sequence[Form], furthest: int) -> None:
        self.codes = _Codes.of(earlier, later)
        self.furthest = furthest
        self.free = (dict.fromkeys(earlier), dict.fromkeys(later))
        self.tied: tuple[set[Form], set[Form]] = (set(), set())
        self.pairs: list[Pair] = []

    def within(self, scope: Scope, block: Callable[[Form], Hashable]) -> None:
        """Link what is free inside each block, and note who had several partners."""
        first, second = (_blocks(free, block) for free in self.free)
        for key, forms in first.items():
            if key in second:
                self._link_block(scope, forms, second[key])

    def _link_block(self, scope: Scope, earlier: list[Form], later: list[Form]) -> None:
        halves, compared = _in_halves(self.codes, earlier, later)
        is_possible = (compared >= LEAST_COMPARED) & _genders_agree(earlier, later)
        is_wide = len(earlier[0].code) >= WIDE_ELEMENTS and max(halves.shape) < WIDE_BELOW
        for step in STEPS:
            if step <= self.furthest and (step < FIRST_WIDE_STEP or is_wide):
                near = is_possible & (halves <= step * HALVES)
                for row, column in _only_partners(near):
                    distance = int(halves[row, column]) / HALVES
                    self._accept(Pair(earlier[row], later[column], distance, scope))
                    is_possible[row, :] = is_possible[:, column] = False
                self._note_ties(earlier, later, is_possible & (halves <= step * HALVES))

    def _accept(self, pair: Pair) -> None:
        self.pairs.append(pair)
        del self.free[0][pair.earlier], self.free[1][pair.later]

    def _note_ties(self, earlier: list[Form], later: list[Form], near: Flags) -> None:
        self.tied[0].update(earlier[row] for row in np.flatnonzero(near.any(axis=1)))
        self.tied[1].update(later[column] for column in np.flatnonzero(near.any(axis=0)))

    def result(self) -> Linkage:
        """The pairs, and everybody else with the reason."""
        unmatched = [
            Unmatched(form, is_earlier, self._reason(form, tied))
            for is_earlier, free, tied in (
                (True, self.free[0], self.tied[0]),
                (False, self.free[1], self.tied[1]),
            )
            for form in free
        ]
        return Linkage(tuple(self.pairs), tuple(unmatched))

    @staticmethod
    def _reason(form: Form, tied: set[Form]) -> Reason:
        if form in tied:
            return Reason.AMBIGUOUS
        return Reason.INCOMPLETE if form.answered < LEAST_COMPARED else Reason.NO_PARTNER


def _blocks(forms: Iterable[Form], block: Callable[[Form], Hashable]) -> dict[Hashable, list[Form]]:
    found: dict[Hashable, list[Form]] = defaultdict(list)
    for form in forms:
        found[block(form)].append(form)
    return found


def _genders_agree(earlier: Sequence[Form], later: Sequence[Form]) -> Flags:
    """Which pairs have one gender; not stated, which other is too, agrees with every gender."""
    first, second = (
        np.array([gender if gender in {Gender.GIRL, Gender.BOY} else "" for gender in genders])
        for genders in ([form.gender for form in earlier], [form.gender for form in later])
    )
    agree: Flags = (first[:, None] == second) | (first[:, None] == "") | (second == "")
    return agree


def _only_partners(near: Flags) -> list[tuple[int, int]]:
    """Rows and columns that are each other's only partner."""
    is_alone = (near.sum(axis=1) == 1)[:, None] & (near.sum(axis=0) == 1)
    return [(int(row), int(column)) for row, column in np.argwhere(near & is_alone)]
