"""Facts of episodes, doses and drug tests as data frames, a few rows at a time.

Each row is a mapping of the columns that matter to a test; the others get the plain value. Columns,
types and code lists are those of `clinics.facts`, as `analytics.sources.load` gives them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from django.db.models import TextChoices

from clinics import vocabulary as words
from kernel.demographics import Sex


Row = Mapping[str, Any]
REGIONS = ("KG-C", "KG-GB", "KG-O")
"""Three regions of one country, in the order of their codes."""

KEYS = ("person_key", "episode_key", "test_key")
DATES = ("referred_on", "first_contact_on", "admitted_on", "started_on", "ended_on", "on")
PLAIN = {
    "organisation": "int32",
    "other_substances": "int16",
    "amount": "float64",
    "is_taken": "bool",
}
ANALYTES = tuple(analyte.value.lower() for analyte in words.Analyte)
CODES: dict[str, type[TextChoices]] = {
    "sex": Sex,
    "state": words.EpisodeState,
    "referral_source": words.ReferralSource,
    "previously_treated": words.PreviouslyTreated,
    "injecting": words.Recency,
    "primary_substance": words.Substance,
    "discharge_reason": words.DischargeReason,
    "not_admitted_reason": words.NotAdmittedReason,
    "modality": words.Modality,
    "medicine": words.Medicine,
} | dict.fromkeys(ANALYTES, words.Finding)

EPISODE: dict[str, Any] = {
    "person_key": 1,
    "episode_key": None,
    "organisation": 1,
    "region": REGIONS[0],
    "sex": "FEMALE",
    "age": 30,
    "state": "IN_TREATMENT",
    "referred_on": None,
    "first_contact_on": None,
    "admitted_on": None,
    "started_on": None,
    "ended_on": None,
    "referral_source": "SELF_FAMILY",
    "previously_treated": "NEVER",
    "injecting": "CURRENT",
    "primary_substance": "HEROIN",
    "discharge_reason": None,
    "not_admitted_reason": None,
    "modality": "OPIOID_AGONIST",
    "medicine": "METHADONE",
    "other_substances": 0,
}
DOSE: dict[str, Any] = {
    "person_key": 1,
    "episode_key": 1,
    "on": None,
    "medicine": "METHADONE",
    "amount": 6000,
    "is_taken": True,
}
TEST: dict[str, Any] = {"test_key": None, "person_key": 1, "episode_key": 1, "on": None} | (
    dict.fromkeys(ANALYTES) | {"opioids": "NOT_FOUND"}
)


def episodes(*rows: Row, regions: tuple[str, ...] = REGIONS) -> pd.DataFrame:
    """Episodes of women in methadone treatment; `episode_key` is the row's number from 1.

    An episode is referred a week before it starts unless the row says otherwise.
    """
    full = [EPISODE | {"episode_key": number} | dict(row) for number, row in enumerate(rows, 1)]
    for row, given in zip(full, rows, strict=True):
        if "referred_on" not in given and row["started_on"]:
            row["referred_on"] = pd.Timestamp(row["started_on"]) - pd.Timedelta(days=7)
    return _frame(EPISODE, full, regions)


def doses(*rows: Row) -> pd.DataFrame:
    """Doses of 60 mg methadone, taken."""
    return _frame(DOSE, [DOSE | dict(row) for row in rows])


def tests(*rows: Row) -> pd.DataFrame:
    """Tests in which no opioids were found; `test_key` is the row's number from 1."""
    return _frame(
        TEST, [TEST | {"test_key": number} | dict(row) for number, row in enumerate(rows, 1)]
    )


tests.__test__ = False  # type: ignore[attr-defined]  # a frame of drug tests, not a test


@dataclass(frozen=True)
class Facts:
    """What attribution takes: three frames."""

    episodes: pd.DataFrame = field(default_factory=episodes)
    doses: pd.DataFrame = field(default_factory=doses)
    tests: pd.DataFrame = field(default_factory=tests)


def _frame(
    columns: Row, rows: list[dict[str, Any]], regions: tuple[str, ...] = REGIONS
) -> pd.DataFrame:
    return pd.DataFrame(
        {name: _column(name, [row[name] for row in rows], regions) for name in columns}
    )


def _column(name: str, values: list[Any], regions: tuple[str, ...]) -> Any:
    if name in KEYS:
        return np.array(values, np.uint64)  # pandas would go through floats
    if name in DATES:
        return pd.to_datetime(pd.Series(values, dtype=object)).astype("datetime64[ms]")
    if name == "age":
        return pd.array(values, dtype="Int16")
    if name in PLAIN:
        return np.array(values, PLAIN[name])
    codes = regions if name == "region" else tuple(CODES[name].values)
    return pd.Categorical(values, categories=list(codes))
