"""Triggers that refuse to change or delete rows: defence against mistakes and stray statements.

They do not stop somebody who owns the database file; the chain of `kernel.sealing` tells of that.
"""

from collections.abc import Callable
from typing import Any


SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()
"""


def guard(table: str, *, alias: str) -> Callable[[Any, Any], None]:
    """Return a migration step that makes `table` of database `alias` append-only."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        connection = schema_editor.connection
        if connection.alias != alias:
            return
        if connection.vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(SQLITE.format(table=table, verb=verb))
        else:
            schema_editor.execute(POSTGRESQL_FUNCTION.format(table=table))
            schema_editor.execute(POSTGRESQL.format(table=table))

    return forwards


def unguard(table: str, *, alias: str) -> Callable[[Any, Any], None]:
    """Return the step back."""

    def backwards(apps: Any, schema_editor: Any) -> None:
        connection = schema_editor.connection
        if connection.alias != alias:
            return
        if connection.vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}")
        else:
            schema_editor.execute(f"DROP FUNCTION {table}_is_append_only() CASCADE")

    return backwards
