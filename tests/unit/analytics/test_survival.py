"""Kaplan-Meier against published data and against another implementation."""

import numpy as np
import pandas as pd
import pytest

from analytics.survival import Curve, kaplan_meier, median, survival_gap
from tests.published import published
from tests.published_rules import log_rank


@pytest.fixture
def addicts() -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """Days and departures by clinic, of the methadone clinics of Caplehorn and Bell 1991."""
    rows = pd.read_csv(published("addicts_methadone", "addicts.csv"))
    return {
        clinic: (group["survt"].to_numpy(), group["status"].to_numpy())
        for clinic, group in rows.groupby("clinic")
    }


def curve(*days: int, censored: tuple[int, ...] = ()) -> Curve:
    """A curve of ends on `days`, and of others who were only followed."""
    return kaplan_meier([*days, *censored], [1] * len(days) + [0] * len(censored))


@pytest.mark.published
def test_clinics_differ_as_published(addicts):
    found = log_rank([addicts[1], addicts[2]])

    assert found.chi_square == pytest.approx(27.89, abs=0.005)
    assert found.freedom == 1
    assert found.p < 0.0001


@pytest.mark.published
def test_medians_of_clinics_are_as_published(addicts):
    first, second = kaplan_meier(*addicts[1]), kaplan_meier(*addicts[2])

    assert median(first).value == 428
    assert median(second).value is None
    assert median(second).low is not None


@pytest.mark.published
def test_sums_of_the_published_data_come_out(addicts):
    everybody = kaplan_meier(
        *(np.concatenate(each) for each in zip(*addicts.values(), strict=True))
    )

    assert everybody.at(2000).events == 150
    assert everybody.followed.sum() == 95_812


def test_survival_falls_at_ends_and_not_at_censorings():
    found = curve(2, 4, censored=(3, 5))

    assert found.at(1) == (1.0, 1.0, 1.0, 4, 0)
    assert found.at(2)[0] == 0.75
    assert found.at(3)[0] == 0.75
    assert found.at(4)[0] == 0.375
    assert [found.at(day).at_risk for day in range(7)] == [4, 4, 4, 3, 2, 1, 0]
    assert [found.at(day).events for day in (1, 2, 4, 99)] == [0, 1, 2, 2]


def test_an_end_on_the_first_day_counts():
    assert curve(0, 7).at(0) == (
        0.5,
        pytest.approx(0.006, abs=0.001),
        pytest.approx(0.910, abs=0.001),
        2,
        1,
    )


def test_where_all_have_left_there_are_no_bounds_to_widen():
    assert curve(1, 2).at(2)[:3] == (0.0, 0.0, 0.0)


def test_about_nobody_nothing_is_said():
    nobody = curve()

    assert nobody.at(30) == (None, None, None, 0, 0)
    assert median(nobody) == (None, None, None)
    assert survival_gap(nobody, curve(1, 2), 1) == (None, None, None)
    assert survival_gap(curve(1, 2), nobody, 1) == (None, None, None)


def test_a_gap_lies_between_bounds_from_both_curves():
    first, second = curve(10, 200, 300, 400), curve(10, 20, 30, 400)

    gap = survival_gap(first, second, 100)

    assert gap.value == pytest.approx(0.5)
    assert gap.low < 0.5 < gap.high
    back = survival_gap(second, first, 100)
    assert (-back.high, -back.low) == pytest.approx((gap.low, gap.high))


def test_groups_without_anybody_cannot_be_told_apart():
    assert log_rank([([], []), ([1, 2], [1, 1])]) == (0.0, 0, 1.0)
    assert log_rank([([5], [0]), ([6], [0])]) == (0.0, 0, 1.0)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(5))
def test_curves_agree_with_another_implementation(seed: int):
    from lifelines import KaplanMeierFitter  # noqa: PLC0415 - warns about pandas while importing

    random = np.random.default_rng(seed)
    days, events = random.integers(1, 200, 150), random.random(150) < 0.7
    theirs = KaplanMeierFitter().fit(days, events)
    bounds = theirs.confidence_interval_survival_function_

    ours = kaplan_meier(days, events)

    for day in (1, 30, 91, 183):
        survival, low, high, at_risk, _events = ours.at(day)
        assert survival == pytest.approx(float(theirs.predict(day)))
        assert [low, high] == pytest.approx(bounds.loc[:day].iloc[-1].tolist())
        assert at_risk == (days >= day).sum()
    assert median(ours).value == theirs.median_survival_time_


@pytest.mark.filterwarnings("ignore")
def test_the_test_of_three_groups_agrees_with_another_implementation():
    from lifelines.statistics import multivariate_logrank_test  # noqa: PLC0415 - warns, see above

    random = np.random.default_rng(3)
    days, events = random.integers(0, 60, 300), random.random(300) < 0.6
    group = random.integers(0, 3, 300)
    theirs = multivariate_logrank_test(days, group, events)

    ours = log_rank([(days[group == each], events[group == each]) for each in range(3)])

    assert ours == pytest.approx((theirs.test_statistic, 2, theirs.p_value))
