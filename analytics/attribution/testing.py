"""Drug tests of the period, and the weekly pattern of a treatment's first twelve weeks."""

from collections.abc import Callable

import numpy as np
import pandas as pd

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
    numbers = numbers[start + COURSE_DAYS <= basis.cut]
    words = _words(basis, numbers, tests)
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


def _words(basis: Basis, numbers: np.ndarray, tests: pd.DataFrame) -> "pd.Series[str]":
    """The words of journeys from the tests with an opioid result of their episodes."""
    start = pd.Series(basis.journeys.start[numbers].astype("datetime64[D]"))
    frame = pd.DataFrame(
        {"key": numbers, "start": start, "last": start + pd.Timedelta(days=COURSE_DAYS - 1)}
    )
    told = tests[tests["opioids"].isin(RESULT_OF_FINDING)]
    episode = pd.Index(basis.episodes.key).get_indexer(pd.Index(told["episode_key"]))
    told, episode = told[episode >= 0], episode[episode >= 0]
    return weekly_words(
        frame,
        pd.DataFrame(
            {
                "key": basis.journeys.number[episode],
                "on": pd.to_datetime(told["on"]).to_numpy(),
                "positive": (told["opioids"] == "FOUND").to_numpy(),
            }
        ),
    )


def _answers(
    basis: Basis, name: str, words: "pd.Series[str]", rule: Callable[[str], bool]
) -> "pd.Categorical[str]":
    """What `rule` says of each word, as leaf codes of the dimension `name`; one call a pattern."""
    codes = leaves(basis.dimensions[name])
    places, patterns = pd.factorize(words)
    answers = [codes.index("YES" if rule(word) else "NO") for word in patterns]
    return categorical(np.array(answers, np.int16)[places], codes)


def _sexes(basis: Basis, episode: np.ndarray) -> "pd.Categorical[str]":
    """The sexes of people by keys of their episodes, started or not."""
    rows = pd.Index(basis.facts["episode_key"]).get_indexer(pd.Index(episode))
    found = recoded(basis.facts["sex"], rows, SEXES, SEX_OF, NOT_STATED).codes
    return categorical(np.where(rows < 0, SEXES.index(NOT_STATED), found), SEXES)
