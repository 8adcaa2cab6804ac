"""Correcting an identity. Nothing is overwritten: every version stays, sealed, and so do the names
somebody was found by.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from kernel.audit import Event
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from vault import people, sealing
from vault.context import Context, note
from vault.identities import FIELDS, Identity, IdentityUnusable, pack, tidy, unpack, worth_sealing
from vault.index import keys_of
from vault.keys import Keyring, keyring
from vault.models import BlindIndex, IdentityGroup, Person, SealedIdentity, VaultAuditEvent
from vault.rows import insert
from vault.sealing import Opened


class CorrectionReason(models.TextChoices):
    """Why an identity changes."""

    TYPING_ERROR = "TYPING_ERROR", _("Typing error")
    NAME_CHANGED = "NAME_CHANGED", _("The name has changed")
    NEW_DOCUMENT = "NEW_DOCUMENT", _("A document was shown")
    NEW_CONTACT = "NEW_CONTACT", _("Contacts have changed")
    PATIENT_ASKED = "PATIENT_ASKED", _("The patient asked for it")


def correct(
    ctx: Context, *, patient_uid: UUID, changes: Mapping[str, Any], reason_code: str
) -> None:
    """Change fields of an identity. A changed name stays among the former ones, unless mistyped.

    Raises:
        NotPermitted, Locked, NoSuchPatient, NotNamed: as for reading contacts.
        IdentityUnusable: the change leaves no name, or an unknown field or code.
        ValueError: `reason_code` is none of `CorrectionReason`.
    """
    reason = CorrectionReason(reason_code)
    if unknown := set(changes) - FIELDS:
        raise IdentityUnusable(
            _("There is no field %(name)s in an identity.") % {"name": ", ".join(sorted(unknown))}
        )

    def change(identity: Identity) -> Identity:
        changed = replace(identity, **changes)
        return changed if reason is CorrectionReason.TYPING_ERROR else _remember(identity, changed)

    _change(ctx, patient_uid, change, Event.IDENTITY_CORRECTED, reason_code=reason)


def add_alias(ctx: Context, *, patient_uid: UUID, surname: str = "", given: str = "") -> None:
    """Add a former or other name by which the patient shall be found.

    Raises:
        As for `correct`.
    """

    def change(identity: Identity) -> Identity:
        return replace(
            identity,
            former_surnames=_with(identity.former_surnames, surname, but=identity.surname),
            former_givens=_with(identity.former_givens, given, but=identity.given),
        )

    if not (surname.strip() or given.strip()):
        raise IdentityUnusable(_("Give a surname or a given name."))
    _change(ctx, patient_uid, change, Event.ALIAS_ADDED)


def _change(
    ctx: Context,
    patient_uid: UUID,
    change: Callable[[Identity], Identity],
    event: Event,
    *,
    reason_code: str = "",
) -> None:
    """Seal what differs as new versions and write the indexes anew, in one transaction."""
    require(ctx.by, Permission.IDENTITY_CORRECT, at=ctx.organisation)
    ring = keyring()
    with transaction.atomic(using="vault"):
        person = people.person(ctx, patient_uid, for_update=True)
        opened = sealing.open_all(ring, [person])[person.uid]
        before = sealing.latest(opened)
        after = tidy(change(before))
        row = note(
            ctx, event, action=AuditAction.UPDATE, patients=[patient_uid],
            fields=sorted(_differing(before, after)), reason_code=str(reason_code),
        )  # fmt: skip
        _seal_versions(ring, person, opened, after, row)
        reindex(ring, person, after, opened)
        person.row_version += 1
        person.save(update_fields=["row_version"])
        row.save(force_insert=True)


def reindex(ring: Keyring, person: Person, identity: Identity, opened: list[Opened]) -> None:
    """Write a person's blind indexes anew, under the present key, with every name ever known.

    A birth date or a number that was corrected is no longer found; a name that was changed is.
    """
    known_as = [
        replace(unpack({each.group: each.facts}), birth_date=identity.birth_date,
                birth_quality=identity.birth_quality)
        for each in opened
        if each.group == IdentityGroup.NAMES
    ]  # fmt: skip
    keys = keys_of(identity, country=person.country, known_as=known_as)
    BlindIndex.objects.filter(person=person).delete()
    insert(BlindIndex, people.index_rows(ring, person, keys))


def _seal_versions(
    ring: Keyring,
    person: Person,
    opened: list[Opened],
    after: Identity,
    row: VaultAuditEvent,
) -> None:
    present = {each.group: each for each in opened}
    data_key = sealing.open_data_key(ring, person)
    for group, facts in pack(after).items():
        last = present.get(group)
        if facts == last.facts if last else not worth_sealing(group, facts):
            continue
        version = last.version + 1 if last else 1
        SealedIdentity.objects.create(
            person=person,
            group=group,
            version=version,
            ciphertext=sealing.seal(data_key, person, group, version, facts),
            source=row.purpose,
            created_at=row.at,
        )


def _differing(before: Identity, after: Identity) -> set[str]:
    return {name for name in FIELDS if getattr(before, name) != getattr(after, name)}


def _remember(before: Identity, after: Identity) -> Identity:
    """Keep the names that were replaced."""
    return replace(
        after,
        former_surnames=_with(after.former_surnames, before.surname, but=after.surname),
        former_givens=_with(after.former_givens, before.given, but=after.given),
    )


def _with(known: tuple[str, ...], name: str, *, but: str) -> tuple[str, ...]:
    return (*known, name) if name and name != but and name not in known else known
