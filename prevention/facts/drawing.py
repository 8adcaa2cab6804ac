"""The tables of facts of prevention as the text of `docs/prevention-facts.md`."""

import pyarrow as pa

from prevention.facts.tables import LISTS, OPEN_LISTS, REGION, TABLES, VERSION, Column, FactTable


TYPES = {pa.date32(): "day", pa.int32(): "whole number", pa.bool_(): "true or false"}


def drawing() -> str:
    """Every table with its columns, then every code list with its codes."""
    parts = [
        "# Facts of prevention",
        "",
        "Drawn from `prevention/facts/tables.py`; do not edit: `manage.py draw_prevention_facts`.",
        f"Version {VERSION}. Those of treatment: [facts.md](facts.md).",
        "",
        "Told are implementations of the organisations of one country, without those made up for a",
        "demonstration, planned or cancelled; of sessions, without those of dissolved groups.",
        "No row tells of a person: there are head counts, and counts of answers of at least ten",
        "people of one gender; no pseudonym, no number of a register, no name, no free text.",
        "They are frozen in vintages of their own (`KG-PREV-2026-v1`) whenever the figures of the",
        "country and period are compiled; a manifest names each file, its rows and its SHA-256:",
        "[0028](adr/0028-prevention-is-frozen-apart.md).",
        "",
    ]
    for table in TABLES:
        parts += _table(table)
    parts += ["## Code lists", "", "| List | Codes in their order |", "|---|---|"]
    parts += [
        f"| {name} | {', '.join(f'`{code}`' for code in choices.values)} |"
        for name, choices in LISTS.items()
    ]
    parts.append(f"| {REGION} | the subdivisions of the country (ISO 3166-2), by code |")
    parts += [f"| {name} | {meaning} |" for name, meaning in OPEN_LISTS.items()]
    return "\n".join((*parts, ""))


def _table(table: FactTable) -> list[str]:
    head = [f"## {table.name}", "", table.meaning, ""]
    lines = ["| Column | Type | May be missing | Meaning |", "|---|---|---|---|"]
    return [*head, *lines, *map(_row, table.columns), ""]


def _row(column: Column) -> str:
    kind = TYPES.get(column.dtype) or f"code of {column.code_list}"
    return f"| `{column.name}` | {kind} | {'yes' if column.may_miss else 'no'} | {column.meaning} |"
