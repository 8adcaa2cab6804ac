"""Steps that the acts on sessions share within one transaction."""

from datetime import date

from django.utils.translation import gettext as _

from kernel.models import User
from kernel.permissions import NotPermitted, Permission, has_permission, require
from prevention.actions._rows import lock
from prevention.models import Cohort, Session
from prevention.policies.sessions import Locked, is_locked


def require_theirs(by: User, cohort: Cohort) -> None:
    """Demand that `by` manages the organisation's programmes or delivers to this group.

    Raises:
        NotPermitted.
    """
    require(by, Permission.SESSION_DELIVER, at=cohort.organisation)
    if has_permission(by, Permission.PROGRAMME_MANAGE, at=cohort.organisation):
        return
    if not cohort.facilitators.filter(user=by, retired_at__isnull=True).exists():
        raise NotPermitted(_("This group is not yours. Ask the manager of the programme."))


def require_unlocked(by: User, session: Session, *, on: date) -> bool:
    """Whether a session is locked; only a manager goes on then.

    Raises:
        Locked: `by` is no manager.
    """
    locked = is_locked(session, on=on)
    if locked and not has_permission(by, Permission.PROGRAMME_MANAGE, at=session.organisation):
        raise Locked(
            _("The session is locked: it was delivered more than seven days ago. Tell the manager"
              " of the programme what has to be corrected.")
        )  # fmt: skip
    return locked


def locked_session(session: Session, *, version: int | None = None) -> Session:
    """The session as it is now, with its group and implementation, locked for this transaction.

    Raises:
        Stale.
    """
    fresh = lock(session, version=version)
    fresh.cohort = Cohort.objects.select_related("implementation", "organisation").get(
        pk=fresh.cohort_id
    )
    return fresh
