"""What analytics may know of prevention: declared columns of counts, streamed; nobody is a row.

Tables and columns stand in `prevention.facts.tables`, the reading in `prevention.facts.streams`.
They are not part of the frozen vintages of treatment: a table more would change the checksum of
periods whose facts are the same. Whoever freezes them calls `stream` for each of `TABLES`, as
`analytics.sources` does for treatment, and keeps files and checksum of their own.
"""

from prevention.facts.streams import regions_of, stream
from prevention.facts.tables import (
    IMPLEMENTATIONS,
    RESPONSES,
    SESSIONS,
    TABLES,
    VERSION,
    FactTable,
    codes_of,
)


__all__ = [
    "IMPLEMENTATIONS",
    "RESPONSES",
    "SESSIONS",
    "TABLES",
    "VERSION",
    "FactTable",
    "codes_of",
    "regions_of",
    "stream",
]
