"""What a person is found by: which facts become tokens, and which tokens a question asks for.

Never a name alone, always with the birth date, so that the frequency of names cannot be read from
the table. At least one key does without the surname, because women change theirs (decision D7).
"""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from vault import names
from vault.identities import Identity
from vault.models import IndexKind


PHONE_DIGITS = {"KZ": 10, "KG": 9, "TJ": 9, "TM": 8, "UZ": 9}
"""Digits of a national number without country code and trunk prefix."""
SHORTEST_NUMBER = 5
_HOMOGLYPHS = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
"""Series of passports are typed with either keyboard layout."""


class Key(NamedTuple):
    """What goes into one token, in clear."""

    kind: IndexKind
    facts: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Key({self.kind})"

    def fields(self, organisation_uid: UUID) -> tuple[str, ...]:
        """The whole message of the keyed function: no token means anything elsewhere."""
        return (str(organisation_uid), str(self.kind), *self.facts)


def keys_of(identity: Identity, *, country: str, known_as: Iterable[Identity] = ()) -> set[Key]:
    """Every key under which a person is stored; `known_as` are versions with former names."""
    keys: set[Key] = set()
    for name in (identity, *known_as):
        for given in (name.given, *name.former_givens):
            for surname in (name.surname, *name.former_surnames):
                keys.update(_birth_keys(identity, given, surname))
    keys.update(number_keys(identity.national_id, IndexKind.NATIONAL_ID))
    keys.update(number_keys(identity.passport, IndexKind.PASSPORT))
    keys.update(phone_keys(identity.phone, country))
    return keys


def name_keys(given: str, surname: str, birth_date: date) -> Iterator[Key]:
    """Every key a name and a birth date could be stored under, the parts in either order."""
    yield from _exact_keys(given, surname, birth_date)
    yield from _exact_keys(surname, given, birth_date)
    yield from _year_keys(given, surname, birth_date)
    yield from _year_keys(surname, given, birth_date)


def number_keys(text: str, kind: IndexKind) -> Iterator[Key]:
    """The key of a national or passport number: letters and digits, whatever stands between."""
    number = _letters_and_digits(text)
    if len(number) >= SHORTEST_NUMBER:
        yield Key(kind, (number,))


def phone_keys(text: str, country: str) -> Iterator[Key]:
    """The key of a phone: its national digits, however the country code was written."""
    length = PHONE_DIGITS.get(country, 9)
    digits = "".join(c for c in _letters_and_digits(text) if c.isdigit())
    if len(digits) >= length:
        yield Key(IndexKind.PHONE, (digits[-length:],))


def _birth_keys(identity: Identity, given: str, surname: str) -> Iterator[Key]:
    if identity.birth_date is None:
        return
    make = _exact_keys if identity.is_birth_exact else _year_keys
    yield from make(given, surname, identity.birth_date)


def _exact_keys(given: str, surname: str, birth_date: date) -> Iterator[Key]:
    for kind, key in (
        (IndexKind.GIVEN_BIRTH, names.consonants(names.given(given))),
        (IndexKind.SURNAME_BIRTH, names.consonants(names.surname(surname))),
    ):
        if key:
            yield Key(kind, (key, birth_date.isoformat()))


def _year_keys(given: str, surname: str, birth_date: date) -> Iterator[Key]:
    """A default day must not enter a key; the year alone asks for both names."""
    both = names.consonants(names.given(given)), names.consonants(names.surname(surname))
    if all(both):
        yield Key(IndexKind.GIVEN_BIRTH, (*both, str(birth_date.year)))


def _letters_and_digits(text: str) -> str:
    """Upper-case letters and ASCII digits; Arabic-Indic and full-width digits are read as such."""
    text = unicodedata.normalize("NFKC", text).upper().translate(_HOMOGLYPHS)
    return "".join(str(unicodedata.decimal(c, c)) for c in text if c.isalnum())
