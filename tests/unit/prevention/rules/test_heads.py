"""Numbers of people by gender, and what is kept back of them."""

from prevention.rules import heads
from prevention.rules.delivery import Heads
from prevention.rules.shares import Mark, sizes


def test_one_to_four_of_a_gender_hide_both_and_never_the_sum():
    assert heads.shown(Heads(12, 9, 3)) == (12, 9, 21)
    assert heads.shown(Heads(12, 4)) == (None, None, 16)
    assert heads.shown(Heads(12, 0)) == (12, 0, 12)
    assert heads.shown(Heads(1, 2, 40)) == (None, None, None)


def test_what_is_hidden_in_a_part_is_hidden_in_the_whole():
    part, whole = heads.shown_together(Heads(12, 3), Heads(20, 20))
    assert (part, whole) == ((None, None, 15), (None, None, 40))
    part, whole = heads.shown_together(Heads(2, 1), Heads(20, 20))
    assert (part, whole) == ((None, None, None), (None, None, 40))
    assert heads.shares(*heads.shown_together(Heads(10, 5), Heads(20, 20)))[0].value == 0.5


def test_of_one_or_two_sites_nothing_is_told():
    told = heads.shown(Heads(30, 20))

    assert heads.of_sites(told, Heads(3, 3, 3)) == (30, 20, 50)
    assert heads.of_sites(told, Heads(2, 3, 3)) == (None, None, 50)
    assert heads.of_sites(told, Heads(2, 2, 2)) == (None, None, None)
    assert heads.of_sites(heads.shown(Heads()), Heads()) == (0, 0, 0)


def test_sizes_are_told_of_all_groups_or_none():
    assert sizes({"f": 12, "m": 9}) == {"f": None, "m": None}
    assert sizes({"f": 12, "m": 0}) == {"f": 12, "m": 0}


def test_marks_are_printed_in_words_or_per_cent():
    assert [Mark(word).text for word in ("kept-back", "below", "above", "empty")] == [
        "kept back", "< 5 %", "> 95 %", "–",
    ]  # fmt: skip
    assert Mark(percent=12).text == "12 %"
