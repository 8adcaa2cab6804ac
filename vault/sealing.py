"""Sealing and opening identities: every ciphertext is bound to its country, organisation, person,
group and version, so that a row copied to another place does not open there.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import tink
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused
from vault.identities import Identity, unpack
from vault.keys import Keyring
from vault.models import IdentityGroup, Person, SealedIdentity


class IdentityDamaged(Refused):
    """A sealed row does not open: it was changed, moved, or belongs to other keys."""

    code = "identity-damaged"


@dataclass(frozen=True)
class Opened:
    """One version of one group, in clear, in memory."""

    group: IdentityGroup
    version: int
    facts: dict[str, Any]

    def __repr__(self) -> str:
        return f"Opened(group={self.group}, version={self.version})"


def binding(person: Person, *place: object) -> bytes:
    """The associated data of whatever is sealed for a person."""
    parts = ("v1", person.country, person.organisation_uid, person.uid, *place)
    return "|".join(str(part) for part in parts).encode()


def seal(data_key: Any, person: Person, group: int, version: int, facts: dict[str, Any]) -> bytes:
    """Encrypt one version of one group under the person's data key."""
    text = json.dumps(facts, separators=(",", ":")).encode()
    return data_key.encrypt(text, binding(person, int(group), version))


def open_all(
    ring: Keyring, people: Iterable[Person], *, groups: Iterable[int] = tuple(IdentityGroup)
) -> dict[UUID, list[Opened]]:
    """Every version of the asked groups, oldest first, by person; one query.

    Raises:
        IdentityDamaged: a row does not open.
    """
    by_uid = {person.uid: person for person in people}
    rows = SealedIdentity.objects.filter(person__in=by_uid, group__in=groups)
    opened: dict[UUID, list[Opened]] = defaultdict(list)
    data_keys = _DataKeys(ring)
    for row in rows.order_by("person", "group", "version"):
        person = by_uid[row.person_id]
        opened[person.uid].append(_open(data_keys.of(person), person, row))
    return opened


def latest(opened: Iterable[Opened]) -> Identity:
    """The identity as it stands: the newest version of each group."""
    return unpack({each.group: each.facts for each in opened})


def first(opened: Iterable[Opened]) -> Identity:
    """The identity as it was registered."""
    return unpack({each.group: each.facts for each in opened if each.version == 1})


def _open(data_key: Any, person: Person, row: SealedIdentity) -> Opened:
    try:
        text = data_key.decrypt(bytes(row.ciphertext), binding(person, row.group, row.version))
    except tink.TinkError as error:
        raise _damaged() from error
    return Opened(IdentityGroup(row.group), row.version, json.loads(text))


class _DataKeys:
    """Data keys opened during one call, each once."""

    def __init__(self, ring: Keyring) -> None:
        self._ring = ring
        self._opened: dict[UUID, Any] = {}

    def of(self, person: Person) -> Any:
        if person.uid not in self._opened:
            self._opened[person.uid] = open_data_key(self._ring, person)
        return self._opened[person.uid]


def open_data_key(ring: Keyring, person: Person) -> Any:
    """Unwrap a person's data key.

    Raises:
        IdentityDamaged: it was wrapped by other keys or for another person.
    """
    try:
        return ring.open_data_key(bytes(person.wrapped_dek), binding(person, "dek"))
    except tink.TinkError as error:
        raise _damaged() from error


def _damaged() -> IdentityDamaged:
    return IdentityDamaged(
        _(
            "This identity cannot be opened. Its row was changed, or the keys are others. Tell the "
            "privacy officer."
        )
    )
