"""Directories to import: a cut of the shipped trials, and a made-up one of the third trial."""

import csv
import gzip
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from clinics.actions.imports import Order, system_user
from clinics.demo import DATA, FIRST_DAY
from clinics.imports.ctn0094.tables import TABLES


NOW = datetime(2026, 3, 16, 6, 0, tzinfo=UTC)
TODAY = date(2026, 3, 16)
EVERY = 75
TREATED_WITHOUT_ARM = "582"
DOUBLE_DOSED = "349"
POSITIVE_WITHOUT_SAMPLE = "610"


def cut(directory: Path, *, every: int = EVERY) -> Path:
    """Every so-manieth participant of the shipped trials, and three special ones."""
    everybody = sorted({row["who"] for row in rows("everybody")}, key=int)
    chosen = {*everybody[::every], TREATED_WITHOUT_ARM, DOUBLE_DOSED, POSITIVE_WITHOUT_SAMPLE}
    directory.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        kept = [row for row in rows(name) if row.get("who", "") in chosen or "who" not in row]
        write(directory, name, kept)
    return directory


def third_trial(directory: Path) -> Path:
    """CTN-0051 in the same layout, with a table that no importer knows. Made up."""
    directory.mkdir(parents=True, exist_ok=True)
    arms = {1: "Inpatient NR-NTX", 2: "Inpatient BUP", 3: ""}
    people = [{"who": who} for who in arms]
    write(directory, "everybody", [{**each, "project": 51} for each in people])
    write(directory, "site_masked", [{**each, "site_masked": 90 + each["who"]} for each in people])
    for name in ("demographics", "screening_date", "asi", "rbs_iv", "psychiatric"):
        write(directory, name, [_blank(name, who) for who in arms])
    write(directory, "rbs", [{"who": 1, "what": "heroin", "did_use": "Yes", "days": 30}])
    write(
        directory,
        "randomization",
        [{"who": who, "treatment": arm, "which": 1, "when": 3} for who, arm in arms.items() if arm],
    )
    baseline = {"visit": "BASELINE", "what": "visit", "when": 0}
    write(directory, "visit", [_blank("visit", who) | baseline for who in arms])
    doses = [{"who": 1, "amount": 1, "when": day} for day in (4, 32, 60, 88, 116, 164)]
    write(directory, "treatment", [*doses, *({"who": 2, "amount": 16, "when": 4 + day}
                                            for day in range(30))])  # fmt: skip
    write(directory, "uds_temp", [{"who": who, "was_temp_ok": 1, "when": 0} for who in arms])
    write(directory, "uds", [{"who": 2, "what": "Barbiturate", "when": 0}])
    for name in ("meta_study_length", "meta_substance_groups_uds"):
        write(directory, name, rows(name))
    write(directory, "detox", [{"who": 1, "completed": "Yes"}])
    return directory


def rows(name: str) -> list[dict[str, str]]:
    """A shipped table."""
    packed = DATA / f"{name}.csv.gz"
    plain = gzip.decompress(packed.read_bytes()) if packed.exists() else None
    text = (plain or (DATA / f"{name}.csv").read_bytes()).decode()
    return list(csv.DictReader(text.splitlines()))


def write(directory: Path, name: str, lines: Iterable[dict[str, Any]]) -> Path:
    """Write a table, unpacked."""
    lines = list(lines)
    path = directory / f"{name}.csv"
    names = list(lines[0]) if lines else [column.name for column in TABLES[name]]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(lines)
    return path


def append(directory: Path, name: str, **fields: Any) -> None:
    """Add a row to an unpacked table."""
    path = directory / f"{name}.csv"
    with path.open(newline="", encoding="utf-8") as stream:
        header = next(csv.reader(stream))
    with path.open("a", newline="", encoding="utf-8") as stream:
        csv.DictWriter(stream, header).writerow(fields)


def order(directory: Path, **what: Any) -> Order:
    """An order to import `directory` on the day of the tests."""
    given = {"first_day": FIRST_DAY, "today": TODAY, "now": lambda: NOW, "by": system_user()}
    return Order(directory=directory, **given | what)


def _blank(name: str, who: int) -> dict[str, Any]:
    return {column.name: "" for column in TABLES[name]} | {"who": who}
