"""From records to a stored release: what is in it, what is refused, what a revision keeps."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest
from django.conf import settings
from django.db import transaction
from pypdf import PdfReader
from pytest_django.plugin import DjangoDbBlocker

from analytics import registry
from analytics.actions import compilation
from analytics.actions.calendar import NotACalendarPeriod, Overlaps, PeriodNotOver
from analytics.actions.compilation import NotSafe, compile_release, system_user
from analytics.actions.withdrawing import withdraw_release
from analytics.attribution import frames
from analytics.catalogue import Dimension, members_of, read_key
from analytics.compiling import Draft, draft
from analytics.contents import Contents
from analytics.documents import Rendered
from analytics.models import (
    ProgrammeRelease,
    PublishedCell,
    PublishedFigure,
    Release,
    ReleaseFile,
    ReportingClinic,
    Series,
    Vintage,
)
from analytics.sources import freeze, load
from analytics.vocabulary import PeriodKind, ReleaseState, Step
from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditEvent
from kernel.periods import Period
from kernel.permissions import NotPermitted
from kernel.series_keys import SeriesKeyMissing
from tests.factories.kernel import analyst, clinic_manager, ministry
from tests.factories.nation import AT, CUT, SERIES, Nation, begun_series, founded, joined_late


pytestmark = [pytest.mark.django_db, pytest.mark.slow]
YEAR = {"kind": PeriodKind.YEAR, "period": Period.year(2023), "on": CUT, "at": AT}
QUARTER = {"kind": PeriodKind.QUARTER, "period": Period.quarter(2022, 4), "on": CUT, "at": AT}
LATER = {"at": AT + timedelta(days=9)}
STORED = (Release, PublishedCell, PublishedFigure, ReleaseFile, ReportingClinic)


@dataclass(frozen=True)
class World:
    """A nation whose year was compiled, and compiled again after late records."""

    nation: Nation
    reader: User
    made: Draft  # of the first, before it was stored
    first: Release
    read: Contents  # of the first, while it was the only one
    again: Release  # the same facts, asked for once more
    second: Release
    steps: list[Step]


def silent(step: Step) -> None:
    """Nobody listens."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Two releases of 2023, held in a transaction; each test's own runs inside it."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        try:
            made = _compiled()
        except BaseException:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)
            raise
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


def _compiled() -> World:
    nation, series = founded(), begun_series()
    reader = analyst(at=ministry(country="KG", name="Ministry of Health, Unit 37"))
    steps: list[Step] = []
    vintage = freeze(
        series=series, period=YEAR["period"], kind=PeriodKind.YEAR, cut_on=CUT, at=AT
    )  # fmt: skip
    made = draft(vintage, say=silent)
    first = compile_release(country="KG", by=reader, say=steps.append, **YEAR)
    read = registry.read(first)
    again = compile_release(country="KG", by=reader, say=silent, **YEAR | LATER)
    joined_late(nation)
    second = compile_release(country="KG", by=reader, say=silent, **YEAR | LATER)
    first.refresh_from_db()
    return World(nation, reader, made, first, read, again, second, steps)


def test_programmes_are_frozen_and_compiled_beside_each_national_release(world):
    told = ProgrammeRelease.objects.filter(vintage__since=world.first.vintage.since)

    assert [each.vintage.label for each in told] == ["KG-PREV-2023-v1"]
    assert told.get().compiled_by == world.reader


def stored() -> dict[str, int]:
    """How many rows releases have."""
    return {model.__name__: model.objects.count() for model in STORED}


def test_a_release_is_stored_with_what_its_audit_found(world: World):
    release = world.first

    assert release.vintage.label == "KG-2023-v1"
    assert (release.base, release.is_optimal, release.is_provisional) == (5, True, False)
    assert release.is_invented
    assert (release.recovered, release.differences) == (0, 0)
    assert release.narrowest >= 3
    assert min(release.cells, release.relations, release.attacks) > 0
    assert release.numbers_read == release.numbers_equal > 1000
    assert world.steps == list(Step)


def test_what_is_read_back_is_what_was_drafted(world: World):
    assert world.read == world.made.contents
    assert registry.hashes_of(world.first) == world.made.hashes
    assert registry.values_of(world.first) == {
        key: count.value for key, count in world.made.contents.counts.items()
    }


def test_files_are_stored_in_both_languages_as_they_were_written(world: World):
    names = set(ReleaseFile.objects.filter(release=world.first).values_list("name", flat=True))

    plain = {"KG-2023-v1.json", "KG-2023-v1-counts.csv", "KG-2023-v1-figures.csv"}
    assert plain <= names
    for language in ("en", "ru"):
        assert {f"KG-2023-v1.{language}.{kind}" for kind in ("pdf", "xlsx")} <= names
        charts = {name for name in names if name.endswith(f".{language}.svg")}
        assert len(charts) == 12
    written = {
        each.name: each.content
        for each in write_plain(world.read)
    }  # fmt: skip
    kept = ReleaseFile.objects.filter(release=world.first, name__in=plain)
    assert {each.name: bytes(each.content) for each in kept} == written


