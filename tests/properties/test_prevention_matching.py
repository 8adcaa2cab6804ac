"""What holds of every linkage, whatever the codes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from prevention.rules.matching import Form, distance, link
from prevention.rules.sgic import MISSING, HashedElement


TOKENS = st.sampled_from("abc").map(lambda sign: HashedElement(sign, sign if sign < "c" else "a"))
DAYS = st.sampled_from(["12", "21", "11"]).map(lambda day: HashedElement(day, "", day[::-1]))
CODES = st.tuples(
    *[TOKENS | st.just(MISSING)] * 2, DAYS | st.just(MISSING), *[TOKENS | st.just(MISSING)] * 4
)
PLACES = st.tuples(st.sampled_from("ST"), st.sampled_from("67"), st.sampled_from("AB"))
GENDERS = st.sampled_from(["f", "m", "o", ""])


@st.composite
def waves(draw: st.DrawFn) -> tuple[list[Form], list[Form]]:
    def wave(side: str) -> list[Form]:
        rows = draw(st.lists(st.tuples(PLACES, GENDERS, CODES), max_size=8))
        return [
            Form((side, number), *place, gender, code)
            for number, (place, gender, code) in enumerate(rows)
        ]

    return wave("before"), wave("after")


@given(CODES, CODES)
def test_distance_is_symmetric_and_at_most_one_per_element(one: tuple, other: tuple):
    first, second = Form(1, 1, 1, 1, "", one), Form(2, 1, 1, 1, "", other)

    assert distance(first, second) == distance(second, first)
    assert 0 <= distance(first, second) <= 7
    assert distance(first, first) == sum(not element.fine for element in one) / 2


@settings(deadline=None)
@given(waves())
def test_everybody_is_once_in_a_pair_or_once_without(both: tuple[list[Form], list[Form]]):
    before, after = both
    linkage = link(before, after)

    found = [pair.earlier.uid for pair in linkage.pairs]
    found += [pair.later.uid for pair in linkage.pairs]
    found += [each.form.uid for each in linkage.unmatched]
    assert sorted(found) == sorted(form.uid for form in (*before, *after))


@settings(deadline=None)
@given(waves())
def test_pairs_stay_in_their_school_their_gender_and_two_elements(
    both: tuple[list[Form], list[Form]],
):
    for pair in link(*both).pairs:
        one, other = pair.earlier, pair.later

        assert (one.school, one.grade) == (other.school, other.grade)
        assert {one.gender, other.gender} != {"f", "m"}
        assert pair.distance == distance(one, other) <= 2


@settings(deadline=None)
@given(waves())
def test_the_order_and_the_direction_of_the_waves_change_nothing(
    both: tuple[list[Form], list[Form]],
):
    before, after = both

    def pairs(one: list[Form], other: list[Form]) -> set[frozenset[object]]:
        return {frozenset((pair.earlier.uid, pair.later.uid)) for pair in link(one, other).pairs}

    assert pairs(before, after) == pairs(before[::-1], after[::-1]) == pairs(after, before)


@settings(deadline=None)
@given(waves(), st.integers(0, 2))
def test_looking_less_far_links_no_more(both: tuple[list[Form], list[Form]], furthest: int):
    assert all(pair.distance <= furthest for pair in link(*both, furthest=furthest).pairs)
    assert len(link(*both, furthest=0).pairs) <= len(link(*both, furthest=furthest).pairs)
