"""People on opioid agonist treatment, and whether their dose is adequate (OAT-04)."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.attribution.basis import Basis
from analytics.attribution.coding import days_of
from analytics.tabulation import leaves
from analytics.vocabulary import UNKNOWN


SETTLED_DAYS = 42
"""Longer in treatment than this: the dose is no longer being built up."""
DOSE_DAYS = 28
"""The dose is the mean over the last 28 days."""
ADEQUATE_MG = {"METHADONE": 60.0, "BUPRENORPHINE": 8.0, "BUPRENORPHINE_NALOXONE": 8.0}
"""Milligrams a day from which a dose is adequate. Parameters, not verified (OAT-04; WHO 2009)."""
DRUGS = {"METHADONE": 0, "BUPRENORPHINE": 1, "BUPRENORPHINE_NALOXONE": 1}
"""Medicines with the same number are doses of one drug."""
NONE = -1
HUNDREDTHS = 100.0


def oat(basis: Basis, doses: pd.DataFrame) -> pd.DataFrame:
    """People in an open journey of agonist treatment for over 42 days on the period's last day.

    The medicine is that of their most recent episode. The last day is the cut day where that comes
    before the end of the period. `mean_dose` is in mg a day, over the days with a dose of the same
    drug taken among the last 28; NaN, and UNKNOWN, where there was none.
    """
    day = min(basis.before - 1, basis.cut)
    people, at = _on_agonists(basis, day)
    treatment = basis.treatment(at)
    drug = np.array([DRUGS.get(code, NONE) for code in treatment.categories])[treatment.codes]
    key = basis.episodes.person[at]
    mean = _mean_doses(doses, key, drug, day)
    return pd.DataFrame(
        {
            "record_key": key,
            "sex": basis.sexes[people],
            "dose": _adequacy(basis, mean, treatment),
            "treatment": treatment,
            "mean_dose": mean,
        }
    )


def _on_agonists(basis: Basis, day: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Numbers and most recent episodes of the people who count."""
    people = np.flatnonzero(basis.recent >= 0)
    at = basis.recent[people]
    journey = basis.journeys.number[at]
    is_settled = basis.journeys.start[journey] < day - SETTLED_DAYS
    is_open = basis.journeys.end[journey] > day
    counts = is_settled & is_open & basis.treatment(at).isin(list(DRUGS))
    return people[counts], at[counts]


def _mean_doses(
    doses: pd.DataFrame, people: NDArray[np.uint64], drug: NDArray[np.intp], day: int
) -> NDArray[np.float64]:
    """Milligrams a day of each person's own drug over the days with a dose; NaN for none."""
    ago = day - days_of(doses["on"])
    is_recent = (ago >= 0) & (ago < DOSE_DAYS) & doses["is_taken"] & doses["amount"].notna()
    person = pd.Index(people).get_indexer(pd.Index(doses["person_key"]))
    kept = np.flatnonzero(is_recent & (person >= 0))
    kept = kept[_drugs(doses["medicine"], kept) == drug[person[kept]]]
    amounts = doses["amount"].iloc[kept].to_numpy(dtype=np.float64) / HUNDREDTHS
    total = np.bincount(person[kept], weights=amounts, minlength=len(people))
    dated = np.unique(person[kept] * DOSE_DAYS + ago[kept]) // DOSE_DAYS
    days = np.bincount(dated, minlength=len(people)).astype(np.float64)
    return np.divide(total, days, out=np.full(len(people), np.nan), where=days > 0)


def _drugs(medicines: "pd.Series[str]", rows: NDArray[np.intp]) -> NDArray[np.intp]:
    numbers = np.array([*(DRUGS.get(name, NONE) for name in medicines.cat.categories), NONE])
    return numbers[medicines.cat.codes.to_numpy()[rows]]


def _adequacy(
    basis: Basis, mean: NDArray[np.float64], treatment: "pd.Categorical[str]"
) -> "pd.Categorical[str]":
    codes = leaves(basis.dimensions["dose"])
    limits = np.array([ADEQUATE_MG.get(code, np.nan) for code in treatment.categories])
    answer = np.where(mean >= limits[treatment.codes], "ADEQUATE", "BELOW")
    answer = np.where(np.isnan(mean), UNKNOWN, answer)
    return pd.Categorical(answer, codes)
