"""The linked system: cells once, relations of every table, thin tables left out."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from analytics import catalogue
from analytics.catalogue import Code, Dimension, Layout
from analytics.disclosure.groups import without_disclosing
from analytics.disclosure.policy import NotProtected, Policy
from analytics.disclosure.rounding import hex16, jitter, protect, verify
from analytics.disclosure.system import NotAdditive, System, build, design
from analytics.tabulation import Cube
from tests.factories.systems import KEY
from tests.published import published


POLICY = Policy()
SEX, DAY = catalogue.DIMENSIONS["sex"], catalogue.DIMENSIONS["day"]
BENCHMARKS = published("disclosure_benchmarks")
PLACE = Dimension("region", "", (Code("N", ""), Code("S", "")))
DRUG = Dimension("drug", "", (Code("O", ""), Code("O1", "", "O"), Code("O2", "", "O"),
                              Code("C", "")))  # fmt: skip
DIMENSIONS = {"region": PLACE, "drug": DRUG, "sex": SEX, "day": DAY}


def cube(dimensions: tuple[str, ...], counts: object) -> Cube:
    codes = {"region": ("N", "S"), "drug": ("O1", "O2", "C"), "sex": ("F", "M"),
             "day": tuple(code.code for code in DAY.codes)}  # fmt: skip
    exact = np.array(counts, np.int64)
    return Cube("u", dimensions, tuple(codes[name] for name in dimensions), exact,
                exact.astype(np.uint64) * np.uint64(2**63 + 12345))  # fmt: skip


def test_tables_share_their_common_cells():
    fine = cube(("region", "drug", "sex"), np.arange(12).reshape(2, 3, 2))
    tables = (Layout("A", "u", ("region", "sex"), ""), Layout("B", "u", ("drug", "sex"), ""))

    system = build({"u": [fine]}, tables, DIMENSIONS)

    exact = dict(zip(system.keys, system.counts.tolist(), strict=True))
    assert exact["u"] == 66
    assert exact["u;sex=F"] == 0 + 2 + 4 + 6 + 8 + 10
    assert exact["u;drug=O;sex=M"] == 1 + 3 + 7 + 9
    assert len(system.keys) == 9 + 15 - 3
    assert len(system.relations) == len(set(system.relations)) == 6 + 11 - 1
    assert int(system.hashes[system.place["u"]]) == 66 * (2**63 + 12345) % 2**64


def test_a_depth_cuts_a_hierarchy():
    fine = cube(("drug", "sex"), [[1, 2], [3, 4], [5, 6]])

    system = build({"u": [fine]}, [Layout("A", "u", ("drug", "sex"), "", {"drug": 1})], DIMENSIONS)

    assert not [key for key in system.keys if "O1" in key]


def test_days_are_nested_and_have_no_total():
    followed = cube(("day", "sex"), [[9, 90], [8, 80], [7, 70], [6, 60], [3, 52]])

    system = build({"u": [followed]}, [Layout("A", "u", ("day", "sex"), "")], DIMENSIONS)
    values = protect(system, key=KEY, policy=POLICY).values

    assert len(system.keys) == 15
    assert len(system.orders) == 12
    assert all("day" in key for key in system.keys)
    assert all(values[large] >= values[small] for large, small in system.orders)


def test_days_that_grow_are_refused():
    followed = cube(("day", "sex"), [[9, 90], [10, 80], [7, 70], [6, 60], [3, 52]])

    with pytest.raises(NotAdditive):
        build({"u": [followed]}, [Layout("A", "u", ("day", "sex"), "")], DIMENSIONS)


def test_people_counted_in_two_rows_are_refused():
    regions, drugs = cube(("region",), [5, 5]), cube(("drug",), [3, 3, 3])
    tables = (Layout("A", "u", ("region",), ""), Layout("B", "u", ("drug",), ""))

    with pytest.raises(NotAdditive) as refused:
        build({"u": [regions, drugs]}, tables, DIMENSIONS)

    assert refused.value.code == "not-additive"


def test_a_table_without_a_cube_is_an_error():
    with pytest.raises(LookupError):
        build({"u": [cube(("region",), [5, 5])]}, [Layout("A", "u", ("drug",), "")], DIMENSIONS)


def test_thin_crossed_tables_are_left_out():
    thin = cube(("region", "sex"), [[9, 90], [10, 90]])
    table = Layout("A", "u", ("region", "sex"), "", is_crossed=True)

    kept, left_out = design({"u": [thin]}, (table, replace(table, code="B", is_crossed=False)),
                            DIMENSIONS, POLICY)  # fmt: skip

    assert [each.code for each in kept] == ["B"]
    assert left_out == (table,)


def test_crossed_tables_go_first_where_a_system_is_too_large():
    full = cube(("region", "sex"), [[20, 90], [30, 90]])
    tables = (
        Layout("A", "u", ("sex",), ""),
        Layout("B", "u", ("region", "sex"), "", is_crossed=True),
    )
    small = replace(POLICY, max_cells=5)

    kept, left_out = design({"u": [full]}, tables, DIMENSIONS, small)

    assert (kept, left_out) == (tables[:1], tables[1:])
    with pytest.raises(NotProtected):
        protect(build({"u": [full]}, tables, DIMENSIONS), key=KEY, policy=small)


@pytest.mark.parametrize(
    ("row", "is_left_out"), [((45, 0), True), ((40, 5), False), ((50, 0), False), ((0, 0), False)]
)
def test_a_small_row_of_one_drug_leaves_its_table_out(row: tuple[int, int], *, is_left_out: bool):
    table = Layout("A", "u", ("drug",), "", {"drug": 1})
    other = Layout("B", "u", ("region",), "")
    values = {"u;drug=O": row[0], "u;drug=C": row[1]}

    kept, left_out = without_disclosing((table, other), values, DIMENSIONS, POLICY)

    assert (table in left_out) is is_left_out
    assert other in kept


def two_by_two(*inside: int) -> System:
    """tau-ARGUS's example: interior, row sums, column sums, total."""
    a, b, c, d = inside
    counts = np.array([a, b, c, d, a + b, c + d, a + c, b + d, sum(inside)])
    relations = ((4, (0, 1)), (5, (2, 3)), (6, (0, 2)), (7, (1, 3)), (8, (4, 5)), (8, (6, 7)))
    return System(tuple("abcdefghi"), counts, np.arange(1, 10, dtype=np.uint64), relations)


