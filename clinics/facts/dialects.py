"""Two databases, one kind of answer: blocks of whole numbers, one array a column.

A SELECT gives whole numbers only, and never NULL: what is missing is `MISSING`. So every row of
PostgreSQL's binary COPY has the same length, and a block of it is one `numpy.frombuffer`; SQLite,
which has no server to wait for, gives tuples through a plain cursor.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

import numpy as np
from django.db.backends.base.base import BaseDatabaseWrapper


Block = dict[str, np.ndarray]
"""Field name -> one value a row: int16, int32 or int64, or 16 raw bytes for a uid."""

MISSING = -32_768
"""Stands for NULL: no code, no year, and a day before 1881."""
SHIFT = 2**40
"""A day times this, plus an id, is one number: the least is the first row, found without a sort."""
UID = "V16"
EPOCH = 2_440_587.5
"""The Julian day of 1 January 1970, 0 h."""


@dataclass(frozen=True)
class Field:
    """One field of a SELECT: its name, its expression, its numpy type (`i2`, `i4`, `i8`, `V16`)."""

    name: str
    expression: str
    width: str


class Dialect(Protocol):
    """What the two databases say differently."""

    def day(self, column: str) -> str:
        """Days since 1 January 1970 of a date column."""

    def hundredths(self, column: str) -> str:
        """A decimal with two places, times a hundred."""

    def field(self, name: str, expression: str, width: str) -> Field:
        """A field of a fixed width that is `MISSING` where the expression is NULL."""

    def first(self, table: str, name: str, columns: str, day: str) -> str:
        """A join under `name` of the first current row of each episode `e`, by day and id."""

    def total(self, value: str, table: str, name: str, *, of: str, owner: str) -> tuple[str, str]:
        """The sum of `value` over the rows of `table` whose column `of` is `owner`.

        As an expression, and the join that it needs.
        """

    def read(
        self,
        connection: BaseDatabaseWrapper,
        statement: str,
        parameters: Mapping[str, Any],
        *,
        fields: Sequence[Field],
        rows: int,
    ) -> Iterator[Block]:
        """Blocks of exactly `rows` rows (the last may be shorter) of what the SELECT gives."""


PART = 2_048
"""Rows that SQLite's cursor fetches at a time."""


class SQLite:
    """Plain cursors: the tuples of a block become arrays by column."""

    def day(self, column: str) -> str:
        """Julian days, less those before 1970."""
        return f"CAST(julianday({column}) - {EPOCH} AS INTEGER)"

    def hundredths(self, column: str) -> str:
        """SQLite keeps decimals as it likes: rounding makes them exact again."""
        return f"CAST(round({column} * 100) AS INTEGER)"

    def field(self, name: str, expression: str, width: str) -> Field:
        """SQLite's whole numbers have no width; it is the array's."""
        is_plain = width == UID
        return Field(name, expression if is_plain else f"ifnull({expression}, {MISSING})", width)

    def first(self, table: str, name: str, columns: str, day: str) -> str:
        """A search in an index an episode: SQLite keeps no other way from sorting it all."""
        return (
            f" LEFT JOIN {table} AS {name} ON {name}.id = ("  # noqa: S608 - our own words
            f"SELECT min({self.day(day)} * {SHIFT} + id) FROM {table} WHERE episode_id = e.id"
            f" AND state = 'CURRENT' AND {day} <= %(cut_on)s) & {SHIFT - 1}"
        )

    def total(self, value: str, table: str, name: str, *, of: str, owner: str) -> tuple[str, str]:
        """A search in an index an owner."""
        return f"(SELECT sum({value}) FROM {table} WHERE {of} = {owner})", ""  # noqa: S608 - our own words

    def read(
        self,
        connection: BaseDatabaseWrapper,
        statement: str,
        parameters: Mapping[str, Any],
        *,
        fields: Sequence[Field],
        rows: int,
    ) -> Iterator[Block]:
        """Fetch `rows` tuples at a time."""
        with connection.cursor() as cursor:
            cursor.execute(statement, dict(parameters))
            while True:
                parts = list(self._parts(cursor, fields, rows))
                if not parts:
                    break
                yield {
                    field.name: np.concatenate([part[place] for part in parts])
                    for place, field in enumerate(fields)
                }

    def _parts(self, cursor: Any, fields: Sequence[Field], rows: int) -> Iterator[list[np.ndarray]]:
        """The next `rows` rows, a few at a time: so their objects stay in the processor's cache."""
        while rows and (part := cursor.fetchmany(min(PART, rows))):
            rows -= len(part)
            columns = zip(*part, strict=True)
            yield [self._array(*pair) for pair in zip(columns, fields, strict=True)]

    def _array(self, column: tuple[Any, ...], field: Field) -> np.ndarray:
        if field.width == UID:  # 32 hexadecimal digits
            return np.frombuffer(bytes.fromhex("".join(column)), dtype=UID)
        return np.fromiter(column, dtype=field.width, count=len(column))


