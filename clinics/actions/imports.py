"""Importing the records of others: one act a batch, by the system, into invented organisations."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from clinics.actions._import_events import store_events
from clinics.actions._import_people import store_people
from clinics.actions._import_work import Order, Result, Work, timed
from clinics.bulk import runs
from clinics.bulk.accounts import Accounts, AccountsDoNotBalance
from clinics.bulk.reading import locate
from clinics.bulk.refusals import ErrorsFile
from clinics.bulk.storing import roomy
from clinics.imports.ctn0094 import SOURCE, episodes
from clinics.imports.ctn0094.courses import survey
from clinics.imports.ctn0094.people import read_people, read_trials
from clinics.imports.ctn0094.tables import EVENTS, PEOPLE, USED
from clinics.models import Contact, Dose, DrugTest, DrugTestResult, Episode
from clinics.vocabulary import Finding
from kernel.errors import Refused
from kernel.models import User


__all__ = ["NothingToImport", "Order", "Result", "import_ctn0094", "system_user"]

SYSTEM_USERNAME = "umit-import"
SYSTEM_STAFF_CODE = "import"


class NothingToImport(Refused):
    """The directory has no table that the importer knows."""

    code = "nothing-to-import"


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
            store_people(work)
            for table in EVENTS:
                store_events(work, table)
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


def _prepare(order: Order, batches: runs.Batches | None, errors: ErrorsFile) -> Work:
    """Read everything once: a file that cannot be read stops the import with nothing stored."""
    accounts = Accounts()
    today = date.fromisoformat(batches.run.options["today"]) if batches else order.today
    trials = read_trials(order.directory)
    with timed(accounts, PEOPLE):
        people = read_people(
            order.directory, first_day=order.first_day, errors=errors, accounts=accounts
        )
    seen = survey(order.directory, people, today=today)
    file = locate(order.directory, PEOPLE).name
    homes, refused = episodes.settle(people, seen, trials, file=file, today=today)
    errors.add(refused)
    work = Work(order, today, errors, accounts, batches, homes, seen, trials)
    everybody = accounts[PEOPLE]
    everybody.add(rows_in=len(refused), stored=0, refused=len(refused))
    if batches and everybody.refused and not batches.is_stored(PEOPLE, 0):
        batches.store(
            PEOPLE, 0, rows_stored=0, rows_refused=everybody.refused, write=lambda _batch: {}
        )
    return work


def _prove(work: Work, batches: runs.Batches) -> None:
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
