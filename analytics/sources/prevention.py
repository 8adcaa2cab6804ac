"""Facts of prevention: a vintage of their own kind, with a manifest that names each of its files.

A vintage is checked by its own manifest, never by the tables of today: a table that is told later
makes no older vintage unreadable.
"""

import shutil
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd
from django.conf import settings

from analytics.models import ProgrammeVintage, Series
from analytics.sources import files
from analytics.sources.files import ROWS, Overtaken, SnapshotDamaged
from analytics.vocabulary import PeriodKind
from kernel.periods import Period
from prevention import facts


Manifest = dict[str, dict[str, object]]
"""By name of the file: `rows` and `sha256`."""
PLACE = "prevention"
"""Where these vintages are: beside those of treatment, out of their way."""


def freeze(
    *,
    series: Series,
    period: Period,
    kind: PeriodKind,
    at: datetime,
    is_anew: bool = False,
    is_example: bool = False,
) -> ProgrammeVintage:
    """Write the facts of a period down for good, or give the vintage that holds the same.

    `at` is the moment of freezing. The same facts make no second vintage, unless they are wanted
    anew. Files that are lost or damaged are put back where today's facts are the same. Nothing
    half-written stays after a failure. Of two at once, one gets the vintage of the other if the
    facts are the same. `is_example`: what was made up for a demonstration, and nothing else;
    otherwise nothing of it.

    Raises:
        Overtaken: other facts of this period were frozen meanwhile, perhaps newer ones.
    """
    vintages = ProgrammeVintage.objects.filter(
        series=series, since=period.since, before=period.before, is_example=is_example
    ).order_by("number")  # fmt: skip
    known = vintages.last()
    with files.room() as room:
        with files.one_moment():
            manifest = _write(room, series.country, period, is_example=is_example)
        with files.settled(series) as move:
            newest = vintages.last()
            if newest and newest.manifest == manifest and not (is_anew and newest == known):
                if not _is_whole(newest):
                    shutil.rmtree(directory_of(newest), ignore_errors=True)
                    move(room, directory_of(newest))
                return newest
            if newest != known:
                raise Overtaken
            vintage = ProgrammeVintage.objects.create(
                series=series, kind=kind, since=period.since, before=period.before,
                number=newest.number + 1 if newest else 1, frozen_at=at,
                facts_version=facts.VERSION, manifest=manifest, is_example=is_example,
            )  # fmt: skip
            move(room, directory_of(vintage))
    return vintage


def load(vintage: ProgrammeVintage, table: str, *, columns: Collection[str] = ()) -> pd.DataFrame:
    """One frozen table; only these columns where `columns` names some.

    Raises:
        SnapshotDamaged: the files are missing, or are not those that were frozen.
    """
    if not _is_whole(vintage):
        raise SnapshotDamaged(vintage.label)
    return files.frame(directory_of(vintage) / _name(table), columns)


def programme_names() -> Mapping[str, Mapping[str, str]]:
    """What programmes are called today: by code and language."""
    return facts.programme_names()


def setting_names() -> Mapping[str, object]:
    """What the kinds of sites are called, in words that are translated when they are shown."""
    return dict(facts.LISTS["SITE_KIND"].choices)


def directory_of(vintage: ProgrammeVintage) -> Path:
    """Where the files of a vintage are."""
    return Path(settings.SNAPSHOT_DIR) / PLACE / str(vintage.uid)


def _is_whole(vintage: ProgrammeVintage) -> bool:
    """Whether every file of the manifest is there, and is the one that was frozen."""
    directory = directory_of(vintage)
    try:
        return all(
            files.digest([directory / name]) == entry["sha256"]
            for name, entry in vintage.manifest.items()
        )
    except OSError:
        return False


def _name(table: str) -> str:
    return f"{table}.parquet"


def _write(room: Path, country: str, period: Period, *, is_example: bool) -> Manifest:
    """Every table as a file, and what the manifest says of it."""
    (Path(settings.SNAPSHOT_DIR) / PLACE).mkdir(mode=0o700, exist_ok=True)
    regions = facts.regions_of(country)
    manifest: Manifest = {}
    for table in facts.TABLES:
        path = room / _name(table.name)
        lists = {
            column.name: facts.codes_of(column, regions)
            for column in table.columns
            if column.code_list and column.code_list not in facts.OPEN_LISTS
        }
        batches = facts.stream(
            table, country=country, period=period, rows=ROWS, is_example=is_example
        )
        rows = files.write_table(path, table.schema, batches, lists=lists)
        manifest[path.name] = {"rows": rows, "sha256": files.digest([path])}
    return manifest
