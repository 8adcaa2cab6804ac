"""Drug tests of the period, and the weekly pattern of a treatment's first twelve weeks."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.attribution.basis import SEX_OF, SEXES, Basis
from analytics.attribution.coding import categorical, days_of, recoded, splitmix64
from analytics.attribution.treatments import journey_keys, started_in_period
from analytics.patterns import four_week_dropout, three_week_abstinence, weekly_words
from analytics.tabulation import NOT_STATED, leaves


COURSE_DAYS = 12 * 7
"""A course is the first twelve weeks of a journey, whether or not it lasted so long: who left
earlier misses the tests of the other weeks. It counts once all of them are before the cut day."""
RESULT_OF_FINDING = {"NOT_FOUND": "NEGATIVE", "FOUND": "POSITIVE"}


def drug_tests(basis: Basis, tests: pd.DataFrame) -> pd.DataFrame:
    """Tests taken in the period, by what they say of opioids (TST-01).

    Opioids alone: a person's own methadone or buprenorphine is another analyte.
    """
    on = days_of(tests["on"])
    rows = np.flatnonzero((on >= basis.since) & (on < basis.before))
    return pd.DataFrame(
        {
            "record_key": splitmix64(tests["test_key"].to_numpy()[rows]),
            "sex": _sexes(basis, tests["episode_key"].to_numpy()[rows]),
            "result": recoded(
                tests["opioids"], rows, leaves(basis.dimensions["result"]), RESULT_OF_FINDING
            ),
            "person": tests["person_key"].to_numpy()[rows],
        }
    )


def courses(basis: Basis, tests: pd.DataFrame) -> pd.DataFrame:
    """Journeys started in the period with an opioid result in their first twelve weeks.

    Only those whose twelve weeks are over by the cut day. `word` has a letter for each week
    (`analytics.patterns`); `abstinence` and `dropout` are read from it (TST-02, TST-03).
    """
    numbers = started_in_period(basis)
    start = basis.journeys.start[numbers]
    told = _told(basis, tests)
    numbers = numbers[(start + COURSE_DAYS <= basis.cut) & np.isin(numbers, told["key"])]
    words = _words(basis, numbers, told)
    is_tested = words.str.contains("[-+*]").to_numpy(dtype=bool)
    numbers, words = numbers[is_tested], words[is_tested].reset_index(drop=True)
    return pd.DataFrame(
        {
            "record_key": journey_keys(basis, numbers),
            "sex": basis.sexes[basis.journeys.person_number[numbers]],
            "abstinence": _answers(basis, "abstinence", words, three_week_abstinence),
            "dropout": _answers(basis, "dropout", words, four_week_dropout),
            "treatment": basis.treatment(basis.journeys.first[numbers]),
            "word": words,
        }
    )


def _told(basis: Basis, tests: pd.DataFrame) -> pd.DataFrame:
    """Tests with an opioid result: the number of their journey, their day, what they say."""
    episode = pd.Index(basis.episodes.key).get_indexer(pd.Index(tests["episode_key"]))
    is_told = (episode >= 0) & tests["opioids"].isin(list(RESULT_OF_FINDING))
    told, episode = tests[is_told], episode[is_told]
    return pd.DataFrame(
        {
            "key": basis.journeys.number[episode],
            "on": pd.to_datetime(told["on"]).to_numpy(),
            "positive": (told["opioids"] == "FOUND").to_numpy(),
        }
    )


def _words(basis: Basis, numbers: NDArray[np.intp], told: pd.DataFrame) -> "pd.Series[str]":
    start = pd.Series(basis.journeys.start[numbers].astype("datetime64[D]"))
    last = start + pd.Timedelta(days=COURSE_DAYS - 1)
    return weekly_words(pd.DataFrame({"key": numbers, "start": start, "last": last}), told)


def _answers(
    basis: Basis, name: str, words: "pd.Series[str]", rule: Callable[[str], bool]
) -> "pd.Categorical[str]":
    """What `rule` says of each word, as leaf codes of the dimension `name`; one call a pattern."""
    codes = leaves(basis.dimensions[name])
    places, patterns = pd.factorize(words)
    answers = [codes.index("YES" if rule(word) else "NO") for word in patterns]
    return categorical(np.array(answers, np.int16)[places], codes)


def _sexes(basis: Basis, episode: NDArray[np.uint64]) -> "pd.Categorical[str]":
    """The sexes of people by keys of their episodes, started or not."""
    rows = pd.Index(basis.facts["episode_key"]).get_indexer(pd.Index(episode))
    found = recoded(basis.facts["sex"], rows, SEXES, SEX_OF, NOT_STATED).codes
    return categorical(np.where(rows < 0, SEXES.index(NOT_STATED), found), SEXES)
