"""What rounding promises, whatever the counts (outcomes-and-disclosure reference 2.12)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.disclosure.policy import NotProtected, Policy
from analytics.disclosure.rounding import protect
from analytics.disclosure.system import System
from analytics.disclosure.withholding import exposing
from analytics.estimates import Estimate, Rule
from analytics.vocabulary import Measure, Who
from tests.factories.attacks import spreads_of_late, widths
from tests.factories.systems import (
    KEY,
    Vintages,
    linked,
    population,
    remembered,
    tiny_systems,
    vintages,
)


POLICY = Policy()
COUNTRIES = (0, 2, 5)
"""The others take as long and show no more: all ten are measured by `bench/protection.py`."""

CALM = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


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
    memory = remembered(system, before)

    after = protect(system, key=KEY, policy=POLICY, remembered=memory).values

    assert (after == before)[system.hashes > 0].all()


@CALM
@given(tiny_systems())
def test_the_same_records_have_one_value(system: System):
    values = protect(system, key=KEY, policy=POLICY).values

    known: dict[int, int] = {}
    for each, value in zip(system.hashes.tolist(), values.tolist(), strict=True):
        assert not each or known.setdefault(each, value) == value


@pytest.fixture(scope="module", params=COUNTRIES)
def country(request: pytest.FixtureRequest) -> Vintages:
    return vintages(request.param, POLICY)


@pytest.mark.slow
def test_a_country_is_protected(country: Vintages):
    for system, rounded in ((country.first, country.before), (country.second, country.after)):
        assert (len(system.keys), len(system.relations)) == (1158, 983)
        assert rounded.is_optimal
        assert_protected(system, rounded.values)


@pytest.mark.slow
def test_small_counts_of_a_country_stay_hidden(country: Vintages):
    assert min(widths(country.first, country.before.values)) >= POLICY.width_min


@pytest.mark.slow
def test_late_records_move_few_values(country: Vintages):
    assert country.kept >= 0.9


@pytest.mark.slow
def test_two_vintages_tell_no_small_difference(country: Vintages):
    open_by = spreads_of_late(
        country.first, country.second, country.before.values, country.after.values
    )

    assert len(open_by) > 100
    assert min(open_by) >= 1


def test_no_release_without_a_solution():
    system = linked(population(0, people=300))

    with pytest.raises(NotProtected) as refused:
        protect(system, key=KEY, policy=replace(POLICY, time_limit=1e-9))

    assert refused.value.code == "not-protected"
