"""Triggers that refuse to change or delete rows, on either database engine."""

import pytest
from django.db import DatabaseError, connection, transaction

from kernel.append_only import guard, unguard
from kernel.models import AuditEvent
from tests.factories.kernel import clinic, nurse


pytestmark = pytest.mark.django_db

TABLE = "kernel_planted"


class Editor:
    """The part of a schema editor that the steps use."""

    connection = connection

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture
def table() -> str:
    Editor().execute(f"CREATE TABLE {TABLE} (word varchar(9))")
    return TABLE


def refused(statement: str) -> bool:
    try:
        with transaction.atomic():
            Editor().execute(statement)
    except DatabaseError as error:
        assert "append-only" in str(error)  # noqa: PT017 - the engines raise different errors
        return True
    return False


def test_a_guarded_table_takes_rows_and_gives_none_back(table):
    guard(table, alias="default")(None, Editor())

    assert not refused(f"INSERT INTO {table} VALUES ('one')")
    assert refused(f"UPDATE {table} SET word = 'two'")
    assert refused(f"DELETE FROM {table}")


def test_the_step_back_opens_the_table_again(table):
    guard(table, alias="default")(None, Editor())
    unguard(table, alias="default")(None, Editor())

    assert not refused(f"INSERT INTO {table} VALUES ('one')")
    assert not refused(f"UPDATE {table} SET word = 'two'")
    assert not refused(f"DELETE FROM {table}")


def test_another_database_is_left_alone(table):
    guard(table, alias="vault")(None, Editor())
    unguard(table, alias="vault")(None, Editor())
    Editor().execute(f"INSERT INTO {table} VALUES ('one')")

    assert not refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("act", ["UPDATE kernel_auditevent SET event = ''",
                                 "DELETE FROM kernel_auditevent"])  # fmt: skip
def test_audit_events_are_never_changed_or_deleted(act):
    nurse(at=clinic())

    assert refused(act)
    assert AuditEvent.objects.count() == 1
