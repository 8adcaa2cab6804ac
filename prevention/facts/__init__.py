"""What analytics may know of prevention: declared columns of counts, streamed; nobody is a row.

Tables and columns stand in `prevention.facts.tables`, the reading in `prevention.facts.streams`.
They are frozen apart from those of treatment, with a manifest of their own
(`analytics.sources.prevention`): a table more would change the checksum of vintages of treatment
whose facts are the same.
"""

from prevention.facts.streams import programme_names, regions_of, stream
from prevention.facts.tables import (
    DELIVERIES,
    IMPLEMENTATIONS,
    LISTS,
    OPEN_LISTS,
    RESPONSES,
    SESSIONS,
    TABLES,
    VERSION,
    FactTable,
    codes_of,
)


__all__ = [
    "DELIVERIES",
    "IMPLEMENTATIONS",
    "LISTS",
    "OPEN_LISTS",
    "RESPONSES",
    "SESSIONS",
    "TABLES",
    "VERSION",
    "FactTable",
    "codes_of",
    "programme_names",
    "regions_of",
    "stream",
]
