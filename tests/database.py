"""Migrated template databases, built once and copied for every process that runs tests.

Migrating from nothing takes about 15 seconds, copying a migrated pair a few milliseconds. The pair
(`default` and `vault`) is keyed by everything that migrations depend on, so it is rebuilt exactly
when one of them changes. A test that commits for real gets a fresh copy afterwards instead of
Django's flush: the audit tables refuse deletion, and a flush would lose the data of migrations.
"""

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connections
from psycopg import sql


ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "var" / "test-templates"
ALIASES = ("default", "vault")
KEPT_TEMPLATES = 4
OLD_TEMPLATES = """
    SELECT datname FROM pg_database WHERE starts_with(datname, 'umit_template_')
    ORDER BY oid DESC OFFSET %s
"""
OWN_IMPORT = re.compile(r"^from ((?:kernel|vault|clinics|prevention|analytics|cms)[\w.]*)", re.M)
OPTIONS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-20000;"


def postgres_url() -> str:
    """The server that tests may use, or an empty string: then they run on SQLite."""
    return os.environ.get("UMIT_TEST_POSTGRES", "")


_FILLED: set["Pair"] = set()
"""What this process has filled and kept."""


@dataclass(frozen=True)
class Pair:
    """Where the two databases of one process are: file paths or database names."""

    default: str
    vault: str

    def url(self, alias: str) -> str:
        """The address of one of the two, as `DATABASE_URL` takes it."""
        return address(getattr(self, alias))


def address(name: str) -> str:
    """A database URL for a file path or, on PostgreSQL, a database name."""
    server = postgres_url()
    return f"{server.rstrip('/')}/{name}" if server else f"sqlite:///{name}"


def choose(directory: Path, worker: str) -> Pair:
    """Point Django's settings at databases that belong to this process alone."""
    from config.settings.base import database  # noqa: PLC0415 - settings exist only now

    names = {
        alias: f"umit_test_{os.getpid()}_{worker}_{alias}"
        if postgres_url()
        else str(directory / f"{alias}.sqlite3")
        for alias in ALIASES
    }
    for alias in ALIASES:
        settings.DATABASES[alias].update(
            {"OPTIONS": {}} | database(address(names[alias])) | {"CONN_MAX_AGE": 0}
        )
        if not postgres_url():
            settings.DATABASES[alias]["OPTIONS"]["init_command"] = OPTIONS
        connections[alias] = connections.create_connection(alias)
    return Pair(**names)


def prepare(pair: Pair) -> None:
    """Copy the templates to `pair`, building them first when there are none."""
    templates = _template()
    close()
    for alias in ALIASES:
        _copy(getattr(templates, alias), getattr(pair, alias))


def prepare_with(pair: Pair, name: str, fill: Callable[[], None]) -> None:
    """Bring `pair` to the state that `fill` makes: filled once by a process, then copied."""
    kept = Pair(*(f"{getattr(pair, alias)}_{name}" for alias in ALIASES))
    if kept in _FILLED:
        close()
        for alias in ALIASES:
            _copy(getattr(kept, alias), getattr(pair, alias))
        return
    prepare(pair)
    fill()
    close()
    for alias in ALIASES:
        _copy(getattr(pair, alias), getattr(kept, alias))
    _FILLED.add(kept)


def drop(pair: Pair) -> None:
    """Remove what `prepare` and `prepare_with` made."""
    close()
    for alias in ALIASES:
        if postgres_url():
            for made in (pair, *_FILLED):
                _statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", getattr(made, alias))
        else:
            for file in Path(getattr(pair, alias)).parent.glob(f"{alias}.sqlite3*"):
                file.unlink()


def close() -> None:
    """Close this thread's connections."""
    for alias in ALIASES:
        connections[alias].close()


