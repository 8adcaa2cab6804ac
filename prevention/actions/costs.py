"""What an implementation cost."""

from typing import Any

from django.db import transaction

from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from prevention.actions._rows import lock, store
from prevention.models import Cost, Implementation
from prevention.policies.plans import check_goes_on


COST_FIELDS = ("category", "amount", "currency", "on", "is_recurring", "is_in_kind", "note")


@transaction.atomic(durable=True)
def record_cost(*, run: Implementation, by: User, **fields: Any) -> Cost:
    """Write down a cost; `fields` are `COST_FIELDS`.

    Raises:
        NotPermitted, Over.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=run.organisation)
    run = lock(run)
    check_goes_on(run)
    cost = Cost(organisation=run.organisation, implementation=run, **fields)
    cost.clean_fields(exclude=("organisation", "implementation"))
    cost.save(force_insert=True)
    _note(cost, action=AuditAction.CREATE, by=by)
    return cost


@transaction.atomic(durable=True)
def change_cost(*, cost: Cost, row_version: int | None = None, by: User, **fields: Any) -> Cost:
    """Write a cost anew; nought takes it out of every sum.

    Raises:
        NotPermitted, Stale, Over.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=cost.organisation)
    cost = lock(cost, version=row_version)
    check_goes_on(cost.implementation)
    changed = [name for name in COST_FIELDS if getattr(cost, name) != fields[name]]
    for name in changed:
        setattr(cost, name, fields[name])
    cost.clean_fields(exclude=("organisation", "implementation"))
    store(cost, *changed)
    _note(cost, by=by, fields=changed)
    return cost


def _note(cost: Cost, *, by: User, action: AuditAction = AuditAction.UPDATE, **what: Any) -> None:
    audit.record(
        audit.Event.COST_RECORDED, by=by, action=action, organisation=cost.organisation,
        target=cost, object_uids=[cost.implementation.uid], **what,
    )  # fmt: skip
