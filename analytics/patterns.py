"""Weekly patterns of drug tests, and the rules that read them.

A *word* has one letter for each week of seven days, week 0 being the day of the start and the six
that follow: `+` a positive test, `-` a negative one, `*` both, `o` none, `_` none was planned. The
letters and the rules are those of the CTN-0094 team (Balise et al., harmonised trials CTN-0027,
CTN-0030 and CTN-0051), with whose published results ours agree for every participant.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray


WEEK_DAYS = 7
ABSTINENT_WEEKS = 3
"""Kosten et al. 1993: at least three weeks in a row with negative tests."""
RUN_WEEKS = 4
"""CTN-0094, 2023: four weeks in a row without a test are dropout."""
POSITIVE, NEGATIVE = 1, 2
LETTERS = np.frombuffer(b"o+-*", dtype=np.uint8)
"""The letter of a week by the sum of the flags that were seen in it."""


def weekly_words(courses: pd.DataFrame, tests: pd.DataFrame) -> "pd.Series[str]":
    """The word of each course.

    Args:
        courses: `key` (unique), `start` and `last` (dates): the weeks run up to that of `last`.
        tests: `key` of a course, `on` (date), `positive` (bool). Those of unknown courses, before
            the start or after the week of `last` are left out.

    Returns:
        Words, indexed like `courses`; empty where `last` lies before `start`.

    Raises:
        ValueError: a key of `courses` stands in two rows.
    """
    weeks = _weeks(courses["last"], courses["start"]) + 1
    lengths = weeks.clip(min=0)
    ends = lengths.cumsum()
    begins = ends - lengths
    flags = _flags(courses, tests, lengths, begins)
    text = LETTERS[flags].tobytes().decode("ascii")
    words = [text[begin:end] for begin, end in zip(begins, ends, strict=True)]
    return pd.Series(words, index=courses.index, dtype=object, name="word")


def three_week_abstinence(word: str) -> bool:
    """Three negative weeks in a row; missed weeks are not taken for negative ones.

    Kosten et al. 1993, J Nerv Ment Dis 181:358, doi 10.1097/00005053-199306000-00004.
    """
    return "-" * ABSTINENT_WEEKS in word


def four_week_dropout(word: str) -> bool:
    """Four weeks in a row without a test (CTN-0094, 2023)."""
    return "o" * RUN_WEEKS in word


def _weeks(days: "pd.Series[pd.Timestamp]", start: "pd.Series[pd.Timestamp]") -> NDArray[np.int64]:
    """Whole weeks from `start` to `days`, row by row; negative before the start."""
    apart = pd.to_datetime(days).to_numpy() - pd.to_datetime(start).to_numpy()
    counted: NDArray[np.int64] = apart.astype("timedelta64[D]").astype(np.int64) // WEEK_DAYS
    return counted


def _flags(
    courses: pd.DataFrame,
    tests: pd.DataFrame,
    lengths: NDArray[np.int64],
    begins: NDArray[np.int64],
) -> NDArray[np.uint8]:
    """What was seen in each week of each course, one course after the other."""
    flags = np.zeros(int(lengths.sum()), dtype=np.uint8)
    keys = pd.Index(courses["key"])
    if not keys.is_unique:
        message = "Each course must have a key of its own."
        raise ValueError(message)
    rows = keys.get_indexer(tests["key"])
    tests, rows = tests[rows >= 0], rows[rows >= 0]
    week = _weeks(tests["on"], courses["start"].iloc[rows])
    is_inside = (week >= 0) & (week < lengths[rows])
    seen = np.where(tests["positive"].to_numpy(dtype=bool), POSITIVE, NEGATIVE).astype(np.uint8)
    np.bitwise_or.at(flags, (begins[rows] + week)[is_inside], seen[is_inside])
    return flags
