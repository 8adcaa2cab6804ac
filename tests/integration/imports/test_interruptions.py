"""A process that is killed, at any batch and at any moment of it, leaves whole batches behind."""

import multiprocessing
import os
import signal
from itertools import count
from pathlib import Path

import pytest
from django.db import connections
from django.test import TransactionTestCase

from clinics.actions.imports import import_ctn0094
from clinics.models import ImportBatch
from kernel.audit import Event
from kernel.models import AuditEvent
from tests.integration.imports import dumps, sources


SIZE = 700
MOMENTS = ("registered", "written", "stored")


class Stopped(Exception):
    """Something went wrong in the middle."""


def _import_until(directory: str, moment: str, batch: int) -> None:
    """Import, and die without a word at a moment of a batch."""
    seen = count(1)

    def die(now: str) -> None:
        if now == moment and next(seen) == batch:
            os.kill(os.getpid(), signal.SIGKILL)

    import_ctn0094(sources.order(Path(directory), batch_size=SIZE, checkpoint=die))


def _run_and_kill(directory: Path, moment: str, batch: int) -> int | None:
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(
        target=_import_until, args=(str(directory), moment, batch)
    )
    child.start()
    child.join()
    return child.exitcode


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_again_and_again_it_comes_to_the_same_rows(cut: Path):
    import_ctn0094(sources.order(cut, batch_size=SIZE))
    whole = dumps.canonical()
    TransactionTestCase._fixture_teardown(None)

    kills = [_run_and_kill(cut, moment, batch) for batch in (1, 2, 5) for moment in MOMENTS]
    import_ctn0094(sources.order(cut, batch_size=SIZE))

    assert kills.count(-signal.SIGKILL) >= 6
    assert dumps.canonical() == whole
    events = AuditEvent.objects.filter(event=str(Event.BATCH_IMPORTED))
    assert events.count() == ImportBatch.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_fails_leaves_nothing_of_itself(cut: Path):
    def fail(moment: str) -> None:
        if moment == "written" and ImportBatch.objects.filter(table="visit").exists():
            raise Stopped

    with pytest.raises(Stopped):
        import_ctn0094(sources.order(cut, checkpoint=fail))

    assert set(ImportBatch.objects.values_list("table", flat=True)) == {"everybody"}
    assert dumps.counts()["Contact"] == 0
    events = AuditEvent.objects.filter(event=str(Event.BATCH_IMPORTED))
    assert events.count() == ImportBatch.objects.count()
