"""What an import was asked to do, and its state while it runs."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from clinics.bulk import runs
from clinics.bulk.accounts import Accounts
from clinics.bulk.progress import Progress
from clinics.bulk.reading import BATCH
from clinics.bulk.refusals import ErrorsFile
from clinics.bulk.storing import store
from clinics.imports.ctn0094.courses import Survey
from clinics.imports.ctn0094.events import Home
from clinics.imports.ctn0094.people import Trials
from kernel.models import User


@dataclass(frozen=True)
class Order:
    """What an import was asked to do."""

    directory: Path
    first_day: date
    today: date
    now: Callable[[], datetime]
    by: User
    dry_run: bool = False
    progress: Progress = field(default_factory=lambda: Progress(None))
    checkpoint: runs.Checkpoint | None = None
    batch_size: int = BATCH


@dataclass
class Result:
    """What came of an import."""

    accounts: Accounts
    is_repeated: bool = False
    left_alone: tuple[str, ...] = ()
    marked: dict[str, int] = field(default_factory=dict)
    """Records stored with the override reason `historic`, and other counts worth telling."""


@dataclass
class Work:
    """The state of one import while it runs."""

    order: Order
    today: date
    errors: ErrorsFile
    accounts: Accounts
    batches: runs.Batches | None
    homes: dict[int, Home]
    survey: Survey
    trials: Trials
    marked: dict[str, int] = field(default_factory=dict)
    sampled: set[tuple[int, int]] = field(default_factory=set)
    """Who and day of every sample, also of those that an earlier process stored."""

    @property
    def batch_size(self) -> int:
        """Rows in a batch; a run goes on with those it began with, as its numbers depend on it."""
        settled = self.batches.run.options if self.batches else {}
        return int(settled.get("batch_size", self.order.batch_size))

    def record(self) -> dict[str, Any]:
        """The columns that every imported row has."""
        return {"recorded_at": self.order.now(), "recorded_by_id": self.order.by.pk}

    def mark(self, what: str, count: int) -> None:
        """Count something worth telling."""
        self.marked[what] = self.marked.get(what, 0) + count


def insert(model: type, columns: dict[str, Any]) -> int:
    """Insert as many rows as the columns are long; columns of one value do not count."""
    lengths = {len(column) for column in columns.values() if isinstance(column, list)}
    return store(model, columns, count=max(lengths, default=0))


@contextmanager
def timed(accounts: Accounts, table: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    accounts[table].seconds += time.monotonic() - begun
