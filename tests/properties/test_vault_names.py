"""The readable normaliser against the normative text of `norm=1`, over any text at all."""

import itertools
import re

from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.vault import norm1_reference as normative
from vault import codes, names


CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёәғқңөұүһіҳҷӣӯў"
LATIN = "abcdefghijklmnopqrstuvwxyzñňŋžýşšçčğǵäáəöóüúı"  # noqa: RUF001 - the Turkic dotless i
BETWEEN = " -'`´’‘ʻʼʹ\u0306\u0308\u0307\u200d1_"
NAMES = st.text(alphabet=CYRILLIC + LATIN + CYRILLIC.upper() + LATIN.upper() + BETWEEN, max_size=60)
ENDED = st.builds(
    "{}{}".format,
    NAMES,
    st.sampled_from(["ов", "ова", "ович", "зода", " кызы", " oʻgʻli", "uly", "ski", "in", "ская"]),
)
TEXTS = st.one_of(NAMES, ENDED, st.text(max_size=60))
LETTERS = (
    range(0x3400), range(0xA640, 0xABFF), range(0xF900, 0x10000), range(0x1D400, 0x1F300),
)  # fmt: skip
"""Everything but ideographs and Hangul, none of which has a letter that is kept."""


@given(TEXTS)
@example("AХМЕТOВ")
@example("i\u0307")
@example("\ud800")
def test_the_readable_normaliser_is_the_normative_one(text):
    assert list(names.words(text)) == list(normative.words(text))
    assert names.surname(text) == normative.surname(text)
    assert names.patronymic(text) == normative.patronymic(text)
    assert names.given(text) == normative.given(text)
    assert names.consonants(names.surname(text)) == normative.C(normative.surname(text))


def test_every_letter_is_read_as_the_normative_one_reads_it_and_gives_at_most_four():
    for character in map(chr, itertools.chain(*LETTERS)):
        skeletons = list(names.words(character))

        assert skeletons == list(normative.words(character))
        assert sum(map(len, skeletons)) <= 4


@given(TEXTS)
def test_a_key_is_short_plain_and_settled(text):
    for skeleton in (names.surname(text), names.patronymic(text), names.given(text)):
        key = names.consonants(skeleton)

        assert re.fullmatch("[a-z]*", skeleton)
        assert re.fullmatch("a?[b-df-hj-np-tv-z]*", key)
        assert names.consonants(key) == key
        assert len(key) <= len(skeleton) <= 4 * len(text)


@given(st.text(max_size=30))
def test_any_text_is_a_code_or_is_refused(text):
    try:
        code = codes.parse_code(text)
    except codes.WrongCode:
        return

    assert codes.parse_code(codes.format_code(code)) == code


@given(st.integers(10_000_000, 99_999_999), st.sampled_from([" ", "-", "\u00a0", "", "–"]))
def test_a_code_survives_being_written_down(payload, separator):
    code = codes.with_check_digits(str(payload))

    assert int(code) % 97 == 1
    assert codes.parse_code(separator.join(code)) == code
