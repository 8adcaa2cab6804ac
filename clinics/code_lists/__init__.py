"""Code lists as files: every choice with its labels and what it is in other standards.

`<list>.csv` holds the codes of one vocabulary in their order, `_lists.csv` the standard each list
comes from. A blank mapping is one that the sources do not state. The tables hold the same, by
version, so that a record can always be read with the list it was coded with.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


HERE = Path(__file__).parent
REGISTER = HERE / "_lists.csv"
COLUMNS = ("label_en", "label_ru", "map_tdi", "map_teds", "map_icd10", "map_icd11", "position")


@dataclass(frozen=True)
class Listed:
    """One list as its file has it."""

    name: str
    source: str
    codes: dict[str, dict[str, Any]]
    """Code -> columns of the table."""


def listed() -> Iterator[Listed]:
    """Every list, in the order of its name."""
    for row in _rows(REGISTER):
        codes = {each.pop("code"): each for each in _rows(HERE / f"{row['name'].lower()}.csv")}
        yield Listed(row["name"], row["source"], codes)


def load(code_list: Any, code: Any, *, version: str) -> dict[str, int]:
    """Store every list under `version`; running it again adds and changes only what differs.

    Codes are never removed: records point at them. The models are arguments, so that a migration
    can give those of its own moment.
    """
    counts = {"added": 0, "changed": 0, "same": 0}
    for each in listed():
        table, _is_new = code_list.objects.update_or_create(
            name=each.name, version=version, defaults={"source": each.source}
        )
        known = {row.code: row for row in code.objects.filter(list=table)}
        for name, columns in each.codes.items():
            counts[_store(code, table, known.get(name), name, columns)] += 1
    return counts


def _store(code: Any, table: Any, row: Any, name: str, columns: dict[str, Any]) -> str:
    if row is None:
        code.objects.create(list=table, code=name, **columns)
        return "added"
    if all(str(getattr(row, column)) == value for column, value in columns.items()):
        return "same"
    code.objects.filter(pk=row.pk).update(**columns)
    return "changed"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
