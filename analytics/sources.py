"""Facts to data frames: the only door to treatment, frozen in files with a checksum.

A vintage is a directory of Parquet files named by its uid. The same facts give the same bytes, so
one SHA-256 tells whether anything changed since the last time and whether the files are whole.
"""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from analytics.models import Series, Vintage
from analytics.vocabulary import PeriodKind
from clinics import facts
from kernel.errors import Refused
from kernel.models import Organisation
from kernel.periods import Period
from kernel.series_keys import series_key


ROWS = 65_536
"""Rows of a block, and of a row group."""
LISTS = b"code_lists"
"""Where a file holds the code list of each coded column, as JSON."""
CHUNK = 1 << 20
READ_ONLY = 0o400
ROOM = "freezing-"
"""How directories begin in which facts are being written."""


class SnapshotDamaged(Refused):
    """The files of a vintage are not what was frozen."""

    code = "snapshot-damaged"


@dataclass(frozen=True)
class Facts:
    """The facts of one vintage: what `docs/facts.md` says, as data frames.

    Keys are uint64, days datetime64[ms] with NaT, codes categorical with the whole code list, the
    age is Int16 with NA.
    """

    episodes: pd.DataFrame
    doses: pd.DataFrame
    tests: pd.DataFrame


@dataclass(frozen=True)
class _Question:
    """Which facts: of which series, period and clinic, up to which day."""

    series: Series
    period: Period
    cut_on: date
    organisation: Organisation | None

    def newest(self) -> Vintage | None:
        """The last vintage of the same series, period and clinic."""
        found = Vintage.objects.filter(
            series=self.series,
            since=self.period.since,
            before=self.period.before,
            organisation=self.organisation,
        )
        return found.order_by("-number").first()


def freeze(
    *,
    series: Series,
    period: Period,
    kind: PeriodKind,
    cut_on: date,
    at: datetime,
    organisation: Organisation | None = None,
    is_anew: bool = False,
) -> Vintage:
    """Write the facts of a period down for good, or give the vintage that holds the same.

    The same facts make no second vintage, unless they are wanted anew (for other definitions): then
    the cut day of the existing one stands; its files, if lost or damaged, are put back. `at` is the
    moment of freezing. Nothing half-written stays after a failure.

    Raises:
        SeriesKeyMissing: the secret of the series is not there.
    """
    question = _Question(series, period, cut_on, organisation)
    with _room() as room:
        with _one_moment():
            rows = _write(room, question)
        checksum = _checksum(room)
        newest = question.newest()
        if newest and newest.checksum == checksum and not is_anew:
            if not _is_whole(newest):
                shutil.rmtree(directory_of(newest), ignore_errors=True)
                with _moved(room, directory_of(newest)):
                    pass
            return newest
        vintage = Vintage(
            series=series, organisation=organisation, kind=kind, since=period.since,
            before=period.before, number=newest.number + 1 if newest else 1, cut_on=cut_on,
            frozen_at=at, facts_version=facts.VERSION,
            code_lists_version=facts.CODE_LISTS_VERSION, checksum=checksum, rows=rows,
        )  # fmt: skip
        with _moved(room, directory_of(vintage)):
            vintage.save()
    return vintage


def load(vintage: Vintage, *, columns: Collection[str] = ()) -> Facts:
    """The frozen facts; only these columns (of any table) where `columns` names some.

    Raises:
        SnapshotDamaged: the files are missing, or are not those that were frozen.
    """
    directory = directory_of(vintage)
    if not _is_whole(vintage):
        raise SnapshotDamaged(
            _(
                "The frozen records of %(vintage)s are missing or were changed. Put their"
                " directory back from a copy, or compile the period anew."
            )
            % {"vintage": vintage.label}
        )
    frames = {table.name: _frame(_file(directory, table), columns) for table in facts.TABLES}
    return Facts(**frames)


def directory_of(vintage: Vintage) -> Path:
    """Where the files of a vintage are."""
    return Path(settings.SNAPSHOT_DIR) / str(vintage.uid)


