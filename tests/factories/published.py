"""Invented releases as files, in the formats that go out; written without the product's writers.

Three regions, three ages, four substances in one group: small enough to read, with every kind of
relation between its cells. `rounded` is the reference rounding of the specification (2.13).
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np
from openpyxl import Workbook
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp


LABEL = "KG-2023-v1"
DIMENSIONS: dict[str, dict[str, Any]] = {
    "sex": {"nested": False, "codes": {"F": "_T", "M": "_T"}},
    "region": {"nested": False, "codes": {"KG-B": "_T", "KG-C": "_T", "KG-GB": "_T"}},
    "age": {"nested": False, "codes": {"U18": "_T", "18-24": "_T", "25-34": "_T"}},
    "drug": {
        "nested": False,
        "codes": {"OPIOID": "_T", "HEROIN": "OPIOID", "FENTANILS": "OPIOID", "CANNABIS": "_T"},
    },
    "day": {"nested": True, "codes": {"D0": "_T", "D90": "_T", "D180": "_T"}},
}
TABLES = (
    ("T03", "entrants", ("region", "sex")),
    ("T04", "entrants", ("age", "sex")),
    ("T05", "entrants", ("drug", "sex")),
    ("T09", "entrants", ("region", "age", "sex")),
    ("T15", "followed", ("day", "sex")),
)
LEAVES = {
    "sex": ("F", "M"),
    "region": ("KG-B", "KG-C", "KG-GB"),
    "age": ("U18", "18-24", "25-34"),
    "drug": ("HEROIN", "FENTANILS", "CANNABIS"),
}


def name(universe: str, codes: Mapping[str, str]) -> str:
    """The name of a cell."""
    parts = [f"{key}={code}" for key, code in sorted(codes.items()) if code != "_T"]
    return ";".join([universe, *parts])


def exact_counts(*, seed: int = 1, women: int = 60, men: int = 300) -> dict[str, int]:
    """Exact counts of all cells, from invented people; skewed, with small cells among them."""
    random = np.random.default_rng(seed)
    counts = dict.fromkeys(keys(), 0)
    weights = {"region": (0.1, 0.3, 0.6), "age": (0.05, 0.35, 0.6), "drug": (0.6, 0.1, 0.3)}
    for sex, size in (("F", women), ("M", men)):
        for _ in range(size):
            person = {each: str(random.choice(LEAVES[each], p=weights[each])) for each in weights}
            days = int(random.integers(0, 400))
            _count(counts, person | {"sex": sex}, days)
    return counts


def _count(counts: dict[str, int], person: Mapping[str, str], days: int) -> None:
    seen = set()
    for _code, universe, dimensions in TABLES[:4]:
        ways = [_ways(each, person[each]) for each in dimensions]
        seen |= {name(universe, dict(zip(dimensions, codes, strict=True)))
                 for codes in product(*ways)}  # fmt: skip
    for day in ("D0", "D90", "D180"):
        if days >= int(day[1:]):
            seen |= {name("followed", {"day": day, "sex": sex}) for sex in (person["sex"], "_T")}
    for key in seen:
        counts[key] += 1


def _ways(dimension: str, code: str) -> list[str]:
    parents = DIMENSIONS[dimension]["codes"]
    path = [code]
    while path[-1] != "_T":
        path.append(parents[path[-1]])
    return path


def keys() -> list[str]:
    """The names of all cells."""
    found = set()
    for _code, universe, dimensions in TABLES:
        ways = [
            [*([] if DIMENSIONS[each]["nested"] else ["_T"]), *DIMENSIONS[each]["codes"]]
            for each in dimensions
        ]
        for codes in product(*ways):
            found.add(name(universe, dict(zip(dimensions, codes, strict=True))))
    return sorted(found)


def sums() -> list[tuple[str, list[str]]]:
    """All equations between the cells, written down once more for the tests."""
    everything = set(keys())
    found = []
    for _code, universe, dimensions in TABLES:
        for key in everything:
            codes = dict(part.split("=") for part in key.split(";")[1:])
            if key.split(";")[0] != universe or not set(codes) <= set(dimensions):
                continue
            for each in dimensions:
                found += _families(universe, codes, each)
    return [(parent, list(children)) for parent, children in sorted(set(found))]


def _families(
    universe: str, codes: Mapping[str, str], dimension: str
) -> list[tuple[str, tuple[str, ...]]]:
    spec = DIMENSIONS[dimension]
    own = codes.get(dimension, "_T")
    children = [code for code, parent in spec["codes"].items() if parent == own]
    everything = set(keys())
    named = tuple(name(universe, {**codes, dimension: code}) for code in children)
    parent = name(universe, codes)
    if spec["nested"] or not named or not {parent, *named} <= everything:
        return []
    return [(parent, named)]


def rounded(
    exact: Mapping[str, int], equations: Iterable[tuple[str, Sequence[str]]] = (), *, seed: int = 0
) -> dict[str, int]:
    """Additive rounding to base 5 of all cells together (2.6), with random directions."""
    names = sorted(exact)
    index = {key: place for place, key in enumerate(names)}
    rows = list(equations or sums())
    matrix = sparse.lil_matrix((len(rows), len(names)))
    for row, (parent, children) in enumerate(rows):
        matrix[row, index[parent]] = -1
        for child in children:
            matrix[row, index[child]] = 1
    counts = np.array([exact[key] for key in names])
    floor, rest = counts // 5, counts % 5
    jitter = np.random.default_rng(seed).uniform(-2, 2, len(names))
    right = -(matrix.tocsr() @ floor)
    answer = milp(
        np.where(rest == 0, 0.0, 5 - 2 * rest + jitter),
        constraints=LinearConstraint(matrix.tocsr(), right, right),
        integrality=np.ones(len(names)),
        bounds=Bounds(0, (rest > 0).astype(float)),
    )
    values = 5 * (floor + np.round(answer.x).astype(int))
    return {key: int(value) for key, value in zip(names, values, strict=True)}


def figure(key: str, **fields: Any) -> dict[str, Any]:
    """One row of figures; `DEM-10/F` with what is named, nothing else."""
    head, _slash, who = key.partition("/")
    indicator = head.partition("[")[0].partition("@")[0]
    empty = {"stratum": "", "day": None, "measure": "PERCENT", "value": None, "low": None,
             "high": None, "base": None, "mark": ""}  # fmt: skip
    return {"key": key, "indicator": indicator, "who": who} | empty | fields


def figures() -> list[dict[str, Any]]:
    """A share, a gap, a median, a point of a curve, and one that is not shown."""
    return [
        figure("DEM-10/F", value=40, low=29, high=53, base=50),
        figure("DEM-10/GAP", measure="POINTS", value=-6, low=-19, high=8),
        figure("DEM-10/M", value=46, low=40, high=52, base=250),
        figure("DEM-14/F", measure="YEARS", value=34, low=33, high=36, base=60),
        figure("EXI-02/F", base=30, mark="u"),
        figure("RET@90/F", day=90, value=71, low=58, high=82, base=60),
    ]


def release(values: Mapping[str, int], *, version: int = 1, **head: Any) -> dict[str, Any]:
    """The JSON of a release with these values."""
    return {
        "schema": "umit-release-1",
        "release": {
            "label": f"KG-2023-v{version}", "country": "KG", "geography": "KG", "kind": "YEAR",
            "since": "2023-01-01", "before": "2024-01-01", "cut_on": "2024-03-31",
            "frozen_at": "2024-04-02T06:30:00+00:00", "version": version, "checksum": "9f2c41d07b",
            "facts_version": "2026.1", "catalogue_version": "2026.1",
            "policy_version": "R5-2026.1", "base": 5, "is_provisional": False,
            "is_optimal": True, "is_invented": True, "method": "R5", **head,
        },
        "dimensions": {
            key: {"nested": spec["nested"],
                  "codes": [{"code": code, "parent": parent}
                            for code, parent in spec["codes"].items()]}
            for key, spec in DIMENSIONS.items()
        },
        "tables": [
            {"code": code, "universe": universe, "dimensions": list(dimensions), "depths": {}}
            for code, universe, dimensions in TABLES
        ],
        "left_out": [],
        "cells": [
            {"key": key, "value": value, "mark": ""} for key, value in sorted(values.items())
        ],
        "figures": figures(),
        "clinics": [
            {"code": "clinic-1", "region": "KG-B", "name": "Clinic No. 7", "has_reported": True}
        ],
    }  # fmt: skip


def as_json(data: Mapping[str, Any]) -> bytes:
    """The JSON file."""
    return (json.dumps(data, sort_keys=True, indent=1) + "\n").encode()


def counts_csv(data: Mapping[str, Any]) -> bytes:
    """The CSV of counts."""
    names = sorted(data["dimensions"])
    rows = [["key", "universe", *names, "value", "status"]]
    for cell in data["cells"]:
        codes = dict(part.split("=") for part in cell["key"].split(";")[1:])
        value = "" if cell["value"] is None else cell["value"]
        universe = cell["key"].split(";")[0]
        rows.append([cell["key"], universe, *(codes.get(each, "_T") for each in names), value,
                     cell["mark"]])  # fmt: skip
    return _csv(rows)


def figures_csv(data: Mapping[str, Any]) -> bytes:
    """The CSV of figures."""
    names = ["key", "indicator", "stratum", "day", "who", "measure", "value", "low", "high", "base"]
    rows: list[list[Any]] = [[*names, "status"]]
    for each in data["figures"]:
        row = [each[column] for column in [*names, "mark"]]
        rows.append(["" if value is None else value for value in row])
    return _csv(rows)


def _csv(rows: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def workbook(data: Mapping[str, Any]) -> Workbook:
    """The workbook, still open to be spoiled."""
    book = Workbook()
    book.active.title = "Notes"
    book["Notes"]["A1"] = "People who started treatment, 2023"
    values = {cell["key"]: cell for cell in data["cells"]}
    for table in data["tables"]:
        _fill(book.create_sheet(table["code"]), table, data, values)
    sheet = book.create_sheet("Figures")
    sheet["A1"] = "Figures"
    for row, each in enumerate(data["figures"], 6):
        numbers = [each[column] for column in ("value", "low", "high", "base")]
        mark = f"[{each['mark']}]" if each["mark"] else ""
        _row(sheet, row, [each["key"], "label", "", each["who"], each["day"], *numbers, mark])
    return book


def _fill(sheet: Any, table: Mapping[str, Any], data: Any, values: Mapping[str, Any]) -> None:
    sheet["A1"] = f"{table['code']} {table['universe']}"
    others = [each for each in table["dimensions"] if each != "sex"]
    ways = [
        [*([] if DIMENSIONS[each]["nested"] else ["_T"]), *DIMENSIONS[each]["codes"]]
        for each in others
    ]
    for row, codes in enumerate(product(*ways), 6):
        cells: list[Any] = [part for code in codes for part in (code, "label")]
        for sex in ("F", "M", "_T"):
            key = name(table["universe"], {**dict(zip(others, codes, strict=True)), "sex": sex})
            cell = values[key]
            cells.append(f"[{cell['mark']}]" if cell["value"] is None else cell["value"])
        _row(sheet, row, cells)
    sheet.cell(sheet.max_row + 2, 1, "A zero stands for 0 to 4 people.")


def _row(sheet: Any, row: int, cells: Iterable[Any]) -> None:
    for column, value in enumerate(cells, 1):
        sheet.cell(row, column, float(value) if isinstance(value, Decimal) else value)


def as_xlsx(book: Workbook) -> bytes:
    """The workbook as a file."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def svg(*texts: str) -> bytes:
    """A chart with these words on it."""
    words = "".join(f"<text>{text}</text>" for text in texts)
    return f'<svg xmlns="http://www.w3.org/2000/svg"><title>A chart</title>{words}</svg>'.encode()


def pdf(
    body: str = "<p>People who started treatment: 40 % (29–53 %).</p>",
    attached: Mapping[str, bytes] | None = None,
) -> bytes:
    """A tagged report with these words and attached files."""
    from weasyprint import HTML, Attachment  # noqa: PLC0415 - slow to import, few tests need it

    parts = [
        Attachment(string=data, name=inner, relationship="Data")
        for inner, data in (attached or {}).items()
    ]
    page = f'<html lang="en"><head><title>Report</title></head><body>{body}</body></html>'
    written: bytes = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1", attachments=parts)
    return written


def files(data: Mapping[str, Any], *, with_report: bool = False) -> dict[str, bytes]:
    """All files of a release; the report only on demand, since it takes a second."""
    label = data["release"]["label"]
    csvs = {
        f"{label}-counts.csv": counts_csv(data),
        f"{label}-figures.csv": figures_csv(data),
    }
    report = {f"{label}.en.pdf": pdf(attached=csvs)} if with_report else {}
    return {
        f"{label}.json": as_json(data),
        **csvs,
        f"{label}.en.xlsx": as_xlsx(workbook(data)),
        f"{label}-waiting-wide.en.svg": svg("40 %", "0", "20", "60"),
        **report,
    }
