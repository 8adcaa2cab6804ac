"""Importing events: visits, doses, samples and positive results, batch by batch."""

from collections.abc import Callable
from datetime import date
from typing import Any

from clinics.actions._import_work import Work, insert, timed
from clinics.bulk.reading import Batch, Table, locate
from clinics.bulk.storing import store
from clinics.imports.ctn0094 import events
from clinics.imports.ctn0094.tables import TABLES
from clinics.models import Contact, Dose, DrugTest, DrugTestResult, ImportBatch
from clinics.vocabulary import Finding


def store_events(work: Work, table: str) -> None:
    """Store one table of events batch by batch."""
    source = Table(locate(work.order.directory, table), TABLES[table], size=work.batch_size)
    write = WRITERS[table](work, source.file.name)
    account = work.accounts[table]
    work.order.progress.begin(table, work.survey.rows[table])
    with timed(work.accounts, table):
        for batch in source.batches():
            rows_in = batch.rows_in
            insert, derived = write(batch)
            if work.batches and not work.batches.is_stored(table, batch.number):
                work.batches.store(
                    table,
                    batch.number,
                    rows_stored=len(batch.rows),
                    rows_refused=len(batch.refusals),
                    write=insert,
                )
            work.errors.add(batch.refusals)
            account.add(
                rows_in=rows_in,
                stored=len(batch.rows),
                refused=len(batch.refusals),
                derived=derived,
            )
            work.order.progress.advance(rows_in)
    work.order.progress.end()


Insert = Callable[[ImportBatch], dict[str, int]]
Writer = Callable[[Batch], tuple[Insert, int]]


def _visits(work: Work, file: str) -> Writer:
    def write(batch: Batch) -> tuple[Insert, int]:
        event = events.visits(batch, work.homes, file=file, today=work.today)
        columns = events.contact_columns(event) | work.record()

        def write_rows(into: ImportBatch) -> dict[str, int]:
            return {"contacts": store(Contact, columns | {"batch_id": into.pk}, count=len(event))}

        return write_rows, 0

    return write


def _doses(work: Work, file: str) -> Writer:
    days = events.DoseDays()

    def write(batch: Batch) -> tuple[Insert, int]:
        event = events.doses(batch, work.homes, days, file=file, today=work.today)
        work.mark("doses stored as historic", len(event.practice))
        columns = events.dose_columns(event) | work.record()

        def write_rows(into: ImportBatch) -> dict[str, int]:
            return {"doses": store(Dose, columns | {"batch_id": into.pk}, count=len(event))}

        return write_rows, 0

    return write


def _samples(work: Work, file: str) -> Writer:
    def write(batch: Batch) -> tuple[Insert, int]:
        event = events.samples(batch, work.homes, work.sampled, file=file, today=work.today)
        columns = events.test_columns(event, events.temperatures_of(event)) | work.record()
        where, analytes = events.negatives(event, work.trials.panels, work.survey.found)
        work.mark("results not found, derived", len(where))

        def write_rows(into: ImportBatch) -> dict[str, int]:
            tests = _insert_tests(columns, into)
            keys = [tests[event.homes[at].episode_id, event.on[at]] for at in where]
            places = [event.homes[at].organisation_id for at in where]
            results = events.result_columns(keys, places, analytes, Finding.NOT_FOUND)
            return {"tests": len(event), "not_found": insert(DrugTestResult, results)}

        return write_rows, len(where)

    return write


def _positives(work: Work, file: str) -> Writer:
    known: set[tuple[int, int, Any]] = set()
    tests = _tests_of(work)

    def write(batch: Batch) -> tuple[Insert, int]:
        event = events.positives(batch, work.homes, known, file=file, today=work.today)
        bare = events.without_sample(event, work.sampled)
        work.mark("drug tests without a sample row", len(bare))

        def write_rows(into: ImportBatch) -> dict[str, int]:
            columns = events.test_columns(bare, [""] * len(bare)) | work.record()
            tests.update(_insert_tests(columns, into))
            keys = [
                tests[home.episode_id, on] for home, on in zip(event.homes, event.on, strict=True)
            ]
            places = [home.organisation_id for home in event.homes]
            found = [analyte.value for analyte in event.columns["what"]]
            results = events.result_columns(keys, places, found, Finding.FOUND)
            return {"tests": len(bare), "found": insert(DrugTestResult, results)}

        return write_rows, len(bare)

    return write


WRITERS: dict[str, Callable[[Work, str], Writer]] = {
    "visit": _visits,
    "treatment": _doses,
    "uds_temp": _samples,
    "uds": _positives,
}


def _insert_tests(columns: dict[str, Any], into: ImportBatch) -> dict[tuple[int, date], int]:
    """Insert drug tests and find their keys, by episode and day."""
    if not columns["on"]:
        return {}
    store(DrugTest, columns | {"batch_id": into.pk}, count=len(columns["on"]))
    rows = DrugTest.objects.filter(batch=into).values_list("episode_id", "on", "pk")
    return {(episode, on): pk for episode, on, pk in rows}


def _tests_of(work: Work) -> dict[tuple[int, date], int]:
    """The drug tests of the run so far, by episode and day."""
    if not work.batches:
        return {}
    rows = DrugTest.objects.filter(batch__run=work.batches.run)
    return {
        (episode, on): pk
        for episode, on, pk in rows.values_list("episode_id", "on", "pk").iterator()
    }
