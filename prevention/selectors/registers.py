"""What belongs to a session that was found already: its register, its list, its facilitators."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from prevention.choices import SessionStatus
from prevention.models import Facilitator, FidelityItem, Participant, Session


def on_register(rows: QuerySet[Participant], *, on: date) -> QuerySet[Participant]:
    """The lines of a register that stand on a day: those who left later, or not at all."""
    return rows.filter(Q(left_on__isnull=True) | Q(left_on__gt=on)).order_by("number")


def register_of(session: Session, *, on: date) -> QuerySet[Participant]:
    """The lines of a session's register: those of the day, or those that were written down then.

    Once a session is told its register stays: who joined or left later changes nothing of it.
    """
    rows = session.cohort.participants.all()
    if session.status == SessionStatus.DELIVERED:
        return rows.filter(attendance__session=session).order_by("number")
    return on_register(rows, on=on)


def items_of(session: Session) -> QuerySet[FidelityItem]:
    """The lines of the fidelity list for this session: those of every session, and its own."""
    asked = Q(session__isnull=True)
    if session.plan is not None:
        asked |= Q(session=session.plan.number)
    version = session.cohort.implementation.programme_version_id
    return FidelityItem.objects.filter(asked, version=version).order_by("sort_order", "pk")


def leads_of(session: Session) -> list[Facilitator]:
    """Who may have delivered it: the facilitators of the group, and those named with it."""
    named = Q(cohorts=session.cohort_id, retired_at__isnull=True) | Q(sessions=session)
    return list(Facilitator.objects.filter(named).distinct().order_by("name", "pk"))


def in_words(row: Any, field: str = "text") -> str:
    """A text of the manual in the reader's language, where it is written in it."""
    russian = getattr(row, f"{field}_ru") if get_language() == "ru" else ""
    return str(russian or getattr(row, field))
