"""What a release holds: dimensions, universes, tables and indicators, as data.

A *universe* is a set of units (people, episodes, tests) that is counted; a *cell* is a universe and
a code for some of its dimensions; a *table* is a layout of cells. All tables of a release share one
dictionary of cells, so a margin that two tables have in common is one number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.vocabulary import TOTAL, UNKNOWN, Measure, PeriodKind, Unit


VERSION = "2026.1"
"""Version of all definitions below; part of every manifest."""

GRID_DAYS = tuple(range(0, 361, 30))
"""Days of a retention curve (2.9: a grid of 30 days)."""
HORIZONS = {30: _("1 month"), 91: _("3 months"), 183: _("6 months")}
"""Days of RET-01, RET-03 and RET-06."""
FOLLOWED_DAYS = (0, 90, 180, 270, 360)
"""Days at which the number of people still followed is published."""


@dataclass(frozen=True)
class Code:
    """One code of a dimension; `parent` is the code it is part of, or the total."""

    code: str
    label: object  # text when it is shown: a string, a translation, a name in two languages
    parent: str = TOTAL


@dataclass(frozen=True)
class Dimension:
    """A way to divide a universe. `is_nested`: each code contains the next; there is no total."""

    name: str
    label: str | Promise
    codes: tuple[Code, ...]
    is_nested: bool = False

    def children(self, parent: str = TOTAL) -> tuple[Code, ...]:
        """The codes directly under `parent`, in their order."""
        return tuple(code for code in self.codes if code.parent == parent)

    def code(self, code: str) -> Code:
        """The code named `code`.

        Raises:
            KeyError: the dimension has no such code.
        """
        return {each.code: each for each in self.codes}[code]


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


@dataclass(frozen=True)
class Indicator:
    """A figure that readers know by name; its rule stands in `docs/indicators/<name>.md`.

    A share is the sum of the `numerator` codes of `dimension` over the sum of its `denominator`
    codes (empty: all codes but UNKNOWN). `is_headline`: gaps named before the data were seen.
    """

    code: str
    name: str
    universe: str
    measure: Measure
    label: str | Promise
    detail: str | Promise
    dimension: str = ""
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    is_headline: bool = False


NOT_KNOWN = Code(UNKNOWN, _("Not known"))

SEX = Dimension("sex", _("Sex"), (Code("F", _("Women")), Code("M", _("Men"))))
AGE = Dimension(
    "age",
    _("Age"),
    (
        Code("U18", _("Under 18")),
        Code("18-24", "18–24"),
        Code("25-34", "25–34"),
        Code("35-44", "35–44"),
        Code("45-54", "45–54"),
        Code("55+", _("55 and over")),
        NOT_KNOWN,
    ),
)
AGE_LIMITS = (18, 25, 35, 45, 55)
"""Lower limits of the released age groups after the first (1.1)."""
REGION = Dimension("region", _("Region"), ())
"""Filled per country by `with_regions`."""
DRUG = Dimension(
    "drug",
    _("Main substance"),
    (
        Code("OPIOID", _("Opioids")),
        Code("HEROIN", _("Heroin"), "OPIOID"),
        Code("FENTANILS", _("Fentanils"), "OPIOID"),
        Code("OPIOID_OTHER", _("Other opioids"), "OPIOID"),
        Code("OPIOID_UNSPECIFIED", _("Opioids, not specified"), "OPIOID"),
        Code("COCAINE", _("Cocaine")),
        Code("STIMULANT", _("Stimulants other than cocaine")),
        Code("AMPHETAMINE", _("Amphetamine-type"), "STIMULANT"),
        Code("CATHINONES", _("Synthetic cathinones"), "STIMULANT"),
        Code("STIMULANT_OTHER", _("Other stimulants"), "STIMULANT"),
        Code("SEDATIVE", _("Hypnotics and sedatives")),
        Code("HALLUCINOGEN", _("Hallucinogens")),
        Code("INHALANT", _("Volatile inhalants")),
        Code("CANNABINOID", _("Cannabis and cannabinoids")),
        Code("CANNABIS", _("Cannabis"), "CANNABINOID"),
        Code("SYNTHETIC_CANNABINOIDS", _("Synthetic cannabinoids"), "CANNABINOID"),
        Code("OTHER", _("Other substances")),
        NOT_KNOWN,
    ),
)
DRUG_OF_SUBSTANCE = {
    "HEROIN": "HEROIN",
    "METHADONE_MISUSED": "OPIOID_OTHER",
    "BUPRENORPHINE_MISUSED": "OPIOID_OTHER",
    "FENTANILS": "FENTANILS",
    "OPIOIDS_OTHER": "OPIOID_OTHER",
    "OPIOIDS": "OPIOID_UNSPECIFIED",
    "COCAINE_POWDER": "COCAINE",
    "CRACK": "COCAINE",
    "COCAINE_OTHER": "COCAINE",
    "COCAINE": "COCAINE",
    "AMPHETAMINES": "AMPHETAMINE",
    "METHAMPHETAMINE": "AMPHETAMINE",
    "MDMA": "AMPHETAMINE",
    "CATHINONES": "CATHINONES",
    "STIMULANTS_OTHER": "STIMULANT_OTHER",
    "BARBITURATES": "SEDATIVE",
    "BENZODIAZEPINES": "SEDATIVE",
    "GHB": "SEDATIVE",
    "SEDATIVES_OTHER": "SEDATIVE",
    "LSD": "HALLUCINOGEN",
    "KETAMINE": "HALLUCINOGEN",
    "HALLUCINOGENS_OTHER": "HALLUCINOGEN",
    "INHALANTS": "INHALANT",
    "CANNABIS": "CANNABIS",
    "SYNTHETIC_CANNABINOIDS": "SYNTHETIC_CANNABINOIDS",
    "CANNABIS_OTHER": "CANNABIS",
    "ALCOHOL": "OTHER",
    "OTHER": "OTHER",
}
"""Rows of the TDI template (code list `substance`) by the leaf of DRUG that counts them."""
INJECTING = Dimension(
    "injecting",
    _("Injecting"),
    (
        Code("CURRENT", _("In the last 30 days")),
        Code("EVER", _("Earlier, not in the last 30 days")),
        Code("NEVER", _("Never")),
        NOT_KNOWN,
    ),
)
INJECTING_OF_RECENCY = {
    "CURRENT": "CURRENT",
    "LAST_YEAR": "EVER",
    "BEFORE_YEAR": "EVER",
    "EVER": "EVER",
    "NEVER": "NEVER",
}
PREVIOUS = Dimension(
    "previous",
    _("Treated before"),
    (
        Code("NEVER", _("Never treated before")),
        Code("PREVIOUSLY", _("Treated before")),
        NOT_KNOWN,
    ),
)
TREATMENT = Dimension(
    "treatment",
    _("Treatment"),
    (
        Code("METHADONE", _("Methadone")),
        Code("BUPRENORPHINE", _("Buprenorphine")),
        Code("BUPRENORPHINE_NALOXONE", _("Buprenorphine with naloxone")),
        Code("NALTREXONE_DEPOT", _("Naltrexone, extended release")),
        Code("NO_MEDICINE", _("Without these medicines")),
        NOT_KNOWN,
    ),
)
WAIT = Dimension(
    "wait",
    _("Waiting time"),
    (
        Code("D0-7", _("0 to 7 days")),
        Code("D8-21", _("8 to 21 days")),
        Code("D22-60", _("22 to 60 days")),
        Code("D61+", _("over 60 days")),
        NOT_KNOWN,
    ),
)
WAIT_LIMITS = (8, 22, 61)
"""Lower limits in days of the waiting classes after the first."""
EXIT = Dimension(
    "exit",
    _("How treatment ended"),
    (
        Code("COMPLETED", _("Completed")),
        Code("TRANSFERRED", _("Transferred")),
        Code("DROPPED_OUT", _("Left before the end")),
        Code("PROVIDER_WITHDREW", _("Ended by the service")),
        Code("CUSTODY", _("Taken into custody")),
        Code("DIED", _("Died")),
        Code("OTHER", _("Other")),
        NOT_KNOWN,
    ),
)
EXIT_OF_REASON = {
    "COMPLETED": "COMPLETED",
    "COMPLETED_REDUCED_USE": "COMPLETED",
    "TRANSFERRED_TREATMENT": "TRANSFERRED",
    "TRANSFERRED_CUSTODY": "CUSTODY",
    "DROPPED_OUT": "DROPPED_OUT",
    "DECLINED": "DROPPED_OUT",
    "PROVIDER_WITHDREW": "PROVIDER_WITHDREW",
    "MOVED": "OTHER",
    "DIED": "DIED",
    "OTHER": "OTHER",
}
DAY = Dimension(
    "day",
    _("Days since the start"),
    tuple(Code(f"D{day}", str(day)) for day in FOLLOWED_DAYS),
    is_nested=True,
)
DOSE = Dimension(
    "dose",
    _("Dose"),
    (
        Code("ADEQUATE", _("Adequate")),
        Code("BELOW", _("Below")),
        NOT_KNOWN,
    ),
)
RESULT = Dimension(
    "result",
    _("Result"),
    (
        Code("NEGATIVE", _("Negative for opioids")),
        Code("POSITIVE", _("Positive for opioids")),
        NOT_KNOWN,
    ),
)
YES_NO = (Code("YES", _("Yes")), Code("NO", _("No")), NOT_KNOWN)
ABSTINENCE = Dimension("abstinence", _("Three weeks without opioids"), YES_NO)
DROPOUT = Dimension("dropout", _("Four weeks without a test"), YES_NO)

DIMENSIONS = {
    dimension.name: dimension
    for dimension in (
        SEX, AGE, REGION, DRUG, INJECTING, PREVIOUS, TREATMENT, WAIT, EXIT, DAY, DOSE, RESULT,
        ABSTINENCE, DROPOUT,
    )
}  # fmt: skip

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


def layouts(kind: PeriodKind, *, of_clinic: bool = False) -> tuple[Layout, ...]:
    """The tables of a release of this kind; a clinic's own figures have no regions."""
    tables = ANNUAL if kind == PeriodKind.YEAR else QUARTERLY
    if not of_clinic:
        return tables
    kept = []
    for table in tables:
        dimensions = tuple(name for name in table.dimensions if name != "region")
        if not table.is_crossed and (dimensions == table.dimensions or len(dimensions) == 1):
            kept.append(Layout(table.code, table.universe, dimensions, table.title, table.depths))
    return tuple(kept)


