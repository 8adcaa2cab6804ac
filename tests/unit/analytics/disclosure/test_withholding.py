"""Intervals and gaps that a reader could work back to a small cell are withheld."""

from dataclasses import replace

import numpy as np

from analytics.disclosure.gate import release
from analytics.disclosure.policy import Policy
from analytics.disclosure.system import System
from analytics.estimates import Basis, Estimate, Rule
from analytics.vocabulary import Mark, Measure, Who


POLICY = Policy()
SEXES = ("F", "M")
CODES = ("YES", "NO", "UNKNOWN")
KEYS = (
    *(f"courses;abstinence={code};sex={sex}" for sex in SEXES for code in CODES),
    *(f"courses;sex={sex}" for sex in SEXES),
)


def courses(*counts: int) -> System:
    """Women: yes, no, unknown; men: the same; totals follow."""
    exact = np.array([*counts, sum(counts[:3]), sum(counts[3:])])
    return System(KEYS, exact, np.zeros(8, np.uint64), ((6, (0, 1, 2)), (7, (3, 4, 5))))


def share(who: Who, counts: tuple[int, ...], cells: tuple[str, ...]) -> Estimate:
    return Estimate(
        "TST-02", who, Rule.SHARE, Measure.PERCENT, 0.5, 0.4, 0.6,
        bases=(Basis(sum(counts), counts[0]),),
        numerator_cells=cells[:1], denominator_cells=cells,
    )  # fmt: skip


def test_an_interval_that_tells_a_small_rest_is_withheld_and_no_other():
    # The share among all women tells all three cells but for one; with the rest of two of them,
    # UNKNOWN is the exact total less the exact known ones.
    system = courses(31, 36, 2, 40, 55, 25)
    shown = dict(zip(KEYS, [30, 40, 0, 40, 55, 25, 70, 120], strict=True))
    women = share(Who.WOMEN, (31, 36), KEYS[:2])
    all_women = replace(women, indicator="TST-03", denominator_cells=(KEYS[6],))
    men = share(Who.MEN, (40, 55), KEYS[3:5])

    first, second, third = release([women, all_women, men], values=shown, policy=POLICY,
                                   system=system)  # fmt: skip

    assert [first.low is None, second.low is None].count(True) == 1
    assert first.value == 43
    assert third.low is not None


def test_a_gap_that_tells_a_small_rest_is_confidential():
    system = courses(31, 38, 2, 40, 55, 15)
    shown = dict(zip(KEYS, [30, 40, 0, 40, 55, 15, 70, 110], strict=True))
    women = share(Who.WOMEN, (31, 38), KEYS[:2])
    men = share(Who.MEN, (40, 55), KEYS[3:5])
    headline = Estimate(
        "DEM-10", Who.WOMEN, Rule.MEDIAN, Measure.YEARS, 30.0, 28.0, 33.0,
        bases=(Basis(71),), denominator_cells=(KEYS[6],),
    )  # fmt: skip
    gap = replace(
        women, who=Who.GAP, rule=Rule.GAP, measure=Measure.POINTS,
        bases=women.bases + men.bases,
        numerator_cells=(KEYS[0], KEYS[3]), denominator_cells=KEYS[:2] + KEYS[3:5],
    )  # fmt: skip

    found = release([women, men, gap, headline], values=shown, policy=POLICY, system=system)

    assert [each.low is not None for each in found] == [False, True, False, True]
    assert (found[2].value, found[2].mark) == (None, Mark.CONFIDENTIAL)


def test_nothing_is_withheld_where_no_count_is_small():
    system = courses(31, 36, 12, 40, 55, 25)
    shown = dict(zip(KEYS, [30, 35, 15, 40, 55, 25, 80, 120], strict=True))
    women = share(Who.WOMEN, (31, 36), KEYS[:2])

    (found,) = release([women], values=shown, policy=POLICY, system=system)

    assert found.low is not None


def test_counts_tell_nothing_exact():
    system = courses(31, 36, 2, 40, 55, 25)
    shown = dict(zip(KEYS, [30, 40, 0, 40, 55, 25, 70, 120], strict=True))
    count = Estimate(
        "DEM-02", Who.WOMEN, Rule.COUNT, Measure.COUNT, 69.0, denominator_cells=(KEYS[6],)
    )

    (found,) = release([count], values=shown, policy=POLICY, system=system)

    assert found.value == 70
