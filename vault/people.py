"""Rows of people: finding the one a call is about, and writing new ones with all that is sealed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused
from vault import rows
from vault.context import Context
from vault.identities import Identity, pack, worth_sealing
from vault.index import Key, keys_of
from vault.keys import Keyring, locked
from vault.models import BlindIndex, Person, Pseudonym, PseudonymState, SealedIdentity
from vault.names import NORM
from vault.sealing import binding, seal


class NoSuchPatient(Refused):
    """There is no such patient at this organisation; the same answer for another's patient."""

    code = "no-such-patient"


class NotNamed(Refused):
    """The patient was registered without a name."""

    code = "not-named"


def pseudonym(ctx: Context, patient_uid: UUID, *, for_update: bool = False) -> Pseudonym:
    """Find the patient of a call.

    Raises:
        NoSuchPatient: it does not exist, or not here.
    """
    found = Pseudonym.objects.filter(
        organisation_uid=ctx.organisation.uid, state=PseudonymState.ACTIVE
    )
    if for_update:
        found = found.select_for_update()
    try:
        return found.get(patient_uid=patient_uid)
    except Pseudonym.DoesNotExist as error:
        raise NoSuchPatient(_("There is no such patient here.")) from error


def person(ctx: Context, patient_uid: UUID, *, for_update: bool = False) -> Person:
    """Find the named person behind a patient.

    Raises:
        NoSuchPatient: it does not exist, or not here.
        NotNamed: nobody gave a name.
    """
    person_uid = pseudonym(ctx, patient_uid).person_id
    if person_uid is None:
        raise NotNamed(_("This patient was registered without a name."))
    people = Person.objects.select_for_update() if for_update else Person.objects
    return people.get(uid=person_uid)


class NewPeople:
    """People about to be written together."""

    def __init__(
        self, ctx: Context, ring: Keyring | None, *, at: datetime, is_invented: bool = False
    ) -> None:
        self._ctx, self._ring, self._at, self._is_invented = ctx, ring, at, is_invented
        self._people: list[Person] = []
        self._sealed: list[SealedIdentity] = []
        self._indexes: list[BlindIndex] = []

    def add(self, identity: Identity) -> Person:
        """Seal an identity under a data key of its own.

        Raises:
            Locked: there are no keys.
        """
        if self._ring is None:
            raise locked()
        new = Person(
            country=self._ctx.organisation.country,
            organisation_uid=self._ctx.organisation.uid,
            dek_key_id=self._ring.wrap_id,
            is_invented=self._is_invented,
        )
        new.wrapped_dek, data_key = self._ring.new_data_key(binding(new, "dek"))
        self._people.append(new)
        self._sealed += [
            SealedIdentity(
                person=new,
                group=group,
                version=1,
                ciphertext=seal(data_key, new, group, 1, facts),
                source=str(self._ctx.purpose),
                created_at=self._at,
            )
            for group, facts in pack(identity).items()
            if worth_sealing(group, facts)
        ]
        keys = keys_of(identity, country=new.country)
        self._indexes += index_rows(self._ring, new, keys)
        return new

    def save(self) -> None:
        """Write everything in the current transaction."""
        rows.insert(Person, self._people)
        rows.insert(SealedIdentity, self._sealed)
        rows.insert(BlindIndex, self._indexes)


def index_rows(ring: Keyring, of: Person, keys: Iterable[Key]) -> list[BlindIndex]:
    """The rows by which a person is found, under the present primary key."""
    return [
        BlindIndex(
            organisation_uid=of.organisation_uid,
            kind=key.kind,
            token=ring.token(*key.fields(of.organisation_uid)),
            person=of,
            key_id=ring.blind_id,
            norm=NORM,
        )
        for key in keys
    ]
