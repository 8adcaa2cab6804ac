"""A person's name, number, phone and birth date: in the vault, on the one screen, nowhere else.

The same search that finds nothing in `default`, the logs and the audit finds everybody in the
opened vault, so that a search which cannot find is noticed.
"""

import logging
from collections.abc import Iterator
from datetime import date
from io import StringIO
from random import Random
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from clinics.actions.patients import register_patient
from clinics.models import Patient
from kernel.demographics import Sex
from kernel.logs import JsonLine, Redact
from tests.dumps import dump
from tests.factories.kernel import SiteFactory, clinician
from vault import api as vault
from vault.invented import invent_identity


PEOPLE = 40
CANARY = "Канарейкина-Ясноцвет"


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """All that the product's own log handler would write, at its most talkative."""
    text = StringIO()
    handler = logging.StreamHandler(text)
    handler.addFilter(Redact())
    handler.setFormatter(JsonLine())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def ward(enter):
    """A clinic with invented people, one of them a canary registered through the screen."""
    site = SiteFactory()
    doctor = clinician(at=site.organisation)
    rng, people = Random(4821), []  # noqa: S311 - the same invented people in every run
    for number in range(PEOPLE):
        identity = invent_identity(
            rng, country="KZ", sex=list(Sex)[number % 2], birth_year=1960 + number
        )
        register_patient(
            organisation=site.organisation, key=uuid4(), identity=identity, is_invented=True,
            now=timezone.now(), by=doctor,
        )  # fmt: skip
        people.append(identity)
    browser = enter(doctor)
    answer = browser.post("/work/patients/register/", _canary_form(str(site.organisation.uid)))
    assert answer.status_code == 302, answer.content.decode()
    people.append(_canary())
    return site, doctor, browser, people


def _canary() -> vault.Identity:
    return vault.Identity(
        given="Жаркынай", surname=CANARY, birth_date=date(1991, 11, 23),
        national_id="91900000000042", phone="+77000777042", address="улица Несуществующая 42",
    )  # fmt: skip


def _canary_form(organisation: str) -> dict:
    canary = _canary()
    return {
        "key": str(uuid4()), "organisation": organisation, "kind": "named",
        "surname": canary.surname, "given": canary.given, "national_id": canary.national_id,
        "phone": canary.phone, "address": canary.address, "birth_quality": "stated",
        "birth_date": canary.birth_date.isoformat(),
        "sex": "FEMALE", "birth_country_null": "NASK",
    }  # fmt: skip


def _needles(person: vault.Identity) -> list[str]:
    """What must not be found: both names together, the numbers, the birth date, the address."""
    born = person.birth_date
    assert born is not None
    return [
        f"{person.surname} {person.given}", f"{person.given} {person.surname}",
        person.national_id, person.phone, person.phone.lstrip("+"),
        born.isoformat(), f"{born:%d.%m.%Y}",
        *([person.address, CANARY] if person.surname == CANARY else []),
    ]  # fmt: skip


def _found(people: list[vault.Identity], text: str) -> list[str]:
    return [needle for person in people for needle in _needles(person) if needle and needle in text]


def _walk(browser: Client) -> str:
    """Open every page that shows patients without asking for a name."""
    pages = [browser.get("/work/patients/?state=all").content]
    for patient in Patient.objects.all():
        pages.append(browser.get(f"/work/patients/{patient.uid}/").content)
        pages.append(browser.get(f"/work/patients/{patient.uid}/refer/").content)
    return b"".join(pages).decode()


@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_who_a_person_is_stands_in_the_vault_alone(ward, logged):
    _site, _doctor, browser, people = ward

    seen = _walk(browser)
    hit = browser.post(
        "/work/find/", {"purpose": "CARE", "national_id": _canary().national_id}
    ).content.decode()
    logging.getLogger("clinics").error("Patient %s, phone %s", "4821903757", _canary().phone)

    stored = "\n".join(row for _table, row in dump("default"))
    vault_rows = "\n".join(row for _table, row in dump("vault"))
    assert len(stored) > 10_000
    assert _found(people, stored) == []
    assert _found(people, vault_rows) == []
    assert _found(people, seen) == []
    assert _found(people, hit.replace(f'value="{_canary().national_id}"', "")) == []
    assert _found(people, logged.getvalue()) == []
    assert "Patient" in logged.getvalue()


@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_the_same_search_finds_everybody_in_the_opened_vault(ward):
    site, doctor, _browser, people = ward
    ctx = vault.Context(by=doctor, organisation=site.organisation, purpose=vault.Purpose.CARE)

    opened = [vault.contacts(ctx, patient_uid=patient.uid) for patient in Patient.objects.all()]
    text = "\n".join(needle for identity in opened for needle in _needles(identity))

    assert all(set(_needles(person)) - {""} <= set(_found([person], text)) for person in people)


@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_a_name_is_shown_when_it_is_asked_for_with_a_reason(ward):
    _site, _doctor, browser, _people = ward
    canary = Patient.objects.order_by("-pk").first()
    assert canary is not None

    shown = browser.post(f"/work/patients/{canary.uid}/", {"purpose": "CALL"}).content.decode()

    assert CANARY in shown


@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_without_the_kek_the_door_serves_by_code_and_says_that_names_are_locked(ward, vault_keys):
    """`vault_keys` points at an empty directory: the keys are gone."""
    _site, _doctor, browser, _people = ward
    settings.KEYS_ON_FIRST_USE = False
    try:
        canary = Patient.objects.order_by("-pk").first()
        assert canary is not None

        by_code = browser.post("/work/patients/", {"q": canary.code})
        page = browser.get(f"/work/patients/{canary.uid}/")
        shown = browser.post(f"/work/patients/{canary.uid}/", {"purpose": "CALL"})

        assert by_code.status_code == 302
        assert by_code.url == f"/work/patients/{canary.uid}/"
        assert page.status_code == shown.status_code == 200
        assert "locked" in shown.content.decode().lower()
        assert CANARY not in shown.content.decode()
    finally:
        settings.KEYS_ON_FIRST_USE = True
