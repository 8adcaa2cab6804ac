"""Withdrawing a release: nobody shall use it any more. It stays in the registry and its memory."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from analytics.actions.reading import require_figures
from analytics.models import ProgrammeRelease, Release
from analytics.vocabulary import ReleaseState, WithdrawalReason
from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction


Stored = TypeVar("Stored", Release, ProgrammeRelease)


class AlreadyWithdrawn(Refused):
    """The release was withdrawn before."""

    code = "already-withdrawn"


@transaction.atomic(durable=True)
def withdraw_release(*, release: Stored, reason: str, by: User, at: datetime) -> Stored:
    """Take a release out of use, for one of `WithdrawalReason`; the release as it stands then.

    One of treatment, or one of programmes. Its files cannot be taken any more and it is listed with
    the reason. What readers hold already stays known to them: later releases are protected together
    with it, and the same records keep the values that it published. The period can be compiled
    anew.

    Raises:
        NotPermitted: these are not figures that `by` may see.
        AlreadyWithdrawn: it was withdrawn before.
        ValueError: `reason` is none of `WithdrawalReason`.
    """
    require_figures(release, by=by)
    held: Stored = type(release)._default_manager.select_for_update().get(pk=release.pk)
    if held.is_withdrawn:
        raise AlreadyWithdrawn(
            _("%(label)s was withdrawn already.") % {"label": release.vintage.label}
        )
    held.state = ReleaseState.WITHDRAWN
    held.withdrawal_reason = WithdrawalReason(reason)
    held.withdrawn_at, held.withdrawn_by = at, by
    held.save(update_fields=["state", "withdrawal_reason", "withdrawn_at", "withdrawn_by"])
    audit.record(
        audit.Event.RELEASE_WITHDRAWN,
        by=by,
        action=AuditAction.UPDATE,
        target=held,
        organisation=release.vintage.organisation,
        reason_code=held.withdrawal_reason,
        label=release.vintage.label,
    )
    return held
