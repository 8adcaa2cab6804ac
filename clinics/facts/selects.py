"""One SELECT a table, in whole numbers: codes by their place in their list, days since 1970.

The rows are those of `docs/facts.md`: of clinics of one country (or of one clinic), of people whose
treatment touches the period, current, not voided, up to the cut day. What an episode's own row
tells of later days is held back by `clinics.facts.streams`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from clinics.facts.dialects import MISSING, UID, Dialect, Field
from clinics.facts.tables import DOSES, EPISODES, TESTS, FactTable, codes_of
from clinics.vocabulary import CONSUMED, Analyte, DoseUnit, Finding


SCOPE = """
o.kind = 'CLINIC' AND o.country = %(country)s AND e.state <> 'VOIDED'
AND NOT p.is_example AND e.referred_on <= %(cut_on)s
AND e.patient_id IN (
    SELECT near.patient_id FROM clinics_episode AS near
    WHERE near.state <> 'VOIDED'
    AND near.referred_on < %(before)s AND near.referred_on <= %(cut_on)s
    AND (near.ended_on IS NULL OR near.ended_on >= %(reach)s)
)
"""
"""Episodes that are told; `e` is the episode, `o` its organisation. Of people with one that touches
the period, all are told: earlier and later ones may be parts of the same journey (1.1)."""
ONE_CLINIC = " AND o.id = %(organisation)s"

EPISODE_DAYS = ("referred_on", "first_contact_on", "admitted_on", "started_on", "ended_on")
EPISODE_CODES = {
    "region": "o.region_id",
    "sex": "p.sex",
    "state": "e.state",
    "referral_source": "e.referral_source",
    "discharge_reason": "e.discharge_reason",
    "not_admitted_reason": "e.not_admitted_reason",
    "previously_treated": "d.previously_treated",
    "injecting": "d.injecting",
    "primary_substance": "s.substance",
    "modality": "i.modality",
    "medicine": "i.medicine",
}
EPISODE = """
clinics_episode AS e JOIN kernel_organisation AS o ON o.id = e.organisation_id
JOIN clinics_patient AS p ON p.id = e.patient_id
"""
ENTRIES = """
{table} AS x JOIN clinics_episode AS e ON e.id = x.episode_id
JOIN kernel_organisation AS o ON o.id = e.organisation_id
JOIN clinics_patient AS p ON p.id = e.patient_id
"""
"""Rows of an episode; `x` is the row."""
ENTERED = """
AND x.state = 'CURRENT' AND x."on" <= %(cut_on)s
AND x."on" >= %(first_entry)s AND x."on" < %(last_entry)s
"""
"""Entries near the period: later ones belong to later periods, and would change a closed year."""
REACH_DAYS = 21
"""How far apart two episodes of one journey can be."""
ENTRIES_BEFORE_DAYS = 28
"""Days before the period whose doses say what somebody was on when it began."""
ENTRIES_AFTER_DAYS = 84
"""Days after the period in which treatments that began in it are followed by weekly tests."""
BITS = 2
"""Bits of one finding in a number that holds those of all analytes."""


@dataclass(frozen=True)
class Select:
    """A statement with named parameters, and what it gives."""

    fields: tuple[Field, ...]
    statement: str


def select(
    table: FactTable, dialect: Dialect, *, regions: Sequence[str], is_one_clinic: bool
) -> Select:
    """The SELECT of a table; `regions` are the codes of the country in their order."""
    where = SCOPE + (ONE_CLINIC if is_one_clinic else "")
    return BUILDERS[table.name](dialect, regions, where)


def _episodes(dialect: Dialect, regions: Sequence[str], where: str) -> Select:
    others, join = dialect.total(
        "CASE WHEN rank > 1 THEN 1 ELSE 0 END",
        "clinics_substanceuse",
        "n",
        of="demand_id",
        owner="d.id",
    )
    fields = (
        dialect.field("episode", "e.id", "i8"),
        dialect.field("patient", "p.uid", UID),
        dialect.field("organisation", "o.id", "i4"),
        dialect.field("birth_year", "p.birth_year", "i2"),
        *(dialect.field(name, dialect.day(f"e.{name}"), "i4") for name in EPISODE_DAYS),
        *(_coded(EPISODES, name, sql, dialect, regions) for name, sql in EPISODE_CODES.items()),
        dialect.field("other_substances", f"coalesce({others}, 0)", "i2"),
    )
    asked = "episode_id, previously_treated, injecting"
    source = (
        EPISODE
        + dialect.first("clinics_treatmentdemand", "d", asked, "as_of")
        + " LEFT JOIN clinics_substanceuse AS s ON s.demand_id = d.id AND s.rank = 1"
        + join
        + dialect.first("clinics_intervention", "i", "episode_id, modality, medicine", "started_on")
    )
    return Select(fields, _statement(fields, source, where, order="e.id"))


def _doses(dialect: Dialect, regions: Sequence[str], where: str) -> Select:
    milligrams = (
        f"CASE WHEN x.unit = '{DoseUnit.MG}' THEN {dialect.hundredths('x.amount')} ELSE 0 END"
    )
    taken = ", ".join(f"'{mode}'" for mode in ("", *CONSUMED))
    fields = (
        *_keys(dialect),
        _coded(DOSES, "medicine", "x.medicine", dialect, regions),
        dialect.field("amount", milligrams, "i4"),
        dialect.field("is_taken", f"CASE WHEN x.mode IN ({taken}) THEN 1 ELSE 0 END", "i2"),
    )
    source = ENTRIES.format(table="clinics_dose")
    return Select(fields, _statement(fields, source, where + ENTERED, order="x.id"))


def _tests(dialect: Dialect, regions: Sequence[str], where: str) -> Select:
    places = {analyte.value: 1 << BITS * place for place, analyte in enumerate(Analyte)}
    found = f"({number('finding', Finding.values, first=1)}) * ({_case('analyte', places)})"
    findings, join = dialect.total(found, "clinics_drugtestresult", "r", of="test_id", owner="x.id")
    fields = (
        dialect.field("test", "x.id", "i8"),
        *_keys(dialect),
        dialect.field("findings", f"coalesce({findings}, 0)", "i4"),
    )
    source = ENTRIES.format(table="clinics_drugtest") + join
    return Select(fields, _statement(fields, source, where + ENTERED, order="x.id"))


BUILDERS: Mapping[str, Callable[[Dialect, Sequence[str], str], Select]] = {
    EPISODES.name: _episodes,
    DOSES.name: _doses,
    TESTS.name: _tests,
}


def number(column: str, codes: Sequence[str], *, first: int = 0) -> str:
    """A CASE that tells a code by its place in the list; NULL for any other text."""
    return _case(column, {code: place for place, code in enumerate(codes, first)})


def _case(column: str, values: Mapping[str, int]) -> str:
    cases = " ".join(f"WHEN '{code}' THEN {value}" for code, value in values.items())
    return f"CASE {column} {cases} END" if cases else str(MISSING)


def _codes(table: FactTable, name: str, regions: Sequence[str] = ()) -> tuple[str, ...]:
    column = next(each for each in table.columns if each.name == name)
    return codes_of(column, regions)


def _coded(
    table: FactTable, name: str, sql: str, dialect: Dialect, regions: Sequence[str]
) -> Field:
    return dialect.field(name, number(sql, _codes(table, name, regions)), "i2")


def _keys(dialect: Dialect) -> tuple[Field, ...]:
    return (
        dialect.field("episode", "e.id", "i8"),
        dialect.field("patient", "p.uid", UID),
        dialect.field("on", dialect.day('x."on"'), "i4"),
    )


def _statement(fields: Sequence[Field], source: str, where: str, *, order: str) -> str:
    columns = ", ".join(field.expression for field in fields)
    return f"SELECT {columns} FROM {source} WHERE {where} ORDER BY {order}"  # noqa: S608 - our own words
