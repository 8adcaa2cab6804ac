"""An observer's fidelity list of a session: a second rater, kept apart from the first."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.models import User
from prevention.actions._fidelity import Rated, rate
from prevention.actions._rows import Stale
from prevention.actions._sessions import locked_session, require_theirs, require_unlocked
from prevention.choices import Rater, SessionStatus
from prevention.models import Fidelity, Session
from prevention.policies.sessions import NotNow, NotPossible, check_goes_on_for
from prevention.selectors.sessions import may_read_observed


@transaction.atomic(durable=True)
def observe_session(
    *, session: Session, rated: Rated, list_version: int | None, on: date, by: User
) -> Fidelity:
    """Write what an observer saw; `list_version` is that of their list on the page, if any.

    Raises:
        NotPermitted: neither manager nor facilitator of the group.
        NotPossible: `by` delivered the session, a line has no answer, or the list is another
            observer's and `by` no manager.
        NotNow: the session was not delivered, or its results are frozen.
        Over, Locked.
        Stale: another observer has written a list meanwhile.
    """
    require_theirs(by, session.cohort)
    session = locked_session(session)
    if session.status != SessionStatus.DELIVERED:
        raise NotNow(_("The session is not recorded yet. Let the facilitator record it first."))
    check_goes_on_for(session)
    require_unlocked(by, session, on=on)
    check_did_not_deliver(session, by=by)
    found = session.fidelity.filter(rater=Rater.OBSERVER).first()
    if found is not None and not may_read_observed(found, viewer=by):
        raise NotPossible(
            _("Another observer has filled in this list. Only they and the manager of the programme"
              " change it.")
        )  # fmt: skip
    if (found.version if found else None) != list_version:
        raise Stale(_("Somebody else changed this meanwhile. Look at both versions and choose."))
    return rate(session, Rater.OBSERVER, rated, by=by)


def check_did_not_deliver(session: Session, *, by: User) -> None:
    """Refuse a list from the person whom it is about.

    Raises:
        NotPossible.
    """
    if session.facilitators.filter(user=by).exists():
        raise NotPossible(_("You delivered this session yourself: somebody else observes it."))
