"""From frozen facts of prevention to protected figures of programmes.

The exact counts live in here for as long as it takes: they reach the auditor, never the registry.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analytics import programme_registry as registry
from analytics.attribution.deliveries import (
    counts_of,
    is_of_few,
    merged,
    not_stated,
    tells_of_few,
    together,
)
from analytics.auditing import published
from analytics.auditing.attack import Attack, attack
from analytics.catalogue.programmes import (
    DIMENSIONS,
    MEASURES,
    NOT_STATED,
    Measure,
    number_key,
    share_of,
    sites_of,
)
from analytics.disclosure import gate
from analytics.disclosure.numbers import quotient
from analytics.disclosure.policy import NotProtected, Policy
from analytics.disclosure.rounding import SOLVER, hex16, protect
from analytics.disclosure.system import System
from analytics.models import ProgrammeVintage
from analytics.programme_registry import Cell, Why
from analytics.sources import prevention
from analytics.vocabulary import TOTAL
from kernel.few_places import may_show_nationally
from kernel.models import Organisation
from kernel.series_keys import series_key


POLICY = Policy()
"""The parameters in force, those of treatment."""
HASHES = 1 << 64
RECORD = ("implementation", "site", "column", "sex", "count")
"""What makes a count the same as before."""
Together = dict[str, dict[str, list[str]]]
"""By measure and dimension, the codes that are told only together."""


@dataclass
class Draft:
    """Figures before they are stored: cells by key, what is together or left out, the attack."""

    cells: dict[str, Cell] = field(default_factory=dict)
    together: Together = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    is_invented: bool = False
    is_optimal: bool = True
    solver: str = SOLVER
    attacks: int = 0
    narrowest: int | None = None


@dataclass(frozen=True)
class _Counted:
    """A measure with its lines, and the codes by which it is told."""

    measure: Measure
    lines: pd.DataFrame
    codes: Mapping[str, Sequence[str]]

    def places(self) -> Iterator[tuple[str, str]]:
        """The total, then every code of every dimension."""
        yield "", ""
        yield from ((name, code) for name, codes in self.codes.items() for code in codes)

    def at(self, dimension: str, code: str) -> pd.DataFrame:
        """The lines of one place."""
        return self.lines[self.lines[dimension] == code] if dimension else self.lines


def draft(vintage: ProgrammeVintage) -> Draft:
    """Count and protect every measure of a vintage, and attack the outcome.

    A measure that cannot be protected is left out, never shown in part.

    Raises:
        SeriesKeyMissing: the secret of the series is not there.
        SnapshotDamaged: the frozen facts are not what they were.
    """
    deliveries = prevention.load(vintage, "deliveries")
    made = Draft(is_invented=_is_invented(deliveries))
    for measure in MEASURES:
        counted = _counted(vintage, deliveries, measure, made)
        if counted is None:
            continue
        if not measure.is_people:
            _tell_exactly(counted, made)
            continue
        try:
            _tell_rounded(counted, vintage, made)
        except NotProtected:
            made.left_out[measure.code] = Why.UNPROTECTED
        else:
            _tell_not_stated(deliveries, measure, made)
    return made


def _is_invented(deliveries: pd.DataFrame) -> bool:
    who = deliveries["organisation"].unique().tolist()
    return Organisation.objects.filter(pk__in=who, is_invented=True).exists()


def _counted(
    vintage: ProgrammeVintage, deliveries: pd.DataFrame, measure: Measure, made: Draft
) -> _Counted | None:
    """The lines with few sites together; None where the measure is not told at all."""
    lines = counts_of(deliveries, measure)
    if lines.empty or is_of_few(lines):
        made.left_out[measure.code] = Why.NOTHING if lines.empty else Why.FEW
        return None
    before = registry.together_before(vintage, measure.code)
    codes: dict[str, list[str]] = {}
    for name in DIMENSIONS:
        joined = together(lines, name, before=before.get(name, ()))
        if joined >= set(lines[name]):
            made.left_out[f"{measure.code};{name}"] = Why.FEW
            continue
        lines = merged(lines, name, joined)
        codes[name] = sorted(set(lines[name]))
        if joined:
            made.together.setdefault(measure.code, {})[name] = sorted(joined)
    if len(codes) == len(DIMENSIONS) and (
        registry.was_left_out(vintage, f"{measure.code};setting") or tells_of_few(lines)
    ):
        made.left_out[f"{measure.code};setting"] = Why.DIFFERENCE
        made.together.get(measure.code, {}).pop("setting", None)
        del codes["setting"]
    return _Counted(measure, lines, codes)


def _tell_exactly(counted: _Counted, made: Draft) -> None:
    """Sessions and lists as they are; of weights, only the share."""
    measure = counted.measure
    for place in counted.places():
        lines = counted.at(*place)
        sums = lines.groupby("column")["count"].sum()
        whole, part = (int(sums.get(name, 0)) for name in (measure.whole, measure.part))
        told = (measure.lists,) if measure.is_weight else (measure.whole, measure.part)
        for name in told:
            made.cells[number_key(name, *place)] = Cell(int(sums.get(name, 0)))
        if whole:
            share = _percent(part, whole)
            made.cells[number_key(share_of(measure), *place)] = Cell(share)
        made.cells[number_key(sites_of(measure), *place)] = Cell(lines["site"].nunique())


def _tell_rounded(counted: _Counted, vintage: ProgrammeVintage, made: Draft) -> None:
    """People, rounded as one system, attacked before they are told.

    Raises:
        NotProtected: no rounding keeps every promise, or the attack narrowed a small count.
    """
    system = _system(counted, key=series_key(vintage.series.uid, "programmes"))
    hashes = [hex16(each) for each in system.hashes.tolist()]
    rounded = protect(
        system,
        key=series_key(vintage.series.uid, "jitter"),
        policy=POLICY,
        remembered=registry.remembered(vintage.series, hashes),
    )
    values = dict(zip(system.keys, rounded.values.tolist(), strict=True))
    found = _attack(counted, values, dict(zip(system.keys, system.counts.tolist(), strict=True)))
    if found.recovered or found.broken or not found.is_possible:
        raise NotProtected
    made.attacks += found.tried
    narrowest = [each for each in (made.narrowest, found.narrowest) if each is not None]
    made.narrowest = min(narrowest, default=None)
    made.is_optimal = made.is_optimal and rounded.is_optimal
    for key, set_hash in zip(system.keys, hashes, strict=True):
        made.cells[key] = Cell(values[key], set_hash)
    _shares(counted, values, made)


def _tell_not_stated(deliveries: pd.DataFrame, measure: Measure, made: Draft) -> None:
    """People of other or no stated gender: one national number each, as the gate has it.

    In no sum with girls and boys, so that nothing can be subtracted from it.
    """
    for column in (measure.whole, measure.part):
        count, sites = not_stated(deliveries, column)
        value = gate.not_stated(count, POLICY).value
        if value is not None and may_show_nationally(sites):
            made.cells[number_key(column, sex=NOT_STATED)] = Cell(int(value))


def _shares(counted: _Counted, values: Mapping[str, int], made: Draft) -> None:
    """Shares of what is told, from 50 people on; and the sites behind each line."""
    measure = counted.measure
    for place in counted.places():
        sites = counted.at(*place)["site"].nunique()
        made.cells[number_key(sites_of(measure), *place)] = Cell(sites)
        for sex in measure.sexes:
            part, whole = (
                values[number_key(name, *place, sex)] for name in (measure.part, measure.whole)
            )
            if whole >= POLICY.pct_whole_from:
                share = _percent(part, whole)
                made.cells[number_key(share_of(measure), *place, sex)] = Cell(share)


def _percent(part: int, whole: int) -> int:
    return int(quotient(100 * part, whole, tenths=False))


def _system(counted: _Counted, *, key: bytes) -> System:
    """Every cell with its exact count and set hash, and how they add up.

    Nobody is a record here: a count of one run at one site is, so the same counts keep their value.
    """
    measure, places = counted.measure, list(counted.places())
    cells = {
        number_key(column, *place, sex): [0, 0]
        for column in (measure.whole, measure.part)
        for place in places
        for sex in measure.sexes
    }
    for line in counted.lines.to_dict("records"):
        text = "/".join(
            str(line[name]) for name in ("implementation", "site", "column", "sex", "count")
        )
        record = int.from_bytes(hashlib.blake2b(text.encode(), key=key, digest_size=8).digest())
        for name, code in (("", ""), *((name, line[name]) for name in counted.codes)):
            for sex in (line["sex"], TOTAL):
                cell = cells[number_key(line["column"], name, code, sex)]
                cell[0] += line["count"]
                cell[1] = (cell[1] + record) % HASHES
    keys = tuple(sorted(cells))
    place_of = {each: number for number, each in enumerate(keys)}
    sums = {(one, tuple(sorted(parts))) for one, parts in _sums(counted, places)}
    inside = _insides(measure, places) if measure.is_inside else ()
    return System(
        keys,
        np.array([cells[each][0] for each in keys], np.int64),
        np.array([cells[each][1] for each in keys], np.uint64),
        tuple(sorted((place_of[one], tuple(place_of[each] for each in of)) for one, of in sums)),
        tuple(sorted((place_of[large], place_of[small]) for large, small in inside)),
    )


def _sums(counted: _Counted, places: Sequence[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    measure = counted.measure
    for column in (measure.whole, measure.part):
        for place in places:
            yield number_key(column, *place), [number_key(column, *place, sex) for sex in "FM"]
        for name, codes in counted.codes.items():
            for sex in measure.sexes:
                whole = number_key(column, sex=sex)
                yield whole, [number_key(column, name, code, sex) for code in codes]


def _insides(measure: Measure, places: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for place in places:
        for sex in measure.sexes:
            yield number_key(measure.whole, *place, sex), number_key(measure.part, *place, sex)


def _attack(counted: _Counted, values: Mapping[str, int], truth: Mapping[str, int]) -> Attack:
    """What an intruder finds out from the numbers of a measure, by the auditor's own code."""
    dimensions = {"sex": ("F", "M"), **counted.codes}
    return attack(
        published.Published(
            head={"base": POLICY.base},
            dimensions={
                name: published.Dimension(name, dict.fromkeys(codes, published.TOTAL))
                for name, codes in dimensions.items()
            },
            tables=(),
            cells={key: published.Cell(value) for key, value in values.items()},
            figures={},
        ),
        truth=truth,
    )