def _is_whole(vintage: Vintage) -> bool:
    """Whether the files of a vintage are there, and are those that were frozen."""
    try:
        return _checksum(directory_of(vintage)) == vintage.checksum
    except OSError:
        return False


@contextmanager
def _room() -> Iterator[Path]:
    """A directory beside the vintages that is gone afterwards, whatever happens.

    A process that was killed could not remove its own: the next one does. A lock on the directory,
    which ends with its process, says whether anybody is at work in it.
    """
    home = Path(settings.SNAPSHOT_DIR)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as open_locks:
        with _locked(home):
            _sweep(home)
            room = Path(tempfile.mkdtemp(prefix=ROOM, dir=home))
            open_locks.enter_context(_locked(room))
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)


def _sweep(home: Path) -> None:
    """Remove what processes that are dead were writing; nobody else makes a room meanwhile."""
    for room in home.glob(f"{ROOM}*"):
        with suppress(BlockingIOError, FileNotFoundError), _locked(room, wait=False):
            shutil.rmtree(room, ignore_errors=True)


@contextmanager
def _locked(directory: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock of a directory.

    Raises:
        BlockingIOError: another process holds it, and nobody wants to wait.
    """
    handle = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction in which all tables are read as they were at one moment."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@contextmanager
def _moved(room: Path, target: Path) -> Iterator[None]:
    """Give the files their lasting name together with the row that tells of them, or neither."""
    is_kept = False
    try:
        with transaction.atomic():
            yield
            for file in room.iterdir():
                file.chmod(READ_ONLY)
            room.rename(target)
        is_kept = True
    finally:
        if not is_kept:
            shutil.rmtree(target, ignore_errors=True)


def _write(room: Path, question: _Question) -> int:
    return sum(_write_table(_file(room, table), table, question) for table in facts.TABLES)


def _write_table(path: Path, table: facts.FactTable, question: _Question) -> int:
    """One file: zstd, a row group a block, nothing in it that tells when it was written."""
    country, organisation = question.series.country, question.organisation
    regions = facts.regions_of(country)
    lists = {
        column.name: facts.codes_of(column, regions) for column in table.columns if column.code_list
    }
    schema = table.schema.with_metadata({LISTS: json.dumps(lists, sort_keys=True)})
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in facts.stream(
            table,
            country=country,
            period=question.period,
            cut_on=question.cut_on,
            key=series_key(question.series.uid, "person"),
            organisation=organisation.pk if organisation else None,
            rows=ROWS,
        ):
            writer.write_batch(batch.replace_schema_metadata(schema.metadata), ROWS)
            rows += batch.num_rows
    return rows


def _file(directory: Path, table: facts.FactTable) -> Path:
    return directory / f"{table.name}.parquet"


def _checksum(directory: Path) -> str:
    """SHA-256 of the names and the bytes of the files, in the order of the tables.

    Raises:
        OSError: a file is missing.
    """
    digest = hashlib.sha256()
    for table in facts.TABLES:
        path = _file(directory, table)
        digest.update(path.name.encode())
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def _frame(path: Path, columns: Collection[str]) -> pd.DataFrame:
    """One table, a column at a time: so only one is held as Arrow and as pandas at once."""
    with pq.ParquetFile(path) as file:
        names = [name for name in file.schema_arrow.names if not columns or name in columns]
        lists = json.loads(file.schema_arrow.metadata[LISTS])
        series = {name: _series(file.read(columns=[name]), lists.get(name)) for name in names}
    return pd.DataFrame(series, copy=False)


def _series(table: pa.Table, codes: list[str] | None) -> pd.Series:
    column = table.column(0)
    may_miss = table.schema.field(0).nullable
    whole = {pa.int16(): pd.Int16Dtype()} if may_miss else {}
    series = column.to_pandas(types_mapper=whole.get, date_as_object=False)
    if codes is None or list(series.cat.categories) == codes:
        return series
    return series.cat.set_categories(codes)  # an empty file keeps no list
