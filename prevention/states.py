"""The lives of an implementation and of a group, as data.

What a move demands beyond its state is asked in `prevention.policies`.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prevention.choices import CohortStatus as C
from prevention.choices import ImplementationStatus as S


@dataclass(frozen=True)
class Move:
    """A permitted step: from which states, to which, and who takes it.

    Without `target` it leads back to where it was suspended from.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    verb: Promise
    explanation: Promise
    needs_reason: bool = False
    is_coordinators: bool = False


MOVES: tuple[Move, ...] = (
    Move(
        "ready", (S.PLANNED,), S.READY, _("Declare it ready"),
        _("Everything that it needs is there; the first session may be held."),
    ),
    Move(
        "begin", (S.READY,), S.RUNNING, pgettext_lazy("implementation", "Begin"),
        _("The first session has been delivered."),
    ),
    Move(
        "deliver", (S.RUNNING,), S.DELIVERED, _("Close delivery"),
        _("Every session was delivered, or cancelled with a reason."),
    ),
    Move(
        "evaluate", (S.DELIVERED,), S.EVALUATED, _("Close the evaluation"),
        _("The questionnaires after the last session are closed and the results are frozen."),
    ),
    Move(
        "accept", (S.EVALUATED,), S.REPORTED, _("Accept the report"),
        _("The report is accepted; nothing that it tells changes any more. Questionnaires six and "
          "twelve months later that are planned can still be asked: their results stand apart."),
        is_coordinators=True,
    ),
    Move(
        "suspend", (S.READY, S.RUNNING), S.SUSPENDED, _("Suspend"),
        _("No session is held until it is resumed. What was written stays."), needs_reason=True,
    ),
    Move(
        "resume", (S.SUSPENDED,), "", _("Resume"),
        _("It goes on where it was suspended."),
    ),
    Move(
        "cancel", (S.PLANNED, S.READY, S.RUNNING, S.SUSPENDED, S.DELIVERED, S.EVALUATED),
        S.CANCELLED, _("Cancel the implementation"),
        _("It ends here and is not counted as delivered. This cannot be taken back."),
        needs_reason=True,
    ),
)  # fmt: skip
BY_NAME = {move.name: move for move in MOVES}

COURSE = (S.PLANNED, S.READY, S.RUNNING, S.DELIVERED, S.EVALUATED, S.REPORTED)
"""The way that an implementation goes when nothing happens to it."""
ENDED = (S.REPORTED, S.CANCELLED)
"""Nothing changes any more."""


@dataclass(frozen=True)
class GroupMove:
    """A permitted step of a group."""

    name: str
    sources: tuple[str, ...]
    target: str
    verb: Promise
    is_grave: bool = False


GROUP_MOVES: tuple[GroupMove, ...] = (
    GroupMove("begin", (C.RECRUITING,), C.ACTIVE, _("The group begins")),
    GroupMove("complete", (C.ACTIVE,), C.COMPLETED, _("The group has finished")),
    GroupMove(
        "dissolve", (C.RECRUITING, C.ACTIVE), C.DISSOLVED, _("Dissolve the group"), is_grave=True
    ),
)
GROUPS_BY_NAME = {move.name: move for move in GROUP_MOVES}


def target_of(move: Move, *, suspended_from: str) -> str:
    """Where a move leads."""
    return move.target or suspended_from


def moves_from(status: str) -> tuple[Move, ...]:
    """The moves that a state allows."""
    return tuple(move for move in MOVES if status in move.sources)
