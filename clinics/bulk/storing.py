"""Writing columns into a table: COPY on PostgreSQL, executemany on SQLite. Never `bulk_create`."""

import os
from collections.abc import Iterable, Mapping
from itertools import repeat
from typing import Any
from uuid import UUID

from django.db import connections, models, router
from django.db.models.fields import NOT_PROVIDED


Columns = Mapping[str, Any]
"""Field attname -> a list with one value a row, or one value that all rows share."""


def store(model: type[models.Model], columns: Columns, *, count: int) -> int:
    """Insert `count` rows in the current transaction; what is not given takes its default.

    Keys are not read back: `ids` finds them by a unique column.
    """
    if not count:
        return 0
    connection = connections[router.db_for_write(model)]
    fields = [field for field in model._meta.concrete_fields if not field.primary_key
              or field.attname in columns]  # fmt: skip
    rows = zip(*(_values(field, columns, connection, count) for field in fields), strict=False)
    write = _copy if connection.vendor == "postgresql" else _execute_many
    write(connection, model._meta.db_table, [field.column for field in fields], rows)
    return count


def ids(model: type[models.Model], key: str, values: Iterable[Any]) -> dict[Any, int]:
    """Primary keys by a unique column."""
    wanted = list(values)
    return dict(model._default_manager.filter(**{f"{key}__in": wanted}).values_list(key, "pk"))


def random_uids(count: int) -> list[UUID]:
    """Version 4 UUIDs out of one call of the system's generator."""
    noise = os.urandom(16 * count)
    return [UUID(bytes=noise[at : at + 16], version=4) for at in range(0, 16 * count, 16)]


def _values(field: models.Field, columns: Columns, connection: Any, count: int) -> Iterable[Any]:
    """One column as the database takes it; a value that repeats is prepared once."""
    given = columns.get(field.attname, NOT_PROVIDED)
    if given is NOT_PROVIDED and isinstance(field, models.UUIDField) and field.unique:
        given = random_uids(count) if field.has_default() else None
    elif given is NOT_PROVIDED:
        given = field.get_default()
    if not isinstance(given, list):
        return repeat(_prepared(field, given, connection), count)
    if isinstance(field, models.UUIDField):
        return [_prepared(field, value, connection) for value in given]
    prepared = {value: _prepared(field, value, connection) for value in set(given)}
    return list(map(prepared.__getitem__, given))


def _prepared(field: models.Field, value: Any, connection: Any) -> Any:
    return field.get_db_prep_save(value, connection)


def _execute_many(connection: Any, table: str, names: list[str], rows: Iterable[tuple]) -> None:
    quote = connection.ops.quote_name
    statement = "INSERT INTO {} ({}) VALUES ({})".format(
        quote(table), ", ".join(map(quote, names)), ", ".join(["%s"] * len(names))
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _copy(connection: Any, table: str, names: list[str], rows: Iterable[tuple]) -> None:
    quote = connection.ops.quote_name
    statement = f"COPY {quote(table)} ({', '.join(map(quote, names))}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
