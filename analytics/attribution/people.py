"""People, each once in a period: those in treatment, and those who started."""

import numpy as np
import pandas as pd

from analytics.attribution.basis import Basis
from analytics.catalogue import DRUG_OF_SUBSTANCE, INJECTING_OF_RECENCY


PREVIOUS_OF_ANSWER = {"NEVER": "NEVER", "PREVIOUSLY": "PREVIOUSLY"}


def in_treatment(basis: Basis) -> pd.DataFrame:
    """People with at least one day of an open journey in the period (DEM-01).

    A day between two episodes of a journey belongs to it; in a period longer than such a gap, the
    people are those with an active episode. The age is that at the start of the latest episode.
    """
    people = np.flatnonzero(basis.recent >= 0)
    at = basis.recent[people]
    return pd.DataFrame(
        {
            "record_key": basis.episodes.person[at],
            "region": basis.region(at),
            "organisation": basis.organisation(at),
            "sex": basis.sexes[people],
            "age": basis.age(at),
        }
    )


def entrants(basis: Basis) -> pd.DataFrame:
    """People who started a journey in the period; of several, the first counts (DEM-02).

    Age and earlier treatment are those at this start. What else divides them is as in the most
    recent episode of the period (1.1), so that a person has one value of each dimension.
    """
    journeys = basis.journeys
    began = np.flatnonzero((journeys.start >= basis.since) & (journeys.start < basis.before))
    people, places = np.unique(journeys.person_number[began], return_index=True)
    first, at = journeys.first[began[places]], basis.recent[people]
    return pd.DataFrame(
        {
            "record_key": basis.episodes.person[at],
            "region": basis.region(at),
            "organisation": basis.organisation(at),
            "sex": basis.sexes[people],
            "age": basis.age(first),
            "drug": basis.coded("primary_substance", "drug", DRUG_OF_SUBSTANCE, at),
            "injecting": basis.coded("injecting", "injecting", INJECTING_OF_RECENCY, at),
            "previous": basis.coded("previously_treated", "previous", PREVIOUS_OF_ANSWER, first),
            "treatment": basis.treatment(at),
            "age_years": basis.years(first),
        }
    )
