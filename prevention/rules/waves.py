"""The life of a wave, and what its days and dates must be (prevention reference 4.2)."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from prevention.choices import WaveKind, WaveStatus


class Step(NamedTuple):
    """A permitted step of a wave, with what must be true for it, in words."""

    source: WaveStatus
    target: WaveStatus
    guard: str


STEPS: tuple[Step, ...] = (
    Step(
        WaveStatus.DRAFT, WaveStatus.OPEN,
        "a day between its dates; primary outcome named and in the questionnaire; "
        "first wave: rules on consent entered and kept; later waves not before the last session",
    ),
    Step(WaveStatus.OPEN, WaveStatus.CLOSED, "links die, entry tokens are emptied"),
    Step(WaveStatus.CLOSED, WaveStatus.LINKED, "codes compared"),
    Step(WaveStatus.LINKED, WaveStatus.CODES_DESTROYED, "hashes deleted, key destroyed"),
)  # fmt: skip
"""Nothing leads back."""

LATER = (WaveKind.POST, WaveKind.FOLLOW_UP_6, WaveKind.FOLLOW_UP_12)
"""Waves that ask what became of it: never before the last session."""
FOLLOW_UPS = (WaveKind.FOLLOW_UP_6, WaveKind.FOLLOW_UP_12)
"""Waves that outlive the accepted report: they are asked months after delivery."""
TOO_SMALL = 10
"""Of a group with fewer linked pairs no result is ever shown."""
MOST = 2
"""How many times the size of a group may be counted on a day, until somebody has miscounted."""


def may_follow(source: str, target: str) -> bool:
    """Whether a wave may step from `source` to `target`."""
    return any((step.source, step.target) == (source, target) for step in STEPS)


def day_faults(
    *, present: int | None, absent: int | None, refused: int | None, size: int
) -> dict[str, str]:
    """What cannot be right about a group's day, by field. A size of 0 is not known."""
    found = {}
    if refused is not None and refused > (present or 0):
        found["refused"] = _("More did not want to than were present. Count them as present, too.")
    if size and (present or 0) + (absent or 0) > MOST * size:
        found["present"] = _(
            "That is more than twice the group, which has %(size)s. Correct the number, or the "
            "group."
        ) % {"size": size}
    return found


def date_fault(*, opens_on: date, closes_on: date) -> str:
    """What is wrong with the dates of a wave; empty when nothing is."""
    return _("It closes before it opens.") if closes_on < opens_on else ""
