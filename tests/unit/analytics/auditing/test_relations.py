"""Relations come from the names of cells and the dimensions, not from tables."""

from analytics.auditing.attack import attack, limit, targets
from analytics.auditing.published import Cell, Dimension, Published
from analytics.auditing.relations import Sum, containments, relations


DRUG = Dimension("drug", {"OPIOID": "_T", "HEROIN": "OPIOID", "FENTANILS": "OPIOID"})
SEX = Dimension("sex", {"F": "_T", "M": "_T"})
DAY = Dimension("day", {"D0": "_T", "D90": "_T", "D180": "_T"}, is_nested=True)


def published(cells: dict[str, int | None], *dimensions: Dimension) -> Published:
    return Published(
        {}, {each.name: each for each in dimensions}, (), {k: Cell(v) for k, v in cells.items()}, {}
    )


def test_totals_and_groups_are_sums_of_their_codes() -> None:
    cells = dict.fromkeys(("u", "u;drug=OPIOID", "u;drug=HEROIN", "u;drug=FENTANILS"), 5)

    found = relations(published(cells, DRUG))

    assert set(found) == {
        Sum("u", ("u;drug=OPIOID",)),
        Sum("u;drug=OPIOID", ("u;drug=HEROIN", "u;drug=FENTANILS")),
    }


def test_where_a_part_is_not_published_the_rest_is_no_more_than_the_whole() -> None:
    found = relations(published({"u": 5, "u;sex=F": 5}, SEX))

    assert found == (Sum("u", ("u;sex=F",), is_whole=False),)


def test_codes_without_their_whole_have_no_sum() -> None:
    assert relations(published({"u;sex=F": 5, "u;sex=M": 5, "u;other=X": 5}, SEX)) == ()


def test_nested_codes_are_ordered() -> None:
    found = relations(published({"u;day=D0": 5, "u;day=D90": 5, "u;day=D180": 0}, DAY))

    assert found == (
        Sum("u;day=D0", ("u;day=D90",), is_whole=False),
        Sum("u;day=D90", ("u;day=D180",), is_whole=False),
    )


def test_universes_that_contain_others_are_known() -> None:
    cells = {"in_treatment;sex=F": 10, "entrants;sex=F": 5, "starts": 5, "followed;day=D0": 5}

    found = containments(published(dict(cells), SEX, DAY))

    assert found == (
        Sum("in_treatment;sex=F", ("entrants;sex=F",), is_whole=False),
        Sum("starts", ("followed;day=D0",), is_whole=False),
    )


def test_a_universe_that_contains_another_narrows_it() -> None:
    release = published({"entrants": 5, "in_treatment": 5})

    found = attack(release, known={("in_treatment",): 3}, truth={"entrants": 2})

    assert found.recovered == ("entrants",)
    assert found.narrowest == 2


def test_orders_that_contradict_the_numbers_are_left_out() -> None:
    release = published({"entrants": 5, "in_treatment": 5})

    found = attack(release, known={("entrants",): 9, ("in_treatment",): 3})

    assert found.is_possible


def test_known_sums_of_several_cells_narrow_them() -> None:
    release = published({"u;sex=F": 5, "u;sex=M": 5})

    found = attack(release, known={("u;sex=F", "u;sex=M"): 3, ("gone",): 3}, truth={"u;sex=F": 1})

    assert found.recovered == ("u;sex=F",)


def test_the_range_of_a_lone_cell_is_that_of_its_rounding() -> None:
    cells = [
        Cell(0), Cell(5), Cell(20), Cell(0, "low"), Cell(None, "c"), Cell(None, "z"), Cell(3),
    ]  # fmt: skip

    assert [limit(each, 5) for each in cells] == [
        (0, 4), (1, 9), (16, 24), (1, 4), (0, 10**6), (0, 0), (3, 3),
    ]  # fmt: skip


def test_only_cells_that_can_hide_somebody_are_targets() -> None:
    release = Published({}, {}, (), {"a": Cell(0), "b": Cell(10), "c": Cell(None, "c"),
                                     "d": Cell(None, "z"), "e": Cell(5)}, {})  # fmt: skip

    assert targets(release, None) == ("a", "c", "e")
    assert targets(release, {"a": 0, "b": 12, "e": 4}) == ("e",)
