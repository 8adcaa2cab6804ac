"""Journeys, one row each: started, ended, and how long they were followed.

The region of a journey is that of its most recent episode active in the period (1.1), so that a
move after the period does not change its figures. Reason and day of the end are those of the
episode that ended it; treatment, referral and age are those of the episode that began it.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.attribution.basis import Basis
from analytics.attribution.coding import EPOCH_ORDINAL, MISSING, days_of, splitmix64, wait_classes
from analytics.attribution.spells import OPEN
from analytics.catalogue import EXIT_OF_REASON


NOT_EVENTS = ("TRANSFERRED", "DIED")
"""Ends after which a journey is censored: it goes on elsewhere, or death ended it (RET-01..12)."""

Numbers = NDArray[np.intp]
"""Places of journeys in `Basis.journeys`."""


def journey_keys(basis: Basis, numbers: Numbers) -> NDArray[np.uint64]:
    """Record keys of journeys: scattered from the person's key and the day of the start."""
    days = basis.journeys.start[numbers] + EPOCH_ORDINAL
    return splitmix64(basis.journeys.person[numbers] + days.astype(np.uint64))


def started_in_period(basis: Basis) -> Numbers:
    """The journeys that started in the period."""
    start = basis.journeys.start
    return np.flatnonzero((start >= basis.since) & (start < basis.before))


def starts(basis: Basis) -> pd.DataFrame:
    """Journeys that started in the period, with the wait for them (ACC-01, ACC-02).

    `wait_days` runs from the referral to the start; from the first contact where the day of the
    referral is missing. NaN where both are, or where the start came before.
    """
    numbers = started_in_period(basis)
    rows = basis.episodes.row[basis.journeys.first[numbers]]
    asked, met = (days_of(basis.facts[name])[rows] for name in ("referred_on", "first_contact_on"))
    since = np.where(asked == MISSING, met, asked)
    start = basis.journeys.start[numbers]
    is_known = (since != MISSING) & (since <= start)
    wait = np.where(is_known, start - np.where(is_known, since, start), np.nan)
    return _described(basis, numbers).assign(
        wait=wait_classes(wait, basis.dimensions["wait"]), wait_days=wait
    )


def exits(basis: Basis) -> pd.DataFrame:
    """Journeys that ended in the period, by how (EXI-01); `days` is the length of stay."""
    journeys = basis.journeys
    numbers = np.flatnonzero((journeys.end >= basis.since) & (journeys.end < basis.before))
    days = journeys.end[numbers] - journeys.start[numbers]
    return _described(basis, numbers).assign(
        exit=_exit(basis, numbers),
        treatment=basis.treatment(journeys.first[numbers]),
        days=days.astype(np.int32),
    )


def followed(basis: Basis) -> pd.DataFrame:
    """Journeys that started in the period, followed to their end or the cut day (RET-01..12).

    `is_event`: ended for any reason but transfer; death is censored, as a transfer is.
    """
    numbers, journeys = started_in_period(basis), basis.journeys
    end = journeys.end[numbers]
    days = np.minimum(end, basis.cut) - journeys.start[numbers]
    is_event = (end != OPEN) & ~_exit(basis, numbers).isin(NOT_EVENTS)
    return _described(basis, numbers).assign(
        treatment=basis.treatment(journeys.first[numbers]),
        days=days.astype(np.int32),
        is_event=is_event,
    )


def _described(basis: Basis, numbers: Numbers) -> pd.DataFrame:
    at = basis.recent_of_journey[numbers]
    return pd.DataFrame(
        {
            "record_key": journey_keys(basis, numbers),
            "region": basis.region(at),
            "organisation": basis.organisation(at),
            "sex": basis.sexes[basis.journeys.person_number[numbers]],
        }
    )


def _exit(basis: Basis, numbers: Numbers) -> "pd.Categorical[str]":
    return basis.coded("discharge_reason", "exit", EXIT_OF_REASON, basis.journeys.last[numbers])
