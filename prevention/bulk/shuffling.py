"""Answered questionnaires in a new, random order: rows lie in a table in the order they came."""

from collections.abc import Iterable, Sequence
from secrets import SystemRandom
from typing import Any
from uuid import UUID, uuid4

from django.db import connections, models, router

from prevention.bulk.storing import insert
from prevention.models import Answer, CodeElement, Response, Wave


BATCH = 400
"""Responses in one statement, with two parameters each: SQLite may take no more than 999."""
HEAD = ("wave_id", "cohort_id", "gender", "age_band", "entered_on", "source")
PARTS: tuple[tuple[type[Answer | CodeElement], tuple[str, ...]], ...] = (
    (Answer, ("item_id", "value")),
    (CodeElement, ("position", "fine", "coarse", "swapped")),
)
"""What belongs to a response, with the columns that are carried over."""
RANDOM_KEY = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
"""A key that tells nothing, as each database stores one; both draw from a strong source."""


def shuffle(wave: Wave) -> None:
    """Write the responses of a wave anew, with new keys and without tokens; delete the old rows.

    For the action that closes a wave, inside its transaction and before anything is linked: a link
    forbids to delete the row it points to. What belongs to a response never leaves the database,
    so that 2,000 questionnaires take about a second.
    """
    old: list[tuple[Any, ...]] = list(
        Response.objects.filter(wave=wave).order_by().values_list("pk", *HEAD)
    )
    SystemRandom().shuffle(old)
    batches = [old[at : at + BATCH] for at in range(0, len(old), BATCH)]
    for rows in batches:
        keys: dict[UUID, UUID] = {row[0]: uuid4() for row in rows}
        insert(Response, ("id", *HEAD), [(keys[row[0]], *row[1:]) for row in rows])
        for model, names in PARTS:
            _carry_over(model, names, keys)
    for rows in batches:
        gone = [row[0] for row in rows]
        for model, _names in PARTS:
            _delete(model, "response_id", gone)
        _delete(Response, "id", gone)


def _carry_over(model: type[models.Model], names: Sequence[str], keys: dict[UUID, UUID]) -> None:
    """Copy the rows of some responses to their new keys, in the order of new random keys."""
    connection = connections[router.db_for_write(model)]
    table, columns = _named(model, ("id", "response_id", *names))
    pairs = ", ".join(["(%s, %s)"] * len(keys))
    carried = ", ".join(f"part.{column}" for column in columns[2:])
    statement = (  # our own quoted names
        f"WITH fresh (old_key, new_key) AS (VALUES {pairs}) "  # noqa: S608
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {RANDOM_KEY[connection.vendor]}, fresh.new_key, {carried} "
        f"FROM {table} AS part JOIN fresh ON part.response_id = fresh.old_key ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, _stored(key for pair in keys.items() for key in pair))


def _delete(model: type[models.Model], name: str, gone: Sequence[UUID]) -> None:
    connection = connections[router.db_for_write(model)]
    table, (column,) = _named(model, (name,))
    marks = ", ".join(["%s"] * len(gone))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({marks})", _stored(gone))  # noqa: S608 - likewise


def _named(model: type[models.Model], names: Sequence[str]) -> tuple[str, list[str]]:
    """The table and some columns, quoted."""
    quote = connections[router.db_for_write(model)].ops.quote_name
    by_name = {field.attname: str(field.column) for field in model._meta.concrete_fields}
    return quote(model._meta.db_table), [quote(by_name[name]) for name in names]


def _stored(keys: Iterable[UUID]) -> list[Any]:
    """Keys as the database stores them."""
    connection, field = connections[router.db_for_write(Response)], Response._meta.pk
    return [field.get_db_prep_value(key, connection) for key in keys]
