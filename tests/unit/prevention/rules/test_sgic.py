"""Codes: which answers are read, which are one answer, which are nearly one."""

import unicodedata

import pytest

from prevention.rules.folding import coarse, fine, letter
from prevention.rules.sgic import (
    MISSING,
    QUESTIONS,
    Element,
    HashedElement,
    UnreadableCode,
    hashed,
    problems,
    read,
)


KEY = b"k" * 32
ANSWERS = {
    Element.MOTHER: "Г",
    Element.FATHER: "X",
    Element.DAY: "09",
    Element.SIBLINGS: "2",
    Element.OWN_NAME: "а",
    Element.BIRTHPLACE: "Қ",
    Element.FAMILY_NAME: "о",
}


def with_one(element, answer):
    return hashed(ANSWERS | {element: answer}, key=KEY)[element - 1]


@pytest.mark.parametrize("pair", ["AА", "EЕ", "KК", "OО", "CС", "TТ", "MМ", "HН", "XХ", "PР", "BВ"])
def test_latin_and_cyrillic_letters_of_one_shape_are_one(pair):
    latin, cyrillic = pair

    assert latin != cyrillic
    assert fine(latin) == fine(cyrillic) == fine(latin.lower()) == cyrillic


@pytest.mark.parametrize("pair", ["ЁЕ", "ЙИ", "ёЕ", "йи"])
def test_letters_that_people_leave_the_marks_off_are_one(pair):
    assert fine(pair[0]) == fine(pair[1])


def test_a_mark_typed_apart_is_the_same_letter():
    assert all(fine(unicodedata.normalize("NFD", sign)) == fine(sign) for sign in "ЙЁӢӮЎÖÇŞ")


@pytest.mark.parametrize("sign", "ʻʼ‘’'`´")
def test_every_apostrophe_of_uzbek_is_one(sign):
    assert letter(f"o{sign}") == "Оʻ"
    assert letter(f" G{sign} ") == "Gʻ"


LOOK_ALIKE_PAIRS = [
    "ӨО", "ҰУ", "ҚК", "ҲХ", "ҶЧ", "ҮУ", "ҒГ", "ҢН", "ӘА", "ІИ", "ӢИ", "ӮУ", "ЎУ",
    "ÖО", "ŞS", "ÇС", "YУ", "IИ", "ÝУ", "İИ",
]  # fmt: skip


@pytest.mark.parametrize("pair", LOOK_ALIKE_PAIRS)
def test_national_letters_are_distinct_and_look_alike(pair):
    national, plain = pair

    assert fine(national) != fine(plain)
    assert coarse(national) == coarse(plain)


def test_uzbek_letters_look_like_their_base():
    assert fine("Oʻ") != fine("O")
    assert coarse("Oʻ") == coarse("O") == coarse("Ө")


@pytest.mark.parametrize(("text", "found"), [("Sh", "S"), ("ch", "С"), ("Ш", "Ш"), ("ñ", "Ñ")])
def test_a_letter_of_two_signs_counts_by_its_first(text, found):
    assert letter(text) == found


@pytest.mark.parametrize("text", ["", "АБ", "1", "-", "'", "ʻ", "А.", "О''", "SHA"])
def test_what_is_not_one_letter_is_none(text):
    assert letter(text) is None


@pytest.mark.parametrize(
    ("element", "answer", "found"),
    [
        (Element.DAY, "9", "09"),
        (Element.DAY, " 31 ", "31"),
        (Element.SIBLINGS, "00", "0"),
        (Element.SIBLINGS, "20", "20"),
        (Element.FATHER, "x", "Х"),
        (Element.MOTHER, "  ", ""),
    ],
)
def test_answers_are_read(element, answer, found):
    assert read(element, answer) == found


@pytest.mark.parametrize(
    ("element", "answer"),
    [
        (Element.DAY, "0"),
        (Element.DAY, "32"),
        (Element.DAY, "009"),
        (Element.DAY, "1.5"),
        (Element.DAY, "-3"),
        (Element.DAY, "²"),
        (Element.SIBLINGS, "21"),
        (Element.SIBLINGS, "two"),
        (Element.MOTHER, "Aida"),
        (Element.OWN_NAME, "7"),
    ],
)
def test_unreadable_answers_are_refused_in_the_words_of_their_question(element, answer):
    with pytest.raises(UnreadableCode) as refusal:
        read(element, answer)

    assert str(refusal.value) == str(QUESTIONS[element].refusal)
    assert problems(ANSWERS | {element: answer}) == {element: str(refusal.value)}


def test_a_whole_code_has_no_problems_and_an_empty_one_neither():
    assert problems(ANSWERS) == problems({}) == {}


def test_nothing_of_the_answers_is_left_in_the_hashes():
    elements = hashed(ANSWERS, key=KEY)

    assert len(elements) == 7
    assert all(len(each.fine) == 64 for each in elements)
    assert {len(each.coarse) for each in elements} == {0, 64}
    assert [bool(each.coarse) for each in elements] == [True, True, False, False, True, True, True]
    assert [bool(each.swapped) for each in elements] == [False, False, True] + [False] * 4


def test_elements_left_out_have_no_hashes():
    assert hashed({}, key=KEY) == (MISSING,) * 7
    assert HashedElement("", "", "") == MISSING


def test_equal_letters_of_two_elements_do_not_look_equal():
    code = hashed(dict.fromkeys(Element, "1") | dict.fromkeys([Element.MOTHER, Element.FATHER,
        Element.OWN_NAME, Element.BIRTHPLACE, Element.FAMILY_NAME], "А"), key=KEY)  # fmt: skip

    assert len({each.fine for each in code}) == 7
    assert not {each.fine for each in code} & {each.coarse for each in code}


def test_days_with_exchanged_digits_find_each_other():
    ninth, ninetieth = with_one(Element.DAY, "12"), with_one(Element.DAY, "21")

    assert ninth.fine == ninetieth.swapped
    assert ninth.swapped == ninetieth.fine
    assert ninth.fine != ninetieth.fine


def test_look_alikes_share_only_the_coarse_hash():
    national, russian = with_one(Element.BIRTHPLACE, "қ"), with_one(Element.BIRTHPLACE, "K")

    assert national.fine != russian.fine
    assert national.coarse == russian.coarse


def test_another_study_has_other_hashes():
    assert not {each.fine for each in hashed(ANSWERS, key=KEY)} & {
        each.fine for each in hashed(ANSWERS, key=b"j" * 32)
    }


def test_a_short_key_is_no_key():
    with pytest.raises(ValueError, match="32 bytes"):
        hashed(ANSWERS, key=b"short")
