"""Our figures on the imported trials against what the trials published (docs/indicators)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

import pandas as pd
import pytest

from analytics.catalogue import EXIT_OF_REASON
from analytics.indicators import planned_exit
from analytics.patterns import (
    four_week_dropout,
    three_week_abstinence,
    weekly_words,
)
from analytics.vocabulary import Who
from clinics.actions.imports import import_ctn0094
from clinics.demo import DATA
from clinics.imports.ctn0094.places import registration_key
from clinics.models import Contact, DrugTest, DrugTestResult, Episode, ImportRun
from tests.integration.imports import sources
from tests.published import published
from tests.published_rules import relapse_week
from tests.unit.analytics.indicators.rows import DIMENSIONS, frames, one


pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Rule = Callable[[str], bool]
RULES: dict[str, tuple[str, Rule]] = {
    "abstinence": ("Ab_kosten_1993", three_week_abstinence),
    "dropout": ("DrE_ctnNinetyFour_2023", four_week_dropout),
    "relapse": ("RsE_ctnNinetyFour_2023", lambda word: relapse_week(word)[1]),
}
REASONS = ("agrees", "visit without sample", "other opioid medicine", "last week", "other")
"""What has to be done to our word, step after step, until the rule says what was published."""
AGREEMENT = {
    27: {
        "abstinence": (1235, 23, 10, 0, 1),
        "dropout": (1260, 8, 0, 0, 1),
        "relapse": (1235, 19, 12, 1, 2),
    },
    30: {
        "abstinence": (411, 236, 5, 0, 1),
        "dropout": (498, 155, 0, 0, 0),
        "relapse": (598, 45, 9, 0, 1),
    },
}
"""Participants by trial, rule and reason, as in docs/indicators/agreement.md."""


@pytest.mark.published
def test_the_imported_trials_give_what_was_published():
    theirs = pd.read_csv(published("ctn0094_opioid_trials", "outcomes_published.csv.gz"))
    import_ctn0094(sources.order(DATA, today=date(2026, 11, 21)))

    people = _people(theirs)
    steps = list(_steps(people))
    found = {
        trial: {name: _reasons(people, steps, trial, name) for name in RULES} for trial in (27, 30)
    }

    assert len(people) == 1922
    assert found == AGREEMENT
    assert _completion("METHADONE") == pytest.approx(0.74, abs=0.01)
    assert _completion("BUPRENORPHINE") == pytest.approx(0.46, abs=0.01)


def _people(theirs: pd.DataFrame) -> pd.DataFrame:
    """Everybody who was assigned to a treatment: key, start, last day, and what was published."""
    trials = {int(row["who"]): int(row["project"]) for row in sources.rows("everybody")}
    arms = {int(row["who"]) for row in sources.rows("randomization")}
    run = ImportRun.objects.get().fingerprint
    who = {registration_key(run, number): number for number in trials}
    rows = Episode.objects.values_list("patient__registration__key", "pk", "admitted_on")
    ours = pd.DataFrame(
        [(who[key], trials[who[key]], pk, day) for key, pk, day in rows if who[key] in arms],
        columns=["who", "trial", "key", "start"],
    )
    people = ours.merge(theirs, on="who", validate="one_to_one")
    weeks = people["usePatternUDS"].str.len()
    people["last"] = [
        start + timedelta(days=7 * count - 1)
        for start, count in zip(people["start"], weeks, strict=True)
    ]
    return people


def _steps(people: pd.DataFrame) -> Iterator["pd.Series[str]"]:
    """Our words, and what becomes of them as the conventions of the publication are taken over."""
    samples = set(DrugTest.objects.values_list("episode_id", "on"))
    visits = set(Contact.objects.filter(attendance="ATTENDED").values_list("episode_id", "on"))
    yield _words(people, samples, _days_with("OPIOIDS"))
    yield _words(people, samples | visits, _days_with("OPIOIDS"))
    medicines = _days_with("OPIOIDS", "METHADONE", "BUPRENORPHINE")
    words = _words(people, samples | visits, medicines)
    yield words
    ends = people["usePatternUDS"].str[-1]
    yield words.str[:-1] + ends


def _days_with(*analytes: str) -> set[tuple[int, date]]:
    """Episodes and days on which one of these was found."""
    results = DrugTestResult.objects.filter(finding="FOUND", analyte__in=analytes)
    return set(results.values_list("test__episode_id", "test__on"))


def _words(
    people: pd.DataFrame, days: Iterable[tuple[int, date]], positive: set[tuple[int, date]]
) -> "pd.Series[str]":
    tests = pd.DataFrame(sorted(days), columns=["key", "on"])
    tests["positive"] = [pair in positive for pair in zip(tests["key"], tests["on"], strict=True)]
    return weekly_words(people, tests)


def _reasons(
    people: pd.DataFrame, steps: list["pd.Series[str]"], trial: int, name: str
) -> tuple[int, ...]:
    """How many agree at once, and how many first agree after which step."""
    column, rule = RULES[name]
    is_in = people["trial"] == trial
    answers = [[bool(rule(word)) for word in words[is_in]] for words in steps]
    truth = people.loc[is_in, column].astype(bool)
    counted: Counter[str] = Counter()
    for expected, *ours in zip(truth, *answers, strict=True):
        first = ours.index(expected) if expected in ours else len(steps)
        counted[REASONS[first]] += 1
    return tuple(counted[reason] for reason in REASONS)


def _completion(medicine: str) -> float | None:
    """EXI-02 of one arm of CTN-0027, women and men, over all countries and years."""
    episodes = Episode.objects.exclude(started_on=None).filter(interventions__medicine=medicine)
    rows = [
        {"exit": EXIT_OF_REASON[reason], "treatment": medicine}
        for reason in episodes.values_list("discharge_reason", flat=True)
    ]
    found = planned_exit.estimate(frames(exits=rows), DIMENSIONS)
    return one(found, Who.BOTH, stratum=medicine).value
