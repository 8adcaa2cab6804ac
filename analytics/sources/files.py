"""Files of frozen facts: written in a room of their own, moved as a whole, read only if unchanged.

The same facts give the same bytes. A vintage is a directory of Parquet files named by its uid.
"""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from analytics.models import Series
from kernel.errors import Refused


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

    def __init__(self, label: str) -> None:
        super().__init__(
            _(
                "The frozen records of %(vintage)s are missing or were changed. Put their"
                " directory back from a copy, or compile the period anew."
            )
            % {"vintage": label}
        )


class Overtaken(Refused):
    """Something else was stored of the same period while this was at work."""

    code = "overtaken"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Another release of this period was stored while this one was being compiled. "
                "Nothing was stored. Please ask for it again."
            )
        )


@contextmanager
def room() -> Iterator[Path]:
    """A directory beside the vintages that is gone afterwards, whatever happens.

    A process that was killed could not remove its own: the next one does. A lock on the directory,
    which ends with its process, says whether anybody is at work in it.
    """
    home = Path(settings.SNAPSHOT_DIR)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as open_locks:
        with _locked(home):
            _sweep(home)
            place = Path(tempfile.mkdtemp(prefix=ROOM, dir=home))
            open_locks.enter_context(_locked(place))
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _sweep(home: Path) -> None:
    """Remove what processes that are dead were writing; nobody else makes a room meanwhile."""
    for place in home.glob(f"{ROOM}*"):
        with suppress(BlockingIOError, FileNotFoundError), _locked(place, wait=False):
            shutil.rmtree(place, ignore_errors=True)


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
def one_moment() -> Iterator[None]:
    """A transaction in which all tables are read as they were at one moment."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@contextmanager
def settled(series: Series) -> Iterator[Callable[[Path, Path], None]]:
    """A transaction in which nobody else stores a vintage of the series.

    Gives the act that gives files their lasting name: they get it together with the rows that are
    written here, or neither.
    """
    targets: list[Path] = []

    def move(place: Path, target: Path) -> None:
        targets.append(target)
        for file in place.iterdir():
            file.chmod(READ_ONLY)
        place.rename(target)

    is_kept = False
    try:
        with transaction.atomic():
            Series.objects.select_for_update().get(pk=series.pk)
            yield move
        is_kept = True
    finally:
        if not is_kept:
            for target in targets:
                shutil.rmtree(target, ignore_errors=True)


def write_table(
    path: Path,
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    *,
    lists: Mapping[str, Sequence[str]],
) -> int:
    """One file: zstd, a row group a block, nothing in it that tells when it was written.

    `lists` are the code lists of its columns; a column that has none here keeps the codes it has.
    Gives the number of rows.
    """
    kept = schema.with_metadata({LISTS: json.dumps(lists, sort_keys=True)})
    rows = 0
    with pq.ParquetWriter(path, kept, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch.replace_schema_metadata(kept.metadata), ROWS)
            rows += batch.num_rows
    return rows


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 of the names and the bytes of the files, in this order.

    Raises:
        OSError: a file is missing.
    """
    found = hashlib.sha256()
    for path in paths:
        found.update(path.name.encode())
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                found.update(chunk)
    return found.hexdigest()


def frame(path: Path, columns: Collection[str] = ()) -> pd.DataFrame:
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
