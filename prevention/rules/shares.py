"""Shares of small groups, so that nobody can be told from them (reference 5.4).

A share is shown of at least ten people of whom five have the trait and five have not: nothing and
everything are disclosures, too. Where a part cannot be shown, the other part is kept back with
it, for the whole less the one would tell the other; "below 5 %" of the other would, too. Below 5 %
and above 95 % only that is said, and only of a hundred people or more: of fewer, "below 5 %" could
mean one number alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


LEAST_PEOPLE = 10
LEAST_CELL = 5
LEAST_FOR_EDGE = 100
EDGE = 0.05
KEPT_BACK, BELOW, ABOVE, EMPTY = "kept-back", "below", "above", "empty"


@dataclass(frozen=True)
class Group:
    """People who answered, and those with the trait."""

    people: int
    positive: int

    @property
    def is_safe(self) -> bool:
        """Whether its share tells of nobody."""
        return (
            self.people >= LEAST_PEOPLE and LEAST_CELL <= self.positive <= self.people - LEAST_CELL
        )

    def __add__(self, other: "Group") -> "Group":
        return Group(self.people + other.people, self.positive + other.positive)


@dataclass(frozen=True)
class Mark:
    """What is shown: a whole per cent, or a word; `people` None where the size is kept back."""

    word: str = ""
    percent: int | None = None
    people: int | None = None

    @property
    def text(self) -> str:
        """As it is printed."""
        return {
            KEPT_BACK: _("kept back"), BELOW: "< 5 %", ABOVE: "> 95 %", EMPTY: "–",
        }.get(self.word, f"{self.percent} %")  # fmt: skip

    def content(self) -> dict[str, Any]:
        """As plain values."""
        return {"word": self.word, "percent": self.percent, "people": self.people}


def of_two(first: Group, second: Group) -> tuple[Mark, Mark, Mark]:
    """What is shown of two parts and of both together."""
    both = first + second
    parts = (first, second)
    if both.people < LEAST_PEOPLE:
        return (Mark(KEPT_BACK), Mark(KEPT_BACK), Mark(KEPT_BACK))
    are_sizes_safe = all(not part.people or part.people >= LEAST_PEOPLE for part in parts)
    are_safe = are_sizes_safe and all(not part.people or part.is_safe for part in parts)
    whole = _mark(both, is_shown=both.is_safe)
    if not are_sizes_safe:
        return (Mark(KEPT_BACK), Mark(KEPT_BACK), whole)
    shown = [_mark(part, is_shown=are_safe) for part in parts]
    if not are_safe and len({mark.word for mark in shown} - {EMPTY}) > 1:
        shown = [
            mark if mark.word == EMPTY else Mark(KEPT_BACK, people=mark.people) for mark in shown
        ]
    return (shown[0], shown[1], whole)


def of_one(group: Group) -> Mark:
    """What is shown of a group that is no part of another."""
    if group.people < LEAST_PEOPLE:
        return Mark(KEPT_BACK)
    return _mark(group, is_shown=group.is_safe)


def sizes(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Numbers of people by group: all of them, or none where one has fewer than ten but some."""
    if any(0 < count < LEAST_PEOPLE for count in counts.values()):
        return dict.fromkeys(counts)
    return dict(counts)


def _mark(group: Group, *, is_shown: bool) -> Mark:
    if not group.people:
        return Mark(EMPTY, people=0)
    share = group.positive / group.people
    if group.people >= LEAST_FOR_EDGE and share < EDGE:
        return Mark(BELOW, people=group.people)
    if group.people >= LEAST_FOR_EDGE and share > 1 - EDGE:
        return Mark(ABOVE, people=group.people)
    if not is_shown:
        return Mark(KEPT_BACK, people=group.people)
    return Mark(percent=round(100 * share), people=group.people)