def test_the_example_of_tau_argus_is_rounded():
    system = two_by_two(5, 2, 1, 2)

    values = protect(system, key=KEY, policy=POLICY).values

    verify(system, values, POLICY)
    assert values[0] == 5
    assert values[8] == 10


def test_a_broken_promise_is_refused():
    system = two_by_two(5, 2, 1, 2)
    values = protect(system, key=KEY, policy=POLICY).values

    with pytest.raises(NotProtected):
        verify(system, values + 5, POLICY)


def test_sums_that_cannot_hold_are_refused():
    # 5 = 4 + 1 both ways, but three cells of 4 cannot be 5 and 0 at once under a fixed 5.
    system = System(
        ("a", "b", "c", "d", "e", "f"),
        np.array([1, 4, 4, 5, 5, 8]),
        np.arange(1, 7, dtype=np.uint64),
        ((3, (0, 1)), (4, (0, 2)), (5, (1, 2))),
    )

    assert protect(system, key=KEY, policy=POLICY).values[5] in {5, 10}


def test_the_direction_follows_the_key_and_the_records():
    draws = [jitter(each, key=KEY, policy=POLICY) for each in range(2000)]

    assert jitter(7, key=KEY, policy=POLICY) == draws[7]
    assert jitter(7, key=bytes(32), policy=POLICY) != draws[7]
    assert -2 <= min(draws) < -1.9
    assert 1.9 < max(draws) <= 2
    assert abs(np.mean(draws)) < 0.1


def test_a_value_that_no_longer_fits_is_not_remembered():
    system = two_by_two(5, 2, 1, 2)
    memory = {hex16(each): 500 for each in system.hashes.tolist()}

    free = protect(system, key=KEY, policy=POLICY)

    assert (protect(system, key=KEY, policy=POLICY, remembered=memory).values == free.values).all()


def test_memory_that_contradicts_itself_is_kept_as_far_as_sums_allow():
    system = two_by_two(1, 1, 1, 1)
    wanted = [0, 0, 0, 0, 5, 0, 5, 0, 5]
    memory = {hex16(h): v for h, v in zip(system.hashes.tolist(), wanted, strict=True)}

    values = protect(system, key=KEY, policy=POLICY, remembered=memory).values

    verify(system, values, POLICY)
    assert (values == wanted).sum() >= 7


@pytest.mark.parametrize("twin", [0, 2])
def test_memory_counts_cells_and_not_sets_of_records(twin: int):
    # 3 = 2 + 1 was published as 0 and 5 + 0: either the part or the total has to give way.
    counts, hashes = np.array([2, 1, 3]), np.array([7, 8, 9], np.uint64)
    system = System(
        ("a", "b", "c", "z"),
        np.append(counts, counts[twin]),
        np.append(hashes, hashes[twin]),
        ((2, (0, 1)),),
    )
    wanted = np.array([5, 0, 0])
    memory = {hex16(h): int(v) for h, v in zip(hashes, wanted, strict=True)}

    values = protect(system, key=KEY, policy=POLICY, remembered=memory).values

    assert values[[twin, 3]].tolist() == [wanted[twin]] * 2


@pytest.mark.published
@pytest.mark.parametrize("name", ["ssb_z1", "ssb_z2"])
def test_tables_of_statistics_norway_are_protected(name: str):
    with (BENCHMARKS / f"{name}.csv").open() as file:
        rows = list(csv.DictReader(file))
    axes = [[*dict.fromkeys(row[column] for row in rows)] for column in ("region", "hovedint")]
    counts = np.zeros([len(axis) for axis in axes], np.int64)
    for row in rows:
        counts[axes[0].index(row["region"]), axes[1].index(row["hovedint"])] = int(
            float(row["ant"])
        )
    dimensions = {
        column: Dimension(column, "", tuple(Code(code, "") for code in axis))
        for column, axis in zip(("region", "income"), axes, strict=True)
    }
    hashes = np.random.default_rng(1).integers(1, 2**64, counts.shape, dtype=np.uint64)
    table = Layout("Z", "u", ("region", "income"), "")
    source = Cube("u", ("region", "income"), tuple(tuple(axis) for axis in axes), counts, hashes)
    system = build({"u": [source]}, [table], dimensions)

    rounded = protect(system, key=KEY, policy=POLICY)

    assert rounded.is_optimal
    verify(system, rounded.values, POLICY)
