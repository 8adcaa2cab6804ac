"""When a session can be planned, recorded and corrected."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kernel.errors import NeedsConfirmation, Refused
from prevention.choices import CohortStatus, ImplementationStatus, SessionStatus
from prevention.models import Cohort, Implementation, Session
from prevention.models.sessions import LOCKED_AFTER
from prevention.policies.plans import check_goes_on


PLANNABLE = (
    ImplementationStatus.PLANNED, ImplementationStatus.READY, ImplementationStatus.RUNNING,
    ImplementationStatus.SUSPENDED,
)  # fmt: skip
RECORDABLE = (ImplementationStatus.READY, ImplementationStatus.RUNNING)
CORRECTABLE = (*RECORDABLE, ImplementationStatus.SUSPENDED, ImplementationStatus.DELIVERED)
"""Until the results are frozen."""
MOST_OF_ELIGIBLE = 2
"""More than twice as many as could take part is a slip of the finger (section 9.1)."""

NEAR = timedelta(days=366)


class NotNow(Refused):
    """The implementation, the group or the session is not in a state for this."""

    code = "not-now"


class Locked(Refused):
    """The session, or its day, is the manager's alone by now."""

    code = "locked"


class NotPossible(Refused):
    """What was typed cannot be so."""

    code = "not-possible"


@dataclass(frozen=True)
class Unlikely:
    """A warning that somebody can call right."""

    code: str
    message: str
    fields: tuple[str, ...] = ("on",)


def is_locked(session: Session, *, on: date) -> bool:
    """Whether a delivered session is the manager's alone by now.

    The days are counted from the session or from its first entry, whichever was earlier.
    """
    if session.status != SessionStatus.DELIVERED:
        return False
    known = [session.on]
    if session.entered_at is not None:
        known.append(timezone.localdate(session.entered_at))
    return on > min(known) + LOCKED_AFTER


def check_keeps_day(session: Session, on: date, *, manages: bool) -> None:
    """Refuse another day for a session that is told already, except to a manager.

    Raises:
        Locked.
    """
    if session.status == SessionStatus.DELIVERED and on != session.on and not manages:
        raise Locked(
            _("The day of a delivered session is changed by the manager of the programme. Leave it,"
              " and tell the manager the right day.")
        )  # fmt: skip


def check_can_plan(cohort: Cohort) -> None:
    """Refuse to plan for a group or an implementation that is over.

    Raises:
        NotNow.
    """
    if cohort.implementation.status not in PLANNABLE:
        raise NotNow(
            _("%(group)s: the implementation is “%(status)s”, nothing more is planned in it.")
            % {"group": cohort.label, "status": cohort.implementation.get_status_display()}
        )
    if cohort.status in (CohortStatus.COMPLETED, CohortStatus.DISSOLVED):
        raise NotNow(
            _("%(group)s: the group is “%(status)s”. Choose another group.")
            % {"group": cohort.label, "status": cohort.get_status_display()}
        )


def check_can_record(session: Session) -> None:
    """Refuse to tell what happened where nothing can have happened, or where all is frozen.

    Raises:
        NotNow.
    """
    run: Implementation = session.cohort.implementation
    if session.status == SessionStatus.CANCELLED:
        raise NotNow(_("This session was cancelled. If it took place after all, add a session."))
    is_new = session.status == SessionStatus.SCHEDULED
    if run.status not in (RECORDABLE if is_new else CORRECTABLE):
        raise NotNow(
            _("The implementation is “%(status)s”: sessions are recorded while it is ready or"
              " running. Ask the manager of the programme to move it on.")
            % {"status": run.get_status_display()}
        )  # fmt: skip


def check_goes_on_for(session: Session) -> None:
    """Refuse to add to a session of what has ended, or to a told one whose results are frozen.

    Raises:
        Over, NotNow.
    """
    run: Implementation = session.cohort.implementation
    check_goes_on(run)
    if session.status == SessionStatus.DELIVERED and run.status not in CORRECTABLE:
        raise NotNow(
            _("The implementation is “%(status)s”: nothing is added to its sessions any more.")
            % {"status": run.get_status_display()}
        )


def check_scheduled(session: Session) -> None:
    """Refuse to move or cancel what is not merely planned, or what has ended.

    Raises:
        Over, NotNow.
    """
    check_goes_on(session.cohort.implementation)
    if session.status != SessionStatus.SCHEDULED:
        raise NotNow(
            _("This session is “%(status)s”: only a planned one can be moved or cancelled.")
            % {"status": session.get_status_display()}
        )


def check_day(on: date, *, run: Implementation, today: date, confirmed: Collection[str]) -> None:
    """Refuse a day that has not come; ask about one outside the implementation.

    Raises:
        NotPossible, NeedsConfirmation.
    """
    if on > today:
        raise NotPossible(
            _("%(day)s has not come yet. Record a session when it is over.")
            % {"day": date_format(on, "SHORT_DATE_FORMAT")}
        )
    outside = not run.starts_on <= on <= run.ends_on
    if outside and "S01" not in confirmed:
        period = {
            "day": date_format(on, "SHORT_DATE_FORMAT"),
            "first": date_format(run.starts_on, "SHORT_DATE_FORMAT"),
            "last": date_format(run.ends_on, "SHORT_DATE_FORMAT"),
        }
        raise NeedsConfirmation([
            Unlikely(
                "S01",
                _("%(day)s lies outside the implementation, which goes from %(first)s to %(last)s.")
                % period,
            )
        ])  # fmt: skip


def check_near(day: date, *, run: Implementation) -> None:
    """Refuse to plan for a day that is years away from the implementation.

    Raises:
        NotPossible.
    """
    if not run.starts_on - NEAR <= day <= run.ends_on + NEAR:
        raise NotPossible(
            _("%(day)s is more than a year away from the implementation. Correct the year.")
            % {"day": date_format(day, "SHORT_DATE_FORMAT")}
        )


def check_counts(cohort: Cohort, *, girls: int, boys: int, others: int) -> None:
    """Refuse counts below nought, or more than twice the people who could take part.

    A group whose size nobody has stated has no such limit.

    Raises:
        NotPossible.
    """
    if min(girls, boys, others) < 0:
        raise NotPossible(_("A count cannot be below 0."))
    most = MOST_OF_ELIGIBLE * cohort.eligible
    if cohort.eligible and girls + boys + others > most:
        raise NotPossible(
            _("%(group)s has %(eligible)s people, and more than %(most)s cannot have come."
              " Correct the counts, or let the manager correct the size of the group.")
            % {"group": cohort.label, "eligible": cohort.eligible, "most": most}
        )  # fmt: skip
