"""What all frames of a period are made from: who was where, and the columns they share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from analytics.attribution.coding import age_groups, categorical, recoded
from analytics.attribution.spells import Episodes, Journeys, chained, latest, started
from analytics.catalogue import Dimension
from analytics.tabulation import NOT_STATED, leaves
from analytics.vocabulary import TOTAL, UNKNOWN
from kernel.errors import Refused
from kernel.periods import Period


EPOCH = date(1970, 1, 1)
SEXES = ("F", "M", NOT_STATED)
SEX_OF = {"FEMALE": "F", "MALE": "M"}
WITH_MEDICINE = ("OPIOID_AGONIST", "ANTAGONIST")
"""Modalities that are given by a medicine: without its name, the treatment is not known."""

At = NDArray[np.intp]
"""Places of episodes in `Basis.episodes`."""


class RegionMissing(Refused):
    """Records come from a clinic without a region; they would be in no region's figures."""

    code = "region-missing"


@dataclass(frozen=True)
class Basis:
    """Facts of a period in order. Days are counted from 1970-01-01."""

    facts: pd.DataFrame
    period: Period
    cut_on: date
    dimensions: Mapping[str, Dimension]
    episodes: Episodes = field(init=False)
    journeys: Journeys = field(init=False)

    def __post_init__(self) -> None:
        episodes = started(self.facts, cut=self.cut)
        object.__setattr__(self, "episodes", episodes)
        object.__setattr__(self, "journeys", chained(episodes))

    @property
    def since(self) -> int:
        """The first day of the period."""
        return (self.period.since - EPOCH).days

    @property
    def before(self) -> int:
        """The day after the period."""
        return (self.period.before - EPOCH).days

    @property
    def cut(self) -> int:
        """The last day of which anything is known."""
        return (self.cut_on - EPOCH).days

    @cached_property
    def recent(self) -> At:
        """By person number, the most recent episode active in the period (1.1), or -1."""
        groups = self.episodes.person_number
        return latest(self.episodes, groups, since=self.since, before=self.before)

    @cached_property
    def recent_of_journey(self) -> At:
        """By journey, its most recent episode active in the period (1.1), or -1."""
        groups = self.journeys.number
        return latest(self.episodes, groups, since=self.since, before=self.before)

    @cached_property
    def sexes(self) -> "pd.Categorical[str]":
        """By person number: sex as recorded in the latest episode; NS if other or not stated."""
        last = np.flatnonzero(np.diff(self.episodes.person_number, append=-1))
        return recoded(self.facts["sex"], self.episodes.row[last], SEXES, SEX_OF, NOT_STATED)

    def coded(
        self, fact: str, name: str, meaning: Mapping[str, str], at: At
    ) -> "pd.Categorical[str]":
        """The column `fact` of some episodes as leaf codes of the dimension `name`."""
        codes = leaves(self.dimensions[name])
        return recoded(self.facts[fact], self.episodes.row[at], codes, meaning)

    def region(self, at: At) -> "pd.Categorical[str]":
        """The regions of some episodes.

        Raises:
            RegionMissing: an episode has none, or one that is not of this country.
        """
        codes = (*leaves(self.dimensions["region"]), UNKNOWN)
        same = {code: code for code in codes}
        found = recoded(self.facts["region"], self.episodes.row[at], codes, same)
        if (found.codes == len(codes) - 1).any():
            raise RegionMissing(
                _(
                    "Records of this period come from a clinic without a region. Give every "
                    "clinic its region, then compile again."
                )
            )
        return categorical(found.codes, codes[:-1])

    def organisation(self, at: At) -> NDArray[np.int64]:
        """The clinics of some episodes, by number."""
        return self.facts["organisation"].to_numpy(np.int64)[self.episodes.row[at]]

    def years(self, at: At) -> NDArray[np.float64]:
        """The ages at the start of some episodes; NaN if not known."""
        ages = self.facts["age"].to_numpy(dtype=np.float64, na_value=np.nan)
        return ages[self.episodes.row[at]]

    def age(self, at: At) -> "pd.Categorical[str]":
        """The age groups at the start of some episodes."""
        return age_groups(self.years(at), self.dimensions["age"])

    def treatment(self, at: At) -> "pd.Categorical[str]":
        """The medicine of some episodes, or NO_MEDICINE if what is done needs none.

        UNKNOWN where nothing is known, or a medicine is given and its name is not stated.
        """
        codes = leaves(self.dimensions["treatment"])
        medicines, modalities = self.facts["medicine"], self.facts["modality"]
        named = {name: name if name in codes else UNKNOWN for name in medicines.cat.categories}
        medicine = recoded(medicines, self.episodes.row[at], (*codes, TOTAL), named, TOTAL).codes
        done = dict.fromkeys(modalities.cat.categories, "NO_MEDICINE")
        done |= dict.fromkeys(WITH_MEDICINE, UNKNOWN)
        modality = recoded(modalities, self.episodes.row[at], codes, done).codes
        return categorical(np.where(medicine == len(codes), modality, medicine), codes)
