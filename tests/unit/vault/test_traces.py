"""Every call leaves an event, no event or log carries anything personal, none can be changed."""

import inspect
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connections, transaction

from kernel.errors import Refused
from kernel.sensitivity import sensitivity
from vault import api, keys
from vault.context import Context
from vault.models import (
    BlindIndex,
    Person,
    Pseudonym,
    SealedIdentity,
    VaultAuditEvent,
)


pytestmark = pytest.mark.django_db(databases=["default", "vault"])
CANARIES = (
    "Алия", "Ахметова", "Сериковна", "1987-03-14", "14.03", "870314400010", "AN1234567",
    "1234567", "Вымышленная", "Гульнара", "ahmt", "Юлдашева",
)  # fmt: skip
MODELS = [BlindIndex, Person, Pseudonym, SealedIdentity, VaultAuditEvent]


@pytest.fixture
def everything(ctx, aliya) -> list[tuple[str, Callable[[], object]]]:
    """Each call of the door, once, in an order that works."""
    named = api.register(ctx, identity=aliya, idempotency_key=uuid4()).patient_uid
    nameless = api.register(ctx, identity=None, idempotency_key=uuid4()).patient_uid
    married = {"surname": "Юлдашева"}
    return [
        ("register", lambda: api.register(ctx, identity=aliya, idempotency_key=uuid4())),
        ("register_many", lambda: api.register_many(ctx, [(uuid4(), aliya), (uuid4(), None)])),
        ("attach", lambda: api.attach(ctx, patient_uid=nameless, identity=aliya)),
        ("find", lambda: api.find(ctx, query=api.Query(national_id=aliya.national_id))),
        ("labels", lambda: api.labels(ctx, patient_uids=[named])),
        ("candidates", lambda: api.candidates(ctx, identity=aliya)),
        ("mentions", lambda: api.mentions(ctx, patient_uid=named, text="Алия Ахметова пришла")),
        ("contacts", lambda: api.contacts(ctx, patient_uid=named)),
        ("correct", lambda: api.correct(
            ctx, patient_uid=named, changes=married, reason_code="NAME_CHANGED")),
        ("add_alias", lambda: api.add_alias(ctx, patient_uid=named, surname="Юлдашева")),
        ("lock", lambda: api.lock(ctx)),
        ("unlock", lambda: api.unlock(ctx)),
    ]  # fmt: skip


def test_every_call_leaves_exactly_one_event_with_nothing_personal(everything, ctx):
    for name, call in everything:
        before = VaultAuditEvent.objects.count()
        call()
        assert VaultAuditEvent.objects.count() == before + 1, name

    for event in VaultAuditEvent.objects.values():
        text = json.dumps(event, default=str, ensure_ascii=False)
        assert not [canary for canary in CANARIES if canary in text]
        assert (event["actor_uid"], event["organisation_uid"]) == (ctx.by.uid, ctx.organisation.uid)


def test_every_door_that_takes_a_context_is_in_that_list(everything):
    doors = {
        name
        for name in api.__all__
        if inspect.isfunction(call := getattr(api, name))
        and "ctx" in inspect.signature(call).parameters
    }

    assert doors == {name for name, _call in everything}


def test_no_log_and_no_refusal_carries_anything_personal(everything, ctx, aliya, caplog):
    caplog.set_level(logging.DEBUG)
    refused = [
        lambda: api.find(ctx, query=api.Query(given="Алия*", birth_date=date(1987, 3, 14))),
        lambda: api.register(ctx, identity=replace(aliya, sex="Алия"), idempotency_key=uuid4()),
        lambda: api.parse_code("Алия 1987-03-14"),
    ]
    for _name, call in everything:
        call()
    for call in refused:
        with pytest.raises(Refused) as refusal:
            call()
        assert not [canary for canary in CANARIES if canary in repr(refusal.value)]

    said = "\n".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    assert not [canary for canary in CANARIES if canary in said]


@pytest.mark.parametrize("statement", ["UPDATE {} SET actor = 'x'", "DELETE FROM {}"])
def test_events_cannot_be_changed_or_deleted(register, statement):
    register(None)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(using="vault"),
        connections["vault"].cursor() as cursor,
    ):
        cursor.execute(statement.format(VaultAuditEvent._meta.db_table))

    assert VaultAuditEvent.objects.count() == 1


@pytest.mark.parametrize("model", MODELS)
def test_every_field_is_sorted_by_what_it_tells(model):
    assert sensitivity(model)


@pytest.mark.parametrize("model", MODELS)
def test_no_model_is_in_an_admin_or_shows_a_person(model):
    assert not apps.is_installed("django.contrib.admin")
    assert str(model(**({"at": date(2026, 3, 16)} if model is VaultAuditEvent else {})))


def test_no_foreign_key_leads_out_of_the_vault():
    for model in MODELS:
        for field in model._meta.get_fields():
            if field.is_relation:
                assert field.related_model._meta.app_label == "vault"


def test_a_context_does_not_show_more_than_staff_codes(ctx):
    assert isinstance(ctx, Context)
    assert ctx.by.username not in repr(ctx)


def test_memory_is_empty_of_keys_after_locking(ctx, register, aliya):
    register(aliya)

    api.lock(ctx)

    assert keys._memory.ring is None
