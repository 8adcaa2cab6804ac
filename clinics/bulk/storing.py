"""Writing columns into a table: COPY on PostgreSQL, executemany on SQLite. Never `bulk_create`."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import repeat
from typing import Any

from django.db import connections, models, router
from django.db.models.fields import NOT_PROVIDED


Columns = Mapping[str, Any]
"""Field attname -> a list with one value a row, or one value that all rows share."""
SIZE = 16
ROOMY = {"cache_size": -100_000, "wal_autocheckpoint": 10_000}


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
    write(connection, model._meta.db_table, [str(field.column) for field in fields], rows)
    return count


def ids(model: type[models.Model], key: str, values: Iterable[Any]) -> dict[Any, int]:
    """Primary keys by a unique column."""
    wanted = list(values)
    return dict(model._default_manager.filter(**{f"{key}__in": wanted}).values_list(key, "pk"))


def random_uids(count: int) -> list[str]:
    """Version 4 UUIDs as hexadecimal digits, out of one call of the system's generator."""
    noise = bytearray(os.urandom(SIZE * count))
    noise[6::SIZE] = bytes(byte & 0x0F | 0x40 for byte in noise[6::SIZE])
    noise[8::SIZE] = bytes(byte & 0x3F | 0x80 for byte in noise[8::SIZE])
    digits = noise.hex()
    return [digits[at : at + 2 * SIZE] for at in range(0, len(digits), 2 * SIZE)]


@contextmanager
def roomy(alias: str = "default") -> Iterator[None]:
    """Give SQLite more memory and fewer checkpoints while much is written on this connection."""
    connection = connections[alias]
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ROOMY]
    _set(connection, ROOMY.values())
    try:
        yield
    finally:
        _set(connection, usual)


def _set(connection: Any, values: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        for name, value in zip(ROOMY, values, strict=True):
            cursor.execute(f"PRAGMA {name}={value}")


def _values(field: models.Field, columns: Columns, connection: Any, count: int) -> Iterable[Any]:
    """One column as the database takes it; a value that repeats is prepared once."""
    given = columns.get(field.attname, NOT_PROVIDED)
    if given is NOT_PROVIDED and field.name == "uid":
        return random_uids(count)
    if given is NOT_PROVIDED:
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
    marks = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {quote(table)} ({', '.join(map(quote, names))}) VALUES ({marks})"  # noqa: S608 - our own quoted names
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _copy(connection: Any, table: str, names: list[str], rows: Iterable[tuple]) -> None:
    quote = connection.ops.quote_name
    statement = f"COPY {quote(table)} ({', '.join(map(quote, names))}) FROM STDIN"
    errors = connection.wrap_database_errors
    with errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
