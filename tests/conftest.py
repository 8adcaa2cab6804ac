"""What every test starts from: databases of its own, keys of its own, a fixed day, no network."""

import atexit
import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client, TransactionTestCase
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from kernel.models import User
from tests import database
from tests.published import FOLDER
from tools import messages


BROWSER = "UMIT_TEST_BROWSER"
SCRATCH = pytest.StashKey[tempfile.TemporaryDirectory]()
PAIR = pytest.StashKey[database.Pair]()
UNTRACED = (
    "tests/properties/", "tests/architecture/", "tests/integration/imports/",
    "tests/integration/work/test_bad_input.py", "tests/integration/office/test_walker.py",
    "tests/integration/analytics/test_two_processes.py",
)  # fmt: skip
"""Walks, tables and random examples: they go again over lines that plainer tests cover, and the
tracer of coverage would double their time."""


def pytest_configure(config: pytest.Config) -> None:
    """Give this process its own databases and keys before anything can open the real ones."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if worker == "main":
        messages.compile_all()
    scratch = tempfile.TemporaryDirectory(prefix=f"umit-{worker}-", ignore_cleanup_errors=True)
    atexit.register(scratch.cleanup)  # a worker ends without `pytest_unconfigure`
    config.stash[SCRATCH] = scratch
    config.stash[PAIR] = database.choose(Path(scratch.name), worker)
    point_at_keys(django_settings, Path(scratch.name) / "keys")
    for name in ("MEDIA_ROOT", "STATIC_ROOT"):
        directory = Path(scratch.name) / name.lower()
        directory.mkdir()
        setattr(django_settings, name, directory)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if SCRATCH in config.stash:
        config.stash[SCRATCH].cleanup()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what this run cannot do, saying why, and open both databases to database tests.

    On PostgreSQL only what touches a database runs: the rest was run on SQLite, and is the same.
    """
    for item in items:
        if item.get_closest_marker("postgres") and not database.postgres_url():
            item.add_marker(pytest.mark.skip(reason="UMIT_TEST_POSTGRES names no server"))
        if item.get_closest_marker("browser") and not os.environ.get(BROWSER):
            item.add_marker(pytest.mark.skip(reason=f"{BROWSER} names no browser"))
        if item.nodeid.startswith(UNTRACED):
            item.add_marker(pytest.mark.no_cover)
        _open_both_databases(item)
    _leave_out(config, items, _reads_what_is_not_here)
    if database.postgres_url():
        _leave_out(config, items, _needs_no_server)


def pytest_collection_finish() -> None:
    """Look for garbage less often, and not among what lives until the end: a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(25_000, 20, 100)


def pytest_report_header() -> str | None:
    """Say which published data sets are missing."""
    return None if FOLDER.is_dir() else "left out: tests marked `published`, no data sets here"


def _leave_out(
    config: pytest.Config, items: list[pytest.Item], is_out: Callable[[pytest.Item], bool]
) -> None:
    config.hook.pytest_deselected(items=[item for item in items if is_out(item)])
    items[:] = [item for item in items if not is_out(item)]


def _reads_what_is_not_here(item: pytest.Item) -> bool:
    return item.get_closest_marker("published") is not None and not FOLDER.is_dir()


def _needs_no_server(item: pytest.Item) -> bool:
    return not any(item.get_closest_marker(name) for name in ("django_db", "postgres", "browser"))


def _open_both_databases(item: pytest.Item) -> None:
    marker = item.get_closest_marker("django_db")
    wanted = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    if marker is None and not wanted:
        return
    arguments = dict(marker.kwargs) if marker else {}
    if not marker or not marker.args:
        arguments.setdefault("databases", list(database.ALIASES))
        item.add_marker(pytest.mark.django_db(**arguments), append=False)


def point_at_keys(settings: object, directory: Path) -> None:
    """Let keys be made in, and read from, `directory` alone."""
    settings.VAULT_KEK_FILE = directory / "kek.json"  # type: ignore[attr-defined] # settings are open
    settings.VAULT_KEYSET_DIR = directory / "keyset"  # type: ignore[attr-defined]
    settings.AUDIT_KEY_FILE = directory / "audit.json"  # type: ignore[attr-defined]
    settings.DRAFT_KEY_FILE = directory / "drafts.json"  # type: ignore[attr-defined]
    settings.SERIES_KEY_DIR = directory / "series"  # type: ignore[attr-defined]
    settings.STUDY_KEY_DIR = directory / "studies"  # type: ignore[attr-defined]
    settings.SNAPSHOT_DIR = directory / "snapshots"  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def django_db_setup(
    pytestconfig: pytest.Config, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Copy the migrated pair for this process; after a test that commits, copy it afresh."""
    pair = pytestconfig.stash[PAIR]

    def restore(self: TransactionTestCase) -> None:
        database.prepare(pair)

    with django_db_blocker.unblock():
        database.prepare(pair)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", restore)
        yield
    with django_db_blocker.unblock():
        database.drop(pair)


@pytest.fixture
def database_urls(pytestconfig: pytest.Config) -> dict[str, str]:
    """The environment with which a subprocess reaches this test's databases."""
    pair = pytestconfig.stash[PAIR]
    return {"DATABASE_URL": pair.url("default"), "VAULT_DATABASE_URL": pair.url("vault")}


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Rate limits and caches of one test are unknown to the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A test that was answered in Russian leaves no Russian behind: requests switch the thread."""
    with translation.override(django_settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def today() -> date:
    """The day on which tests happen: a Monday."""
    return date(2026, 3, 16)


@pytest.fixture
def vault_keys(settings: object, tmp_path: Path) -> Path:
    """Keys of this test's own, in a directory that it may break or remove."""
    directory = tmp_path / "keys"
    point_at_keys(settings, directory)
    return directory


@pytest.fixture
def enter() -> Callable[[User], Client]:
    """A browser in which a person has signed in: `enter(clinician(at=clinic)).get("/work/")`."""

    def signed_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