INDICATORS = {
    indicator.code: indicator
    for indicator in (
        Indicator(
            "DEM-01", "in_treatment", "in_treatment", Measure.COUNT,
            _("People in treatment"), _("counted once in the period"),
        ),
        Indicator(
            "DEM-02", "entrants", "entrants", Measure.COUNT,
            _("People who started treatment"), _("counted once in the period"), is_headline=True,
        ),
        Indicator(
            "DEM-03", "first_time_entrants", "entrants", Measure.PERCENT,
            _("First time in treatment"), _("of people who started treatment"),
            "previous", ("NEVER",),
        ),
        Indicator(
            "DEM-07", "primary_drug", "entrants", Measure.PERCENT,
            _("Main substance"), _("of people who started treatment"), "drug",
        ),
        Indicator(
            "DEM-10", "injecting", "entrants", Measure.PERCENT,
            _("Injected in the last 30 days"), _("of people who started treatment"),
            "injecting", ("CURRENT",), is_headline=True,
        ),
        Indicator(
            "DEM-14", "age", "entrants", Measure.YEARS,
            _("Median age"), _("of people who started treatment"), "age",
        ),
        Indicator(
            "ACC-01", "waiting_time", "starts", Measure.DAYS,
            _("Median waiting time"), _("from referral to the first treatment"), "wait",
        ),
        Indicator(
            "ACC-02", "waited_three_weeks", "starts", Measure.PERCENT,
            _("Waited 21 days or less"), _("from referral to the first treatment"),
            "wait", ("D0-7", "D8-21"), is_headline=True,
        ),
        Indicator(
            "RET-01", "retention", "followed", Measure.PERCENT,
            _("Still in treatment after 1 month"), _("of treatments started"),
        ),
        Indicator(
            "RET-03", "retention", "followed", Measure.PERCENT,
            _("Still in treatment after 3 months"), _("of treatments started"),
        ),
        Indicator(
            "RET-06", "retention", "followed", Measure.PERCENT,
            _("Still in treatment after 6 months"), _("of treatments started"), is_headline=True,
        ),
        Indicator(
            "EXI-02", "planned_exit", "exits", Measure.PERCENT,
            _("Ended as planned"), _("of treatments ended, without transfers and deaths"),
            "exit", ("COMPLETED",),
            ("COMPLETED", "DROPPED_OUT", "PROVIDER_WITHDREW", "CUSTODY", "OTHER"),
            is_headline=True,
        ),
        Indicator(
            "EXI-03", "unplanned_exit", "exits", Measure.PERCENT,
            _("Ended unplanned"), _("of treatments ended, without transfers and deaths"),
            "exit", ("DROPPED_OUT", "PROVIDER_WITHDREW"),
            ("COMPLETED", "DROPPED_OUT", "PROVIDER_WITHDREW", "CUSTODY", "OTHER"),
        ),
        Indicator(
            "OAT-04", "dose_adequacy", "oat", Measure.PERCENT,
            _("Adequate dose of agonist treatment"),
            _("of people treated for over 42 days on the last day of the period"),
            "dose", ("ADEQUATE",),
        ),
        Indicator(
            "TST-01", "negative_tests", "tests", Measure.PERCENT,
            _("Drug tests negative for opioids"), _("of tests with a result"),
            "result", ("NEGATIVE",),
        ),
        Indicator(
            "TST-02", "three_week_abstinence", "courses", Measure.PERCENT,
            _("Three weeks without opioids"), _("of treatments started, by weekly tests"),
            "abstinence", ("YES",),
        ),
        Indicator(
            "TST-03", "four_week_dropout", "courses", Measure.PERCENT,
            _("Four weeks without a test"), _("of treatments started, by weekly tests"),
            "dropout", ("YES",),
        ),
    )
}  # fmt: skip


def with_regions(regions: Mapping[str, object]) -> dict[str, Dimension]:
    """All dimensions, with the regions (code to name) of one country."""
    codes = tuple(Code(code, name) for code, name in sorted(regions.items()))
    return DIMENSIONS | {"region": Dimension("region", REGION.label, codes)}


def cell_key(universe: str, codes: Mapping[str, str]) -> str:
    """The name of a cell: `entrants;age=25-34;sex=F`; dimensions at their total are left out.

    Dimensions stand in alphabetic order, so that one cell has one name in whichever table it is.
    """
    parts = [f"{name}={code}" for name, code in sorted(codes.items()) if code != TOTAL]
    return ";".join([universe, *parts])


def read_key(key: str) -> tuple[str, dict[str, str]]:
    """The universe and the codes of a cell's name; the inverse of `cell_key`."""
    universe, *parts = key.split(";")
    return universe, dict(part.split("=", 1) for part in parts)
