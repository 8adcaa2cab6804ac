"""What was published, rebuilt from the files alone: cells, figures, dimensions, sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


TOTAL = "_T"
"""The code of a total (SDMX); in the name of a cell it is left out."""


@dataclass(frozen=True)
class Cell:
    """A published count, or the mark that stands in its place."""

    value: int | None
    mark: str = ""


@dataclass(frozen=True)
class Figure:
    """A published figure. `base` is the protected number of people, episodes or tests behind it."""

    indicator: str
    who: str
    measure: str = ""
    stratum: str = ""
    day: int | None = None
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    base: int | None = None
    mark: str = ""


@dataclass(frozen=True)
class Dimension:
    """Codes in their order, each with the code it is part of. Nested: each contains the next."""

    name: str
    parents: Mapping[str, str]
    is_nested: bool = False


@dataclass(frozen=True)
class Table:
    """A layout of cells: a universe crossed by dimensions, each to a depth."""

    code: str
    universe: str
    dimensions: tuple[str, ...]
    depths: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """What one place of one file says about one cell or figure.

    `field` is `value`, `low`, `high`, `base` or `mark`; numbers are Decimal, marks text, and
    nothing is None.
    """

    file: str
    place: str
    key: str
    field: str
    value: Decimal | str | None


@dataclass(frozen=True)
class Sentence:
    """Words of a file in which numbers may stand: a page, a note, an alternative text."""

    file: str
    place: str
    text: str


@dataclass
class Reading:
    """All that was read from one file, and what was wrong with reading it."""

    entries: list[Entry] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Published:
    """A release as its files tell it. `cells` and `figures` come from the JSON file or the CSVs.

    `head` is the part `release` of the JSON file (empty without it); `clinics` are the names of
    the coverage table with whether they reported. `unbuilt` says which relations between the cells
    could not be rebuilt.
    """

    head: Mapping[str, object]
    dimensions: Mapping[str, Dimension]
    tables: tuple[Table, ...]
    cells: Mapping[str, Cell]
    figures: Mapping[str, Figure]
    clinics: tuple[tuple[str, str, bool], ...] = ()  # name, region, has reported
    entries: tuple[Entry, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    findings: tuple[str, ...] = ()
    unbuilt: tuple[str, ...] = ()

    @property
    def base(self) -> int:
        """The rounding base; 5 where the files do not say."""
        base = self.head.get("base", 5)
        return base if isinstance(base, int) and base > 1 else 5


def cell_name(universe: str, codes: Mapping[str, str]) -> str:
    """The name of a cell: `entrants;age=25-34;sex=F`, dimensions in alphabetic order."""
    parts = [f"{name}={code}" for name, code in sorted(codes.items()) if code not in {TOTAL, ""}]
    return ";".join([universe, *parts])


def split_name(key: str) -> tuple[str, dict[str, str]]:
    """The universe and the codes in a cell's name.

    Raises:
        ValueError: a part has no code.
    """
    universe, *parts = key.split(";")
    pairs = [part.split("=", 1) for part in parts]
    if any(len(pair) != 2 for pair in pairs):  # noqa: PLR2004 - a name and a code
        raise ValueError(key)
    return universe, dict(pairs)
