"""Whom a route may ask, by age."""

import pytest

from prevention.rules.consent import Terms, youngest_of


TERMS = Terms(16, frozenset({"active"}))


@pytest.mark.parametrize(
    ("route", "youngest", "expected"),
    [
        ("active", None, True),
        ("active", 12, True),
        ("active", 18, True),
        ("passive", 12, False),
        ("passive", 15, False),
        ("self", 15, False),
        ("self", 16, True),
        ("self", 18, True),
        ("self", None, False),
    ],
)
def test_a_route_holds_for_an_age(route, youngest, expected):
    assert TERMS.permit(route, youngest=youngest) is expected


@pytest.mark.parametrize(
    ("has_minors", "age_min", "expected"),
    [
        (True, None, None),
        (True, 12, 12),
        (False, None, 18),
        (False, 12, 18),
        (False, 21, 21),
    ],
)
def test_the_least_age_that_is_known(has_minors, age_min, expected):
    assert youngest_of(has_minors=has_minors, age_min=age_min) == expected
