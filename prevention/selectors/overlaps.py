"""Whether two later waves, linked to one first wave, would together tell of single people.

Each shows what its linked people answered before. Where the people of one are those of the other
but for a few, the difference of the two figures is the answer of those few. The wave that was
linked first shows it; a later one only where those few are nobody, or can be shown by themselves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prevention.choices import Gender, WaveKind
from prevention.models import Wave
from prevention.rules.outcomes import MOST_OTHERS, SIDES, Outcome
from prevention.rules.shares import LEAST_PEOPLE, Group
from prevention.selectors.answers import Floats, Links, Sheets, all_links, all_sheets


Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Overlap:
    """The people of a later wave beside those of the waves that were linked before it."""

    earlier: Sheets
    own: tuple[Sheets, Links]
    others: tuple[tuple[Sheets, Links], ...]

    def is_told_apart(self, outcome: Outcome) -> bool:
        """Whether answers before may be shown of this wave, too."""
        before = outcome.of(self.earlier.values[outcome.question.code])
        mine = self._answered(self.own, outcome, before)
        return all(
            self._are_apart(mine, self._answered(other, outcome, before), outcome, before)
            for other in self.others
            if outcome.question.code in other[0].values
        )

    def _answered(self, who: tuple[Sheets, Links], outcome: Outcome, before: Floats) -> Flags:
        """Who is linked and answered both times, at their place in the first wave."""
        later, links = who
        code = outcome.question.code
        after = later.values.get(code, np.full(later.count, np.nan))
        flags = np.zeros(self.earlier.count, dtype=bool)
        flags[links.earlier[~np.isnan(after[links.later])]] = True
        found: Flags = flags & ~np.isnan(before)
        return found

    def _are_apart(self, one: Flags, other: Flags, outcome: Outcome, before: Floats) -> bool:
        is_stated = np.isin(self.earlier.gender, [Gender.GIRL, Gender.BOY])
        if any(part.any() and is_stated[part].mean() < MOST_OTHERS for part in (one, other)):
            kinds = [np.ones(self.earlier.count, dtype=bool)]
        else:
            kinds = [self.earlier.gender == gender for gender in (Gender.GIRL, Gender.BOY)]
        return all(
            _is_nobody_or_safe(before[part & kind & (self.earlier.arm == arm)], outcome)
            for part in (one & ~other, other & ~one)
            for kind in kinds
            for arm in SIDES
        )


def linked_before(wave: Wave, study: Iterable[Wave]) -> list[Wave]:
    """The later waves of a study that were linked before this one."""
    return [
        other
        for other in study
        if other.kind != WaveKind.PRE and other.linked_at and wave.linked_at
        and (other.linked_at, other.pk) < (wave.linked_at, wave.pk)
    ]  # fmt: skip


def overlap_of(wave: Wave, earlier: Sheets, later: Sheets, links: Links) -> Overlap:
    """The waves of the study that were linked before this one; none where it was the first."""
    rows = Wave.objects.filter(implementation=wave.implementation_id, linked_at__isnull=False)
    others = all_sheets(linked_before(wave, rows.select_related("questionnaire")))
    return overlap_among(earlier, (later, links), others, all_links(earlier, others))


def overlap_among(
    earlier: Sheets, own: tuple[Sheets, Links], others: Mapping[int, Sheets],
    links: Mapping[int, Links],
) -> Overlap:  # fmt: skip
    """The same of what was read already."""
    return Overlap(earlier, own, tuple((others[each], links[each]) for each in others))


def _is_nobody_or_safe(values: Floats, outcome: Outcome) -> bool:
    if not len(values):
        return True
    if not outcome.is_share:
        return len(values) >= LEAST_PEOPLE
    return Group(len(values), int(values.sum())).is_safe
