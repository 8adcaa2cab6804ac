"""How far an order is, as the steps of the house's component."""

from datetime import datetime, timedelta

from analytics.models import Compilation
from analytics.vocabulary import CompilationState, Step


UNDER_WAY = (CompilationState.QUEUED, CompilationState.RUNNING)


def steps_of(order: Compilation) -> list[dict[str, str]]:
    """Every step in order: passed, current or ahead. An order that ended in vain stopped at one."""
    steps = list(Step)
    here = steps.index(Step(order.step))
    return [
        {"label": str(step.label), "detail": "", "state": _state(order, place, here)}
        for place, step in enumerate(steps)
    ]


def _state(order: Compilation, place: int, here: int) -> str:
    if order.state == CompilationState.STORED or place < here:
        return "passed"
    if order.state == CompilationState.QUEUED or place > here:
        return "ahead"
    return "current"


def is_watched(order: Compilation, *, now: datetime, patience: timedelta) -> bool:
    """Whether a page goes on asking: while work is under way and its worker has spoken lately.

    Each question counts as use of the session, so a page that waits for a worker that is dead
    would hold an unattended computer open for ever.
    """
    return order.state in UNDER_WAY and now - order.touched_at < patience
