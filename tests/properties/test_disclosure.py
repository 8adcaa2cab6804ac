"""What rounding promises, whatever the counts (outcomes-and-disclosure reference 2.12)."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_diag, eye, hstack

from analytics.disclosure.policy import NotProtected, Policy
from analytics.disclosure.rounding import hex16, protect
from analytics.disclosure.system import System
from analytics.disclosure.withholding import exposing
from analytics.estimates import Estimate, Rule
from analytics.vocabulary import Measure, Who
from tests.factories.systems import KEY, later, linked, population, tiny_systems


POLICY = Policy()
CALM = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def widths(system: System, values: np.ndarray, told: Sequence[Sequence[int]] = ()) -> list[float]:
    """How wide the interval of each count of 1 to 4 stays for a reader with a linear programme.

    `told` are sums of cells that the reader knows exactly.
    """
    low, high = np.maximum(values - 4, 0).astype(float), values + 4.0
    rules = [LinearConstraint(system.matrix.astype(float), 0, 0)] if system.relations else []
    for cells in told:
        row = np.isin(np.arange(len(values)), cells).astype(float)
        rules.append(LinearConstraint(row, row @ system.counts, row @ system.counts))
    seen = [system.counts.astype(float)]
    found = []
    for cell in np.flatnonzero((system.counts > 0) & (system.counts < 5)):
        for sign in (1, -1):
            if whole_width([each[cell] for each in seen]) < 4:
                cost = np.zeros(len(values))
                cost[cell] = sign
                seen.append(milp(cost, bounds=Bounds(low, high), constraints=rules).x)
        found.append(whole_width([each[cell] for each in seen]))
    return found


def whole_width(ends: Sequence[float]) -> float:
    return float(np.floor(max(ends) + 1e-6) - np.ceil(min(ends) - 1e-6))


def shuffled(system: System, seed: int) -> System:
    turn = np.random.default_rng(seed).permutation(len(system.keys))
    back = np.argsort(turn).tolist()
    return System(
        tuple(system.keys[place] for place in turn),
        system.counts[turn],
        system.hashes[turn],
        tuple((back[one], tuple(back[each] for each in reversed(of)))
              for one, of in reversed(system.relations)),
        tuple((back[large], back[small]) for large, small in reversed(system.orders)),
    )  # fmt: skip


def assert_protected(system: System, values: np.ndarray) -> None:
    assert not (system.matrix @ values).any()
    assert not (values % 5).any()
    assert (values >= 0).all()
    assert (abs(values - system.counts) <= 4).all()
    assert (values == system.counts)[system.counts % 5 == 0].all()
    assert all(values[large] >= values[small] for large, small in system.orders)


@CALM
@given(tiny_systems())
def test_sums_hold_and_values_are_near_multiples(system: System):
    rounded = protect(system, key=KEY, policy=POLICY)

    assert_protected(system, rounded.values)


@CALM
@given(tiny_systems())
def test_the_same_input_gives_the_same_values(system: System):
    first, second = (protect(system, key=KEY, policy=POLICY) for _ in range(2))

    assert first.is_optimal
    assert (first.values == second.values).all()


@CALM
@given(tiny_systems(), st.integers(0, 2**32))
def test_the_order_of_cells_and_relations_does_not_matter(system: System, seed: int):
    other = shuffled(system, seed)

    first = protect(system, key=KEY, policy=POLICY)
    second = protect(other, key=KEY, policy=POLICY)

    assert dict(zip(system.keys, first.values, strict=True)) == dict(
        zip(other.keys, second.values, strict=True)
    )


@CALM
@given(tiny_systems(), st.binary(min_size=32, max_size=32))
def test_another_key_is_as_valid(system: System, key: bytes):
    assert_protected(system, protect(system, key=key, policy=POLICY).values)


@CALM
@given(tiny_systems())
def test_small_counts_stay_hidden(system: System):
    values = protect(system, key=KEY, policy=POLICY).values

    assert min(widths(system, values), default=3) >= 3


@CALM
@given(tiny_systems(), st.data())
def test_intervals_that_are_published_leave_small_counts_hidden(
    system: System, data: st.DataObject
):
    values = protect(system, key=KEY, policy=POLICY).values
    sums = st.lists(st.sampled_from(system.keys), min_size=1, max_size=3, unique=True)
    exact = [
        Estimate("DEM-03", Who.BOTH, Rule.SHARE, Measure.PERCENT, 0.5, 0.4, 0.6, stratum=str(each),
                 denominator_cells=tuple(cells))
        for each, cells in enumerate(data.draw(st.lists(sums, min_size=1, max_size=12)))
    ]  # fmt: skip
    shown = dict(zip(system.keys, values.tolist(), strict=True))

    exposed = exposing(system, shown, exact, POLICY)

    told = [
        [system.place[name] for name in each.denominator_cells]
        for each in exact
        if each not in exposed
    ]
    assert min(widths(system, values, told), default=3) >= 3


@CALM
@given(tiny_systems())
def test_what_was_published_keeps_its_value(system: System):
    before = protect(system, key=bytes(32), policy=POLICY).values
    memory = {hex16(h): int(v) for h, v in zip(system.hashes, before, strict=True)}

    after = protect(system, key=KEY, policy=POLICY, remembered=memory).values

    assert (after == before)[system.hashes > 0].all()


@CALM
@given(tiny_systems())
def test_the_same_records_have_one_value(system: System):
    values = protect(system, key=KEY, policy=POLICY).values

    known: dict[int, int] = {}
    for each, value in zip(system.hashes.tolist(), values.tolist(), strict=True):
        assert not each or known.setdefault(each, value) == value


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_a_country_is_protected(seed: int):
    system = linked(population(seed))

    rounded = protect(system, key=KEY, policy=POLICY)

    assert (len(system.keys), len(system.relations)) == (1158, 983)
    assert rounded.is_optimal
    assert_protected(system, rounded.values)
    assert min(widths(system, rounded.values)) >= POLICY.width_min


@pytest.mark.slow
def test_late_records_move_few_values():
    kept = []
    for seed in (1, 3, 4):
        people = population(seed)
        first, second = linked(people), linked(later(people, seed))
        before = protect(first, key=KEY, policy=POLICY).values
        memory = {hex16(h): int(v) for h, v in zip(first.hashes, before, strict=True)}

        after = protect(second, key=KEY, policy=POLICY, remembered=memory).values

        same = (first.hashes == second.hashes) & (first.counts > 0)
        kept.append((before == after)[same].mean())
    assert np.mean(kept) >= 0.9


@pytest.mark.slow
def test_two_vintages_tell_no_small_difference():
    people = population(3)
    first, second = linked(people), linked(later(people, 3))
    before = protect(first, key=KEY, policy=POLICY).values
    memory = {hex16(h): int(v) for h, v in zip(first.hashes, before, strict=True)}

    after = protect(second, key=KEY, policy=POLICY, remembered=memory).values

    late = second.counts - first.counts
    few = np.flatnonzero((late > 0) & (late < 5))[::20]
    assert len(few) > 10
    assert min(spread_of_late(first, before, after, cell) for cell in few) >= 1


def spread_of_late(system: System, before: np.ndarray, after: np.ndarray, cell: int) -> float:
    """How far the difference of a cell stays open; the second vintage contains the first.

    Variables: the counts of the first vintage, then the differences, none of them negative.
    """
    size, sums = len(before), system.matrix.astype(float)
    both = hstack([eye(size), eye(size)], format="csr")
    rules = [
        LinearConstraint(block_diag([sums, sums], format="csr"), 0, 0),
        LinearConstraint(both, np.maximum(after - 4, 0), after + 4),
    ]
    low = np.concatenate([np.maximum(before - 4, 0), np.zeros(size)])
    box = Bounds(low, np.concatenate([before + 4.0, np.full(size, np.inf)]))
    cost = np.zeros(2 * size)
    cost[size + cell] = 1
    least, most = (sign * milp(sign * cost, bounds=box, constraints=rules).fun for sign in (1, -1))
    return float(most - least)


def test_no_release_without_a_solution():
    system = linked(population(0, people=300))

    with pytest.raises(NotProtected) as refused:
        protect(system, key=KEY, policy=replace(POLICY, time_limit=1e-9))

    assert refused.value.code == "not-protected"