HEADER = 19
"""Bytes before the first row of a binary COPY: signature, flags, length of an empty extension."""
TRAILER = b"\xff\xff"
TYPES = {"i2": "smallint", "i4": "integer", "i8": "bigint", UID: "uuid"}


class PostgreSQL:
    """Binary COPY: every row is two bytes of count and, a field, four bytes of length and itself.

    The connection is busy until the last block was taken or the iterator is closed.
    """

    def day(self, column: str) -> str:
        """Two dates differ by whole days."""
        return f"({column} - DATE '1970-01-01')"

    def hundredths(self, column: str) -> str:
        """Decimals are exact."""
        return f"({column} * 100)"

    def field(self, name: str, expression: str, width: str) -> Field:
        """Cast to the width that goes over the wire."""
        is_plain = width == UID
        value = expression if is_plain else f"coalesce({expression}, {MISSING})"
        return Field(name, f"({value})::{TYPES[width]}", width)

    def first(self, table: str, name: str, columns: str, day: str) -> str:
        """One sort of the whole table, which is joined as a hash."""
        return (
            f" LEFT JOIN (SELECT DISTINCT ON (episode_id) id, {columns} FROM {table}"  # noqa: S608 - our own words
            f" WHERE state = 'CURRENT' AND {day} <= %(cut_on)s ORDER BY episode_id, {day}, id"
            f") AS {name} ON {name}.episode_id = e.id"
        )

    def total(self, value: str, table: str, name: str, *, of: str, owner: str) -> tuple[str, str]:
        """One grouping of the whole table, which is joined as a hash."""
        join = (
            f" LEFT JOIN (SELECT {of} AS owner, sum({value}) AS total FROM {table} GROUP BY {of}"  # noqa: S608 - our own words
            f") AS {name} ON {name}.owner = {owner}"
        )
        return f"{name}.total", join

    def read(
        self,
        connection: BaseDatabaseWrapper,
        statement: str,
        parameters: Mapping[str, Any],
        *,
        fields: Sequence[Field],
        rows: int,
    ) -> Iterator[Block]:
        """Copy out `rows` rows at a time."""
        record = _record(fields)
        copying = f"COPY ({statement}) TO STDOUT (FORMAT BINARY)"
        errors = connection.wrap_database_errors
        with errors, connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off")  # it would compile for longer than it saves
            with cursor.copy(copying, dict(parameters)) as copy:
                for block in _blocks(iter(copy), size=record.itemsize, rows=rows):
                    found = np.frombuffer(block, dtype=record)
                    yield {field.name: _native(found[field.name], field.width) for field in fields}


def _record(fields: Sequence[Field]) -> np.dtype:
    """The bytes of one row, big-endian as the protocol has them."""
    parts = [("#", ">i2")]
    for field in fields:
        parts += [(f"#{field.name}", ">i4"), (field.name, field.width.replace("i", ">i"))]
    return np.dtype(parts)


def _native(column: np.ndarray, width: str) -> np.ndarray:
    return np.ascontiguousarray(column).astype(width, copy=False)


def _blocks(messages: Iterator[Any], *, size: int, rows: int) -> Iterator[bytes]:
    """The bytes of `rows` rows at a time, out of messages of a row each, without the frame."""
    rest = bytes(next(messages))[HEADER:]
    while True:
        taken = list(islice(messages, rows - len(rest) // size))
        block = b"".join((rest, *taken))
        whole = min(len(block) // size, rows) * size
        if whole:
            yield block[:whole]
        rest = block[whole:]
        if not taken and not whole:
            break
    if rest != TRAILER:
        message = "The copied rows do not have the length that their fields say."
        raise ValueError(message)


DIALECTS: Mapping[str, Dialect] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}
"""By Django's name of the database's make."""
