"""Cubes: what is counted, what adds up, what may not be summed."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.catalogue import ANNUAL, DIMENSIONS, QUARTERLY, UNIVERSES, Layout
from analytics.tabulation import (
    Cube,
    answering,
    cubes,
    leaves,
    still_followed,
    sum_of,
    tabulate,
)


SEX = ["F", "M", "NS"]
EXIT = ["COMPLETED", "DROPPED_OUT", "UNKNOWN"]


def people(*rows: tuple[str, str, int]) -> pd.DataFrame:
    sexes, exits, keys = zip(*rows, strict=True) if rows else ((), (), ())
    return pd.DataFrame(
        {
            "sex": pd.Categorical(sexes, SEX),
            "exit": pd.Categorical(exits, EXIT),
            "record_key": np.array(keys, np.uint64),
        }
    )


def frame_of(universe: str, size: int = 50) -> pd.DataFrame:
    draw = np.random.default_rng(1)
    columns: dict[str, Any] = {
        "record_key": draw.integers(0, 2**64, size, dtype=np.uint64),
        "days": draw.integers(0, 500, size, dtype=np.int32),
    }
    for name in UNIVERSES[universe].dimensions:
        codes = {"sex": SEX, "region": ["A", "B"]}.get(name) or list(leaves(DIMENSIONS[name]))
        columns[name] = pd.Categorical.from_codes(draw.integers(0, len(codes), size), codes)
    return pd.DataFrame(columns)


ROWS = people(
    ("F", "COMPLETED", 1), ("F", "COMPLETED", 2), ("M", "UNKNOWN", 4), ("NS", "UNKNOWN", 8)
)


def test_a_cell_holds_the_number_of_rows_and_the_sum_of_their_keys() -> None:
    cube = tabulate(ROWS, ["sex", "exit"], universe="exits")

    assert cube.value({"sex": "F", "exit": "COMPLETED"}) == (2, 3)
    assert cube.value({"sex": "M", "exit": "COMPLETED"}) == (0, 0)
    assert cube.value({"sex": "M"}) == (1, 4)


def test_sex_not_stated_is_in_no_cell_and_no_total_of_a_cube_by_sex() -> None:
    cube = tabulate(ROWS, ["exit", "sex"], universe="exits")

    assert cube.codes == (tuple(EXIT), ("F", "M"))
    assert cube.value({}) == (3, 7)
    assert cube.value({"exit": "UNKNOWN"}) == (1, 4)


def test_keys_wrap_at_two_to_the_power_of_64() -> None:
    big = 2**64 - 1

    cube = tabulate(people(("F", "UNKNOWN", big), ("F", "UNKNOWN", 3)), ["sex"], universe="exits")

    assert cube.value({"sex": "F"}) == (2, 2)
    assert (cube + cube).value({}) == (4, 4)
    assert cube.margin([]) + cube.margin([]) == (cube + cube).margin([])


def test_no_rows_make_a_cube_of_zeros() -> None:
    cube = tabulate(people(), ["sex", "exit"], universe="exits")

    assert cube.counts.shape == (2, 3)
    assert cube.value({}) == (0, 0)


def test_a_missing_value_is_refused_and_not_counted_elsewhere() -> None:
    frame = ROWS.assign(exit=pd.Categorical([None, *EXIT], EXIT))

    with pytest.raises(ValueError, match="has no exit"):
        tabulate(frame, ["sex", "exit"], universe="exits")


def test_keys_of_another_type_are_refused() -> None:
    frame = ROWS.assign(record_key=[1.0, 2.0, 3.0, 4.0])

    with pytest.raises(ValueError, match="uint64, not float64"):
        tabulate(frame, ["sex"], universe="exits")


def test_a_margin_is_the_table_of_fewer_keys_in_the_order_asked_for() -> None:
    cube = tabulate(ROWS, ["sex", "exit"], universe="exits")

    assert cube.margin(["exit", "sex"]) == tabulate(ROWS, ["exit", "sex"], universe="exits")
    assert cube.margin(["sex"]) == tabulate(ROWS, ["sex"], universe="exits")
    assert cube.margin([]).counts.shape == ()


def test_a_margin_of_a_dimension_that_is_not_there_is_refused() -> None:
    cube = tabulate(ROWS, ["sex", "exit"], universe="exits")

    with pytest.raises(ValueError, match="has no margin"):
        cube.margin(["region"])


def test_a_cell_that_is_not_there_is_refused() -> None:
    cube = tabulate(ROWS, ["sex", "exit"], universe="exits")

    with pytest.raises(KeyError, match="region"):
        cube.value({"region": "A"})
    with pytest.raises(KeyError, match="NS"):
        cube.value({"sex": "NS"})


def test_a_code_with_parts_is_the_sum_of_its_leaves() -> None:
    frame = frame_of("entrants")

    cube = tabulate(frame, ["drug", "sex"], universe="entrants")

    parts = [cube.value({"drug": code})[0] for code in leaves(DIMENSIONS["drug"], "STIMULANT")]
    assert cube.value({"drug": "STIMULANT"})[0] == sum(parts) > 0


def test_cubes_of_other_keys_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="cannot be added"):
        sum_of([tabulate(ROWS, keys, universe="exits") for keys in (["sex"], ["exit"])])


def test_cubes_are_equal_by_what_they_hold() -> None:
    cube = tabulate(ROWS, ["sex"], universe="exits")

    assert cube == tabulate(ROWS, ["sex"], universe="exits")
    assert cube != cube + cube
    assert cube != "exits"


def test_a_frame_of_a_cube_has_a_row_for_each_cell_empty_ones_too() -> None:
    frame = tabulate(ROWS, ["sex", "exit"], universe="exits").to_frame()

    assert list(frame.index.names) == ["sex", "exit"]
    assert len(frame) == 6
    assert frame.loc[("F", "COMPLETED")].to_dict() == {"count": 2, "set_hash": 3}
    assert frame.dtypes.astype(str).to_dict() == {"count": "int64", "set_hash": "uint64"}


def test_a_frame_of_a_total_has_one_row() -> None:
    frame = tabulate(ROWS, ["sex"], universe="exits").margin([]).to_frame()

    assert frame.to_dict("list") == {"count": [3], "set_hash": [7]}


def followed(*days: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "sex": pd.Categorical(["F"] * len(days), SEX),
            "days": np.array(days, np.int32),
            "record_key": np.array([2**number for number in range(len(days))], np.uint64),
        }
    )


def test_whoever_was_followed_for_90_days_is_under_90_and_all_days_before() -> None:
    cube = still_followed(followed(0, 89, 90, 400))

    days = {code: cube.value({"day": code, "sex": "F"}) for code in cube.codes[0]}
    assert days == {
        "D0": (4, 15), "D90": (2, 12), "D180": (1, 8), "D270": (1, 8), "D360": (1, 8)
    }  # fmt: skip


def test_there_is_no_total_over_days_that_contain_each_other() -> None:
    cube = still_followed(followed(0, 90))

    with pytest.raises(ValueError, match="has no margin"):
        cube.value({"sex": "F"})


@pytest.mark.parametrize("tables", [ANNUAL, QUARTERLY])
def test_every_table_is_answered_by_a_cube_of_at_most_five_dimensions(
    tables: tuple[Layout, ...],
) -> None:
    frames = {name: frame_of(name) for name in {table.universe for table in tables}}

    made = cubes(frames, tables)

    for table in tables:
        cube = answering(made[table.universe], table.dimensions)
        if table.universe != "followed":
            expected = tabulate(frames[table.universe], table.dimensions, universe=table.universe)
            assert cube.margin(table.dimensions) == expected
    for cube in (cube for each in made.values() for cube in each):
        assert "sex" in cube.dimensions
        assert len(cube.dimensions) <= 5


def test_the_people_who_started_treatment_take_two_scans() -> None:
    made = cubes(
        {"entrants": frame_of("entrants")}, [t for t in ANNUAL if t.universe == "entrants"]
    )

    assert [cube.dimensions for cube in made["entrants"]] == [
        ("region", "sex", "age", "drug", "injecting"),
        ("sex", "previous", "treatment"),
    ]


def test_a_table_of_six_dimensions_is_refused() -> None:
    wide = Layout("T99", "entrants", ("region", "age", "drug", "injecting", "previous"), "Wide")

    with pytest.raises(ValueError, match="more than 5 dimensions"):
        cubes({"entrants": frame_of("entrants")}, [wide])


def test_no_cube_answers_for_a_dimension_that_none_has() -> None:
    made: list[Cube] = [tabulate(ROWS, ["sex"], universe="exits")]

    with pytest.raises(KeyError, match="region"):
        answering(made, ["region", "sex"])


def test_leaves_stand_in_catalogue_order_and_parents_are_none() -> None:
    drugs = leaves(DIMENSIONS["drug"])

    assert drugs[:4] == ("HEROIN", "FENTANILS", "OPIOID_OTHER", "OPIOID_UNSPECIFIED")
    assert "OPIOID" not in drugs
    assert leaves(DIMENSIONS["region"]) == ()
    assert leaves(DIMENSIONS["drug"], "COCAINE") == ("COCAINE",)
