"""Facts of treatment: a vintage, and what was frozen in it as data frames.

One SHA-256 over all files tells whether anything changed since the last time and whether they are
whole.
"""

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd
from django.conf import settings

from analytics.models import Series, Vintage
from analytics.sources import files
from analytics.sources.files import ROWS, Overtaken, SnapshotDamaged
from analytics.vocabulary import PeriodKind
from clinics import facts
from kernel.models import Organisation
from kernel.periods import Period
from kernel.series_keys import series_key


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
    moment of freezing. Nothing half-written stays after a failure. Of two at once, one gets the
    vintage of the other if the facts are the same.

    Raises:
        SeriesKeyMissing: the secret of the series is not there.
        Overtaken: other facts of this period were frozen meanwhile, perhaps newer ones.
    """
    question = _Question(series, period, cut_on, organisation)
    known = question.newest()
    with files.room() as room:
        with files.one_moment():
            rows = _write(room, question)
        checksum = _checksum(room)
        with files.settled(series) as move:
            newest = question.newest()
            if newest and newest.checksum == checksum and not (is_anew and newest == known):
                if not _is_whole(newest):
                    shutil.rmtree(directory_of(newest), ignore_errors=True)
                    move(room, directory_of(newest))
                return newest
            if newest != known:
                raise Overtaken
            vintage = Vintage.objects.create(
                series=series, organisation=organisation, kind=kind, since=period.since,
                before=period.before, number=newest.number + 1 if newest else 1, cut_on=cut_on,
                frozen_at=at, facts_version=facts.VERSION,
                code_lists_version=facts.CODE_LISTS_VERSION, checksum=checksum, rows=rows,
            )  # fmt: skip
            move(room, directory_of(vintage))
    return vintage


def load(vintage: Vintage, *, columns: Collection[str] = ()) -> Facts:
    """The frozen facts; only these columns (of any table) where `columns` names some.

    Raises:
        SnapshotDamaged: the files are missing, or are not those that were frozen.
    """
    directory = directory_of(vintage)
    if not _is_whole(vintage):
        raise SnapshotDamaged(vintage.label)
    frames = {table.name: files.frame(_file(directory, table), columns) for table in facts.TABLES}
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


def _write(room: Path, question: _Question) -> int:
    return sum(_write_table(_file(room, table), table, question) for table in facts.TABLES)


def _write_table(path: Path, table: facts.FactTable, question: _Question) -> int:
    country, organisation = question.series.country, question.organisation
    regions = facts.regions_of(country)
    lists = {
        column.name: facts.codes_of(column, regions) for column in table.columns if column.code_list
    }
    batches = facts.stream(
        table,
        country=country,
        period=question.period,
        cut_on=question.cut_on,
        key=series_key(question.series.uid, "person"),
        organisation=organisation.pk if organisation else None,
        rows=ROWS,
    )
    return files.write_table(path, table.schema, batches, lists=lists)


def _file(directory: Path, table: facts.FactTable) -> Path:
    return directory / f"{table.name}.parquet"


def _checksum(directory: Path) -> str:
    """SHA-256 of the names and the bytes of the files, in the order of the tables.

    Raises:
        OSError: a file is missing.
    """
    return files.digest(_file(directory, table) for table in facts.TABLES)
