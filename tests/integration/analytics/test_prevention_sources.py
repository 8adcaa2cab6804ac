"""Freezing what was delivered: apart from treatment, the same facts once, and nobody in them."""

import stat
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from analytics.models import ProgrammeVintage, Series, Vintage
from analytics.sources import Overtaken, SnapshotDamaged, prevention, treatment
from analytics.vocabulary import PeriodKind
from kernel.periods import Period
from kernel.series_keys import make_series_key
from prevention import facts
from prevention.models import Participant, Response, ResponseLink, Session
from tests.factories.prevention_deliveries import Delivered, Place, make_delivered


pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 1, 8, tzinfo=UTC)
YEAR = {"period": Period.year(2025), "kind": PeriodKind.YEAR, "at": AT}
FILES = {f"{table.name}.parquet" for table in facts.TABLES}
PLACES = [
    Place("LST", own="partly", answered=24),
    Place("FAMILY", "community", girls=4, boys=3, is_register=True, sessions=1),
]


@pytest.fixture
def series(vault_keys: Path) -> Series:
    """A series with its own secret and its own place for snapshots."""
    made = Series.objects.create(country="KG", begun_at=AT)
    make_series_key(made.uid)
    return made


@pytest.fixture
def delivered(db: None) -> Delivered:
    return make_delivered(PLACES)


def frozen(series: Series, **changed: Any) -> ProgrammeVintage:
    return prevention.freeze(series=series, **YEAR | changed)


def test_a_vintage_says_what_was_frozen(series, delivered):
    vintage = frozen(series)

    assert (vintage.label, vintage.period, vintage.frozen_at) == (
        "KG-PREV-2025-v1", Period.year(2025), AT,
    )  # fmt: skip
    assert vintage.facts_version == facts.VERSION
    assert {name: entry["rows"] for name, entry in vintage.manifest.items()} == {
        "implementations.parquet": 2, "deliveries.parquet": 2, "sessions.parquet": 3,
        "responses.parquet": 0,
    }  # fmt: skip
    files = list(prevention.directory_of(vintage).iterdir())
    assert {file.name for file in files} == FILES
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o400}


def test_deliveries_come_back_with_their_types(series, delivered):
    found = prevention.load(frozen(series), "deliveries").set_index("programme")

    school, family = found.loc["LST"], found.loc["FAMILY"]
    assert (school["site_kind"], school["sessions_planned"], school["sessions_delivered"]) == (
        "school", 2, 2,
    )  # fmt: skip
    assert (school["eligible_girls"], school["reached_girls"], school["reached_boys"]) == (
        15, 12, 10,
    )  # fmt: skip
    assert (school["own_lists"], school["own_asked"], school["own_delivered"]) == (1, 6, 3)
    assert (school["answered_girls"], school["linked_girls"], school["linked_boys"]) == (12, 6, 6)
    assert (family["enrolled_girls"], family["reached_boys"], family["completed_boys"]) == (4, 3, 0)
    assert str(found["reached_girls"].dtype) == "int32"


def test_treatment_stays_as_it_was(series, delivered):
    asked = {"series": series, "cut_on": date(2026, 1, 31), **YEAR}
    first = treatment.freeze(**asked)
    frozen(series)
    delivered.add([Place("LST")])
    frozen(series)

    assert treatment.freeze(**asked) == first
    assert len(treatment.load(first).episodes) == 0
    assert (Vintage.objects.count(), ProgrammeVintage.objects.count()) == (1, 2)


def test_the_same_facts_make_no_second_vintage_and_others_the_next(series, delivered):
    first = frozen(series)

    assert frozen(series) == first
    delivered.add([Place("LST")])
    assert frozen(series).label == "KG-PREV-2025-v2"
    assert len(prevention.load(first, "deliveries")) == 2


def test_an_older_vintage_is_checked_by_its_own_manifest(series, delivered, monkeypatch):
    monkeypatch.setattr(facts, "TABLES", (facts.IMPLEMENTATIONS, facts.SESSIONS))
    older = frozen(series)
    monkeypatch.undo()

    assert len(prevention.load(older, "sessions")) == 3
    assert frozen(series).number == 2


def damage_bytes(directory: Path) -> None:
    file = directory / "deliveries.parquet"
    file.chmod(0o600)
    file.write_bytes(file.read_bytes() + b" ")


def damage_file(directory: Path) -> None:
    (directory / "sessions.parquet").unlink()


@pytest.mark.parametrize("damage", [damage_bytes, damage_file])
def test_changed_files_are_not_read_and_are_put_back(series, delivered, damage):
    vintage = frozen(series)
    damage(prevention.directory_of(vintage))

    with pytest.raises(SnapshotDamaged, match="KG-PREV-2025-v1"):
        prevention.load(vintage, "deliveries")
    assert frozen(series) == vintage
    assert len(prevention.load(vintage, "deliveries")) == 2


def test_nobody_is_in_the_snapshot(series, delivered):
    """No uid, no name of a site, group or run, no note, no line of a register."""
    uids = {
        str(uid)
        for model in (Participant, Session)
        for uid in model.objects.values_list("uid", flat=True)
    } | {
        str(uid)
        for model in (Response, ResponseLink)
        for uid in model.objects.values_list("pk", flat=True)
    }
    directory = prevention.directory_of(frozen(series))

    for file in directory.iterdir():
        table = pq.read_table(file)
        text = str(table.to_pylist()) + str(table.schema.metadata)
        assert "Secret" not in text
        assert [uid for uid in uids if uid in text or uid.replace("-", "") in text] == []
    columns = {name for table in facts.TABLES for name in table.schema.names}
    assert not {"participant", "cohort", "label", "title", "note", "name"} & columns


def test_facts_that_others_froze_meanwhile_are_not_frozen_over(series, delivered, monkeypatch):
    """Older facts never follow newer ones: what was read before is refused."""
    write = prevention._write

    def slowly(*about: Any, **how: Any) -> prevention.Manifest:
        manifest = write(*about, **how)
        monkeypatch.setattr(prevention, "_write", write)
        delivered.add([Place("LST")])
        frozen(series)
        return manifest

    monkeypatch.setattr(prevention, "_write", slowly)
    with pytest.raises(Overtaken, match="ask for it again"):
        frozen(series)

    assert ProgrammeVintage.objects.get().number == 1
    assert len(prevention.load(ProgrammeVintage.objects.get(), "deliveries")) == 3
