"""Freezing: the same facts once, whole files or none, and nothing read that was changed."""

import stat
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, transaction

from analytics.models import Series, Vintage
from analytics.sources import SnapshotDamaged, directory_of, freeze, load
from analytics.vocabulary import PeriodKind
from clinics import facts
from clinics.models import DrugTestResult
from kernel.models import Subdivision
from kernel.periods import Period
from kernel.series_keys import SeriesKeyMissing, make_series_key
from tests.factories.clinics import (
    DoseFactory,
    DrugTestFactory,
    EpisodeFactory,
    PatientFactory,
    TreatmentDemandFactory,
)
from tests.factories.kernel import clinic


pytestmark = pytest.mark.django_db
AT = datetime(2024, 2, 1, 8, tzinfo=UTC)
LATER = datetime(2024, 3, 1, 8, tzinfo=UTC)
FILES = ["doses.parquet", "episodes.parquet", "tests.parquet"]


@pytest.fixture
def series(vault_keys: Path) -> Series:
    """A series with its own secret and its own place for snapshots."""
    made = Series.objects.create(country="KG", begun_at=AT)
    make_series_key(made.uid)
    return made


@pytest.fixture
def home() -> Any:
    return clinic(country="KG", region=Subdivision.objects.get(code="KG-C"))


def admit(home: Any) -> Any:
    """A patient in treatment with a dose, a test and an answer."""
    episode = EpisodeFactory(
        patient=PatientFactory(organisation=home), referred_on=date(2023, 3, 1),
        admitted_on=date(2023, 3, 5), started_on=date(2023, 3, 5),
    )  # fmt: skip
    TreatmentDemandFactory(episode=episode, as_of=date(2023, 3, 5))
    DoseFactory(episode=episode, on=date(2023, 3, 6))
    test = DrugTestFactory(episode=episode, on=date(2023, 3, 6))
    DrugTestResult.objects.create(
        test=test, organisation=home, analyte="OPIOIDS", finding="NOT_FOUND"
    )
    return episode


def frozen(series: Series, **changed: Any) -> Vintage:
    wanted = {
        "series": series, "period": Period.year(2023), "kind": PeriodKind.YEAR,
        "cut_on": date(2024, 1, 31), "at": AT,
    }  # fmt: skip
    return freeze(**(wanted | changed))


def left_over() -> list[str]:
    home = Path(django_settings.SNAPSHOT_DIR)
    kept = {str(uid) for uid in Vintage.objects.values_list("uid", flat=True)}
    return [entry.name for entry in home.iterdir() if entry.name not in kept]


def test_a_vintage_says_what_was_frozen(series, home):
    admit(home)

    vintage = frozen(series)

    assert (vintage.label, vintage.rows, vintage.frozen_at) == ("KG-2023-v1", 3, AT)
    assert (vintage.cut_on, vintage.period) == (date(2024, 1, 31), Period.year(2023))
    assert vintage.facts_version == facts.VERSION
    assert vintage.code_lists_version == facts.CODE_LISTS_VERSION
    assert sorted(file.name for file in directory_of(vintage).iterdir()) == FILES
    assert {stat.S_IMODE(file.stat().st_mode) for file in directory_of(vintage).iterdir()} == {
        0o400
    }
    assert left_over() == []


def test_frozen_facts_come_back_with_their_types(series, home):
    admit(home)

    found = load(frozen(series))

    assert (len(found.episodes), len(found.doses), len(found.tests)) == (1, 1, 1)
    episode, dose, test = (frame.iloc[0] for frame in (found.episodes, found.doses, found.tests))
    assert (episode["age"], episode["region"], episode["primary_substance"]) == (
        33,
        "KG-C",
        "HEROIN",
    )
    assert episode["started_on"] == pd.Timestamp(2023, 3, 5)
    assert pd.isna(episode["ended_on"])
    assert (dose["amount"], dose["is_taken"], test["opioids"]) == (6000, True, "NOT_FOUND")
    assert episode["person_key"] == dose["person_key"] == test["person_key"]
    types = {**found.episodes.dtypes.astype(str), **found.doses.dtypes.astype(str)}
    assert {types["person_key"], types["episode_key"], str(found.tests["test_key"].dtype)} == {
        "uint64"
    }
    assert (types["organisation"], types["age"], types["other_substances"]) == (
        "int32", "Int16", "int16",
    )  # fmt: skip
    assert {types["referred_on"], types["ended_on"], types["on"]} == {"datetime64[ms]"}
    assert (types["amount"], types["is_taken"]) == ("int32", "bool")


@pytest.mark.parametrize("is_empty", [False, True])
def test_categories_are_the_whole_code_list_even_of_no_rows(series, home, is_empty):
    if not is_empty:
        admit(home)

    found = load(frozen(series))

    regions = facts.regions_of("KG")
    for table in facts.TABLES:
        frame = getattr(found, table.name)
        assert list(frame.columns) == table.schema.names
        assert len(frame) == (0 if is_empty else 1)
        for column in table.columns:
            if column.code_list:
                codes = frame[column.name].cat.categories
                assert tuple(codes) == facts.codes_of(column, regions)


def test_only_the_columns_that_are_asked_for_are_read(series, home):
    admit(home)

    found = load(frozen(series), columns=("person_key", "on", "sex"))

    assert list(found.episodes.columns) == ["person_key", "sex"]
    assert list(found.doses.columns) == ["person_key", "on"]


