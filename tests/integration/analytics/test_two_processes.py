"""The same records compiled by two fresh processes: the same files, byte for byte."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from analytics.sources import freeze
from analytics.vocabulary import PeriodKind
from kernel.models import Organisation
from kernel.periods import Period
from tests import database
from tests.factories.nation import begun_series, founded


pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SEEDS = ("1", "4242")
ZONES = dict(zip(SEEDS, ("Asia/Tashkent", "UTC"), strict=True))
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def pairs(pytestconfig: pytest.Config, tmp_path: Path) -> Iterator[list[database.Pair]]:
    """A copy of this test's databases for each process, made when first asked for."""
    own = [
        database.Pair(*(place(alias, seed, tmp_path) for alias in database.ALIASES))
        for seed in SEEDS
    ]
    yield own
    for pair in own:
        database.drop(pair)


def place(alias: str, seed: str, directory: Path) -> str:
    """A database name, or the path of a file."""
    if database.postgres_url():
        return f"umit_test_{os.getpid()}_{alias}_{seed}"
    (directory / seed).mkdir(exist_ok=True)
    return str(directory / seed / f"{alias}.sqlite3")


def frozen() -> Organisation:
    """Freeze a clinic's year today, as the processes will."""
    home = founded(people=240).clinics[0]
    freeze(
        series=begun_series(), period=Period.year(2023), kind=PeriodKind.YEAR,
        cut_on=timezone.localdate(), at=timezone.now(), organisation=home,
    )  # fmt: skip
    return home


def start(pair: database.Pair, seed: str, home: Organisation, out: Path) -> subprocess.Popen:
    """Compile in a process with databases of its own, and keys and snapshots of this test."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": pair.url("default"),
        "VAULT_DATABASE_URL": pair.url("vault"),
        "SERIES_KEY_DIR": str(settings.SERIES_KEY_DIR),
        "SNAPSHOT_DIR": str(settings.SNAPSHOT_DIR),
        "AUDIT_KEY_FILE": str(settings.AUDIT_KEY_FILE),
        "PYTHONHASHSEED": seed,
        "TZ": ZONES[seed],
    }
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", SCRIPT, str(home.uid), str(out)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


SCRIPT = """
import sys
from pathlib import Path
import django
from django.core.management import call_command
django.setup()
from analytics.models import ReleaseFile
uid, out = sys.argv[1:]
call_command("compile_report", "clinic", "--clinic", uid, "--period", "2023", "--out", out)
for file in ReleaseFile.objects.all():
    (Path(out) / file.name).write_bytes(bytes(file.content))
"""
"""Writes the files of both languages and the charts beside what the command wrote."""


def test_two_processes_write_the_same_bytes(
    pytestconfig: pytest.Config, pairs: list[database.Pair], tmp_path: Path
):
    from tests.conftest import PAIR  # noqa: PLC0415 - where this process keeps its databases

    home = frozen()
    database.close()
    for pair in pairs:
        for alias in database.ALIASES:
            database._copy(getattr(pytestconfig.stash[PAIR], alias), getattr(pair, alias))
    outs = [tmp_path / f"files-{seed}" for seed in SEEDS]

    runs = [
        start(pair, seed, home, out) for pair, seed, out in zip(pairs, SEEDS, outs, strict=True)
    ]
    said = [run.communicate(timeout=600)[0].decode() for run in runs]

    assert [run.returncode for run in runs] == [0, 0], said
    one, other = ({each.name: each.read_bytes() for each in out.iterdir()} for out in outs)
    assert {Path(name).suffix for name in one} == {".json", ".csv", ".xlsx", ".pdf", ".svg"}
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []
