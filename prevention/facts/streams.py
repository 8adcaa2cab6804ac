"""Facts of prevention of one country and a half-open period, as Arrow batches.

Implementations that are planned or were cancelled are in no table, nor are sessions of dissolved
groups. What was made up for a demonstration is in none of them, but in tables of its own where
these are asked for. Memory holds one block; of questionnaires, one wave.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
from django.db.models import QuerySet

from kernel.models import Subdivision
from kernel.periods import Period
from prevention.choices import Arm, CohortStatus, Gender, Level, SessionStatus
from prevention.facts.tables import (
    CODED,
    DELIVERIES,
    IMPLEMENTATIONS,
    LEAST_PEOPLE,
    OPEN_LISTS,
    RESPONSES,
    SESSIONS,
    Column,
    FactTable,
    codes_of,
)
from prevention.models import DeliverySite, Implementation, ProgrammeText, Session, Wave
from prevention.policies.linking import NotLinkedYet, check_may_read
from prevention.policies.plans import is_event
from prevention.rules.delivery import Heads
from prevention.rules.outcomes import Outcome, outcomes_of
from prevention.selectors.answers import sheets_of
from prevention.selectors.deliveries import Delivery, Lists, deliveries_of
from prevention.selectors.indicators import COUNTED
from prevention.selectors.measures import Counts, counts_by_site, counts_of


Row = Sequence[Any]
Runs = QuerySet[Implementation]
"""The implementations that count."""
Item = TypeVar("Item")
RUNS = 200
"""Implementations that are counted at a time."""


def regions_of(country: str) -> list[str]:
    """The subdivisions of a country, by code."""
    rows = Subdivision.objects.filter(country=country).order_by("code")
    return list(rows.values_list("code", flat=True))


def programme_names() -> dict[str, dict[str, str]]:
    """What the programmes of the catalogue are called: by code and language."""
    found: dict[str, dict[str, str]] = {}
    rows = ProgrammeText.objects.values_list("programme__code", "language", "name")
    for code, language, name in rows:
        found.setdefault(code, {})[language] = name
    return found


def stream(
    table: FactTable,
    *,
    country: str,
    period: Period,
    rows: int = 65_536,
    is_example: bool = False,
) -> Iterator[pa.RecordBatch]:
    """Blocks of at most `rows` rows of one table.

    `is_example`: of what was made up for a demonstration and of nothing else; otherwise of nothing
    of it. There are no facts of both.
    """
    regions = regions_of(country)
    counted = _runs(country, is_example=is_example)
    for part in _parts(READERS[table.name](counted, period), rows):
        columns = zip(*part, strict=True)
        arrays = [
            _array(column, values, regions)
            for column, values in zip(table.columns, columns, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=table.schema)


def _array(column: Column, values: Sequence[Any], regions: Sequence[str]) -> pa.Array:
    if column.dtype != CODED:
        return pa.array(values, type=column.dtype)
    if column.code_list in OPEN_LISTS:
        return pa.array(values, type=pa.string()).dictionary_encode().cast(CODED)
    codes = codes_of(column, regions)
    place = {code: at for at, code in enumerate(codes)}
    indices = pa.array([place.get(value) for value in values], type=pa.int16())
    return pa.DictionaryArray.from_arrays(indices, pa.array(codes, type=pa.string()))


def _parts(found: Iterable[Item], size: int) -> Iterator[list[Item]]:
    each = iter(found)
    while part := list(islice(each, size)):
        yield part


def _runs(country: str, *, is_example: bool) -> Runs:
    return Implementation.objects.filter(
        organisation__country=country, is_example=is_example, status__in=COUNTED
    )


def _begun(counted: Runs, period: Period) -> Iterator[list[Implementation]]:
    """The implementations that begin in the period, a part at a time."""
    runs = (
        counted.filter(starts_on__gte=period.since, starts_on__lt=period.before)
        .select_related("programme_version__programme")
        .order_by("pk")
    )
    return _parts(runs.iterator(chunk_size=RUNS), RUNS)


def _implementations(counted: Runs, period: Period) -> Iterator[Row]:
    for part in _begun(counted, period):
        counts = counts_of([run.pk for run in part])
        for run in part:
            yield _implementation(run, counts[run.pk])


def _implementation(run: Implementation, counts: Counts) -> Row:
    levels = run.programme_version.programme.levels
    return (
        run.pk, run.organisation_id, run.starts_on, run.ends_on, run.status, run.arm_design,
        run.consent_route, is_event(run), *(level in levels for level in Level),
        len(counts.sites), counts.groups, counts.planned, counts.delivered,
        *_people(counts),
    )  # fmt: skip


def _deliveries(counted: Runs, period: Period) -> Iterator[Row]:
    for part in _begun(counted, period):
        runs = {run.pk: run for run in part}
        counts, told = counts_by_site(runs), deliveries_of(runs)
        sites = DeliverySite.objects.in_bulk({site for _run, site in counts})
        for run, site in sorted(counts):
            place = run, site
            yield _delivery(runs[run], sites[site], counts[place], told.get(place, Delivery()))


def _delivery(run: Implementation, site: DeliverySite, counts: Counts, told: Delivery) -> Row:
    return (
        run.pk, run.organisation_id, site.pk, run.programme_version.programme.code, site.kind,
        site.region_id, is_event(run), counts.groups, counts.planned, counts.delivered,
        *_people(counts), *_lists(told.own), *_lists(told.observed), *_heads(told.asked),
        *_heads(told.linked),
    )  # fmt: skip


def _people(counts: Counts) -> tuple[int | None, ...]:
    completed = counts.completed
    return (
        *_heads(counts.eligible), *_heads(counts.reached), *_heads(counts.enrolled),
        *(_heads(completed) if completed else (None, None, None)),
    )  # fmt: skip


def _lists(lists: Lists) -> tuple[int, int, int]:
    return lists.lists, lists.asked, lists.delivered


def _heads(heads: Heads) -> tuple[int, int, int]:
    return heads.girls, heads.boys, heads.others


def _sessions(counted: Runs, period: Period) -> Iterator[Row]:
    rows = Session.objects.filter(
        cohort__implementation__in=counted.values("pk"), status=SessionStatus.DELIVERED,
        cohort__arm=Arm.INTERVENTION, on__gte=period.since, on__lt=period.before,
    ).exclude(cohort__status=CohortStatus.DISSOLVED)  # fmt: skip
    return (
        rows.order_by("on", "pk")
        .values_list(
            "cohort__implementation", "organisation", "cohort__site__region", "cohort__site__kind",
            "on", "minutes", "girls", "boys", "others",
        )
        .iterator()
    )  # fmt: skip


def _responses(counted: Runs, period: Period) -> Iterator[Row]:
    waves = Wave.objects.filter(
        implementation__in=counted.values("pk"),
        opens_on__gte=period.since, opens_on__lt=period.before,
    ).select_related("implementation", "questionnaire")  # fmt: skip
    for wave in waves.order_by("pk"):
        try:
            check_may_read(wave)
        except NotLinkedYet:
            continue
        yield from _of_wave(wave)


def _of_wave(wave: Wave) -> Iterator[Row]:
    sheets = sheets_of(wave)
    for outcome in outcomes_of(sheets.questions, primary=wave.implementation.primary_outcome):
        values = sheets.values[outcome.question.code]
        for arm in Arm.values:
            for gender in Gender.values:
                flags = sheets.is_valid & (sheets.arm == arm) & (sheets.gender == gender)
                told = values[flags & ~np.isnan(values)]
                if len(told) >= LEAST_PEOPLE:
                    yield (
                        wave.implementation_id, wave.organisation_id, wave.kind, arm, gender,
                        outcome.question.code, len(told), _positive(outcome, told),
                        _total(outcome, told),
                    )  # fmt: skip


def _positive(outcome: Outcome, values: np.ndarray[Any, Any]) -> int | None:
    return int(outcome.of(values).sum()) if outcome.is_share else None


def _total(outcome: Outcome, values: np.ndarray[Any, Any]) -> int:
    """Of a score, the answers as they are compared: a reversed question is turned round."""
    return int((values if outcome.is_share else outcome.of(values)).sum())


READERS: Mapping[str, Callable[[Runs, Period], Iterator[Row]]] = {
    IMPLEMENTATIONS.name: _implementations,
    DELIVERIES.name: _deliveries,
    SESSIONS.name: _sessions,
    RESPONSES.name: _responses,
}
"""How each table is read, by its name."""
