# ruff: noqa: RUF001 - digits and dashes of every kind are the subject
"""Codes of eight digits with two check digits."""

from unittest.mock import patch

import pytest

from vault.codes import WrongCode, format_code, new_code, parse_code, with_check_digits


CODES = 20_000


@pytest.fixture(scope="module")
def codes() -> list[str]:
    return [new_code() for _draw in range(CODES)]


def is_refused(text: str) -> bool:
    try:
        parse_code(text)
    except WrongCode:
        return True
    return False


def test_the_published_example_has_its_check_digits():
    assert with_check_digits("48219037") == "4821903757"


def test_new_codes_are_valid_and_spread_over_the_whole_range(codes):
    assert all(parse_code(code) == code for code in codes)
    assert {code[0] for code in codes} == set("123456789")
    assert len(set(codes)) > CODES - 20


@pytest.mark.slow
def test_every_single_wrong_digit_is_refused(codes):
    for number, code in enumerate(codes):
        place = number % 10
        for digit in set("0123456789") - {code[place]}:
            assert is_refused(code[:place] + digit + code[place + 1 :])


@pytest.mark.slow
def test_every_swap_of_neighbours_is_refused(codes):
    for code in codes:
        for place in range(9):
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            assert swapped == code or is_refused(swapped)


@pytest.mark.parametrize(
    "text",
    [
        "4821903757",
        "4821 9037 57",
        " 4821-9037-57\n",
        "4821\u00a09037\u202f57",
        "4821–9037—57",
        "\u200f4821\u200b903757",
        "٤٨٢١٩٠٣٧٥٧",
        "۴۸۲۱۹۰۳۷۵۷",
        "４８２１９０３７５７",
    ],
)
def test_a_code_is_read_however_it_is_typed(text):
    assert parse_code(text) == "4821903757"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "ten digits"),
        ("4821 9037", "ten digits"),
        ("4821 9037 571", "ten digits"),
        ("0821 9037 57", "ten digits"),
        ("4821 9037 58", "is wrong"),
        ("4821 9O37 57", "digits only"),
        ("4821_9037_57", "digits only"),
        ("<b>", "digits only"),
    ],
)
def test_what_is_no_code_is_refused_in_words(text, sentence):
    with pytest.raises(WrongCode, match=sentence):
        parse_code(text)


def test_check_digits_that_are_only_congruent_are_refused():
    payload = next(
        str(number) for number in range(10_000_000, 10_000_200)
        if with_check_digits(str(number)).endswith("98")
    )  # fmt: skip

    assert is_refused(payload + "01")


def test_a_code_is_shown_in_groups():
    assert format_code("4821903757") == "4821 9037 57"


def test_the_draw_is_cryptographic():
    with patch("vault.codes.secrets.choice", return_value=48219037):
        assert new_code() == "4821903757"
