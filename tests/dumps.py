"""Everything a database holds, as text, to look for what must not be there."""

from collections.abc import Iterator

from django.db import connections


def dump(alias: str) -> Iterator[tuple[str, str]]:
    """Yield (table, one row as text) for every row of every table of a database."""
    with connections[alias].cursor() as cursor:
        for table in connections[alias].introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, " | ".join(_text(value) for value in row)


def _text(value: object) -> str:
    if isinstance(value, memoryview | bytes):
        return bytes(value).decode("utf-8", errors="replace")
    return str(value)
