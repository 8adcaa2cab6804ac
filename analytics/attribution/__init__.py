"""One row per person and period, and the frames of every universe.

People are attributed before anything is counted: from there on, counting is addition
(outcomes-and-disclosure reference 1.1 and 7).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pandas as pd

from analytics.attribution.basis import Basis, RegionMissing
from analytics.attribution.doses import oat
from analytics.attribution.people import entrants, in_treatment
from analytics.attribution.places import few, together
from analytics.attribution.spells import JOURNEY_GAP_DAYS
from analytics.attribution.testing import courses, drug_tests
from analytics.attribution.treatments import exits, followed, starts
from analytics.catalogue import Dimension
from analytics.tabulation import NOT_STATED
from kernel.periods import Period


__all__ = [
    "COLUMNS",
    "JOURNEY_GAP_DAYS",
    "Facts",
    "Frames",
    "RegionMissing",
    "few",
    "frames",
    "together",
]


COLUMNS = frozenset(
    {
        "person_key", "episode_key", "test_key", "organisation", "region", "sex", "age",
        "referred_on", "first_contact_on", "started_on", "ended_on", "previously_treated",
        "injecting", "primary_substance", "discharge_reason", "modality", "medicine", "on",
        "amount", "is_taken", "opioids",
    }
)  # fmt: skip
"""The columns of facts that are read here; the others need not be loaded."""


class Facts(Protocol):
    """What attribution takes: the three tables of `clinics.facts` as data frames."""

    @property
    def episodes(self) -> pd.DataFrame:
        """One treatment episode a row."""

    @property
    def doses(self) -> pd.DataFrame:
        """One dose a row."""

    @property
    def tests(self) -> pd.DataFrame:
        """One drug test a row."""


@dataclass(frozen=True)
class Frames:
    """The rows of each universe by its name, each with a `record_key` and its leaf codes.

    `not_stated` is the number of people in treatment whose sex is other or not stated: the one
    figure about them, as they are in no cell.
    """

    frames: dict[str, pd.DataFrame]
    not_stated: int
    cut_on: date
    period: Period


def frames(
    facts: Facts, *, period: Period, cut_on: date, dimensions: Mapping[str, Dimension]
) -> Frames:
    """The frames of `period` with all that was known on `cut_on`.

    `dimensions` are those of the catalogue with the regions of the country.

    Raises:
        RegionMissing: a record of the period belongs to no region of the country.
    """
    basis = Basis(facts.episodes, period, cut_on, dimensions)
    made = {
        "in_treatment": in_treatment(basis),
        "entrants": entrants(basis),
        "starts": starts(basis),
        "exits": exits(basis),
        "followed": followed(basis),
        "oat": oat(basis, facts.doses),
        "tests": drug_tests(basis, facts.tests),
        "courses": courses(basis, facts.tests),
    }
    not_stated = int((made["in_treatment"]["sex"] == NOT_STATED).sum())
    return Frames(made, not_stated, cut_on, period)
