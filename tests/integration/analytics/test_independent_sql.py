"""Each indicator, from frozen facts, is what SQL written from its page finds in the records."""

from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from analytics import registry
from analytics.attribution import frames
from analytics.catalogue import INDICATORS
from analytics.estimates import Estimate, Rule
from analytics.indicators import ALL
from analytics.sources import freeze, load
from analytics.vocabulary import PeriodKind
from kernel.periods import Period
from tests.factories.nation import AT, CUT, begun_series, founded
from tests.integration.analytics.plain_sql import Answer, Key, everything


pytestmark = pytest.mark.django_db
Both = tuple[dict[Key, Estimate], dict[Key, Answer]]


@pytest.fixture(scope="module")
def found(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Both:
    """All estimates and all answers by SQL, of one nation."""
    with django_db_blocker.unblock(), transaction.atomic():
        founded()
        vintage = freeze(
            series=begun_series(), period=Period.year(2023), kind=PeriodKind.YEAR, cut_on=CUT, at=AT
        )
        dimensions = registry.dimensions_of("KG")
        made = frames(load(vintage), period=vintage.period, cut_on=CUT, dimensions=dimensions)
        estimates = [each for way in set(ALL.values()) for each in way(made, dimensions)]
        by_key = {
            (each.indicator, each.stratum, each.day, each.who.value): each for each in estimates
        }
        answers = everything()
        transaction.set_rollback(True)
    return by_key, answers


def sides(estimate: Estimate) -> tuple[tuple[Any, ...], ...]:
    """The exact numbers behind an estimate, in the order of an answer."""
    if estimate.rule in {Rule.SURVIVAL, Rule.SURVIVAL_GAP}:
        return tuple((each.denominator, each.at_risk, each.events) for each in estimate.bases)
    return tuple((each.numerator, each.denominator) for each in estimate.bases)


def test_both_ways_know_the_same_figures(found: Both):
    estimates, answers = found

    assert set(estimates) == set(answers)


@pytest.mark.parametrize("code", [*INDICATORS, "RET"])
def test_an_indicator_is_what_sql_finds_in_the_records(found: Both, code: str):
    estimates, answers = found
    wanted = {key: each for key, each in answers.items() if key[0] == code}

    told = {key: estimates[key] for key in wanted}

    assert {key: sides(each) for key, each in told.items()} == {
        key: each.sides for key, each in wanted.items()
    }
    values = {key: each.value for key, each in told.items()}
    assert values == pytest.approx({key: each.value for key, each in wanted.items()}, abs=1e-12)
    unknown = {key: each.unknown for key, each in told.items()}
    assert unknown == pytest.approx({key: each.unknown for key, each in wanted.items()})


def test_the_nation_has_something_of_everything(found: Both):
    _estimates, answers = found
    nationwide = {key[0]: each for key, each in answers.items() if key[1:] == ("", None, "F")}

    smallest = {code: min(filter(None, each.sides[0])) for code, each in nationwide.items()}

    assert min(smallest.values()) >= 10, smallest