def write_plain(contents: Contents) -> list[Rendered]:
    """The files without a language."""
    from analytics.documents import render  # noqa: PLC0415 - used once

    return render(contents, language="en", formats=("json", "csv"), charts={})


def test_a_published_count_is_within_four_of_the_truth(world: World):
    vintage = world.first.vintage
    dimensions = registry.dimensions_of("KG")
    rows = frames(
        load(vintage), period=vintage.period, cut_on=vintage.cut_on, dimensions=dimensions
    ).frames
    published = registry.values_of(world.first)

    truth = {key: counted(rows, key, dimensions) for key in published}

    assert world.made.truth == truth
    assert max(abs(published[key] - truth[key]) for key in truth) <= 4
    assert {published[key] for key in truth if truth[key] == 0} == {0}
    assert all(published[key] == truth[key] for key in truth if truth[key] % 5 == 0)
    assert {value % 5 for value in published.values()} == {0}


def counted(
    rows: dict[str, pd.DataFrame], key: str, dimensions: dict[str, Dimension]
) -> int:  # fmt: skip
    """A cell, counted by going through the rows."""
    universe, codes = read_key(key)
    frame = rows[universe]
    is_in = frame["sex"].isin(["F", "M"])
    for name, code in codes.items():
        if name == "day":
            is_in &= frame["days"] >= int(code[1:])
        else:
            children = {each.code for each in dimensions[name].children(code)}
            is_in &= frame[name].isin(children or {code, *members_of(code)})
    return int(is_in.sum())


def test_regions_of_fewer_than_three_clinics_are_one_row_that_is_named_in_every_file(world: World):
    regions = world.read.dimensions["region"].codes
    others = {each.code for each in regions[-1].members}
    files = {
        each.name: bytes(each.content) for each in ReleaseFile.objects.filter(release=world.first)
    }

    assert [each.code for each in regions[:-1]] == ["KG-GB"]
    assert {"KG-C", "KG-GO"} <= others
    assert "KG-GB" not in others
    assert registry.regions_of(world.second) == {each.code for each in regions}
    for row in files["KG-2023-v1-counts.csv"].decode().splitlines():
        assert not any(f"region={code};" in row for code in others)
    note = "A region stands alone only if"
    assert note in notes_of(files["KG-2023-v1.en.xlsx"])
    assert note in words_of(files["KG-2023-v1.en.pdf"])


def notes_of(workbook: bytes) -> str:
    """The texts of a workbook."""
    with ZipFile(BytesIO(workbook)) as parts:
        return parts.read("xl/sharedStrings.xml").decode()


def words_of(report: bytes) -> str:
    """The words of a report's pages."""
    return " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(BytesIO(report)).pages
    )


def test_regional_counts_add_up_to_those_of_the_country(world: World):
    published = registry.values_of(world.first)
    codes = [each.code for each in world.read.dimensions["region"].codes]

    for universe in ("in_treatment", "entrants"):
        for sex in ("F", "M"):
            parts = [published[f"{universe};region={code};sex={sex}"] for code in codes]
            assert sum(parts) == published[f"{universe};sex={sex}"]


def test_the_same_facts_give_the_same_release(world: World):
    assert world.again == world.first


def test_changed_records_make_a_new_version_and_the_old_one_superseded(world: World):
    assert world.second.vintage.label == "KG-2023-v2"
    assert world.second.state == ReleaseState.AUDITED
    assert world.first.state == ReleaseState.SUPERSEDED
    assert world.second.tables == world.first.tables
    assert (world.second.differences, world.second.recovered) == (0, 0)


def test_cells_of_the_same_records_keep_their_value(world: World):
    old, new = (registry.hashes_of(each) for each in (world.first, world.second))
    before, now = (registry.values_of(each) for each in (world.first, world.second))

    same = [key for key in old if old[key] == new[key]]
    kept = sum(before[key] == now[key] for key in same)

    assert set(old) == set(new)
    assert len(same) >= 100
    assert kept >= 0.9 * len(same)


def test_a_revision_is_listed(world: World):
    before, now = (registry.values_of(each) for each in (world.first, world.second))

    revised = registry.read(world.second).revised

    assert revised
    assert all((before[key], now[key]) == (old, new) for key, old, new in revised)
    assert registry.read(world.first).revised == ()


def test_a_withdrawn_release_is_compiled_anew_with_the_values_it_had(world: World):
    withdraw_release(release=world.second, reason="MISTAKE", by=world.reader, at=AT)

    anew = compile_release(country="KG", by=world.reader, say=silent, **YEAR | LATER)

    world.second.refresh_from_db()
    assert anew.vintage.label == "KG-2023-v3"
    assert (anew.state, world.second.state) == (ReleaseState.AUDITED, ReleaseState.WITHDRAWN)
    assert registry.values_of(anew) == registry.values_of(world.second)


