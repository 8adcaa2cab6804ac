"""Databases that live as long as one measurement."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
_numbers = count()
POSTGRES = os.environ.get("UMIT_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")


@contextmanager
def sqlite() -> Iterator[dict[str, str]]:
    """The environment of a fresh, migrated pair of SQLite databases."""
    with tempfile.TemporaryDirectory(prefix="umit-bench-") as place:
        variables = _variables(
            Path(place),
            f"sqlite:///{place}/umit.sqlite3",
            f"sqlite:///{place}/vault.sqlite3",
        )
        run(variables, "-m", "tools.migrate")
        yield variables


@contextmanager
def postgres() -> Iterator[dict[str, str]]:
    """The environment of a fresh, migrated pair of PostgreSQL databases.

    Raises:
        psycopg.OperationalError: nobody answers there.
    """
    import psycopg  # noqa: PLC0415 - SQLite alone is measured where there is no server

    number = next(_numbers)
    names = [f"umit_bench_{os.getpid()}_{number}_{alias}" for alias in ("default", "vault")]
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as server:
        for name in names:
            server.execute(f"CREATE DATABASE {name}")
        try:
            with tempfile.TemporaryDirectory(prefix="umit-bench-") as place:
                variables = _variables(Path(place), *(f"{POSTGRES}/{name}" for name in names))
                run(variables, "-m", "tools.migrate")
                yield variables
        finally:
            for name in names:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(variables: dict[str, str], *arguments: str) -> str:
    """Run one of our programs and give what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | variables,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def _variables(place: Path, default: str, vault: str) -> dict[str, str]:
    return {
        "UMIT_VAR": str(place),
        "DATABASE_URL": default,
        "VAULT_DATABASE_URL": vault,
        "UMIT_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }
