"""The stages of a release, timed one after the other in one process, with the peak of memory."""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import weasyprint
from django.conf import settings
from django.db import connection
from django.utils import timezone
from scipy.optimize import linprog

from analytics import registry, sources
from analytics.actions.compilation import compile_release, system_user
from analytics.attribution import Frames, frames
from analytics.catalogue import layouts
from analytics.compiling import POLICY
from analytics.disclosure.rounding import protect
from analytics.disclosure.system import System, build, design
from analytics.models import Series, Vintage
from analytics.tabulation import cubes
from analytics.vocabulary import PeriodKind, Step
from kernel.periods import Period
from kernel.series_keys import make_series_key, series_key


PERIOD = Period.year(2023)
CUT = date(2024, 6, 30)
FLOOR_OF_FACTS = "SELECT * FROM clinics_episode"


def measure() -> None:
    """Print seconds and floors of every stage, and what the whole needed."""
    series = Series.objects.create(country="KG", begun_at=timezone.now())
    make_series_key(series.uid)
    began = time.perf_counter()
    vintage = _timed("facts to a snapshot", lambda: _freeze(series), floor=_read_plainly)
    facts = _timed(
        "snapshot to frames of pandas", lambda: sources.load(vintage), floor=lambda: _bytes(vintage)
    )
    dimensions = registry.dimensions_of("KG")
    rows = _timed(
        "attribution", lambda: frames(facts, period=PERIOD, cut_on=CUT, dimensions=dimensions)
    )
    tables = layouts(PeriodKind.YEAR)
    counted = _counting(rows, tables)
    kept, _thin = design(counted, tables, dimensions, POLICY)
    system = build(counted, kept, dimensions)
    _timed(
        f"protection of {len(system.keys)} cells, {len(system.relations)} sums",
        lambda: protect(system, key=series_key(series.uid, "jitter"), policy=POLICY, remembered={}),
        floor=lambda: _relaxed(system),
    )
    print(f"stages together {time.perf_counter() - began:.1f} s, peak {_peak():.2f} GiB")
    _whole()


def _timed(name: str, work: Callable[[], Any], floor: Callable[[], Any] | None = None) -> Any:
    began = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - began
    line = f"{name}: {seconds:.2f} s"
    if floor:
        began = time.perf_counter()
        floor()
        least = time.perf_counter() - began
        line += f"; floor {least:.2f} s; {seconds / max(least, 1e-9):.1f} times"
    print(f"{line}; peak {_peak():.2f} GiB", flush=True)
    return result


def _freeze(series: Series) -> Vintage:
    return sources.freeze(
        series=series, period=PERIOD, kind=PeriodKind.YEAR, cut_on=CUT, at=timezone.now()
    )


def _read_plainly() -> int:
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(FLOOR_OF_FACTS)
        while block := cursor.fetchmany(10_000):
            count += len(block)
    return count


def _bytes(vintage: Vintage) -> int:
    directory = Path(settings.SNAPSHOT_DIR) / str(vintage.uid)
    return sum(len(path.read_bytes()) for path in directory.iterdir())


def _counting(rows: Frames, tables: Any) -> Any:
    with tempfile.TemporaryDirectory() as place:
        counted = cubes(rows.frames, tables)
        queries = [
            _query(rows, place, cube.universe, cube.dimensions)
            for each in counted.values()
            for cube in each
            if "day" not in cube.dimensions
        ]
        return _timed(
            "counting (cubes)", lambda: cubes(rows.frames, tables), floor=lambda: _duckdb(queries)
        )


def _query(rows: Frames, place: str, universe: str, dimensions: tuple[str, ...]) -> str:
    path = Path(place) / f"{universe}.parquet"
    if not path.exists():
        rows.frames[universe].to_parquet(path)
    keys = ", ".join(f'"{name}"' for name in dimensions)
    return (
        f"SELECT {keys}, count(*), sum(record_key::HUGEINT) FROM '{path}' "  # noqa: S608 - ours
        f"GROUP BY {keys}"
    )


def _duckdb(queries: list[str]) -> None:
    with duckdb.connect() as database:
        database.execute("SET threads = 2")
        for query in queries:
            database.execute(query).fetchall()


def _relaxed(system: System) -> None:
    floors, rest = system.counts // POLICY.base, system.counts % POLICY.base
    matrix = system.matrix
    right = -(matrix @ (POLICY.base * floors)) / POLICY.base
    linprog(
        POLICY.base - 2.0 * rest,
        A_eq=matrix,
        b_eq=right,
        bounds=np.column_stack([np.zeros(len(rest)), rest > 0]),
        method="highs",
    )


def _whole() -> None:
    """Compile and store the release as the command does: files in two languages, audit."""
    began = time.perf_counter()
    marks: list[tuple[Step, float]] = []
    release = compile_release(
        country="KG", kind=PeriodKind.YEAR, period=PERIOD, by=system_user(), on=CUT,
        at=timezone.now(), say=lambda step: marks.append((step, time.perf_counter())),
    )  # fmt: skip
    ends = [moment for _step, moment in marks[1:]] + [time.perf_counter()]
    for (step, moment), end in zip(marks, ends, strict=True):
        print(f"  {step.value.lower()} {end - moment:.2f} s")
    print(f"whole release {time.perf_counter() - began:.1f} s, peak {_peak():.2f} GiB")
    _timed("floor of a PDF: one page without content", _empty_page)
    print(f"{release.vintage.label}: {release.cells} cells, narrowest range {release.narrowest}")


def _empty_page() -> None:
    weasyprint.HTML(string="<!doctype html><title>x</title><p>x").write_pdf(pdf_variant="pdf/ua-1")


def _peak() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024**2 if sys.platform != "darwin" else 1024**3)
