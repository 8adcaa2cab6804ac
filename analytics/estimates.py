"""What indicators hand to the output gate: exact, inside the country, never stored, never shown."""

from dataclasses import dataclass
from enum import StrEnum

from analytics.vocabulary import NATIONAL, Measure, Who


class Rule(StrEnum):
    """Which line of section 2.9 decides whether an estimate may go out, and how it is rounded."""

    COUNT = "COUNT"  # read from the protected cells
    SHARE = "SHARE"  # value from protected cells, interval from exact data
    GAP = "GAP"  # difference of two shares or two survival values
    MEDIAN = "MEDIAN"
    MEDIAN_GAP = "MEDIAN_GAP"
    SURVIVAL = "SURVIVAL"
    SURVIVAL_GAP = "SURVIVAL_GAP"
    RATIO = "RATIO"


@dataclass(frozen=True)
class Basis:
    """The exact numbers behind one side of an estimate; two sides for a gap (women, then men)."""

    denominator: int
    numerator: int | None = None
    at_risk: int | None = None
    events: int | None = None
    persons: int | None = None  # where units are events of people, how many people they are of


@dataclass(frozen=True)
class Estimate:
    """An exact estimate with its 95 % interval.

    `value`, `low` and `high` are proportions (0 to 1; gaps -1 to 1), days or years, not rounded;
    None where they cannot be computed. `unknown` is the share of records (0 to 1) whose answer is
    missing: over 0.2 the figure is marked `[u]`, over 0.4 it is `[x]` (1.1). `numerator_cells` and
    `denominator_cells` name the protected cells from which a share (or a count) is published.
    """

    indicator: str
    who: Who
    rule: Rule
    measure: Measure
    value: float | None
    low: float | None = None
    high: float | None = None
    bases: tuple[Basis, ...] = ()
    unknown: float = 0.0
    numerator_cells: tuple[str, ...] = ()
    denominator_cells: tuple[str, ...] = ()
    stratum: str = NATIONAL
    day: int | None = None
