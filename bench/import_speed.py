"""How fast real records are imported, beside writing the same rows plainly.

The floor writes the very dose rows that the import stored, already as tuples in memory, into a
copy of the table with the same columns, indexes and constraints: by `executemany` on SQLite, by
COPY on PostgreSQL.
"""

import sys
import time

from bench import scratch


FLOOR = """
import time, django; django.setup()
from django.db import connection
from clinics.models import Dose
table = Dose._meta.db_table
with connection.cursor() as cursor:
    cursor.execute(f"SELECT * FROM {table}")
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    if connection.vendor == "sqlite":
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL",
                       [table])
        for (statement,) in cursor.fetchall():
            for name in ("dose_of_episode", "dose_once_a_day", table):
                statement = statement.replace(name, name + "_floor")
            statement = statement.replace("INDEX \\"clinics_dose_floor", "INDEX \\"floor")
            statement = statement.replace("INDEX \\"clinics", "INDEX \\"floor_clinics")
            cursor.execute(statement)
        marks = ", ".join(["%s"] * len(names))
        began = time.perf_counter()
        cursor.execute("BEGIN")
        cursor.executemany(f"INSERT INTO {table}_floor VALUES ({marks})", rows)
        cursor.execute("COMMIT")
    else:
        cursor.execute(f"CREATE TABLE {table}_floor (LIKE {table} INCLUDING ALL)")
        began = time.perf_counter()
        cursor.execute("BEGIN")
        with cursor.copy(f"COPY {table}_floor FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("COMMIT")
    print(len(rows) / (time.perf_counter() - began))
"""


def main() -> int:
    """Print one line an engine: seconds of the import, doses a second, and the floor's."""
    for name, databases in (("SQLite", scratch.sqlite), ("PostgreSQL", scratch.postgres)):
        with databases() as variables:
            began = time.perf_counter()
            told = scratch.run(
                variables, "manage.py", "import_ctn0094", "clinics/data/ctn0094",
                "--first-day", "2023-01-01",
            )  # fmt: skip
            seconds = time.perf_counter() - began
            ours = _rows_a_second(told, "treatment")
            floor = float(scratch.run(variables, "-c", FLOOR))
            print(told)
            print(
                f"{name}: import {seconds:.1f} s; doses {ours:,.0f} rows/s; plain write of the "
                f"same rows {floor:,.0f} rows/s; {floor / ours:.1f} times as fast"
            )
    return 0


def _rows_a_second(told: str, table: str) -> float:
    line = next(line for line in told.splitlines() if line.startswith(f"{table} "))
    return float(line.split()[-1].replace(",", ""))


if __name__ == "__main__":
    sys.exit(main())
