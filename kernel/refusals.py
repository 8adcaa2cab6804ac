"""Who tries what is not theirs leaves a trace."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from kernel import audit
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction


@transaction.atomic(durable=True)
def tell_refusal(
    *,
    outcome: str,
    act: str,
    uids: Iterable[UUID],
    object_type: str = "",
    organisation: Organisation | None = None,
    by: User,
) -> None:
    """Write that `by` tried what is not theirs. `uids` are those of the address, existing or not.

    It stands apart from the transaction of the act, which was undone.
    """
    audit.record(
        audit.Event.ACCESS_REFUSED,
        by=by,
        action=AuditAction.FAIL,
        organisation=organisation,
        object_type=object_type,
        object_uids=dict.fromkeys(uids),
        outcome=outcome,
        act=act,
    )
