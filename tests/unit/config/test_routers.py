"""Which database holds what."""

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session

from config.routers import VaultRouter
from kernel.models import Organisation, User


class Person:
    """Stands for a model of the vault."""

    class _meta:  # noqa: N801 - Django's name
        app_label = "vault"


ROUTER = VaultRouter()


@pytest.mark.parametrize("model", [User, Organisation, Session])
def test_everything_but_the_vault_is_in_default(model):
    assert ROUTER.db_for_read(model) == ROUTER.db_for_write(model) == "default"


def test_the_vault_is_in_its_own_database():
    assert ROUTER.db_for_read(Person) == ROUTER.db_for_write(Person) == "vault"


@pytest.mark.parametrize(
    ("left", "right", "allowed"),
    [(User, Organisation, True), (Person, Person, True), (Person, User, False)],
)
def test_no_relation_crosses_the_wall(left, right, allowed):
    assert ROUTER.allow_relation(left, right) is allowed
    assert ROUTER.allow_relation(right, left) is allowed


@pytest.mark.parametrize(
    ("database", "app", "allowed"),
    [
        ("default", "kernel", True), ("vault", "vault", True),
        ("default", "vault", False), ("vault", "kernel", False), ("vault", "auth", False),
    ],
)  # fmt: skip
def test_an_app_migrates_in_one_database_only(database, app, allowed):
    assert ROUTER.allow_migrate(database, app) is allowed


def test_no_model_has_a_foreign_key_into_or_out_of_the_vault():
    crossing = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and field.related_model
        and not isinstance(field.related_model, str)
        and (model._meta.app_label == "vault") != (field.related_model._meta.app_label == "vault")
    ]

    assert crossing == []


@pytest.mark.django_db(databases=["default", "vault"])
def test_the_databases_hold_what_the_router_says():
    from django.db import connections  # noqa: PLC0415 - needs the databases

    tables = {alias: connections[alias].introspection.table_names() for alias in connections}
    own = {table for table in tables["vault"] if table != "django_migrations"}

    assert own
    assert all(table.startswith("vault_") for table in own)
    assert not any(table.startswith("vault_") for table in tables["default"])
