"""Where a text names its patient: only places are told, never what the vault knows."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from kernel.audit import Event
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from vault import people, sealing
from vault.context import Context, note
from vault.identities import Identity
from vault.keys import keyring
from vault.models import IdentityGroup
from vault.names import given, patronymic, surname, words


_WORD = re.compile(r"[^\W\d_]+(?:['`´’‘ʻʼʹ-][^\W\d_]+)*")
_LONGEST_ENDING = 4
"""Letters that a case ending adds to the stem of a name: Иванов, Ивановой, Ивановыми."""
_SHORT_STEM = 3
_VOWELS = "aeiou"


@dataclass(frozen=True)
class Mention:
    """A stretch of a text, from `start` up to `end`, that names the patient."""

    start: int
    end: int


def mentions(ctx: Context, *, patient_uid: UUID, text: str) -> tuple[Mention, ...]:
    """Where `text` holds a name of the patient, present or former, in any spelling or case.

    Raises:
        NotPermitted: the caller may not read names here.
        Locked: the vault is locked.
        NoSuchPatient, NotNamed: there is no such patient here, or no name to compare with.
    """
    require(ctx.by, Permission.IDENTITY_LABEL, at=ctx.organisation)
    ring = keyring()
    with transaction.atomic(using="vault"):
        person = people.person(ctx, patient_uid)
        opened = sealing.open_all(ring, [person], groups=(IdentityGroup.NAMES,))
        stems = _stems(sealing.latest(opened[person.uid]))
        note(
            ctx, Event.NAMES_COMPARED, action=AuditAction.READ, patients=[patient_uid],
            fields=["names"],
        ).save(force_insert=True)  # fmt: skip
    return tuple(
        Mention(*match.span()) for match in _WORD.finditer(text) if _is_named(match.group(), stems)
    )


def _stems(identity: Identity) -> frozenset[str]:
    """The stems of every name; a stem of one or two letters would be found everywhere."""
    found = {
        *(surname(name) for name in (identity.surname, *identity.former_surnames)),
        *(given(name) for name in (identity.given, *identity.former_givens)),
        patronymic(identity.patronymic),
    }
    return frozenset(stem for stem in found if len(stem) >= _SHORT_STEM)


def _is_named(word: str, stems: frozenset[str]) -> bool:
    return any(_fits(said, stem) for said in words(word) for stem in stems)


def _fits(said: str, stem: str) -> bool:
    """Whether a word is a name in some case; the last vowel of a given name changes with it."""
    root = stem.rstrip(_VOWELS)
    if len(root) < _SHORT_STEM:  # Анна, Анну: as long as the name, and the last vowel differs
        same = said[:-1] == stem[:-1] and said[-1] in _VOWELS and stem[-1] in _VOWELS
        return said == stem or (len(said) == len(stem) and same)
    longest = 1 if len(root) == _SHORT_STEM else _LONGEST_ENDING
    return said.startswith(root) and len(said) - len(stem) <= longest
