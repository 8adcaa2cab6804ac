"""What holds of every code, whatever is typed."""

from hypothesis import given
from hypothesis import strategies as st

from prevention.rules.folding import coarse, fine, letter
from prevention.rules.sgic import Element, UnreadableCode, hashed, problems, read


KEY = bytes(range(32))
LETTERS = st.sampled_from(
    "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЭЮЯӨҰҮҚҲҶҒҢӘІӢӮЎABCDEFGHIKLMNOPRSTUXYZÄÇŇÖŞÜÝŽ"
)
CODES = st.fixed_dictionaries(
    {
        element: LETTERS
        if element not in {Element.DAY, Element.SIBLINGS}
        else st.integers(1, 20).map(str)
        for element in Element
    }
)


@given(st.text(max_size=6))
def test_folding_twice_is_folding_once(text: str):
    assert fine(fine(text)) == fine(text)
    assert coarse(coarse(text)) == coarse(text)


@given(st.text(max_size=6))
def test_what_is_finely_equal_is_coarsely_equal(text: str):
    assert coarse(fine(text)) == coarse(text)


@given(LETTERS)
def test_case_never_matters(sign: str):
    assert letter(sign.lower()) == letter(sign)


@given(st.sampled_from(Element), st.text(max_size=4))
def test_an_answer_is_read_or_refused_and_reading_is_stable(element: Element, answer: str):
    try:
        value = read(element, answer)
    except UnreadableCode:
        assert element in problems({element: answer})
    else:
        assert read(element, value) == value
        assert problems({element: answer}) == {}


@given(CODES, CODES)
def test_codes_are_equal_where_their_folded_answers_are(one: dict, other: dict):
    pairs = zip(Element, hashed(one, key=KEY), hashed(other, key=KEY), strict=True)

    for element, first, second in pairs:
        is_same = read(element, one[element]) == read(element, other[element])
        assert (first == second) == (first.fine == second.fine) == is_same
