"""Who may be the same person, within one organisation: code and band, never data."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid4

from django.db import transaction

from kernel.audit import Event
from kernel.demographics import Sex
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from vault.context import Context, note
from vault.identities import Identity, tidy
from vault.index import Key, keys_of, name_keys
from vault.keys import Keyring, keyring
from vault.models import BlindIndex, IndexKind, Pseudonym, PseudonymState


Band = Literal["certain", "likely", "possible"]
BANDS: tuple[Band, ...] = ("certain", "likely", "possible")
CHUNK = 5_000
"""Values in one IN list: far below what either engine allows."""


@dataclass(frozen=True)
class Duplicate:
    """A patient who may be the same person, and how sure that is."""

    patient_uid: UUID
    code: str
    band: Band


def candidates(ctx: Context, *, identity: Identity) -> tuple[Duplicate, ...]:
    """Who of this organisation may be the person about to be registered; nothing is stored.

    Raises:
        NotPermitted: the caller may not register here.
        Locked: the vault is locked.
        IdentityUnusable: there is no name, or a text is too long.
    """
    require(ctx.by, Permission.IDENTITY_REGISTER, at=ctx.organisation)
    ring, nobody = keyring(), uuid4()
    with transaction.atomic(using="vault"):
        found = of(ctx, ring, {nobody: tidy(identity)})[nobody]
        note(
            ctx, Event.PERSON_SEARCHED, action=AuditAction.SEARCH,
            patients=[each.patient_uid for each in found], fields=["candidates"],
            hits=len(found), outcome="CANDIDATES",
        ).save(force_insert=True)  # fmt: skip
    return found


def of(
    ctx: Context, ring: Keyring, named: Mapping[UUID, Identity]
) -> dict[UUID, tuple[Duplicate, ...]]:
    """Possible duplicates of patients, by patient, surest first; a query per few thousand keys."""
    asked = {patient: _questions(ctx, identity) for patient, identity in named.items()}
    hits = matches(ctx, ring, {key for keys in asked.values() for key in keys})
    people = {person for persons in hits.values() for person in persons}
    pseudonyms = pseudonyms_of(ctx, people)
    return {
        patient: _ranked(patient, named[patient], keys, hits, pseudonyms)
        for patient, keys in asked.items()
    }


def matches(ctx: Context, ring: Keyring, keys: Iterable[Key]) -> dict[Key, set[UUID]]:
    """The people of this organisation stored under each key, under any key of the keyset."""
    asked: dict[tuple[str, bytes], Key] = {
        (str(key.kind), token): key
        for key in keys
        for token in ring.tokens(*key.fields(ctx.organisation.uid)).values()
    }
    tokens = sorted(token for _kind, token in asked)
    hits: dict[Key, set[UUID]] = defaultdict(set)
    for start in range(0, len(tokens), CHUNK):
        rows = BlindIndex.objects.filter(
            organisation_uid=ctx.organisation.uid, token__in=tokens[start : start + CHUNK]
        )
        for kind, token, person in rows.values_list("kind", "token", "person_id"):
            if key := asked.get((kind, bytes(token))):
                hits[key].add(person)
    return hits


def pseudonyms_of(ctx: Context, people: Iterable[UUID]) -> dict[UUID, Pseudonym]:
    """The active pseudonyms of people at this organisation, by person."""
    wanted = sorted(people)
    found: dict[UUID, Pseudonym] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = Pseudonym.objects.filter(
            organisation_uid=ctx.organisation.uid,
            state=PseudonymState.ACTIVE,
            person__in=wanted[start : start + CHUNK],
        )
        found.update((row.person_id, row) for row in rows if row.person_id)
    return found


def _questions(ctx: Context, identity: Identity) -> set[Key]:
    """What a person would be stored under, and the same with the parts of the name swapped."""
    keys = keys_of(identity, country=ctx.organisation.country)
    if identity.birth_date and identity.is_birth_exact:
        keys.update(name_keys(identity.given, identity.surname, identity.birth_date))
    return keys


def _ranked(
    patient: UUID,
    identity: Identity,
    keys: Iterable[Key],
    hits: Mapping[Key, set[UUID]],
    pseudonyms: Mapping[UUID, Pseudonym],
) -> tuple[Duplicate, ...]:
    kinds: dict[UUID, set[IndexKind]] = defaultdict(set)
    for key in keys:
        for person in hits.get(key, ()):
            kinds[person].add(key.kind)
    found = [
        Duplicate(pseudonyms[person].patient_uid, pseudonyms[person].code, _band(matched, identity))
        for person, matched in kinds.items()
        if person in pseudonyms and pseudonyms[person].patient_uid != patient
    ]
    return tuple(sorted(found, key=lambda each: (BANDS.index(each.band), each.code)))


def _band(matched: set[IndexKind], identity: Identity) -> Band:
    """Rules M0, M1 and M6 of the linkage study; M6, given name and birth, counts for women."""
    if matched & {IndexKind.NATIONAL_ID, IndexKind.PASSPORT}:
        return "certain"
    if {IndexKind.GIVEN_BIRTH, IndexKind.SURNAME_BIRTH} <= matched:
        return "likely"
    if IndexKind.GIVEN_BIRTH in matched and identity.sex == Sex.FEMALE:
        return "likely"
    return "possible"
