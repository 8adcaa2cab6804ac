"""What one release says: the only thing that renderers, charts and screens read.

Built once, from protected numbers, and stored in the registry; read back from there ever after.
Nothing here holds an exact count.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import get_language

from analytics.catalogue import Code, Dimension, Indicator, Layout, cell_key
from analytics.vocabulary import NATIONAL, TOTAL, Mark, Measure, PeriodKind, Who


@dataclass(frozen=True)
class Name:
    """A proper name in the languages of the report; as text, that of the active language."""

    en: str
    ru: str = ""

    def __str__(self) -> str:
        return self.ru if self.ru and get_language() == "ru" else self.en


@dataclass(frozen=True)
class Head:
    """Of what a release speaks and from which data it was made.

    `geography` is a country code (`KG`), or `KG/<uid>` for one clinic's own figures. `frozen_at`
    is when the records were read: it also dates the files, so that they come out the same again.
    """

    label: str  # KG-2023-v1
    country: str
    country_name: Name
    geography: str
    geography_name: Name
    publisher: Name  # the ministry's name, or the clinic's
    kind: PeriodKind
    since: date
    before: date
    cut_on: date
    frozen_at: datetime
    version: int
    checksum: str  # SHA-256 of the frozen facts
    facts_version: str
    catalogue_version: str
    policy_version: str
    base: int
    is_provisional: bool
    is_invented: bool  # made from demonstration records
    is_optimal: bool = True

    @property
    def is_national(self) -> bool:
        """Whether the release speaks of the whole country."""
        return self.geography == self.country


@dataclass(frozen=True)
class Count:
    """A protected count: a multiple of the base, or a mark."""

    key: str
    value: int | None
    mark: Mark = Mark.NONE


@dataclass(frozen=True)
class Figure:
    """A figure that passed the output gate.

    `stratum` is a code of the indicator's dimension (`HEROIN`), of a treatment, of a region or
    clinic (coverage), or NATIONAL. `day` is set for points of a curve. `base` is the protected
    number of people (episodes, tests) behind it. `mark` says why `value` is missing, or is weak.
    """

    indicator: str
    who: Who
    measure: Measure
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    base: int | None = None
    mark: Mark = Mark.NONE
    stratum: str = NATIONAL
    day: int | None = None

    @property
    def key(self) -> str:
        """A name that is unique in its release: `RET-06/F`, `DEM-07[HEROIN]/GAP`, `RET@90/M`."""
        stratum = f"[{self.stratum}]" if self.stratum else ""
        day = "" if self.day is None else f"@{self.day}"
        return f"{self.indicator}{stratum}{day}/{self.who.value}"


@dataclass(frozen=True)
class Clinic:
    """One clinic of the coverage table: who was expected, who reported. Never a count of people."""

    code: str
    name: Name
    region: str
    has_reported: bool


@dataclass(frozen=True)
class Contents:
    """A whole release."""

    head: Head
    dimensions: dict[str, Dimension]  # with this country's regions
    tables: tuple[Layout, ...]
    left_out: tuple[Layout, ...]  # crossed tables that were too thin
    counts: dict[str, Count]
    figures: dict[str, Figure]  # by their key
    indicators: tuple[Indicator, ...]
    clinics: tuple[Clinic, ...] = ()
    revised: tuple[tuple[str, int, int], ...] = ()  # cell key, before, now
    earlier: dict[str, Figure] = field(default_factory=dict)  # last year's figures, if released

    @property
    def has_regions(self) -> bool:
        """Whether any table tells regions apart."""
        return any("region" in table.dimensions for table in self.tables)

    @property
    def regions_together(self) -> tuple[Code, ...]:
        """The regions that are shown only together."""
        return tuple(each for code in self.dimensions["region"].codes for each in code.members)

    def count(self, universe: str, **codes: str) -> Count:
        """The protected count of a cell; dimensions that are not named are at their total.

        Raises:
            KeyError: the release has no such cell.
        """
        return self.counts[cell_key(universe, codes)]

    def figure(
        self, indicator: str, who: Who, *, stratum: str = NATIONAL, day: int | None = None
    ) -> Figure | None:
        """One figure, or None where the release does not have it."""
        probe = Figure(indicator, who, Measure.COUNT, None, stratum=stratum, day=day)
        return self.figures.get(probe.key)

    def curve(self, who: Who, *, stratum: str = NATIONAL) -> tuple[Figure, ...]:
        """The points of a retention curve (indicator `RET`), by day."""
        points = [
            each
            for each in self.figures.values()
            if each.indicator == "RET" and each.who == who and each.stratum == stratum
        ]
        return tuple(sorted(points, key=lambda point: point.day or 0))

    def rows(self, table: Layout) -> list[dict[str, str]]:
        """The rows of a table: the codes of all its dimensions but sex, totals first.

        Codes of a hierarchy follow their parent; a depth cuts it.
        """
        rows: list[dict[str, str]] = [{}]
        for name in table.dimensions:
            if name != "sex":
                codes = self._codes(table, name)
                rows = [row | {name: code} for row in rows for code in codes]
        return rows

    def _codes(self, table: Layout, name: str) -> list[str]:
        dimension = self.dimensions[name]
        depth = table.depths.get(name, 9)

        def under(parent: str, level: int) -> list[str]:
            if level > depth:
                return []
            return [
                code
                for child in dimension.children(parent)
                for code in (child.code, *under(child.code, level + 1))
            ]

        return ([] if dimension.is_nested else [TOTAL]) + under(TOTAL, 1)
