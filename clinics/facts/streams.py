"""Facts as a stream of Arrow batches, read inside the transaction of the caller.

The uid of a patient is turned into a key here and goes no further.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from django.db import connection

from clinics.facts.dialects import DIALECTS, MISSING, Block
from clinics.facts.keys import EPISODE, PERSON, TEST, keyed
from clinics.facts.selects import BITS, ENTRIES_AFTER_DAYS, ENTRIES_BEFORE_DAYS, REACH_DAYS, select
from clinics.facts.tables import (
    CODED,
    DAY,
    EPISODES,
    KEY,
    LISTS,
    TESTS,
    TRUTH,
    Column,
    FactTable,
    codes_of,
)
from clinics.vocabulary import Analyte, EpisodeState
from kernel.models import Subdivision
from kernel.periods import Period


ROWS = 65_536
ZERO = date(1970, 1, 1)
HELD_BACK = ("first_contact_on", "admitted_on", "started_on", "ended_on")
"""Days of an episode that may lie behind the cut day."""


def stream(
    table: FactTable,
    *,
    country: str,
    period: Period,
    cut_on: date,
    key: bytes,
    organisation: int | None = None,
    rows: int = ROWS,
) -> Iterator[pa.RecordBatch]:
    """The facts of one table, `rows` rows at a time, by primary key.

    `key` is the 256-bit key that the series keeps for people (`kernel.series_keys`),
    `organisation` the number of the one clinic to read. On PostgreSQL the connection does nothing
    else until the stream was read to its end or closed.
    """
    regions = regions_of(country)
    dialect = DIALECTS[connection.vendor]
    wanted = select(table, dialect, regions=regions, is_one_clinic=organisation is not None)
    parameters = {
        "country": country,
        "organisation": organisation,
        "before": period.before.isoformat(),
        "reach": _shifted(period.since, -REACH_DAYS),
        "first_entry": _shifted(period.since, -ENTRIES_BEFORE_DAYS),
        "last_entry": _shifted(period.before, ENTRIES_AFTER_DAYS),
        "cut_on": cut_on.isoformat(),
    }
    lists = {column.name: pa.array(codes_of(column, regions), pa.string())
             for column in table.columns if column.code_list}  # fmt: skip
    complete = COMPLETE.get(table.name, _as_it_is)
    for block in dialect.read(
        connection, wanted.statement, parameters, fields=wanted.fields, rows=rows
    ):
        columns = complete(block, (cut_on - ZERO).days) | _keys(block, key)
        yield pa.record_batch(
            [_array(column, columns[column.name], lists) for column in table.columns],
            schema=table.schema,
        )


def regions_of(country: str) -> tuple[str, ...]:
    """The codes of the regions of a country, in their order."""
    found = Subdivision.objects.filter(country=country).order_by("code")
    return tuple(found.values_list("code", flat=True))


def _keys(block: Block, key: bytes) -> Block:
    """The keys of a block. Many rows of one episode are hashed once."""
    episodes, first, place = np.unique(block["episode"], return_index=True, return_inverse=True)
    people = keyed(block["patient"][first], key=key, domain=PERSON)
    keys = {
        "person_key": people[place],
        "episode_key": keyed(episodes, key=key, domain=EPISODE)[place],
    }
    if "test" in block:
        keys["test_key"] = keyed(block["test"], key=key, domain=TEST)
    return keys


def _as_it_is(block: Block, cut: int) -> Block:
    return block


def _episodes(block: Block, cut: int) -> Block:
    """Hold back what is later than the cut day, and tell the age."""
    later = {name: block[name] > cut for name in HELD_BACK}
    told = {name: np.where(later[name], MISSING, block[name]) for name in HELD_BACK}
    for name in ("discharge_reason", "not_admitted_reason"):
        told[name] = np.where(later["ended_on"], MISSING, block[name])
    has_later = later["admitted_on"] | later["started_on"] | later["ended_on"]
    told["state"] = np.where(has_later, _state(told), block["state"])
    began = np.where(told["started_on"] == MISSING, block["referred_on"], told["started_on"])
    return block | told | {"age": _age(began, block["birth_year"])}


def _state(told: Mapping[str, np.ndarray]) -> np.ndarray:
    """The state that the days alone speak of, by its place in the list."""
    states = LISTS["EPISODE_STATE"].values
    admitted, treated, referred = (
        states.index(state)
        for state in (EpisodeState.ADMITTED, EpisodeState.IN_TREATMENT, EpisodeState.REFERRAL)
    )
    before = np.where(told["admitted_on"] == MISSING, referred, admitted)
    return np.where(told["started_on"] == MISSING, before, treated)


def _age(days: np.ndarray, births: np.ndarray) -> np.ndarray:
    """Years between a year of birth and the year of a day; `MISSING` where one is not known."""
    years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + ZERO.year
    ages = years - births
    return np.where((births == MISSING) | (ages < 0), MISSING, ages)


def _tests(block: Block, cut: int) -> Block:
    """Unpack the findings: two bits an analyte, 0 where it was not tested."""
    found = {}
    for place, analyte in enumerate(Analyte):
        finding = (block["findings"] >> (BITS * place)) & (2**BITS - 1)
        found[analyte.value.lower()] = np.where(finding == 0, MISSING, finding - 1)
    return block | found


COMPLETE: Mapping[str, Callable[[Block, int], Block]] = {
    EPISODES.name: _episodes,
    TESTS.name: _tests,
}


def _array(column: Column, values: np.ndarray, lists: Mapping[str, pa.Array]) -> pa.Array:
    """One Arrow column, with null for `MISSING`."""
    if column.dtype == KEY:
        return pa.array(values)
    if column.dtype == TRUTH:
        return pa.array(values != 0)
    missing = values == MISSING if column.may_miss else None
    if column.dtype == CODED:
        codes = pa.array(values.astype(np.int16), mask=missing)
        return pa.DictionaryArray.from_arrays(codes, lists[column.name])
    if column.dtype == DAY:
        return pa.array(values.astype(np.int32), mask=missing).view(DAY)
    return pa.array(values, column.dtype, mask=missing)


def _shifted(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()
