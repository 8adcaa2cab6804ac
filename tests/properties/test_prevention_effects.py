"""Estimates agree with SciPy's on random data, and behave as estimates should."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.stats.contingency import odds_ratio as scipy_odds_ratio

from prevention.rules.effects import (
    Design,
    Estimate,
    Linked,
    OutcomeKind,
    Sample,
    Table,
    anova_icc,
    design_effect,
    difference_linked,
    interaction,
    number_needed,
    odds_ratio,
    ratio_of_odds_ratios,
)


CALM = settings(deadline=None, max_examples=60)
KIND = OutcomeKind.PSYCHOSOCIAL
SEEDS = st.integers(0, 2**32 - 1)
CELLS = st.integers(1, 400)
TABLES = st.builds(Table, CELLS, CELLS, CELLS, CELLS)
WITH_ZEROS = st.tuples(*[st.integers(0, 50)] * 4).filter(
    lambda cells: cells[0] + cells[1] and cells[2] + cells[3]
)
DESIGNS = st.builds(
    Design, st.tuples(st.integers(2, 60), st.integers(2, 60)), st.just(0.1), st.floats(1, 8)
)
MANY = Design((50, 50), 0.0, 1.0)


def schools(rng: np.random.Generator, count: int, size: int | None = None) -> list[Any]:
    return [
        rng.normal(rng.normal(), 1, size or int(rng.integers(2, 9))).tolist() for __ in range(count)
    ]


def arm(clusters: list[Any], start: int = 0) -> Sample:
    names = [start + number for number, each in enumerate(clusters) for __ in each]
    return Sample.of(np.concatenate(clusters), names)


def linked(clusters: list[Any]) -> Linked:
    change = arm(clusters)
    zeros = Sample(np.zeros(change.n), change.labels, change.names)
    return Linked(zeros, change)


@CALM
@given(TABLES)
def test_odds_ratios_are_scipys(table: Table):
    cells = [[int(table.a), int(table.b)], [int(table.c), int(table.d)]]
    theirs = scipy_odds_ratio(cells, kind="sample")
    ours = odds_ratio(table, MANY)

    assert ours.value == pytest.approx(theirs.statistic)
    assert (ours.low, ours.high) == pytest.approx(tuple(theirs.confidence_interval()))


@CALM
@given(SEEDS, st.integers(2, 8), st.integers(2, 8))
def test_the_icc_is_that_of_the_analysis_of_variance(seed: int, count: int, size: int):
    clusters = schools(np.random.default_rng(seed), count, size)
    f = stats.f_oneway(*clusters).statistic

    assert anova_icc(arm(clusters)) == pytest.approx(max((f - 1) / (f + size - 1), 0))


@CALM
@given(SEEDS, st.integers(2, 12), st.integers(2, 12))
def test_cluster_means_are_compared_as_by_scipy(seed: int, first: int, second: int):
    rng = np.random.default_rng(seed)
    changed, compared = schools(rng, first), schools(rng, second)
    means = [[float(np.mean(each)) for each in arm] for arm in (changed, compared)]
    theirs = stats.ttest_ind(*means)
    ours = difference_linked(linked(changed), linked(compared), kind=KIND)

    assert ours.error is not None
    assert ours.value is not None
    assert ours.value / ours.error == pytest.approx(theirs.statistic)
    assert (ours.low, ours.high) == pytest.approx(tuple(theirs.confidence_interval()))


@CALM
@given(SEEDS, st.integers(20, 60), st.integers(20, 60))
def test_people_in_no_cluster_are_compared_as_by_welch(seed: int, first: int, second: int):
    rng = np.random.default_rng(seed)
    people = rng.normal(1, 2, (first, 1)).tolist(), rng.normal(0, 1, (second, 1)).tolist()
    theirs = stats.ttest_ind(np.ravel(people[0]), np.ravel(people[1]), equal_var=False)
    ours = difference_linked(linked(people[0]), linked(people[1]), kind=KIND)

    assert ours.error is not None
    assert ours.value is not None
    assert ours.deff == 1
    assert ours.value / ours.error == pytest.approx(theirs.statistic)


@CALM
@given(st.lists(st.integers(1, 60), min_size=1, max_size=30), st.floats(0, 1))
def test_design_effects_are_the_mean_size_seen_by_a_person(sizes: list[int], icc: float):
    seen = sum(size**2 for size in sizes) / sum(sizes)

    assert design_effect(sizes, icc) == pytest.approx(1 + (seen - 1) * icc)


@CALM
@given(WITH_ZEROS, DESIGNS)
def test_bounds_hold_their_value_and_turn_with_the_arms(cells: Any, design: Design):
    a, b, c, d = cells
    one, other = odds_ratio(Table(a, b, c, d), design), odds_ratio(Table(c, d, a, b), design)

    assert one.low < one.value < one.high
    assert one.value == pytest.approx(1 / other.value)
    assert one.low == pytest.approx(1 / other.high)


@CALM
@given(TABLES, TABLES, DESIGNS)
def test_a_baseline_divides_and_widens(post: Table, pre: Table, design: Design):
    plain = odds_ratio(post, design)
    ratio = ratio_of_odds_ratios(post, pre, design)

    assert ratio.value == pytest.approx(plain.value / odds_ratio(pre, design).value)
    assert ratio.error > plain.error


@CALM
@given(TABLES, DESIGNS)
def test_a_number_needed_is_at_least_one_and_between_its_bounds(table: Table, design: Design):
    needed = number_needed(table, design)

    assert needed.value is None or needed.value >= 1
    if needed.low is not None:
        assert 0 < needed.low <= needed.value <= needed.high
        assert needed.is_harm == (table.log_odds_ratio[0] > 0)


@CALM
@given(TABLES, TABLES, DESIGNS)
def test_interactions_turn_with_the_genders(one: Table, other: Table, design: Design):
    girls, boys = odds_ratio(one, design), odds_ratio(other, design)
    there, back = interaction(girls, boys), interaction(boys, girls)

    assert there.value == pytest.approx(1 / back.value)
    assert there.error == pytest.approx(math.hypot(_error(girls), _error(boys)))


def _error(estimate: Estimate) -> float:
    assert estimate.error is not None
    return estimate.error
