"""The tables of facts: every column with its type, its code list and what it means.

A fact is a number, a day, a code or a key; never a pseudonym, a birth date, a name or a free text.
Codes travel as numbers into a dictionary that holds the whole code list, so that a column has the
same categories in every block, period and country. `docs/facts.md` is drawn from this file.
"""

from collections.abc import Mapping, Sequence

import pyarrow as pa
from django.db.models import TextChoices

from clinics import vocabulary as words
from kernel.demographics import Sex
from kernel.fact_tables import CODED, DAY, NUMBER, TRUTH, Column, FactTable


VERSION = "2026.1"
"""Version of all tables below: a changed column or meaning makes a new one."""

REGION = "REGION"
"""The list that no vocabulary holds: the subdivisions (ISO 3166-2) of the country that is read."""
LISTS: Mapping[str, type[TextChoices]] = {
    "SEX": Sex,
    "EPISODE_STATE": words.EpisodeState,
    "REFERRAL_SOURCE": words.ReferralSource,
    "PREVIOUSLY_TREATED": words.PreviouslyTreated,
    "RECENCY": words.Recency,
    "SUBSTANCE": words.Substance,
    "DISCHARGE_REASON": words.DischargeReason,
    "NOT_ADMITTED_REASON": words.NotAdmittedReason,
    "MODALITY": words.Modality,
    "MEDICINE": words.Medicine,
    "FINDING": words.Finding,
}
"""Code lists by their name in `clinics/code_lists`."""

KEY = pa.uint64()
SMALL = pa.int16()


def codes_of(column: Column, regions: Sequence[str]) -> tuple[str, ...]:
    """The codes of a coded column in their order; `regions` are those of the country."""
    if column.code_list == REGION:
        return tuple(regions)
    return tuple(LISTS[column.code_list].values)


def _key(name: str, meaning: str) -> Column:
    return Column(name, KEY, meaning)


def _coded(name: str, code_list: str, meaning: str, *, may_miss: bool = True) -> Column:
    return Column(name, CODED, meaning, code_list, may_miss)


def _day(name: str, meaning: str, *, may_miss: bool = True) -> Column:
    return Column(name, DAY, meaning, may_miss=may_miss)


PERSON_KEY = _key(
    "person_key",
    "Keyed function of the patient under the secret of the series: the same person has the same"
    " key in every table and period of a series, and another in every other series.",
)
EPISODE_KEY = _key("episode_key", "Keyed function of the episode, under the same secret.")

EPISODES = FactTable(
    "episodes",
    "One treatment episode of a person whose treatment touches the period or the 21 days before it;"
    " all episodes of such a person. Nothing later than the cut day is told.",
    (
        PERSON_KEY,
        EPISODE_KEY,
        Column("organisation", NUMBER, "The clinic, by its number in the table of organisations."),
        _coded("region", REGION, "Region of the clinic."),
        _coded("sex", "SEX", "Sex as recorded last (TDI item 5)."),
        Column(
            "age",
            SMALL,
            "Years at the start of treatment, or at referral: the year less the year of birth.",
            may_miss=True,
        ),
        _coded(
            "state",
            "EPISODE_STATE",
            "Where the episode stands. Where a later step than the cut day is held back: what the"
            " days that are told say.",
            may_miss=False,
        ),
        _day("referred_on", "Day of referral.", may_miss=False),
        _day("first_contact_on", "Day of the first contact."),
        _day("admitted_on", "Day of admission."),
        _day("started_on", "Day of the first treatment contact or dose: the start by the TDI."),
        _day("ended_on", "Day on which the episode ended."),
        _coded("referral_source", "REFERRAL_SOURCE", "Who referred (TDI item 4)."),
        _coded(
            "previously_treated",
            "PREVIOUSLY_TREATED",
            "Ever treated before (TDI item 3), as first asked in the episode.",
        ),
        _coded("injecting", "RECENCY", "Injecting (TDI item 16), as first asked in the episode."),
        _coded(
            "primary_substance",
            "SUBSTANCE",
            "Primary substance (TDI item 12), as first asked in the episode.",
        ),
        _coded("discharge_reason", "DISCHARGE_REASON", "How the episode ended."),
        _coded("not_admitted_reason", "NOT_ADMITTED_REASON", "Why it ended before admission."),
        _coded("modality", "MODALITY", "What is done: of the first intervention."),
        _coded("medicine", "MEDICINE", "Its medicine, if it has one."),
        Column(
            "other_substances",
            SMALL,
            "How many substances beside the primary one (TDI item 19), as first asked; 0 where"
            " nothing was asked.",
        ),
    ),
)

DOSES = FactTable(
    "doses",
    "One dose, given or not, up to and including the cut day, of an episode of the table above.",
    (
        PERSON_KEY,
        EPISODE_KEY,
        _day("on", "For which day.", may_miss=False),
        _coded("medicine", "MEDICINE", "Which medicine.", may_miss=False),
        Column(
            "amount",
            NUMBER,
            "Hundredths of a milligram; 0 for a dose that is counted in injections.",
        ),
        Column("is_taken", TRUTH, "Whether it counts as taken; a dose not said how does."),
    ),
)

TESTS = FactTable(
    "tests",
    "One drug test taken up to and including the cut day, of an episode of the first table.",
    (
        _key("test_key", "Keyed function of the test, under the same secret."),
        PERSON_KEY,
        EPISODE_KEY,
        _day("on", "When the sample was taken.", may_miss=False),
        *(
            _coded(
                analyte.value.lower(),
                "FINDING",
                f"What the test says of {analyte.value.lower()}; missing where not tested.",
            )
            for analyte in words.Analyte
        ),
    ),
)

TABLES = (EPISODES, DOSES, TESTS)
"""All tables, in the order in which they are frozen."""