def test_the_same_facts_make_no_second_vintage(series, home):
    admit(home)
    first = frozen(series)

    again = frozen(series, at=LATER, cut_on=date(2024, 2, 29))

    assert again == first
    assert again.cut_on == date(2024, 1, 31)
    assert Vintage.objects.count() == 1
    assert left_over() == []


def test_changed_facts_make_the_next_vintage(series, home):
    admit(home)
    first = frozen(series)
    admit(home)

    second = frozen(series, at=LATER)

    assert (second.label, second.rows) == ("KG-2023-v2", 6)
    assert second.checksum != first.checksum
    assert len(load(first).episodes) == 1
    assert len(load(second).episodes) == 2


def test_files_that_are_gone_are_put_back(series, home):
    admit(home)
    first = frozen(series)
    directory_of(first).rename(directory_of(first).with_name("elsewhere"))

    second = frozen(series)

    assert second == first
    assert len(load(second).episodes) == 1


def test_files_that_were_changed_are_put_back(series, home):
    admit(home)
    first = frozen(series)
    file = directory_of(first) / "doses.parquet"
    file.chmod(0o600)
    file.write_bytes(b"something else")

    second = frozen(series)

    assert second == first
    assert len(load(second).episodes) == 1


def test_the_same_facts_are_frozen_anew_for_other_definitions(series, home):
    admit(home)
    first = frozen(series)

    second = frozen(series, is_anew=True)

    assert (second.number, second.checksum) == (2, first.checksum)


def test_periods_clinics_and_series_have_vintages_of_their_own(series, home):
    admit(home)
    admit(clinic(country="KG"))
    quarter = {"period": Period.quarter(2023, 1), "kind": PeriodKind.QUARTER}

    labels = [
        frozen(series).label,
        frozen(series, **quarter).label,
        frozen(series, organisation=home).label,
        frozen(series, organisation=home).label,
    ]

    clinics_own = f"KG-{str(home.uid)[:8]}-2023-v1"
    assert labels == ["KG-2023-v1", "KG-2023Q1-v1", clinics_own, clinics_own]
    own = Vintage.objects.get(organisation=home)
    assert len(load(own).episodes) == 1


def test_another_series_freezes_other_keys(series, home):
    admit(home)
    other = Series.objects.create(country="KG", number=2, begun_at=AT)
    make_series_key(other.uid)

    one, two = load(frozen(series)), load(frozen(other))

    assert one.episodes["person_key"].iloc[0] != two.episodes["person_key"].iloc[0]


def test_no_file_holds_a_pseudonym_or_a_uid(series, home):
    episode = admit(home)
    patient = episode.patient
    wanted = [patient.code, str(patient.uid), patient.uid.hex, str(episode.uid)]

    for file in directory_of(frozen(series)).iterdir():
        text = str(pq.read_table(file).to_pylist()) + str(pq.read_schema(file).metadata)
        assert [each for each in wanted if each in text] == []
        assert patient.uid.bytes not in file.read_bytes()


def damage_bytes(directory: Path) -> None:
    file = directory / "doses.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(bytes(content))


def damage_file(directory: Path) -> None:
    (directory / "tests.parquet").unlink()


def damage_names(directory: Path) -> None:
    (directory / "tests.parquet").rename(directory / "aside")
    (directory / "doses.parquet").rename(directory / "tests.parquet")
    (directory / "aside").rename(directory / "doses.parquet")


@pytest.mark.parametrize("damage", [damage_bytes, damage_file, damage_names])
def test_changed_files_are_not_read(series, home, damage):
    admit(home)
    vintage = frozen(series)
    damage(directory_of(vintage))

    with pytest.raises(SnapshotDamaged) as refusal:
        load(vintage)

    assert refusal.value.code == "snapshot-damaged"
    assert "KG-2023-v1" in str(refusal.value)


def test_without_the_secret_nothing_is_frozen(vault_keys, home):
    admit(home)
    series = Series.objects.create(country="KG", begun_at=AT)

    with pytest.raises(SeriesKeyMissing):
        frozen(series)

    assert (Vintage.objects.count(), left_over()) == (0, [])


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_writes_is_not(series, home):
    place = Path(django_settings.SNAPSHOT_DIR)
    dead, alive = place / "freezing-dead", place / "freezing-alive"
    for room in (dead, alive):
        room.mkdir(parents=True)
        (room / "episodes.parquet").write_bytes(b"half")
    at_work = subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, "-c", HOLD, str(alive)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert at_work.stdout
    at_work.stdout.readline()  # it says that it holds its lock

    frozen(series)
    left = left_over()
    at_work.communicate()
    frozen(series)

    assert left == ["freezing-alive"]
    assert left_over() == []


HOLD = """
import fcntl, os, sys
fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""
"""A process that is at work in a directory until its input ends."""


def test_a_row_that_is_refused_leaves_no_files(series, home):
    admit(home)

    with pytest.raises(IntegrityError):
        frozen(series, at=None)

    assert (Vintage.objects.count(), left_over()) == (0, [])


def test_files_that_cannot_be_moved_leave_no_row(series, home, monkeypatch):
    admit(home)

    def full(path: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)

    with pytest.raises(OSError, match="No space left"):
        frozen(series)

    monkeypatch.undo()
    assert (Vintage.objects.count(), left_over()) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_all_tables_are_read_at_one_moment(series, home):
    admit(home)

    vintage = frozen(series)

    assert Vintage.objects.get() == vintage
    assert len(load(vintage).episodes) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Vintage.objects.create(
            series=series, kind=PeriodKind.YEAR, since=vintage.since, before=vintage.before,
            number=1, cut_on=AT.date(), frozen_at=AT, rows=0,
        )  # fmt: skip
