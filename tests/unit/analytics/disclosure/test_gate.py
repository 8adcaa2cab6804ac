"""What passes the output gate, and in which digits."""

from dataclasses import replace
from decimal import Decimal

import pytest

from analytics.contents import Figure
from analytics.disclosure.gate import not_stated, release
from analytics.disclosure.policy import Policy
from analytics.estimates import Basis, Estimate, Rule
from analytics.vocabulary import Mark, Measure, Who


POLICY = Policy()
WOMEN = "entrants;previous=NEVER;sex=F"
KNOWN = ("entrants;previous=NEVER;sex=F", "entrants;previous=PREVIOUSLY;sex=F")
UNKNOWN = "entrants;previous=UNKNOWN;sex=F"
MEN = ("entrants;previous=NEVER;sex=M", "entrants;previous=PREVIOUSLY;sex=M")
SHARE = Estimate(
    "DEM-03",
    Who.WOMEN,
    Rule.SHARE,
    Measure.PERCENT,
    0.29,
    0.1701,
    0.449,
    bases=(Basis(62, 18),),
    numerator_cells=(WOMEN,),
    denominator_cells=KNOWN,
)
GAP = replace(
    SHARE,
    who=Who.GAP,
    rule=Rule.GAP,
    measure=Measure.POINTS,
    value=-0.125,
    low=-0.201,
    high=0.001,
    bases=(Basis(50, 10), Basis(400, 390)),
)
MEDIAN = Estimate(
    "ACC-01", Who.WOMEN, Rule.MEDIAN, Measure.DAYS, 12.5, 8.0, 21.0, bases=(Basis(30),)
)
SURVIVAL = Estimate(
    "RET-06",
    Who.MEN,
    Rule.SURVIVAL,
    Measure.PERCENT,
    0.6149,
    0.5801,
    0.6501,
    bases=(Basis(50, at_risk=10, events=5),),
    denominator_cells=("followed;day=D180;sex=M",),
    day=183,
)


def figure(estimate: Estimate, **counts: int) -> Figure:
    (found,) = release([estimate], values=values(**counts), policy=POLICY)
    return found


def values(never: int = 20, again: int = 40, unknown: int = 0) -> dict[str, int]:
    return {KNOWN[0]: never, KNOWN[1]: again, UNKNOWN: unknown} | dict.fromkeys(MEN, 100)


def ends(found: Figure) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return found.value, found.low, found.high


def test_a_share_comes_from_protected_counts_and_its_interval_outward_from_exact_ones():
    found = figure(SHARE)

    assert ends(found) == (33, 17, 45)
    assert (found.base, found.mark) == (60, Mark.NONE)


def test_an_interval_that_misses_the_protected_share_is_made_wider():
    assert ends(figure(SHARE, never=30, again=30)) == (50, 17, 50)


@pytest.mark.parametrize(
    ("never", "again", "share"),
    [
        (5, 195, "3"),  # 2.5 goes up
        (1235, 2765, "30.9"),  # 30.875: one decimal from 4,000
        (1200, 2800, "30"),
        (1235, 2760, "31"),  # 3,995: none
    ],
)
def test_shares_have_digits_by_their_denominator(never: int, again: int, share: str):
    assert figure(SHARE, never=never, again=again).value == Decimal(share)


def test_under_fifty_there_is_no_share():
    found = figure(SHARE, never=20, again=25)

    assert ends(found) == (None, None, None)
    assert (found.base, found.mark) == (45, Mark.LOW_RELIABILITY)


@pytest.mark.parametrize("basis", [Basis(49, 20), Basis(60, 9), Basis(60, 51), Basis(60)])
def test_a_share_of_few_has_no_interval(basis: Basis):
    assert ends(figure(replace(SHARE, bases=(basis,)))) == (33, None, None)


@pytest.mark.parametrize(
    ("unknown", "mark", "has_value"),
    [
        (15, Mark.NONE, True),
        (20, Mark.LOW_RELIABILITY, True),
        (40, Mark.LOW_RELIABILITY, True),
        (45, Mark.NOT_AVAILABLE, False),
    ],
)
def test_unknowns_mark_and_stop_by_protected_counts(unknown: int, mark: Mark, *, has_value: bool):
    found = figure(replace(SHARE, unknown=0.0), unknown=unknown)

    assert found.mark == mark
    assert (found.value is not None) is has_value


def test_unknowns_that_no_table_shows_are_taken_from_the_estimate():
    shown = {name: count for name, count in values().items() if name != UNKNOWN}

    few, many = release(
        [replace(SHARE, unknown=0.21), replace(SHARE, unknown=0.41)], values=shown, policy=POLICY
    )

    assert (few.mark, few.value) == (Mark.LOW_RELIABILITY, 33)
    assert (many.mark, many.value) == (Mark.NOT_AVAILABLE, None)


def test_the_worse_side_of_a_gap_decides_on_its_unknowns():
    cells = KNOWN + MEN
    shown = values(unknown=45) | {UNKNOWN.replace("sex=F", "sex=M"): 0}

    (found,) = release([replace(GAP, denominator_cells=cells)], values=shown, policy=POLICY)

    assert (found.mark, found.value) == (Mark.NOT_AVAILABLE, None)


