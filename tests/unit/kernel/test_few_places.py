"""Nothing national is told of fewer than three places."""

from kernel.few_places import is_of_few, may_show_nationally


def test_three_places_are_enough():
    assert [may_show_nationally(places) for places in range(5)] == [False] * 3 + [True] * 2


def test_nobody_is_not_few():
    assert [is_of_few(places) for places in range(4)] == [False, True, True, False]