def test_storing_leaves_a_trace(world: World):
    events = AuditEvent.objects.filter(event=audit.Event.RELEASE_STORED).order_by("id")

    assert [each.actor_uid for each in events] == [world.reader.uid] * 2
    assert [each.object_uids for each in events] == [
        [str(each.uid)] for each in (world.first, world.second)
    ]


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (QUARTER | {"period": Period.quarter(2023, 2)}, Overlaps),
        (YEAR | {"period": Period.year(2024)}, PeriodNotOver),
        (YEAR | {"period": Period.quarter(2024, 1)}, NotACalendarPeriod),
    ],
)
def test_a_period_that_is_not_released_is_refused(world: World, asked: dict, refusal: type):
    before = stored()

    with pytest.raises(refusal):
        compile_release(country="KG", by=world.reader, say=silent, **asked)

    assert stored() == before


def test_figures_of_others_are_refused(world: World):
    home, other = world.nation.clinics[:2]
    stranger, manager = analyst(at=ministry(country="KZ")), clinic_manager(at=other)

    for by, place in ((stranger, None), (manager, None), (manager, home), (world.reader, home)):
        with pytest.raises(NotPermitted):
            compile_release(country="KG", organisation=place, by=by, say=silent, **QUARTER)

    assert stored()["Release"] == 2


def test_a_clinic_of_another_country_is_no_part_of_this_one(world: World):
    home = world.nation.clinics[0]

    with pytest.raises(Overlaps):
        compile_release(country="KZ", organisation=home, by=system_user(), say=silent, **QUARTER)


def test_without_the_secret_of_the_series_nothing_is_stored(world: World, vault_keys: Path):
    before = stored()

    with pytest.raises(SeriesKeyMissing):
        compile_release(country="KG", by=world.reader, say=silent, **YEAR)

    assert stored() == before


def test_a_report_with_an_unexplained_number_is_refused_and_nothing_stored(world: World):
    home = world.nation.clinics[-1]
    home.region.name = "Region 1937"
    home.region.save()
    before = stored()

    with pytest.raises(NotSafe, match="did not pass") as refusal:
        compile_release(
            country="KG", organisation=home, by=clinic_manager(at=home), say=silent, **QUARTER
        )

    assert stored() == before
    assert "1937" not in str(refusal.value)
    assert not AuditEvent.objects.filter(object_type="Release", event__contains="clinic").exists()


@pytest.fixture(scope="module")
def drafted(world: World, django_db_blocker: DjangoDbBlocker) -> tuple[Vintage, Draft, list]:
    """A clinic's quarter, written without a report."""
    with django_db_blocker.unblock():
        vintage = freeze(
            series=Series.objects.get(uid=SERIES), period=QUARTER["period"], at=AT, cut_on=CUT,
            kind=PeriodKind.QUARTER, organisation=world.nation.clinics[0],
        )  # fmt: skip
        made = draft(vintage, say=silent)
        return vintage, made, write_plain(made.contents)


@pytest.mark.parametrize("part", ["a file", "a count"])
def test_the_auditor_refuses_files_that_say_something_else(world: World, drafted, part: str):
    vintage, made, files = drafted
    exact = next(key for key, number in made.truth.items() if number % 5)
    if part == "a file":
        words = "<svg xmlns='http://www.w3.org/2000/svg'><text>1937 women</text>"
        wrong = Rendered("x.svg", "image/svg+xml", "en", f"{words}</svg>".encode())
        files = [*files, wrong]
    else:
        count = replace(made.contents.counts[exact], value=made.truth[exact])
        counts = made.contents.counts | {exact: count}
        files = write_plain(replace(made.contents, counts=counts))

    assert compilation._audit(made, vintage, drafted[2], []).passed
    with pytest.raises(NotSafe):
        compilation._audit(made, vintage, files, [])


def test_storing_is_undone_when_the_audit_event_cannot_be_written(
    world: World, drafted, monkeypatch: pytest.MonkeyPatch
):
    vintage, made, files = drafted
    verdict = compilation._audit(made, vintage, files, [])
    before = stored()

    def fail(*_arguments: Any, **_named: Any) -> None:
        raise OSError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(OSError):  # noqa: PT011 - the one raised above
        compilation._store(
            vintage, made, verdict, files, attacked=[], by=world.reader, on=CUT, at=AT
        )

    assert stored() == before
    world.second.refresh_from_db()
    assert world.second.state == ReleaseState.AUDITED


def test_a_first_compilation_begins_a_series_and_its_secret(world: World):
    series = compilation._series("TJ", at=AT, by=system_user())

    assert (Path(settings.SERIES_KEY_DIR) / f"{series.uid}.json").exists()
    assert compilation._series("TJ", at=AT, by=system_user()) == series
    assert AuditEvent.objects.filter(event=audit.Event.SERIES_BEGUN).count() == 1


def test_a_release_that_was_overtaken_is_not_stored(world: World, drafted):
    vintage, made, files = drafted
    verdict = compilation._audit(made, vintage, files, [])
    before = stored()

    with pytest.raises(compilation.Overtaken, match="ask for it again"):
        compilation._store(
            vintage, made, verdict, files, attacked=[world.second], by=world.reader, on=CUT, at=AT
        )

    assert stored() == before
