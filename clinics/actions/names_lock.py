"""Locking all names in danger, and unlocking them. Care goes on by code; nothing is deleted.

The vault has one set of keys: locking them takes the names away from every clinic that works with
this installation, and anyone of them who may lock may also unlock.
"""

from django.db import transaction

from clinics.choices import LockReason
from kernel import audit
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from vault import api as vault


def lock_names(*, at: Organisation, reason: str, by: User) -> None:
    """Lock all names. Safe to repeat: every call leaves its trace.

    The keys go first: in danger, nothing that fails afterwards may keep names readable. The vault
    writes its own event; that of the clinic says why.

    Raises:
        NotPermitted: `by` may not lock here.
        ValueError: `reason` is none of `LockReason`.
    """
    require(by, Permission.VAULT_LOCK, at=at)
    why = LockReason(reason)
    vault.lock(_context(at, by))
    audit.record(
        audit.Event.NAMES_LOCKED, by=by, action=AuditAction.KEY, organisation=at, target=at,
        reason_code=why,
    )  # fmt: skip


@transaction.atomic(durable=True)
def unlock_names(*, at: Organisation, by: User) -> None:
    """Unlock all names; not without a trace of who did.

    Raises:
        NotPermitted: `by` may not unlock here.
        vault.Locked: the keys themselves are not there.
    """
    require(by, Permission.VAULT_LOCK, at=at)
    audit.record(
        audit.Event.NAMES_UNLOCKED, by=by, action=AuditAction.KEY, organisation=at, target=at
    )
    vault.unlock(_context(at, by))


def _context(at: Organisation, by: User) -> vault.Context:
    return vault.Context(by=by, organisation=at, purpose=vault.Purpose.EMERGENCY)
