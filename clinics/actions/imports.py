"""Importing the records of others: one act a batch, by the system, into invented organisations."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics.bulk import runs
from clinics.bulk.accounts import Accounts, AccountsDoNotBalance
from clinics.bulk.progress import Progress
from clinics.bulk.reading import BATCH, Batch, Table, locate
from clinics.bulk.refusals import ErrorsFile
from clinics.bulk.storing import ids, roomy, store
from clinics.imports.ctn0094 import SOURCE, episodes, events
from clinics.imports.ctn0094.courses import Survey, survey
from clinics.imports.ctn0094.events import Home
from clinics.imports.ctn0094.people import Trials, read_people, read_trials
from clinics.imports.ctn0094.places import organisation_uid, place, registration_key
from clinics.imports.ctn0094.tables import EVENTS, PEOPLE, TABLES, USED
from clinics.models import (
    Contact,
    Dose,
    DrugTest,
    DrugTestResult,
    Episode,
    EpisodeStep,
    ImportBatch,
    Intervention,
    Patient,
    Registration,
    SubstanceUse,
    TreatmentDemand,
)
from clinics.vocabulary import Finding
from kernel import audit
from kernel.errors import Refused
from kernel.models import Organisation, OrganisationKind, Site, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from vault import api as vault


SYSTEM_USERNAME = "umit-import"
SYSTEM_STAFF_CODE = "SYSTEM"
UNKNOWN_AGE = 35
"""The age for which an identity is invented where the source has none; it is not stored."""


class NothingToImport(Refused):
    """The directory has no table that the importer knows."""

    code = "nothing-to-import"


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
class _Work:
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


def system_user() -> User:
    """The account under which the system acts by itself; nobody can sign in with it."""
    user, _is_new = User.objects.get_or_create(
        username=SYSTEM_USERNAME,
        defaults={"is_system": True, "staff_code": SYSTEM_STAFF_CODE, "password": "!"},
    )
    return user


def import_ctn0094(order: Order, *, errors: Path | None = None) -> Result:
    """Import a directory of `public.ctn0094data`, or go on where an import was cut off.

    Raises:
        FileRefused: a table cannot be read; nothing was stored.
        ImportedOtherwise: the same files were imported with other options.
        NothingToImport: the directory holds no such table.
        NotPermitted: `order.by` may not import.
    """
    files = _files(order.directory)
    batches = None if order.dry_run else _begin(order, files)
    left_alone = _left_alone(order.directory)
    if batches and batches.run.finished_at and errors is None:
        told = Accounts.from_json(batches.run.options["accounts"])
        marked = batches.run.options["marked"]
        return Result(told, is_repeated=True, left_alone=left_alone, marked=marked)
    with ErrorsFile(errors) as refused:
        work = _prepare(order, batches, refused)
        with roomy():
            _store_people(work)
            for table in EVENTS:
                _store_events(work, table)
    work.accounts.check()
    if batches:
        _prove(work, batches)
        batches.finish(work.accounts.as_json(), marked=work.marked, at=order.now())
    return Result(work.accounts, left_alone=left_alone, marked=work.marked)


def _files(directory: Path) -> list[Path]:
    if not any(directory.glob(f"{PEOPLE}.csv*")):
        raise NothingToImport(
            _("There is no table %(name)s.csv or %(name)s.csv.gz in this directory.")
            % {"name": PEOPLE}
        )
    return [locate(directory, name) for name in USED]


def _left_alone(directory: Path) -> tuple[str, ...]:
    names = {
        path.name.removesuffix(".gz").removesuffix(".csv") for path in directory.glob("*.csv*")
    }
    return tuple(sorted(names - set(USED)))


def _begin(order: Order, files: Sequence[Path]) -> runs.Batches:
    run = runs.begin(
        source=SOURCE,
        files=runs.files_digest(files),
        options={"first_day": order.first_day.isoformat()},
        settled={"today": order.today.isoformat(), "batch_size": order.batch_size},
        by=order.by,
        at=order.now(),
    )
    return runs.Batches(run, by=order.by, now=order.now, checkpoint=order.checkpoint)


def _prepare(order: Order, batches: runs.Batches | None, errors: ErrorsFile) -> _Work:
    """Read everything once: a file that cannot be read stops the import with nothing stored."""
    accounts = Accounts()
    today = date.fromisoformat(batches.run.options["today"]) if batches else order.today
    trials = read_trials(order.directory)
    with _timed(accounts, PEOPLE):
        people = read_people(
            order.directory, first_day=order.first_day, errors=errors, accounts=accounts
        )
    seen = survey(order.directory, people, today=today)
    file = locate(order.directory, PEOPLE).name
    homes, refused = episodes.settle(people, seen, trials, file=file, today=today)
    errors.add(refused)
    work = _Work(order, today, errors, accounts, batches, homes, seen, trials)
    everybody = accounts[PEOPLE]
    everybody.add(rows_in=len(refused), stored=0, refused=len(refused))
    if batches and everybody.refused and not batches.is_stored(PEOPLE, 0):
        batches.store(
            PEOPLE, 0, rows_stored=0, rows_refused=everybody.refused, write=lambda _batch: {}
        )
    return work


def _store_people(work: _Work) -> None:
    """Store people clinic by clinic, each clinic a batch."""
    by_site: dict[int, list[Home]] = {}
    for home in sorted(work.homes.values(), key=lambda home: (home.person.site, home.person.who)):
        by_site.setdefault(home.person.site, []).append(home)
    work.order.progress.begin(PEOPLE, len(work.homes))
    with _timed(work.accounts, PEOPLE):
        for number, (site, homes) in enumerate(by_site.items(), start=1):
            if work.batches:
                _store_site(work, work.batches, number, site, homes)
            work.accounts[PEOPLE].add(rows_in=len(homes), stored=len(homes), refused=0)
            work.order.progress.advance(len(homes))
        if work.batches:
            _find_homes(work, work.batches)
    work.order.progress.end()


def _store_site(
    work: _Work, batches: runs.Batches, number: int, site: int, homes: Sequence[Home]
) -> None:
    """Register a clinic's people in the vault, then store their episodes in one transaction.

    The vault commits first: dying in between leaves registrations that the next run gets again.
    """
    clinic, where = _clinic(work, site, homes)
    require(work.order.by, Permission.RECORDS_IMPORT, at=clinic)
    if batches.is_stored(PEOPLE, number):
        return
    for home in homes:
        home.organisation_id = clinic.pk
    registered = _register(work, clinic, homes)
    batches.checkpoint("registered")
    batches.store(
        PEOPLE,
        number,
        rows_stored=len(homes),
        rows_refused=0,
        organisation=clinic,
        write=lambda batch: _write_people(work, batch, homes, registered, where),
    )


def _clinic(work: _Work, site: int, homes: Sequence[Home]) -> tuple[Organisation, Site]:
    """The invented clinic of a masked site, made the first time."""
    uid, found = organisation_uid(site), place(site)
    known = Organisation.objects.filter(uid=uid).first()
    if known:
        return known, known.sites.get()
    with transaction.atomic():
        clinic = Organisation.objects.create(
            uid=uid,
            kind=OrganisationKind.CLINIC,
            name=found.name,
            name_ru=found.name_ru,
            country=found.country,
            region_id=found.region,
            is_invented=True,
        )
        where = Site.objects.create(
            organisation=clinic,
            name=found.name,
            name_ru=found.name_ru,
            centre_type=episodes.centre_type(homes),
            region_id=found.region,
        )
        audit.record(
            audit.Event.ORGANISATION_ADDED,
            by=work.order.by,
            action=AuditAction.CREATE,
            organisation=clinic,
            target=clinic,
            kind=str(OrganisationKind.CLINIC),
        )
    return clinic, where


def _register(work: _Work, clinic: Organisation, homes: Sequence[Home]) -> list[vault.Registration]:
    ctx = vault.Context(by=work.order.by, organisation=clinic, purpose=vault.Purpose.IMPORT)
    rows = ((_key(work, home), _identity(clinic.country, home)) for home in homes)
    return vault.register_many(ctx, rows, is_invented=True)


def _key(work: _Work, home: Home) -> UUID:
    """The same for one person of one run, whoever asks again."""
    run = work.batches.run.fingerprint if work.batches else ""
    return registration_key(run, home.person.who)


def _identity(country: str, home: Home) -> vault.Identity:
    """Invent somebody for a participant: the same person each time."""
    rng = random.Random(f"{SOURCE}/{home.person.who}")  # noqa: S311 - invents, protects nothing
    year = home.birth_year or home.person.day_zero.year - UNKNOWN_AGE
    identity = vault.invent_identity(
        rng, country=country, sex=episodes.sex(home.person), birth_year=year
    )
    return identity if home.birth_year else replace(identity, birth_date=None, national_id="")


def _write_people(
    work: _Work,
    batch: ImportBatch,
    homes: Sequence[Home],
    registered: Sequence[vault.Registration],
    where: Site,
) -> dict[str, int]:
    by, at = work.order.by.pk, work.order.now()
    uids = [each.patient_uid for each in registered]
    store(
        Patient,
        {
            **episodes.patient_columns(homes),
            "uid": uids,
            "code": [each.code for each in registered],
            "registered_at": at,
            "registered_by_id": by,
        },
        count=len(homes),
    )
    patients = ids(Patient, "uid", uids)
    for home, uid in zip(homes, uids, strict=True):
        home.patient_id = patients[uid]
    store(
        Registration,
        {
            "key": [_key(work, home) for home in homes],
            "organisation_id": where.organisation_id,
            "patient_id": [home.patient_id for home in homes],
            "begun_at": at,
            "begun_by_id": by,
        },
        count=len(homes),
    )
    return {"patients": len(homes)} | _write_episodes(work, batch, homes, where)


def _write_episodes(
    work: _Work, batch: ImportBatch, homes: Sequence[Home], where: Site
) -> dict[str, int]:
    told, own = work.record(), {"batch_id": batch.pk}
    columns = episodes.episode_columns(homes, site_id=where.pk)
    store(Episode, {**columns, **own}, count=len(homes))
    found = dict(Episode.objects.filter(batch=batch).values_list("patient_id", "pk"))
    for home in homes:
        home.episode_id = found[home.patient_id]
    counts = {"episodes": len(homes)}
    counts["steps"] = _insert(EpisodeStep, episodes.step_columns(homes) | told)
    columns = episodes.intervention_columns(homes) | told | own
    counts["interventions"] = _insert(Intervention, columns)
    counts["demands"] = _insert(TreatmentDemand, episodes.demand_columns(homes) | told | own)
    demands = dict(TreatmentDemand.objects.filter(batch=batch).values_list("episode_id", "pk"))
    counts["substances"] = _insert(SubstanceUse, episodes.substance_columns(homes, demands))
    return counts


def _find_homes(work: _Work, batches: runs.Batches) -> None:
    """Learn the keys of every episode of the run, those of earlier processes included."""
    keys = {_key(work, home): home for home in work.homes.values()}
    rows = Episode.objects.filter(batch__run=batches.run).values_list(
        "patient__registration__key", "pk", "patient_id", "organisation_id"
    )
    for key, episode, patient, organisation in rows.iterator():
        home = keys[key]
        home.episode_id, home.patient_id, home.organisation_id = episode, patient, organisation


def _store_events(work: _Work, table: str) -> None:
    """Store one table of events batch by batch."""
    source = Table(locate(work.order.directory, table), TABLES[table], size=work.batch_size)
    write = WRITERS[table](work, source.file.name)
    account = work.accounts[table]
    work.order.progress.begin(table, work.survey.rows[table])
    with _timed(work.accounts, table):
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


def _visits(work: _Work, file: str) -> Writer:
    def write(batch: Batch) -> tuple[Insert, int]:
        event = events.visits(batch, work.homes, file=file, today=work.today)
        columns = events.contact_columns(event) | work.record()

        def insert(into: ImportBatch) -> dict[str, int]:
            return {"contacts": store(Contact, columns | {"batch_id": into.pk}, count=len(event))}

        return insert, 0

    return write


def _doses(work: _Work, file: str) -> Writer:
    days = events.DoseDays()

    def write(batch: Batch) -> tuple[Insert, int]:
        event = events.doses(batch, work.homes, days, file=file, today=work.today)
        work.mark("doses stored as historic", len(event.practice))
        columns = events.dose_columns(event) | work.record()

        def insert(into: ImportBatch) -> dict[str, int]:
            return {"doses": store(Dose, columns | {"batch_id": into.pk}, count=len(event))}

        return insert, 0

    return write


def _samples(work: _Work, file: str) -> Writer:
    known: set[tuple[int, int]] = set()

    def write(batch: Batch) -> tuple[Insert, int]:
        event = events.samples(batch, work.homes, known, file=file, today=work.today)
        columns = events.test_columns(event, events.temperatures_of(event)) | work.record()
        where, analytes = events.negatives(event, work.trials.panels, work.survey.found)
        work.mark("results not found, derived", len(where))

        def insert(into: ImportBatch) -> dict[str, int]:
            tests = _insert_tests(columns, into)
            keys = [tests[event.homes[at].episode_id, event.on[at]] for at in where]
            places = [event.homes[at].organisation_id for at in where]
            results = events.result_columns(keys, places, analytes, Finding.NOT_FOUND)
            return {"tests": len(event), "not_found": _insert(DrugTestResult, results)}

        return insert, len(where)

    return write


def _positives(work: _Work, file: str) -> Writer:
    known: set[tuple[int, int, Any]] = set()
    tests = _tests_of(work)

    def write(batch: Batch) -> tuple[Insert, int]:
        event = events.positives(batch, work.homes, known, file=file, today=work.today)
        bare = _without_sample(event, tests)
        work.mark("drug tests without a sample row", len(bare))

        def insert(into: ImportBatch) -> dict[str, int]:
            columns = events.test_columns(bare, [""] * len(bare)) | work.record()
            tests.update(_insert_tests(columns, into))
            keys = [
                tests[home.episode_id, on] for home, on in zip(event.homes, event.on, strict=True)
            ]
            places = [home.organisation_id for home in event.homes]
            found = [analyte.value for analyte in event.columns["what"]]
            results = events.result_columns(keys, places, found, Finding.FOUND)
            return {"tests": len(bare), "found": _insert(DrugTestResult, results)}

        return insert, len(bare)

    return write


WRITERS: dict[str, Callable[[_Work, str], Writer]] = {
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


def _tests_of(work: _Work) -> dict[tuple[int, date], int]:
    """The drug tests of the run so far, by episode and day."""
    if not work.batches:
        return {}
    rows = DrugTest.objects.filter(batch__run=work.batches.run)
    return {
        (episode, on): pk
        for episode, on, pk in rows.values_list("episode_id", "on", "pk").iterator()
    }


def _without_sample(event: events.Event, tests: dict[tuple[int, date], int]) -> events.Event:
    """The samples that positive results tell of and no row of samples does, once each."""
    bare = {
        (home.episode_id, on): home
        for home, on in zip(event.homes, event.on, strict=True)
        if (home.episode_id, on) not in tests
    }
    return events.Event(homes=list(bare.values()), on=[on for _episode, on in bare], columns={})


def _insert(model: type, columns: dict[str, Any]) -> int:
    """Insert as many rows as the columns are long; columns of one value do not count."""
    lengths = {len(column) for column in columns.values() if isinstance(column, list)}
    return store(model, columns, count=max(lengths, default=0))


def _prove(work: _Work, batches: runs.Batches) -> None:
    """Compare the accounts with what the database holds.

    Raises:
        AccountsDoNotBalance: they differ.
    """
    of_run = {"batch__run": batches.run}
    results = DrugTestResult.objects.filter(test__batch__run=batches.run)
    held = {
        PEOPLE: Episode.objects.filter(**of_run).count(),
        "visit": Contact.objects.filter(**of_run).count(),
        "treatment": Dose.objects.filter(**of_run).count(),
        "uds_temp": DrugTest.objects.filter(**of_run, batch__table="uds_temp").count(),
        "uds": results.filter(finding=Finding.FOUND).count(),
    }
    for table, count in held.items():
        if work.accounts[table].stored != count:
            message = (
                f"{table}: {work.accounts[table].stored} rows stored, the database has {count}."
            )
            raise AccountsDoNotBalance(message)


@contextmanager
def _timed(accounts: Accounts, table: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    accounts[table].seconds += time.monotonic() - begun
