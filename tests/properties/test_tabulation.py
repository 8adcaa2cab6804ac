"""Cubes against two other ways to count, and the laws that a set hash keeps."""

import duckdb
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analytics.tabulation import sum_of, tabulate


NAMES = ("a", "b", "c")
KEYS = st.integers(0, 2**64 - 1)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    size = draw(st.integers(0, 40))
    columns: dict[str, object] = {
        "record_key": np.array(
            draw(st.lists(KEYS, min_size=size, max_size=size, unique=True)), np.uint64
        )
    }
    for name in NAMES:
        codes = [f"{name}{number}" for number in range(draw(st.integers(1, 5)))]
        values = draw(st.lists(st.sampled_from(codes), min_size=size, max_size=size))
        columns[name] = pd.Categorical(values, codes)
    return pd.DataFrame(columns)


def keys() -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(NAMES), unique=True, min_size=1)


@given(frames(), keys())
def test_cells_equal_what_pandas_counts(frame: pd.DataFrame, keys: list[str]) -> None:
    made = tabulate(frame, keys, universe="entrants").to_frame()

    grouped = frame.groupby(keys, observed=False)["record_key"]
    assert made["count"].tolist() == grouped.size().tolist()
    assert made["set_hash"].tolist() == grouped.sum().tolist()


@settings(max_examples=25)
@given(frames(), keys())
def test_cells_equal_what_duckdb_counts(frame: pd.DataFrame, keys: list[str]) -> None:
    made = tabulate(frame, keys, universe="entrants").to_frame()

    names = ", ".join(keys)
    rows = (
        duckdb.from_df(frame.astype(dict.fromkeys(keys, str)))
        .aggregate(
            f"{names}, count(*), (sum(record_key::HUGEINT) % 18446744073709551616::HUGEINT)",
            names,
        )
        .fetchall()
    )
    expected = {tuple(row[: len(keys)]): (row[-2], int(row[-1])) for row in rows}
    counted = made[made["count"] > 0]
    index = [each if isinstance(each, tuple) else (each,) for each in counted.index]
    cells = zip(counted["count"].tolist(), counted["set_hash"].tolist(), strict=True)
    assert dict(zip(index, cells, strict=True)) == expected


@given(frames(), keys(), st.data())
def test_parts_add_up_to_the_whole(
    frame: pd.DataFrame, keys: list[str], data: st.DataObject
) -> None:
    parts = np.array(
        data.draw(st.lists(st.integers(0, 3), min_size=len(frame), max_size=len(frame))), int
    )

    made = sum_of(tabulate(frame[parts == part], keys, universe="exits") for part in range(4))

    assert made == tabulate(frame, keys, universe="exits")


@given(frames(), keys(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(frame: pd.DataFrame, keys: list[str], random) -> None:
    order: NDArray[np.intp] = np.array(random.sample(range(len(frame)), len(frame)), np.intp)

    made = tabulate(frame.iloc[order], keys, universe="exits")

    assert made == tabulate(frame, keys, universe="exits")


@given(frames(), keys(), keys())
def test_the_same_records_have_the_same_hash_whatever_the_definition(
    frame: pd.DataFrame, one: list[str], other: list[str]
) -> None:
    first = tabulate(frame, one, universe="exits")
    second = tabulate(frame, other, universe="exits")

    assert first.value({}) == second.value({})
    for code in first.codes[0]:
        chosen = frame[frame[one[0]] == code]
        assert tabulate(chosen, other, universe="exits").value({}) == first.value({one[0]: code})
