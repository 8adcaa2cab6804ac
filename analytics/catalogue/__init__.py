"""What a release holds: dimensions, universes, tables and indicators, as data.

A *universe* is a set of units (people, episodes, tests) that is counted; a *cell* is a universe and
a code for some of its dimensions; a *table* is a layout of cells. All tables of a release share one
dictionary of cells, so a margin that two tables have in common is one number.
"""

from django.utils.translation import gettext_lazy as _

from analytics.catalogue.dimensions import (
    AGE,
    AGE_LIMITS,
    DAY,
    DIMENSIONS,
    DRUG,
    DRUG_OF_SUBSTANCE,
    EXIT_OF_REASON,
    FOLLOWED_DAYS,
    INJECTING_OF_RECENCY,
    WAIT_LIMITS,
    Code,
    Dimension,
    with_regions,
)
from analytics.catalogue.indicators import INDICATORS, Indicator
from analytics.catalogue.keys import cell_key, group_code, members_of, read_key
from analytics.catalogue.tables import (
    ANNUAL,
    CONTAINED,
    QUARTERLY,
    UNIVERSES,
    Layout,
    Universe,
    layouts,
)


__all__ = [
    "AGE",
    "AGE_LIMITS",
    "ANNUAL",
    "CONTAINED",
    "DAY",
    "DIMENSIONS",
    "DRUG",
    "DRUG_OF_SUBSTANCE",
    "EXIT_OF_REASON",
    "FOLLOWED_DAYS",
    "GRID_DAYS",
    "HORIZONS",
    "INDICATORS",
    "INJECTING_OF_RECENCY",
    "QUARTERLY",
    "UNIVERSES",
    "VERSION",
    "WAIT_LIMITS",
    "Code",
    "Dimension",
    "Indicator",
    "Layout",
    "Universe",
    "cell_key",
    "group_code",
    "layouts",
    "members_of",
    "read_key",
    "with_regions",
]

VERSION = "2026.2"
"""Version of all definitions below; part of every manifest."""

GRID_DAYS = tuple(range(0, 361, 30))
"""Days of a retention curve (2.9: a grid of 30 days)."""
HORIZONS = {30: _("1 month"), 91: _("3 months"), 183: _("6 months")}
"""Days of RET-01, RET-03 and RET-06."""