def digest() -> str:
    """Change whenever a migration, or anything that a migration reads, changes."""
    seen = hashlib.sha256(sys.version.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        directory = Path(app.path)
        own = directory.is_relative_to(ROOT) and "site-packages" not in directory.parts
        for file in sorted((directory / "migrations").glob("*.py")):
            seen.update(f"{app.label}/{file.name}".encode())
            seen.update(file.read_bytes() if own else str(file.stat().st_size).encode())
            if own:
                for module in sorted(set(OWN_IMPORT.findall(file.read_text(encoding="utf-8")))):
                    seen.update(_module(module))
        for file in sorted(directory.rglob("*.csv")) if own else ():
            seen.update(file.read_bytes())
    return seen.hexdigest()[:16]


def _module(name: str) -> bytes:
    """The text of one of our modules that a migration imports."""
    place = ROOT / name.replace(".", "/")
    files = (place.with_suffix(".py"), place / "__init__.py")
    return b"".join(file.read_bytes() for file in files if file.exists())


def _template() -> Pair:
    key = digest()
    if postgres_url():
        pair = Pair(*(f"umit_template_{key}_{alias}" for alias in ALIASES))
    else:
        pair = Pair(*(str(TEMPLATES / key / f"{alias}.sqlite3") for alias in ALIASES))
    with _lock():
        if not _exists(pair.vault):
            _build(pair)
    return pair


@contextmanager
def _lock() -> Iterator[None]:
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    engine = "postgres" if postgres_url() else "sqlite"
    with (TEMPLATES / f"{engine}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _exists(name: str) -> bool:
    if not postgres_url():
        return Path(name).exists()
    with closing(_server()) as server:
        found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return found.fetchone() is not None


def _build(pair: Pair) -> None:
    """Migrate into scratch databases and rename them, `vault` last: it marks a finished pair."""
    scratch = Pair(*(f"{getattr(pair, alias)}_new" for alias in ALIASES))
    for alias in ALIASES:
        _clear(getattr(scratch, alias))
    _migrate(scratch)
    for alias in ALIASES:
        source, target = getattr(scratch, alias), getattr(pair, alias)
        if postgres_url():
            _statement("DROP DATABASE IF EXISTS {}", target)
            _statement("ALTER DATABASE {} RENAME TO {}", source, target)
        else:
            Path(source).replace(target)
    _forget_old_templates()


def _clear(name: str) -> None:
    if postgres_url():
        _statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        _statement("CREATE DATABASE {}", name)
    else:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).unlink(missing_ok=True)


def _migrate(pair: Pair) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": pair.url("default"),
        "VAULT_DATABASE_URL": pair.url("vault"),
    }
    run = subprocess.run(
        [sys.executable, "-m", "tools.migrate"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        message = f"The template databases cannot be migrated:\n{run.stderr[-4000:]}"
        raise RuntimeError(message)


def _forget_old_templates() -> None:
    if postgres_url():
        with closing(_server()) as server:
            old = server.execute(OLD_TEMPLATES, [KEPT_TEMPLATES * len(ALIASES)]).fetchall()
        for (name,) in old:
            _statement("DROP DATABASE IF EXISTS {}", name)
        return
    pairs = sorted(
        (entry for entry in TEMPLATES.iterdir() if entry.is_dir()),
        key=lambda entry: entry.stat().st_mtime,
    )
    for entry in pairs[:-KEPT_TEMPLATES]:
        shutil.rmtree(entry)


def _copy(template: str, name: str) -> None:
    if postgres_url():
        _statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        _statement("CREATE DATABASE {} TEMPLATE {}", name, template)
        return
    with (
        closing(sqlite3.connect(f"file:{template}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(name)) as target,
    ):
        source.backup(target)


def _server() -> psycopg.Connection:
    parts = urlsplit(postgres_url())
    return psycopg.connect(
        host=parts.hostname,
        port=parts.port or 5432,
        user=parts.username,
        password=parts.password,
        dbname="postgres",
        autocommit=True,
    )


def _statement(statement: str, *names: str) -> None:
    with closing(_server()) as server:
        server.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


if __name__ == "__main__":
    django.setup()
    _template()
