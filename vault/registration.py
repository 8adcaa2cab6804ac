"""Registering people, named or not: one at a time at the desk, or hundreds a batch by an import.

Every registration carries an idempotency key. Whatever is interrupted can simply be repeated: the
same key gives the same patient, in the same or in another process, one by one or in a batch.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kernel.audit import Event
from kernel.errors import Refused
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from vault import codes, duplicates, people, sealing
from vault.context import Context, note
from vault.duplicates import Duplicate
from vault.identities import Identity, tidy
from vault.keys import Keyring, keyring
from vault.models import Pseudonym, VaultAuditEvent
from vault.rows import insert


BATCH = 500
ATTEMPTS = 5


class KeyReused(Refused):
    """The same idempotency key came with another person."""

    code = "key-reused"


class AlreadyNamed(Refused):
    """The patient has an identity; it is corrected, not attached."""

    code = "already-named"


@dataclass(frozen=True)
class Registration:
    """The answer to one registration."""

    patient_uid: UUID
    code: str
    duplicates: tuple[Duplicate, ...]
    is_new: bool


@dataclass(frozen=True)
class Request:
    """One row of a batch: who asks again sends the same key."""

    key: UUID
    identity: Identity | None


def register(
    ctx: Context, *, identity: Identity | None, idempotency_key: UUID, is_invented: bool = False
) -> Registration:
    """Register one person; without an identity, one who gave no name.

    Raises:
        NotPermitted: the caller may not register here.
        Locked: an identity was given and the vault is locked.
        KeyReused: the key belongs to somebody else.
        IdentityUnusable: there is no name, or a text is too long.
    """
    require(ctx.by, Permission.IDENTITY_REGISTER, at=ctx.organisation)
    request = Request(idempotency_key, tidy(identity) if identity else None)
    return _register_batch(ctx, [request], Event.PERSON_REGISTERED, is_invented=is_invented)[0]


def register_many(
    ctx: Context, rows: Iterable[tuple[UUID, Identity | None]], *, is_invented: bool = False
) -> list[Registration]:
    """Register people in batches of 500, each with one audit event; the answers keep the order.

    Batches stay when a later one fails: repeat the call with the same keys.

    Raises:
        As for `register`.
    """
    require(ctx.by, Permission.IDENTITY_REGISTER, at=ctx.organisation)
    answers: list[Registration] = []
    for batch in _batches(rows):
        requests = [Request(key, tidy(identity) if identity else None) for key, identity in batch]
        answers += _register_batch(ctx, requests, Event.PERSONS_REGISTERED, is_invented=is_invented)
    return answers


def attach(ctx: Context, *, patient_uid: UUID, identity: Identity) -> tuple[Duplicate, ...]:
    """Give a name to somebody registered without one; the code stays.

    Raises:
        NotPermitted, Locked, IdentityUnusable: as for `register`.
        NoSuchPatient: there is no such patient here.
        AlreadyNamed: the patient has an identity.
    """
    require(ctx.by, Permission.IDENTITY_REGISTER, at=ctx.organisation)
    ring, identity = keyring(), tidy(identity)
    with transaction.atomic(using="vault"):
        pseudonym = people.pseudonym(ctx, patient_uid, for_update=True)
        if pseudonym.person_id is not None:
            raise AlreadyNamed(_("This patient already has a name. Correct it instead."))
        event = note(
            ctx, Event.PERSON_REGISTERED, action=AuditAction.UPDATE, patients=[patient_uid],
            step="attached",
        )  # fmt: skip
        new = people.NewPeople(ctx, ring, at=event.at)
        pseudonym.person = new.add(identity)
        new.save()
        pseudonym.save(update_fields=["person"])
        found = duplicates.of(ctx, ring, {patient_uid: identity})[patient_uid]
        event.detail["duplicates"] = len(found)
        event.save(force_insert=True)
    return found


def _batches(
    rows: Iterable[tuple[UUID, Identity | None]],
) -> Iterator[list[tuple[UUID, Identity | None]]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _register_batch(
    ctx: Context, requests: list[Request], event: Event, *, is_invented: bool
) -> list[Registration]:
    """Register in one transaction; a code or a key taken in the same moment is tried again."""
    ring = keyring() if any(request.identity for request in requests) else None
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic(using="vault"):
                return _write_batch(ctx, requests, ring, event, is_invented=is_invented)
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError  # the loop returns or raises


def _write_batch(
    ctx: Context, requests: list[Request], ring: Keyring | None, event: Event, *, is_invented: bool
) -> list[Registration]:
    known = _known(ctx, requests)
    _check_replays(ring, requests, known)
    by_key = {request.key: request for request in requests}
    fresh = [request for key, request in by_key.items() if key not in known]
    row = note(ctx, event, action=AuditAction.IMPORT if len(requests) > 1 else AuditAction.CREATE)
    _insert(ctx, ring, fresh, known, row, is_invented=is_invented)
    found = _duplicates(ctx, ring, by_key.values(), known)
    row.object_uids = [str(pseudonym.patient_uid) for pseudonym in known.values()]
    row.detail = {
        "new": len(fresh),
        "named": sum(request.identity is not None for request in fresh),
        "duplicates": sum(map(len, found.values())),
    }
    row.save(force_insert=True)
    return _answers(requests, known, found, {request.key for request in fresh})


def _insert(
    ctx: Context,
    ring: Keyring | None,
    fresh: list[Request],
    known: dict[UUID, Pseudonym],
    row: VaultAuditEvent,
    *,
    is_invented: bool,
) -> None:
    new = people.NewPeople(ctx, ring, at=row.at, is_invented=is_invented)
    for request, code in zip(fresh, _free_codes(ctx, len(fresh)), strict=True):
        known[request.key] = Pseudonym(
            organisation_uid=ctx.organisation.uid,
            code=code,
            patient_uid=uuid4(),
            person=new.add(request.identity) if request.identity else None,
            idempotency_key=request.key,
            is_named_at_first=request.identity is not None,
        )
    new.save()
    insert(Pseudonym, [known[request.key] for request in fresh])


def _known(ctx: Context, requests: list[Request]) -> dict[UUID, Pseudonym]:
    found = Pseudonym.objects.filter(
        organisation_uid=ctx.organisation.uid,
        idempotency_key__in=[request.key for request in requests],
    )
    return {pseudonym.idempotency_key: pseudonym for pseudonym in found.select_related("person")}


def _check_replays(
    ring: Keyring | None, requests: list[Request], known: dict[UUID, Pseudonym]
) -> None:
    """The same key must mean the same person as when it was first sent."""
    if any(not each.identity and known[each.key].is_named_at_first for each in requests
           if each.key in known):  # fmt: skip
        raise _reused()
    again = [each for each in requests if each.identity and each.key in known]
    registered = [known[each.key].person for each in again]
    if ring is None or not again:
        return
    opened = sealing.open_all(ring, filter(None, registered))
    for each, person in zip(again, registered, strict=True):
        if person is None or sealing.first(opened[person.uid]) != each.identity:
            raise _reused()


def _reused() -> KeyReused:
    return KeyReused(_("This form was already used for another person. Start again."))


def _free_codes(ctx: Context, count: int) -> list[str]:
    """Draw codes that were never used here; the unique constraint has the last word."""
    free: set[str] = set()
    while len(free) < count:
        drawn = {codes.new_code() for _draw in range(count - len(free))}
        taken = Pseudonym.objects.filter(organisation_uid=ctx.organisation.uid, code__in=drawn)
        free |= drawn - set(taken.values_list("code", flat=True))
    return list(free)


def _duplicates(
    ctx: Context,
    ring: Keyring | None,
    requests: Iterable[Request],
    known: dict[UUID, Pseudonym],
) -> dict[UUID, tuple[Duplicate, ...]]:
    if ring is None:
        return {}
    named = {known[each.key].patient_uid: each.identity for each in requests if each.identity}
    return duplicates.of(ctx, ring, named)


def _answers(
    requests: list[Request],
    known: dict[UUID, Pseudonym],
    found: dict[UUID, tuple[Duplicate, ...]],
    fresh: set[UUID],
) -> list[Registration]:
    """Answer in the order of the requests; a key repeated within a batch is new only once."""
    answers = []
    for request in requests:
        pseudonym = known[request.key]
        answers.append(
            Registration(
                patient_uid=pseudonym.patient_uid,
                code=pseudonym.code,
                duplicates=found.get(pseudonym.patient_uid, ()),
                is_new=request.key in fresh,
            )
        )
        fresh.discard(request.key)
    return answers
