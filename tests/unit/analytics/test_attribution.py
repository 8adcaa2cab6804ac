"""Who is counted, once, where and as what: small histories and the year 2023."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.attribution import COLUMNS, Facts, Frames, RegionMissing, frames
from analytics.attribution.coding import splitmix64
from analytics.catalogue import ANNUAL, with_regions
from analytics.tabulation import cubes, leaves
from clinics.facts import DOSES, EPISODES, TESTS
from kernel.periods import Period
from tests.factories import facts as make


YEAR = Period.year(2023)
CUT = date(2024, 3, 31)
DIMENSIONS = with_regions({code: code for code in make.REGIONS})


def frames_of(facts: Facts, period: Period = YEAR, cut_on: date = CUT) -> Frames:
    return frames(facts, period=period, cut_on=cut_on, dimensions=DIMENSIONS)


def of(universe: str, *episodes: dict[str, Any], cut_on: date = CUT) -> pd.DataFrame:
    facts = make.Facts(make.episodes(*episodes))
    return frames_of(facts, cut_on=cut_on).frames[universe]


def spell(
    start: str, end: str | None = None, reason: str | None = None, **more: Any
) -> dict[str, Any]:
    return {"started_on": start, "ended_on": end, "discharge_reason": reason} | more


def test_a_new_start_within_21_days_goes_on_with_the_journey() -> None:
    frame = of(
        "followed",
        spell("2023-01-10", "2023-03-01", "TRANSFERRED_TREATMENT"),
        spell("2023-03-22", "2023-06-10", "COMPLETED"),
    )

    assert frame[["days", "is_event"]].values.tolist() == [[151, True]]


def test_a_new_start_after_22_days_is_a_new_journey_of_the_same_person() -> None:
    rows = (
        spell("2023-01-10", "2023-03-01", "DROPPED_OUT"),
        spell("2023-03-23", "2023-06-10", "COMPLETED"),
    )

    assert of("starts", *rows)["record_key"].nunique() == 2
    assert of("exits", *rows)["exit"].tolist() == ["DROPPED_OUT", "COMPLETED"]
    assert of("entrants", *rows)["record_key"].tolist() == [1]
    assert of("in_treatment", *rows)["record_key"].tolist() == [1]


def test_an_open_episode_swallows_those_that_start_later() -> None:
    rows = (spell("2023-01-10"), spell("2023-06-01", "2023-07-01", "DROPPED_OUT"))

    assert len(of("starts", *rows)) == 1
    assert of("exits", *rows).empty
    assert of("followed", *rows)["days"].tolist() == [(CUT - date(2023, 1, 10)).days]


def test_a_short_episode_inside_a_long_one_does_not_break_the_journey() -> None:
    rows = (
        spell("2023-01-10", "2023-09-01", "COMPLETED"),
        spell("2023-02-01", "2023-02-10", "DROPPED_OUT"),
        spell("2023-09-15", "2023-10-01", "MOVED"),
    )

    exits = of("exits", *rows)

    assert exits[["exit", "days"]].values.tolist() == [["OTHER", 264]]


def test_the_end_and_its_reason_are_those_of_the_episode_that_ended_last() -> None:
    exits = of(
        "exits",
        spell("2023-01-10", "2023-09-01", "COMPLETED", region="KG-C"),
        spell("2023-02-01", "2023-02-10", "DROPPED_OUT", region="KG-O"),
    )

    assert exits[["exit", "region", "days"]].values.tolist() == [["COMPLETED", "KG-C", 234]]


def test_a_person_of_two_clinics_is_counted_once_where_last_active() -> None:
    frame = of(
        "in_treatment",
        spell("2023-01-10", "2023-05-01", "DROPPED_OUT", region="KG-O", organisation=2),
        spell("2023-08-10", "2023-09-01", "DROPPED_OUT", region="KG-GB", organisation=3),
    )

    assert frame[["record_key", "region"]].values.tolist() == [[1, "KG-GB"]]


def test_a_move_after_the_period_changes_no_figure_of_the_period() -> None:
    rows = (
        spell("2023-11-01", "2024-01-20", "TRANSFERRED_TREATMENT", region="KG-O"),
        spell("2024-01-25", region="KG-C"),
    )

    for universe in ("in_treatment", "entrants", "starts", "followed"):
        assert of(universe, *rows)["region"].tolist() == ["KG-O"]


def test_what_came_after_the_cut_day_is_not_known() -> None:
    rows = (
        spell("2023-11-01", "2024-02-20", "DROPPED_OUT"),
        spell("2024-02-25", person_key=2),
    )

    followed = of("followed", *rows, cut_on=date(2024, 1, 31))

    assert followed[["days", "is_event"]].values.tolist() == [[91, False]]


def test_people_who_never_started_are_in_no_frame() -> None:
    made = frames_of(make.Facts(make.episodes({"referred_on": "2023-02-01"})))

    assert all(frame.empty for frame in made.frames.values())


def test_treatment_from_before_the_period_counts_in_treatment_not_as_a_start() -> None:
    rows = (spell("2021-05-01"), spell("2021-05-01", "2022-12-31", "COMPLETED", person_key=2))

    assert of("in_treatment", *rows)["record_key"].tolist() == [1]
    assert of("entrants", *rows).empty


@pytest.mark.parametrize(("end", "counted"), [("2022-12-31", 0), ("2023-01-01", 1)])
def test_one_day_in_the_period_is_enough(end: str, counted: int) -> None:
    assert len(of("in_treatment", spell("2022-05-01", end, "COMPLETED"))) == counted


def test_a_start_on_the_first_or_last_day_is_in_the_period_and_the_next_day_is_not() -> None:
    days = ("2022-12-31", "2023-01-01", "2023-12-31", "2024-01-01")
    rows = [spell(day, person_key=number) for number, day in enumerate(days)]

    assert of("entrants", *rows)["record_key"].tolist() == [1, 2]


def test_entrants_have_age_and_past_of_their_first_start_the_rest_of_the_latest_episode() -> None:
    frame = of(
        "entrants",
        spell("2023-01-10", "2023-02-01", "DROPPED_OUT", age=24, primary_substance="HEROIN"),
        spell(
            "2023-10-10", age=25, primary_substance="CATHINONES", injecting="LAST_YEAR",
            previously_treated="PREVIOUSLY", medicine=None, modality="PSYCHOSOCIAL",
        ),
    )  # fmt: skip

    assert frame.iloc[0].drop(["record_key", "region", "organisation", "sex"]).to_dict() == {
        "age": "18-24",
        "drug": "CATHINONES",
        "injecting": "EVER",
        "previous": "NEVER",
        "treatment": "NO_MEDICINE",
        "age_years": 24.0,
    }


def test_the_age_in_treatment_is_that_of_the_latest_episode() -> None:
    frame = of(
        "in_treatment",
        spell("2021-01-10", "2023-02-01", "DROPPED_OUT", age=34),
        spell("2023-10-10", age=36),
    )

    assert frame["age"].tolist() == ["35-44"]


@pytest.mark.parametrize(
    ("age", "group"),
    [(17, "U18"), (18, "18-24"), (24, "18-24"), (25, "25-34"), (55, "55+"), (None, "UNKNOWN")],
)
def test_ages_fall_into_released_groups(age: int | None, group: str) -> None:
    frame = of("entrants", spell("2023-01-10", age=age))

    assert frame["age"].tolist() == [group]
    assert frame["age_years"].isna().tolist() == [age is None]


def test_answers_that_are_missing_are_unknown() -> None:
    missing = dict.fromkeys(
        ["age", "previously_treated", "injecting", "primary_substance", "modality", "medicine"]
    )

    frame = of("entrants", spell("2023-01-10", sex=None, **missing))

    row = frame.iloc[0].drop(["record_key", "region", "organisation", "age_years"]).to_dict()
    assert row.pop("sex") == "NS"
    assert set(row.values()) == {"UNKNOWN"}


def test_people_whose_sex_is_not_stated_are_one_number_and_in_no_cell() -> None:
    made = frames_of(
        make.Facts(make.episodes(spell("2023-01-10"), spell("2023-01-10", person_key=2, sex=None)))
    )

    assert made.not_stated == 1
    for tables in cubes(made.frames, ANNUAL).values():
        assert all(cube.codes[cube.dimensions.index("sex")] == ("F", "M") for cube in tables)
    assert cubes(made.frames, ANNUAL)["in_treatment"][0].value({})[0] == 1


@pytest.mark.parametrize(
    ("medicine", "modality", "treatment"),
    [
        ("METHADONE", "OPIOID_AGONIST", "METHADONE"),
        ("BUPRENORPHINE_NALOXONE", None, "BUPRENORPHINE_NALOXONE"),
        (None, "PSYCHOSOCIAL", "NO_MEDICINE"),
        ("NOT_STATED", "WITHDRAWAL", "UNKNOWN"),
        (None, "OPIOID_AGONIST", "UNKNOWN"),
        (None, "ANTAGONIST", "UNKNOWN"),
        (None, None, "UNKNOWN"),
    ],
)
def test_treatment_is_the_medicine_or_none_where_none_is_needed(
    medicine: str | None, modality: str | None, treatment: str
) -> None:
    frame = of("entrants", spell("2023-01-10", medicine=medicine, modality=modality))

    assert frame["treatment"].tolist() == [treatment]


def test_the_treatment_of_a_journey_is_that_of_its_first_episode() -> None:
    rows = (
        spell("2023-01-10", "2023-03-01", "TRANSFERRED_TREATMENT", medicine="METHADONE"),
        spell("2023-03-05", "2023-05-01", "COMPLETED", medicine="BUPRENORPHINE"),
    )

    assert of("exits", *rows)["treatment"].tolist() == ["METHADONE"]
    assert of("followed", *rows)["treatment"].tolist() == ["METHADONE"]
    assert of("entrants", *rows)["treatment"].tolist() == ["BUPRENORPHINE"]


@pytest.mark.parametrize(
    ("referred", "met", "days", "wait"),
    [
        ("2023-03-01", None, 0.0, "D0-7"),
        ("2023-02-22", "2023-02-25", 7.0, "D0-7"),
        ("2023-02-21", None, 8.0, "D8-21"),
        ("2023-02-08", None, 21.0, "D8-21"),
        ("2022-12-31", None, 60.0, "D22-60"),
        (None, "2022-12-30", 61.0, "D61+"),
        ("2023-03-02", "2023-02-25", np.nan, "UNKNOWN"),
        (None, None, np.nan, "UNKNOWN"),
    ],
)
def test_the_wait_runs_from_the_referral_or_the_first_contact(
    referred: str | None, met: str | None, days: float, wait: str
) -> None:
    frame = of("starts", spell("2023-03-01", referred_on=referred, first_contact_on=met))

    assert frame["wait_days"].tolist() == pytest.approx([days], nan_ok=True)
    assert frame["wait"].tolist() == [wait]


@pytest.mark.parametrize(
    ("reason", "how", "is_event"),
    [
        ("COMPLETED_REDUCED_USE", "COMPLETED", True),
        ("TRANSFERRED_TREATMENT", "TRANSFERRED", False),
        ("TRANSFERRED_CUSTODY", "CUSTODY", True),
        ("DIED", "DIED", False),
        ("DECLINED", "DROPPED_OUT", True),
        (None, "UNKNOWN", True),
    ],
)
def test_an_end_is_an_event_unless_a_transfer_or_death(
    reason: str | None, how: str, *, is_event: bool
) -> None:
    row = spell("2023-01-10", "2023-04-10", reason)

    assert of("exits", row)["exit"].tolist() == [how]
    assert of("followed", row)[["days", "is_event"]].values.tolist() == [[90, is_event]]


def test_an_end_before_the_start_is_a_stay_of_no_days() -> None:
    assert of("exits", spell("2023-03-10", "2023-03-01", "OTHER"))["days"].tolist() == [0]


@pytest.mark.parametrize("region", [None, "KZ-ALA"])
def test_a_record_of_no_region_of_the_country_is_refused(region: str | None) -> None:
    episodes = make.episodes(spell("2023-01-10", region=region), regions=(*make.REGIONS, "KZ-ALA"))

    with pytest.raises(RegionMissing, match="without a region"):
        frames_of(make.Facts(episodes))


def test_keys_of_people_are_theirs_and_of_journeys_scattered_from_person_and_day() -> None:
    row = spell("2023-01-10", person_key=2**64 - 5)

    day = np.array([date(2023, 1, 10).toordinal()], np.uint64)
    assert of("entrants", row)["record_key"].tolist() == [2**64 - 5]
    expected = splitmix64(day - np.uint64(5))
    assert of("starts", row)["record_key"].tolist() == expected.tolist()
    assert of("followed", row)["record_key"].tolist() == expected.tolist()


def test_splitmix64_gives_the_published_first_numbers() -> None:
    seeds = np.array([0, 1234567], np.uint64)

    assert splitmix64(seeds).tolist() == [0xE220A8397B1DCDAF, 6457827717110365317]


def test_every_column_has_all_leaf_codes_of_its_dimension() -> None:
    made = frames_of(make.Facts(make.episodes(spell("2023-01-10"))))

    for frame in made.frames.values():
        assert frame["record_key"].dtype == np.uint64
        for name in frame.columns.intersection(list(DIMENSIONS)).drop("sex"):
            assert tuple(frame[name].cat.categories) == leaves(DIMENSIONS[name])
        assert tuple(frame["sex"].cat.categories) == ("F", "M", "NS")


def test_a_quarter_counts_its_own_starts() -> None:
    facts = make.Facts(make.episodes(spell("2023-03-31"), spell("2023-04-01", person_key=2)))

    made = frames_of(facts, Period.quarter(2023, 2))

    assert made.frames["entrants"]["record_key"].tolist() == [2]
    assert made.frames["in_treatment"]["record_key"].tolist() == [1, 2]


def test_the_facts_of_these_tests_have_the_columns_of_the_real_ones() -> None:
    built = make.Facts()

    assert list(built.episodes) == [column.name for column in EPISODES.columns]
    assert list(built.doses) == [column.name for column in DOSES.columns]
    assert list(built.tests) == [column.name for column in TESTS.columns]


def test_the_columns_that_are_named_are_enough() -> None:
    whole = make.Facts(make.episodes(spell("2023-01-10"), spell("2023-02-10", person_key=2)))
    fewer = make.Facts(*(each[[*COLUMNS.intersection(each)]] for each in vars(whole).values()))

    expected = frames_of(whole).frames
    for universe, frame in frames_of(fewer).frames.items():
        pd.testing.assert_frame_equal(frame, expected[universe])