def test_a_share_whose_cells_were_left_out_is_confidential():
    (found,) = release([SHARE], values={}, policy=POLICY)

    assert (found.mark, found.value, found.base) == (Mark.CONFIDENTIAL, None, None)


def test_exact_figures_whose_cells_were_left_out_are_not_shown():
    median = replace(MEDIAN, denominator_cells=KNOWN)
    gap = replace(median, rule=Rule.MEDIAN_GAP, who=Who.GAP)

    first, second, third = release([GAP, gap, median], values={}, policy=POLICY)

    assert (first.mark, first.value) == (Mark.CONFIDENTIAL, None)
    assert (second.mark, second.value) == (Mark.CONFIDENTIAL, None)
    assert ends(third) == (15, None, None)


def test_a_gap_has_whole_points_and_ends_outward():
    assert ends(figure(GAP)) == (-13, -21, 1)


@pytest.mark.parametrize("basis", [Basis(49, 20), Basis(60, 9), Basis(60, 51)])
def test_a_gap_needs_enough_on_both_sides(basis: Basis):
    found = figure(replace(GAP, bases=(Basis(90, 40), basis)))

    assert ends(found) == (None, None, None)
    assert found.mark == Mark.LOW_RELIABILITY


def test_a_gap_that_cannot_be_computed_is_not_available():
    assert figure(replace(GAP, value=None)).mark == Mark.NOT_AVAILABLE


def test_a_median_is_given_in_five_days_or_whole_years():
    years = replace(MEDIAN, measure=Measure.YEARS, value=33.5, low=31.2, high=35.0)

    assert ends(figure(MEDIAN)) == (15, 5, 25)
    assert ends(figure(years)) == (34, 31, 35)


@pytest.mark.parametrize(
    ("count", "value", "low"), [(29, 15, None), (10, 15, None), (9, None, None)]
)
def test_a_median_of_few_loses_its_interval_then_its_value(count: int, value, low):
    found = figure(replace(MEDIAN, bases=(Basis(count),)))

    assert (found.value, found.low) == (value, low)


def test_a_gap_of_medians_needs_thirty_on_both_sides():
    gap = replace(MEDIAN, rule=Rule.MEDIAN_GAP, who=Who.GAP, value=-3.0, low=-9.0, high=2.0)

    enough = figure(replace(gap, bases=(Basis(30), Basis(40))))
    too_few = figure(replace(gap, bases=(Basis(29), Basis(40))))

    assert ends(enough) == (-5, -10, 5)
    assert (too_few.value, too_few.mark) == (None, Mark.LOW_RELIABILITY)


def test_survival_is_whole_per_cent_with_its_protected_base():
    (found,) = release([SURVIVAL], values={"followed;day=D180;sex=M": 45}, policy=POLICY)

    assert ends(found) == (61, 58, 66)
    assert found.base == 45
    assert figure(SURVIVAL).base is None


@pytest.mark.parametrize("change", [{"denominator": 49}, {"at_risk": 9}, {"events": 4}])
def test_survival_of_few_is_not_shown(change: dict[str, int]):
    basis = replace(SURVIVAL.bases[0], **change)
    gap = replace(SURVIVAL, rule=Rule.SURVIVAL_GAP, bases=(SURVIVAL.bases[0], basis))

    for each in (replace(SURVIVAL, bases=(basis,)), gap):
        assert (figure(each).value, figure(each).mark) == (None, Mark.LOW_RELIABILITY)


def test_a_curve_starts_whole_and_ends_where_fewer_than_ten_are_at_risk():
    def point(day: int, value: float, at_risk: int, events: int) -> Estimate:
        basis = Basis(60, at_risk=at_risk, events=events)
        return replace(SURVIVAL, indicator="RET", day=day, value=value, low=value, high=value,
                       bases=(basis,))  # fmt: skip

    points = [point(0, 1.0, 60, 0), point(30, 0.9, 50, 6), point(60, 0.4, 9, 40)]

    assert [each.value for each in release(points, values={}, policy=POLICY)] == [100, 90]


def test_a_ratio_needs_twenty_five_on_both_sides():
    ratio = Estimate(
        "GAP-01", Who.BOTH, Rule.RATIO, Measure.RATIO, 4.0,
        numerator_cells=(MEN[0],), denominator_cells=(KNOWN[0],),
    )  # fmt: skip

    assert figure(ratio, never=30).value == Decimal("3.3")
    assert figure(ratio, never=20).mark == Mark.LOW_RELIABILITY
    (hidden,) = release([ratio], values={}, policy=POLICY)
    assert hidden.mark == Mark.CONFIDENTIAL


def test_a_count_is_the_sum_of_its_cells():
    count = Estimate("DEM-02", Who.WOMEN, Rule.COUNT, Measure.COUNT, 61.0, denominator_cells=KNOWN)

    assert figure(count).value == 60
    (hidden,) = release([count], values={}, policy=POLICY)
    assert hidden.mark == Mark.CONFIDENTIAL


@pytest.mark.parametrize(
    ("count", "value", "mark"),
    [(9, None, Mark.CONFIDENTIAL), (0, None, Mark.CONFIDENTIAL), (12, 10, ""), (13, 15, "")],
)
def test_not_stated_is_one_rounded_figure(count: int, value: int | None, mark: str):
    found = not_stated(count, POLICY)

    assert (found.key, found.value, found.mark) == ("QUA-07/_T", value, mark)
