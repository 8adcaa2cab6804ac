"""Who holds the keys: locking in danger, unlocking, rotating."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import audit
from kernel.audit import Event
from kernel.errors import Refused
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from vault import keyfiles, keys, sealing
from vault.context import Context, note
from vault.correction import reindex
from vault.keyfiles import KeyPurpose
from vault.models import BlindIndex, Person, VaultAuditEvent


BATCH = 200


class StillInUse(Refused):
    """Rows still depend on old keys."""

    code = "still-in-use"


def lock(ctx: Context) -> None:
    """Drop the keys in every process. Care goes on by code; nothing is deleted.

    The keys go first: in danger, a database that does not answer must not keep names readable.

    Raises:
        NotPermitted: the caller may not lock.
    """
    require(ctx.by, Permission.VAULT_LOCK, at=ctx.organisation)
    keys.lock()
    note(ctx, Event.VAULT_LOCKED, action=AuditAction.KEY).save(force_insert=True)


def unlock(ctx: Context) -> None:
    """Let the keys be opened again. The event is written first: no unlocking without a trace.

    Raises:
        NotPermitted: the caller may not unlock.
        Locked: the key-encryption key itself is not there.
    """
    require(ctx.by, Permission.VAULT_LOCK, at=ctx.organisation)
    with transaction.atomic(using="vault"):
        note(ctx, Event.VAULT_UNLOCKED, action=AuditAction.KEY).save(force_insert=True)
        keys.unlock()
    keys.keyring()


def make_keys() -> bool:
    """Make the keys of a new installation, and say so in the audit. Safe to repeat."""
    made = keys.make_keys()
    if made:
        _record("made")
    return made


def rotate(purpose: KeyPurpose) -> int:
    """Put a fresh key in front and bring every row under it; return how many rows changed.

    Can be repeated when interrupted: `refresh` finishes what is left.
    """
    keys.rotate(purpose)
    _record("rotated", key=str(purpose))
    return refresh(purpose)


def refresh(purpose: KeyPurpose) -> int:
    """Bring rows made by older keys under the present one, in short transactions."""
    changed = 0
    while batch := _outdated(purpose):
        with transaction.atomic(using="vault"):
            people = list(Person.objects.select_for_update().filter(uid__in=batch))
            (_rewrap if purpose is KeyPurpose.DEK_WRAP else _rebuild)(people)
        changed += len(batch)
    return changed


def destroy_old_keys(purpose: KeyPurpose) -> int:
    """Destroy all keys but the present one; return how many.

    Raises:
        StillInUse: rows depend on them; refresh first.
    """
    if _outdated(purpose):
        raise StillInUse(_("Some rows still need an older key. Refresh them first."))
    ring = keys.keyring()
    keep = ring.wrap_id if purpose is KeyPurpose.DEK_WRAP else ring.blind_id
    dropped = keyfiles.drop_keys(purpose, keep=keep)
    _record("destroyed", key=str(purpose), count=dropped)
    return dropped


def _outdated(purpose: KeyPurpose) -> list[UUID]:
    """The next people whose rows an older key made."""
    ring = keys.keyring()
    if purpose is KeyPurpose.DEK_WRAP:
        people = Person.objects.exclude(dek_key_id=ring.wrap_id)
        return list(people.order_by("uid").values_list("uid", flat=True)[:BATCH])
    indexes = BlindIndex.objects.exclude(key_id=ring.blind_id)
    found = indexes.order_by("person_id").values_list("person_id", flat=True).distinct()
    return list(found[:BATCH])


def _rewrap(people: list[Person]) -> None:
    ring = keys.keyring()
    for person in people:
        about = sealing.binding(person, "dek")
        person.wrapped_dek = ring.rewrap(bytes(person.wrapped_dek), about)
        person.dek_key_id = ring.wrap_id
        person.save(update_fields=["wrapped_dek", "dek_key_id"])


def _rebuild(people: list[Person]) -> None:
    ring = keys.keyring()
    opened = sealing.open_all(ring, people)
    for person in people:
        reindex(ring, person, sealing.latest(opened[person.uid]), opened[person.uid])


def _record(step: str, **detail: Any) -> None:
    """Write an event of the installation itself, at the command line."""
    audit.build(
        VaultAuditEvent, Event.KEYS_MADE, by=None, action=AuditAction.KEY, step=step, **detail
    ).save(force_insert=True)
