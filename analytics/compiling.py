"""From a frozen vintage to the contents of a release, every number of it protected.

The exact numbers live in here for as long as it takes: they reach the auditor, never a file.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analytics import registry
from analytics.attribution import Frames, few, frames, together
from analytics.catalogue import INDICATORS, VERSION, Dimension, Layout, layouts
from analytics.contents import Clinic, Contents, Count, Figure
from analytics.disclosure import gate
from analytics.disclosure.groups import without_disclosing
from analytics.disclosure.policy import Policy
from analytics.disclosure.rounding import Rounded, hex16, protect
from analytics.disclosure.system import System, build, design
from analytics.disclosure.withholding import told_by
from analytics.estimates import Estimate
from analytics.indicators import estimate_all
from analytics.models import Release, Vintage
from analytics.sources import Facts, load
from analytics.tabulation import Cube, cubes
from analytics.vocabulary import PeriodKind, Step
from kernel.models import Organisation
from kernel.series_keys import series_key


POLICY = Policy()
"""The parameters in force; changing one needs a new version of the policy (section 8)."""
Say = Callable[[Step], None]
"""Told at the beginning of each step."""


@dataclass(frozen=True)
class Draft:
    """A release before its audit: what it says, and what only the auditor may know besides.

    `truth` are the exact counts of all cells. `known` are exact sums of cells that stand behind a
    published interval, gap or median: an intruder is assumed to work them out. `hashes` are the
    set hashes by cell key, sixteen hexadecimal digits. `earlier` is the release of the year before.
    """

    contents: Contents
    truth: Mapping[str, int]
    known: Mapping[tuple[str, ...], int]
    hashes: Mapping[str, str]
    relations: int
    earlier: Release | None
    is_optimal: bool
    solver: str


def draft(vintage: Vintage, *, say: Say) -> Draft:
    """Count, protect and derive every figure of a vintage.

    Raises:
        NotProtected: no rounding satisfies all sums; there is no release.
        SeriesKeyMissing: the secret of the series is not there.
        SnapshotDamaged: the frozen facts are not what they were.
    """
    say(Step.COUNT)
    facts = load(vintage)
    rows, dimensions, has_regions = _attributed(vintage, facts)
    tables, left_out, counted = _tables(vintage, rows, dimensions, has_regions=has_regions)
    system = build(counted, tables, dimensions)

    say(Step.PROTECT)
    rounded = _protect(vintage, system)
    values = dict(zip(system.keys, rounded.values.tolist(), strict=True))
    tables, telling = without_disclosing(tables, values, dimensions, POLICY)
    if telling:
        system = build(counted, tables, dimensions)
        values = {key: values[key] for key in system.keys}

    say(Step.DERIVE)
    estimates = estimate_all(rows, dimensions, tables=tables)
    earlier = next(reversed(registry.year_earlier(vintage)), None)
    is_national = vintage.organisation_id is None and vintage.kind == PeriodKind.YEAR
    figures = _figures(estimates, rows, values, system, is_national=is_national)
    contents = _contents(
        vintage,
        dimensions,
        tables=tables,
        left_out=(*left_out, *telling),
        values=values,
        figures=figures,
        clinics=_clinics(vintage, facts),
        earlier=earlier,
        is_optimal=rounded.is_optimal,
    )
    truth = dict(zip(system.keys, system.counts.tolist(), strict=True))
    return Draft(
        contents=contents,
        truth=truth,
        known=_known(estimates, figures, truth),
        hashes=_hashes(system),
        relations=len(system.relations),
        earlier=earlier,
        is_optimal=rounded.is_optimal,
        solver=rounded.solver,
    )


def _attributed(vintage: Vintage, facts: Facts) -> tuple[Frames, dict[str, Dimension], bool]:
    """The rows and dimensions, with regions of few clinics together; whether regions are shown."""
    country = vintage.series.country
    dimensions = registry.dimensions_of(country)
    rows = frames(facts, period=vintage.period, cut_on=vintage.cut_on, dimensions=dimensions)
    if vintage.organisation_id is not None:
        return rows, dimensions, False
    wanted = layouts(PeriodKind(vintage.kind))
    before = registry.live(vintage)
    joined = few(
        rows.frames,
        universes={table.universe for table in wanted if "region" in table.dimensions},
        before=registry.together_in(before[-1]) if before else (),
    )
    if joined >= {code.code for code in dimensions["region"].codes}:
        return rows, dimensions, False
    if not joined:
        return rows, dimensions, True
    merged = replace(rows, frames=together(rows.frames, joined))
    return merged, registry.dimensions_of(country, together=joined), True


def _tables(
    vintage: Vintage, rows: Frames, dimensions: Mapping[str, Dimension], *, has_regions: bool
) -> tuple[Sequence[Layout], Sequence[Layout], dict[str, tuple[Cube, ...]]]:
    """The tables of the release, those left out, and the cubes; a revision keeps its tables."""
    kind, of_clinic = PeriodKind(vintage.kind), vintage.organisation_id is not None
    wanted = layouts(kind, of_clinic=of_clinic, has_regions=has_regions)
    counted = cubes(rows.frames, wanted)
    if before := registry.live(vintage):
        codes = before[-1].tables
    else:
        codes = [each.code for each in design(counted, wanted, dimensions, POLICY)[0]]
    kept, left_out = registry.tables_of(vintage, codes, has_regions=has_regions)
    thin = [table for table in kept if _is_of_few(table, rows)]
    return [table for table in kept if table not in thin], [*left_out, *thin], counted


def _is_of_few(table: Layout, rows: Frames) -> bool:
    """Whether a table counts drug tests of so few women, or men, that it tells of each of them."""
    if table.universe != "tests":
        return False
    tests = rows.frames["tests"]
    people = tests.groupby("sex", observed=True)["person"].nunique().drop("NS", errors="ignore")
    return bool((people < POLICY.persons_min).any())


def _protect(vintage: Vintage, system: System) -> Rounded:
    series = vintage.series
    return protect(
        system,
        key=series_key(series.uid, "jitter"),
        policy=POLICY,
        remembered=registry.remembered(series, _hashes(system).values()),
    )


def _hashes(system: System) -> dict[str, str]:
    return {key: hex16(each) for key, each in zip(system.keys, system.hashes.tolist(), strict=True)}


def _figures(
    estimates: Sequence[Estimate],
    rows: Frames,
    values: Mapping[str, int],
    system: System,
    *,
    is_national: bool,
) -> dict[str, Figure]:
    released = gate.release(estimates, values=values, policy=POLICY, system=system)
    if is_national:
        released.append(gate.not_stated(rows.not_stated, POLICY))
    return {each.key: each for each in sorted(released, key=lambda each: each.key)}


def _contents(
    vintage: Vintage,
    dimensions: dict[str, Dimension],
    *,
    tables: Sequence[Layout],
    left_out: Sequence[Layout],
    values: Mapping[str, int],
    figures: dict[str, Figure],
    clinics: Sequence[tuple[Organisation, bool]],
    earlier: Release | None,
    is_optimal: bool,
) -> Contents:
    before = registry.live(vintage)
    head = registry.head_of(
        vintage,
        facts={
            "catalogue_version": VERSION,
            "policy_version": POLICY.version,
            "base": POLICY.base,
            "is_provisional": vintage.kind == PeriodKind.QUARTER,
            "is_optimal": is_optimal,
            "is_invented": any(clinic.is_invented for clinic, _reported in clinics),
        },
    )
    return Contents(
        head=head,
        dimensions=dimensions,
        tables=tuple(tables),
        left_out=tuple(sorted(left_out, key=lambda table: table.code)),
        counts={key: Count(key, value) for key, value in sorted(values.items())},
        figures=figures,
        indicators=tuple(INDICATORS.values()),
        clinics=_coverage(clinics),
        revised=_revised(before, values),
        earlier=registry.figures_of(earlier) if earlier else {},
    )


def _revised(before: Sequence[Release], values: Mapping[str, int]) -> tuple:
    if not before:
        return ()
    return registry.revisions(registry.values_of(before[-1]), values)


def _clinics(vintage: Vintage, facts: Facts) -> list[tuple[Organisation, bool]]:
    """Clinics that were expected to report, and whether they treated anybody in the period."""
    told = facts.episodes
    first, last = pd.Timestamp(vintage.since), pd.Timestamp(vintage.before)
    in_period = (told["started_on"] < last) & ~(told["ended_on"] < first)
    reported = set(told.loc[in_period, "organisation"].unique().tolist())
    expected = registry.clinics_expected(
        vintage.series.country, organisation=vintage.organisation, since=vintage.since
    )
    return [(clinic, clinic.pk in reported) for clinic in expected]


def _coverage(clinics: Sequence[tuple[Organisation, bool]]) -> tuple[Clinic, ...]:
    lines = [registry.coverage(clinic, has_reported=reported) for clinic, reported in clinics]
    return tuple(sorted(lines, key=registry.coverage_order))


def _known(
    estimates: Sequence[Estimate], figures: Mapping[str, Figure], truth: Mapping[str, int]
) -> dict[tuple[str, ...], int]:
    """Exact sums of cells that an intruder is assumed to work out from published intervals."""
    told: dict[tuple[str, ...], int] = {}
    for estimate in estimates:
        figure = figures.get(key_of(estimate))
        if figure is not None and gate.is_exact(estimate, figure):
            for cells in told_by(estimate, estimates):
                if not truth.keys() >= set(cells):
                    continue
                told[tuple(sorted(cells))] = sum(truth[key] for key in cells)
    return told


def key_of(estimate: Estimate) -> str:
    """The key under which an estimate is published."""
    return Figure(
        estimate.indicator,
        estimate.who,
        estimate.measure,
        None,
        stratum=estimate.stratum,
        day=estimate.day,
    ).key
