"""Somebody steals both databases but not the keys: what the tables give away."""

import base64
import hashlib
import hmac
import random
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connections

from kernel.models import User
from tests.factories.kernel import UserFactory
from vault import api, invented, search
from vault.models import BlindIndex


PEOPLE = 400
KNOWN_KEYS = (b"", b"DP1", b"umit", b"secret", b"blind", b"0" * 32, bytes(32))
HASHES = ("md5", "sha1", "sha256", "sha512")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]


def robot() -> User:
    return UserFactory(is_system=True)


def dump(alias: str) -> bytes:
    """Every value of every table, and on SQLite the bytes of the files themselves."""
    connection, values = connections[alias], []
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            values += [_bytes(value) for row in cursor.fetchall() for value in row]
    if connection.vendor == "sqlite":
        for ending in ("", "-wal"):
            with open(f"{connection.settings_dict['NAME']}{ending}", "rb") as file:  # noqa: PTH123 - a string
                values.append(file.read())
    return b"\n".join(values)


def _bytes(value: object) -> bytes:
    if isinstance(value, memoryview | bytes):
        return bytes(value)
    return str(value).encode()


def guesses(number: str, *salts: str) -> Iterator[bytes]:
    """What a careless system would have stored for a number."""
    messages = [(salt + number).encode() for salt in ("", *salts)]
    messages += [f"{salt}{between}{number}".encode() for salt in salts for between in "|:"]
    length = len(number).to_bytes(2, "big")
    messages.append(b"DP1" + length + number.encode())
    for message in messages:
        for algorithm in HASHES:
            yield hashlib.new(algorithm, message).digest()
            for key in (*KNOWN_KEYS, *(salt.encode() for salt in salts)):
                yield hmac.digest(key, message, algorithm)


@pytest.fixture
def crowd(ctx) -> dict[UUID, api.Identity]:
    rng = random.Random(20260316)  # noqa: S311 - invented people
    people = [
        invented.invent_identity(
            rng,
            country="KZ",
            sex=rng.choice(["MALE", "FEMALE"]),
            birth_year=rng.randint(1950, 2008),
        )
        for _person in range(PEOPLE)
    ]
    importer = api.Context(robot(), ctx.organisation, api.Purpose.IMPORT)
    answers = api.register_many(
        importer, [(uuid4(), person) for person in people], is_invented=True
    )
    return {answer.patient_uid: person for answer, person in zip(answers, people, strict=True)}


def test_nothing_is_recovered_from_both_databases_without_the_keys(ctx, crowd):
    stolen = dump("default") + dump("vault")
    tokens = {bytes(token) for token in BlindIndex.objects.values_list("token", flat=True)}
    salts = (str(ctx.organisation.uid), ctx.organisation.uid.hex, "NATIONAL_ID", "KZ")

    recovered = set()
    for patient, person in crowd.items():
        number = person.national_id
        if any(guess[:16] in tokens for guess in guesses(number, *salts)):
            recovered.add(patient)
        for seen in (
            number.encode(),
            base64.b64encode(number.encode()),
            number.encode().hex().encode(),
        ):
            if seen in stolen:
                recovered.add(patient)
        if person.phone.encode() in stolen or person.phone[2:].encode() in stolen:
            recovered.add(patient)
    assert recovered == set()

    for word in {person.surname for person in crowd.values()}:
        assert word.encode() not in stolen
        assert word.encode("unicode_escape") not in stolen


def test_with_the_keys_everybody_is_found(ctx, crowd, monkeypatch):
    """The positive control: the same tables do answer those who hold the keys."""
    monkeypatch.setattr(search, "LIMITS", ())

    for patient, person in crowd.items():
        hits = api.find(ctx, query=api.Query(national_id=person.national_id))
        assert patient in {hit.patient_uid for hit in hits}


def test_tokens_are_as_many_as_facts_and_tell_no_name_frequencies(crowd):
    surnames = {person.surname for person in crowd.values()}
    kinds = BlindIndex.objects.filter(kind="SURNAME_BIRTH")

    assert len(surnames) < 100
    assert kinds.values("token").distinct().count() > PEOPLE * 0.95


def test_every_table_of_the_vault_was_looked_at():
    tables = set(connections["vault"].introspection.table_names())

    assert {model._meta.db_table for model in apps.get_app_config("vault").get_models()} <= tables
