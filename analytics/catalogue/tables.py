"""What is counted, and in which tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.vocabulary import PeriodKind, Unit


@dataclass(frozen=True)
class Universe:
    """What is counted: its unit, its dimensions in the order of cell keys, its name for readers."""

    name: str
    unit: Unit
    dimensions: tuple[str, ...]
    label: str | Promise


@dataclass(frozen=True)
class Layout:
    """A table: a universe crossed by dimensions, each to a depth of its hierarchy.

    `is_crossed` tables divide regions further. They are left out of a release where the median of
    their women's cells is under 10 (2.6, design rule 5): there, rounding would leave nothing.
    """

    code: str
    universe: str
    dimensions: tuple[str, ...]
    title: str | Promise
    depths: Mapping[str, int] = field(default_factory=dict)
    is_crossed: bool = False


UNIVERSES = {
    universe.name: universe
    for universe in (
        Universe("in_treatment", Unit.PERSON, ("region", "sex", "age"), _("People in treatment")),
        Universe(
            "entrants",
            Unit.PERSON,
            ("region", "sex", "age", "drug", "injecting", "previous", "treatment"),
            _("People who started treatment"),
        ),
        Universe("starts", Unit.EPISODE, ("region", "sex", "wait"), _("Treatments started")),
        Universe(
            "exits", Unit.EPISODE, ("region", "sex", "exit", "treatment"), _("Treatments ended")
        ),
        Universe("followed", Unit.EPISODE, ("sex", "day"), _("Still followed")),
        Universe(
            "oat",
            Unit.PERSON,
            ("sex", "dose", "treatment"),
            _("People on opioid agonist treatment for over 42 days"),
        ),
        Universe("tests", Unit.TEST, ("sex", "result"), _("Drug tests")),
        Universe(
            "courses",
            Unit.EPISODE,
            ("sex", "abstinence", "dropout", "treatment"),
            _("Treatments with weekly drug tests"),
        ),
    )
}

CONTAINED = (
    ("in_treatment", "entrants", frozenset({"region", "sex"})),
    ("in_treatment", "oat", frozenset({"sex"})),
    ("starts", "entrants", frozenset({"sex"})),
    ("starts", "courses", frozenset({"sex"})),
)
"""Universes of which the second is never larger, by the dimensions that they have in common: what
every reader of the definitions knows. Published counts keep to it."""

ANNUAL = (
    Layout("T01", "in_treatment", ("region", "sex"), _("People in treatment, by region")),
    Layout("T02", "in_treatment", ("age", "sex"), _("People in treatment, by age")),
    Layout("T03", "entrants", ("region", "sex"), _("People who started treatment, by region")),
    Layout("T04", "entrants", ("age", "sex"), _("People who started treatment, by age")),
    Layout(
        "T05", "entrants", ("drug", "sex"), _("People who started treatment, by main substance")
    ),
    Layout(
        "T06", "entrants", ("injecting", "sex"), _("People who started treatment, by injecting")
    ),
    Layout(
        "T07",
        "entrants",
        ("previous", "sex"),
        _("People who started treatment, first time or again"),
    ),
    Layout(
        "T08", "entrants", ("treatment", "sex"), _("People who started treatment, by treatment")
    ),
    Layout(
        "T09",
        "entrants",
        ("region", "age", "sex"),
        _("People who started treatment, by region and age"),
        is_crossed=True,
    ),
    Layout(
        "T10",
        "entrants",
        ("region", "drug", "sex"),
        _("People who started treatment, by region and main substance"),
        depths={"drug": 1},
        is_crossed=True,
    ),
    Layout("T11", "starts", ("wait", "sex"), _("Treatments started, by waiting time")),
    Layout(
        "T12",
        "starts",
        ("region", "wait", "sex"),
        _("Treatments started, by region and waiting time"),
        is_crossed=True,
    ),
    Layout("T13", "exits", ("exit", "sex"), _("Treatments ended, by how they ended")),
    Layout(
        "T14",
        "exits",
        ("treatment", "exit", "sex"),
        _("Treatments ended, by treatment and how they ended"),
        is_crossed=True,
    ),
    Layout("T15", "followed", ("day", "sex"), _("Treatments still followed")),
    Layout("T16", "oat", ("dose", "sex"), _("Dose of opioid agonist treatment")),
    Layout("T17", "tests", ("result", "sex"), _("Drug tests, by result")),
    Layout("T18", "courses", ("abstinence", "sex"), _("Three weeks without opioids")),
    Layout("T19", "courses", ("dropout", "sex"), _("Four weeks without a test")),
)
QUARTERLY = tuple(layout for layout in ANNUAL if layout.code in {"T01", "T03"})
"""Quarters are provisional and show region and sex only (2.10)."""


def layouts(
    kind: PeriodKind, *, of_clinic: bool = False, has_regions: bool = True
) -> tuple[Layout, ...]:
    """The tables of a release of this kind; a clinic's own figures have no regions.

    A country whose regions cannot be told apart has none either (`has_regions`).
    """
    tables = ANNUAL if kind == PeriodKind.YEAR else QUARTERLY
    if has_regions and not of_clinic:
        return tables
    return tuple(
        _of_the_whole(table)
        for table in tables
        if not (table.is_crossed and (of_clinic or "region" in table.dimensions))
    )


def _of_the_whole(table: Layout) -> Layout:
    """The table without regions: where they were all that divided it, women and men are left."""
    if "region" not in table.dimensions:
        return table
    dimensions = tuple(name for name in table.dimensions if name != "region")
    return replace(table, dimensions=dimensions, title=UNIVERSES[table.universe].label)
