"""Whatever the histories: everybody once, parts that add up, and the rules said again plainly."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.attribution import JOURNEY_GAP_DAYS, frames
from analytics.catalogue import ANNUAL, with_regions
from analytics.tabulation import cubes, sum_of, tabulate
from kernel.periods import Period
from tests.factories import facts as make


YEAR = Period.year(2023)
CUT = date(2024, 3, 31)
DIMENSIONS = with_regions({code: code for code in make.REGIONS})
SEX_OF_PERSON = {1: "FEMALE", 2: "MALE", 3: "FEMALE", 4: "MALE", 5: None}
FIRST = date(2022, 6, 1)
FEW = settings(deadline=None, max_examples=20)
"""An example takes two dozen data frames."""


@st.composite
def spells(draw: st.DrawFn) -> dict[str, Any]:
    start = FIRST + timedelta(days=draw(st.integers(0, 660)))
    length = draw(st.none() | st.integers(0, 300))
    end = None if length is None else start + timedelta(days=length)
    person = draw(st.integers(1, 5))
    is_told = end is not None and end <= CUT
    return {
        "person_key": person,
        "sex": SEX_OF_PERSON[person],
        "region": draw(st.sampled_from(make.REGIONS)),
        "age": draw(st.none() | st.integers(14, 70)),
        "started_on": start,
        "ended_on": end if is_told else None,
        "discharge_reason": draw(st.sampled_from(["COMPLETED", "DIED", None])) if is_told else None,
    }


def histories() -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(spells(), max_size=12)


def made(rows: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    facts = make.Facts(make.episodes(*rows))
    return frames(facts, period=YEAR, cut_on=CUT, dimensions=DIMENSIONS).frames


def journeys(rows: list[dict[str, Any]]) -> list[tuple[int, date, date]]:
    """Person, start and end of each journey, one episode after the other."""
    found: list[tuple[int, date, date]] = []
    for row in sorted(rows, key=lambda row: (row["person_key"], row["started_on"])):
        person, start = row["person_key"], row["started_on"]
        end = row["ended_on"] or date.max
        if found and found[-1][0] == person and (start - found[-1][2]).days <= JOURNEY_GAP_DAYS:
            found[-1] = (person, found[-1][1], max(end, found[-1][2]))
        else:
            found.append((person, start, end))
    return found


@FEW
@given(histories())
def test_everybody_is_counted_once_and_every_journey_too(rows: list[dict[str, Any]]) -> None:
    for frame in made(rows).values():
        assert frame["record_key"].is_unique


@FEW
@given(histories())
def test_frames_are_what_one_finds_episode_by_episode(rows: list[dict[str, Any]]) -> None:
    found = made(rows)

    every = journeys(rows)
    began = [each for each in every if each[1] in YEAR]
    assert sorted(found["entrants"]["record_key"]) == sorted({person for person, _, _ in began})
    assert sorted(found["followed"]["days"]) == sorted(
        (min(end, CUT) - start).days for _, start, end in began
    )
    assert sorted(found["exits"]["days"]) == sorted(
        (end - start).days for _, start, end in every if end in YEAR
    )
    assert sorted(found["in_treatment"]["record_key"]) == sorted(
        {each for each, start, end in every if start < YEAR.before and end >= YEAR.since}
    )


@FEW
@given(histories())
def test_regions_add_up_to_the_country(rows: list[dict[str, Any]]) -> None:
    for universe, frame in made(rows).items():
        if "region" not in frame:
            continue
        whole = tabulate(frame, ["sex"], universe=universe)
        parts = [frame[frame["region"] == region] for region in make.REGIONS]
        assert sum_of(tabulate(part, ["sex"], universe=universe) for part in parts) == whole


@FEW
@given(histories(), st.lists(spells(), min_size=1, max_size=3))
def test_records_of_people_whose_sex_is_not_stated_change_no_cell(
    rows: list[dict[str, Any]], more: list[dict[str, Any]]
) -> None:
    others = [row | {"person_key": 9, "sex": None} for row in more]

    assert cubes(made(rows + others), ANNUAL) == cubes(made(rows), ANNUAL)


@FEW
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(rows: list[dict[str, Any]], random: Any) -> None:
    keyed = [row | {"episode_key": number} for number, row in enumerate(rows)]

    again = made(random.sample(keyed, len(keyed)))

    for universe, frame in made(keyed).items():
        pd.testing.assert_frame_equal(again[universe], frame)
