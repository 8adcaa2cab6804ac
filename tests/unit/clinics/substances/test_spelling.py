"""Two spellings of one name meet in its normal form, or at least in its sound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.substances.spelling import compact, normalise, skeleton


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("  Мефедрон ", "мефедрон"),
        ("Чёрный", "черный"),
        ("Че\u0308рный", "черный"),
        ("4-MMC", "4 mmc"),
        ("\uff2d\uff24\uff2d\uff21", "mdma"),
        ("лирика!!! (таблетки)", "лирика таблетки"),
        ("bernie's flakes", "bernies flakes"),
        ("насвай", "насвай"),
        ("N₂O", "n2o"),
        ("2C\u2011B", "2c b"),
        ("меф\u200bедрон", "мефедрон"),
        ("???", ""),
        ("", ""),
    ],
)
def test_the_normal_form_of_a_name(written, normal):
    assert normalise(written) == normal


def test_dashes_and_spaces_do_not_make_another_name():
    assert compact("4-MMC") == compact("4 mmc") == compact("4MMC") == "4mmc"


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("мефедрон", "mefedron"), ("героин", "geroin"), ("кокаин", "kokain"),
        ("кодеин", "kodein"), ("спайс", "spays"), ("экстази", "ekstazi"), ("шишки", "shishki"),
        ("альфа-ПВП", "alpha-PVP"), ("ханка", "khanka"), ("ксанакс", "Xanax"),
        ("ацетилфентанил", "acetylfentanyl"), ("лирика", "lyrica"), ("насвай", "nasvay"),
        ("мяу", "myau"), ("щи", "shchi"), ("винт", "wint"),
    ],
)  # fmt: skip
def test_both_alphabets_sound_alike(cyrillic, latin):
    assert skeleton(cyrillic) == skeleton(latin)


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_the_sound_is_that_of_the_normal_form(text):
    assert skeleton(text) == skeleton(normalise(text))


@given(st.text())
def test_a_normal_form_is_lower_case_words_of_letters_and_digits(text):
    normal = normalise(text)

    assert normal == normal.lower() == " ".join(normal.split())
    assert all(character.isalnum() or character == " " for character in normal)
