"""The tables of facts as the text of `docs/facts.md`."""

import pyarrow as pa

from clinics.facts.tables import LISTS, REGION, TABLES, VERSION, Column, FactTable


TYPES = {
    pa.uint64(): "key",
    pa.date32(): "day",
    pa.int16(): "whole number",
    pa.int32(): "whole number",
    pa.bool_(): "true or false",
}


def drawing() -> str:
    """Every table with its columns, then every code list with its codes."""
    parts = [
        "# Facts",
        "",
        "Drawn from `clinics/facts/tables.py` by `manage.py draw_facts`; do not edit.",
        f"Version {VERSION}. Why facts are columns: `docs/adr/0013-facts-are-columns.md`.",
        "",
        "Told are current rows of the clinics of one country, of episodes that are not voided.",
        "There is no pseudonym, no birth date, no name and no free text.",
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
    return "\n".join((*parts, ""))


def _table(table: FactTable) -> list[str]:
    head = [f"## {table.name}", "", table.meaning, ""]
    lines = ["| Column | Type | May be missing | Meaning |", "|---|---|---|---|"]
    return [*head, *lines, *map(_row, table.columns), ""]


def _row(column: Column) -> str:
    kind = TYPES.get(column.dtype) or f"code of {column.code_list}"
    return f"| `{column.name}` | {kind} | {'yes' if column.may_miss else 'no'} | {column.meaning} |"
