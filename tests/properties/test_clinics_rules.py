"""One row at a time and whole columns give the same answer, whatever the rows hold."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clinics import vocabulary as words
from clinics.rules import ALL_RULES, broken, broken_columns
from kernel.models.organisations import CentreType


DAYS = st.none() | st.dates(date(2020, 1, 1), date(2027, 1, 1))
YEARS = st.none() | st.integers(1900, 2030)
AGES = st.none() | st.integers(0, 120)
FLAGS = st.none() | st.booleans()
AMOUNTS = st.none() | st.decimals(0, 100, places=1)


def coded(choices: Any) -> st.SearchStrategy[str | None]:
    return st.none() | st.just("") | st.sampled_from(choices.values)


SUBSTANCES = st.none() | st.lists(
    st.fixed_dictionaries(
        {
            "rank": st.integers(1, 5),
            "substance": coded(words.Substance),
            "as_said": st.sampled_from(["", "a", "A ", "b"]),
            "is_prescribed": st.booleans(),
            "route": coded(words.Route),
            "frequency": coded(words.Frequency),
            "age_first_use": AGES,
        }
    ),
    max_size=5,
)
KNOWN: dict[str, st.SearchStrategy[Any]] = {
    "substances": SUBSTANCES,
    "findings": st.none()
    | st.dictionaries(st.sampled_from(words.Analyte.values), st.sampled_from(words.Finding.values)),
    "alerts": st.none() | st.just(()) | st.just(("SUICIDE_ITEM",)),
    "birth_year": YEARS,
    "first_treatment_year": YEARS,
    "oat_first_year": YEARS,
    "oat_first_year_null": coded(words.NullFlavour),
    "age_first_injection": AGES,
    "amount": AMOUNTS,
    "prescribed": AMOUNTS,
    "injecting": coded(words.Recency),
    "sharing": coded(words.Recency),
    "previously_treated": coded(words.PreviouslyTreated),
    "oat_history": coded(words.OatHistory),
    "accommodation": coded(words.Accommodation),
    "centre_type": coded(CentreType),
    "lives_with_children": coded(words.YesNo),
    "has_children": coded(words.YesNo),
    "labour": coded(words.Labour),
    "education": coded(words.Education),
    "medicine": coded(words.Medicine),
    "unit": coded(words.DoseUnit),
    "mode": coded(words.DoseMode),
    "attendance": coded(words.Attendance),
    "state": coded(words.EpisodeState),
    "discharge_reason": coded(words.DischargeReason),
}
NEEDED = {name for rule in ALL_RULES for name in rule.needs}


def column(name: str) -> st.SearchStrategy[Any]:
    """What a column of this name can hold."""
    if name in KNOWN:
        return KNOWN[name]
    return FLAGS if name.startswith(("is_", "has_", "had_")) else DAYS


ROWS = st.fixed_dictionaries({name: column(name) for name in sorted(NEEDED)})


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(ROWS, min_size=1, max_size=8))
def test_rows_and_columns_agree(rows: list[dict[str, Any]]) -> None:
    columns = {name: [row[name] for row in rows] for name in NEEDED}
    single = {(number, rule) for number, row in enumerate(rows) for rule in broken(ALL_RULES, row)}

    assert set(broken_columns(ALL_RULES, columns)) == single


@settings(max_examples=30, deadline=None)
@given(row=ROWS, absent=st.sets(st.sampled_from(sorted(NEEDED))))
def test_a_column_that_is_not_given_is_a_value_that_is_not_known(
    row: dict[str, Any], absent: set[str]
) -> None:
    kept = {name: value for name, value in row.items() if name not in absent}
    columns = {name: [value] for name, value in kept.items()} or {"nothing": [None]}

    found = [rule for _number, rule in broken_columns(ALL_RULES, columns)]

    assert found == broken(ALL_RULES, kept)
