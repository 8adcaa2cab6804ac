"""Runs: the same files with the same options are one run, and the same again continues it.

A batch is one transaction: its rows, its `ImportBatch` and its audit event. A process that dies
leaves whole batches behind; the next skips them, as their numbers follow from the files alone.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics.models import ImportBatch, ImportRun
from kernel import audit
from kernel.errors import Refused
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction


CHUNK = 1 << 20
Checkpoint = Callable[[str], None]


class ImportedOtherwise(Refused):
    """The same files were imported before with other options; again would double everybody."""

    code = "imported-otherwise"


def files_digest(files: Iterable[Path]) -> str:
    """A digest of names and contents, in the order of names."""
    seen = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name):
        content = hashlib.sha256()
        with file.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                content.update(chunk)
        seen.update(f"{file.name}:{content.hexdigest()}\n".encode())
    return seen.hexdigest()


def fingerprint(source: str, files: str, options: dict[str, Any]) -> str:
    """What makes a run the same run."""
    told = json.dumps([source, files, options], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def begin(
    *,
    source: str,
    files: str,
    options: dict[str, Any],
    settled: dict[str, Any],
    by: User,
    at: datetime,
) -> ImportRun:
    """Begin a run, or take it up again. `settled` is kept from the first time on.

    Raises:
        ImportedOtherwise: the same files were begun with other options.
    """
    key = fingerprint(source, files, options)
    earlier = ImportRun.objects.filter(source=source, options__files=files).first()
    if earlier is None:
        return ImportRun.objects.create(
            source=source,
            fingerprint=key,
            options={"files": files, **options, **settled},
            begun_at=at,
            by=by,
        )
    if earlier.fingerprint != key:
        raise ImportedOtherwise(
            _("These files were imported before with other options. Again would double everybody.")
        )
    return earlier


class Batches:
    """The batches of one run: which are stored, and storing the next."""

    def __init__(
        self,
        run: ImportRun,
        *,
        by: User,
        now: Callable[[], datetime],
        checkpoint: Checkpoint | None = None,
    ) -> None:
        self.run, self._by, self._now = run, by, now
        self.checkpoint = checkpoint or (lambda _moment: None)
        self._stored = set(run.batches.values_list("table", "number"))

    def is_stored(self, table: str, number: int) -> bool:
        """Whether an earlier process finished this batch."""
        return (table, number) in self._stored

    def store(
        self,
        table: str,
        number: int,
        *,
        rows_stored: int,
        rows_refused: int,
        write: Callable[[ImportBatch], dict[str, int]],
        organisation: Organisation | None = None,
    ) -> dict[str, int]:
        """Store one batch all or not at all; `write` inserts its rows and counts its records."""
        with transaction.atomic():
            batch = ImportBatch.objects.create(
                run=self.run,
                table=table,
                number=number,
                rows_in=rows_stored + rows_refused,
                rows_stored=rows_stored,
                rows_refused=rows_refused,
                stored_at=self._now(),
            )
            records = write(batch)
            audit.record(
                audit.Event.BATCH_IMPORTED,
                by=self._by,
                action=AuditAction.IMPORT,
                organisation=organisation,
                target=self.run,
                source=self.run.source,
                table=table,
                number=number,
                rows_in=batch.rows_in,
                stored=rows_stored,
                refused=rows_refused,
                records=records,
            )
            self.checkpoint("written")
        self.checkpoint("stored")
        return records

    def finish(
        self, accounts: list[dict[str, Any]], *, marked: dict[str, int], at: datetime
    ) -> None:
        """Close the run with its accounts."""
        self.run.options = {**self.run.options, "accounts": accounts, "marked": marked}
        self.run.finished_at = at
        self.run.save(update_fields=["options", "finished_at"])
