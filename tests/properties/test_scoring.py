"""Scores stay within their bounds, and raising an answer never lowers one."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clinics.instruments import Instrument, instruments, score


# Of ASSIST and TOP, answers at random mostly contradict one another; their own tests cover them.
SUMMED = [each for each in instruments() if each.has_total]


def complete(each: Instrument) -> st.SearchStrategy[dict[str, int]]:
    """Every scored item answered."""
    return st.fixed_dictionaries({item.key: st.sampled_from(item.weights) for item in each.scored})


def partial(each: Instrument) -> st.SearchStrategy[dict[str, int | None]]:
    """Any items answered or not."""
    return st.fixed_dictionaries(
        {}, optional={item.key: st.none() | st.sampled_from(item.weights) for item in each.items}
    )


ANSWERED = st.sampled_from(SUMMED).flatmap(lambda each: st.tuples(st.just(each), complete(each)))
TOUCHED = st.sampled_from(SUMMED).flatmap(lambda each: st.tuples(st.just(each), partial(each)))


@given(filled=ANSWERED)
def test_a_total_is_the_sum_of_its_items_within_bounds(filled):
    each, answers = filled

    result = score(each, answers)

    assert result.complete
    assert result.total == sum(each.item(key).points(answer) for key, answer in answers.items())
    assert 0 <= result.total <= each.highest


@given(filled=ANSWERED, data=st.data())
def test_raising_one_answer_never_lowers_the_score_or_its_band(filled, data):
    each, answers = filled
    item = data.draw(st.sampled_from(each.scored))
    higher = [
        weight for weight in item.weights if item.points(weight) >= item.points(answers[item.key])
    ]
    raised = answers | {item.key: data.draw(st.sampled_from(higher))}

    before, after = (score(each, each_answers) for each_answers in (answers, raised))

    order = [band.code for band in each.bands]
    assert after.total >= before.total
    assert before.band is None or order.index(after.band) >= order.index(before.band)
    assert not (before.positive and after.positive is False)


@given(substance=st.sampled_from(["tobacco", "alcohol", "opioids"]), data=st.data())
def test_raising_one_answer_never_lowers_a_substance_of_assist(substance, data):
    assist = next(each for each in instruments() if each.code == "ASSIST")
    scale = next(scale for scale in assist.scales if scale.code == substance)
    items = [assist.item(key) for key in scale.items]
    answers = {item.key: data.draw(st.sampled_from(item.weights)) for item in items}
    item = data.draw(st.sampled_from(items))
    raised = answers | {
        item.key: data.draw(
            st.sampled_from([weight for weight in item.weights if weight >= answers[item.key]])
        )
    }

    before, after = (score(assist, each).scales[substance] for each in (answers, raised))

    assert 0 <= before <= after <= (31 if substance == "tobacco" else 39)


@given(filled=TOUCHED)
def test_a_form_filled_in_in_part_is_scored_without_guessing(filled):
    each, answers = filled

    result = score(each, answers)

    assert result.complete == (not result.missing)
    assert set(result.missing) <= {item.key for item in each.scored}
    assert result.prorated == (result.total is not None and not result.complete)
    assert (result.total is None) == (not each.has_total or len(result.missing) > each.may_miss)
    assert all(answers.get(key) is None for key in result.missing)


@given(filled=ANSWERED, data=st.data())
def test_the_order_of_the_answers_makes_no_difference(filled, data):
    each, answers = filled
    shuffled: dict[str, Any] = dict(data.draw(st.permutations(list(answers.items()))))

    assert score(each, shuffled) == score(each, answers)
