"""The golden vectors of `norm=1`: a change here is a new norm, never a fix."""

import pytest

from vault.names import NORM, consonants, given, patronymic, surname, words


SURNAMES = {
    "ahmt": ["Ахметов", "Ахметова", "Akhmetov", "Axmetov", "AХМЕТOВ"],
    "alds": ["Юлдашев", "Йўлдошев", "Yoʻldosheva"],
    "jmb": ["Жұмабаев", "Jumabaýew", "Джумабаев"],
    "ksm": ["Қасымов", "Qasymov", "Kasymow"],
    "gn": ["Ғаниев", "Gʻaniyev"],
    "rhmn": ["Рахмонов", "Раҳмонзода", "Рахмони"],
    "amrbk": ["Өмірбеков", "Умурбеков", "Ömürbekow"],
    "dstv": ["Достоевский", "Достоевская"],
    "asn": ["Асан уулу", "Асан кызы", "Асанов"],
}
GIVENS = {
    "al": ["Әлия", "Алия", "Əliya", "Aliia"],
    "hrsd": ["Хуршед", "Xurshid", "Khurshed"],
    "akb": ["Ёқуб", "Якуб", "Yoqub"],
    "alj": ["Älija"],
}
PATRONYMICS = {
    "srk": ["Серікұлы", "Серикович", "Сериковна", "Серік қызы"],
    "krm": ["Каримович", "Karim oʻgʻli", "Karim qizi"],
    "sr": ["Serikqyzy"],
}


def pairs(table):
    return [(text, key) for key, texts in table.items() for text in texts]


def test_this_is_the_first_norm():
    assert NORM == 1


@pytest.mark.parametrize(("text", "key"), pairs(SURNAMES))
def test_surnames(text, key):
    assert consonants(surname(text)) == key


@pytest.mark.parametrize(("text", "key"), pairs(GIVENS))
def test_given_names(text, key):
    assert consonants(given(text)) == key


@pytest.mark.parametrize(("text", "key"), pairs(PATRONYMICS))
def test_patronymics(text, key):
    assert consonants(patronymic(text)) == key


@pytest.mark.parametrize("text", [None, "", "  ", "123", "---", "«»", "\u200d", "王", "12 -34"])
def test_what_has_no_letter_has_no_key(text):
    assert (
        consonants(surname(text)) == consonants(given(text)) == consonants(patronymic(text)) == ""
    )


@pytest.mark.parametrize(
    "spelling",
    [
        "G'aniyev",
        "G`aniyev",
        "G´aniyev",
        "G’aniyev",
        "G‘aniyev",
        "Gʻaniyev",
        "Gʼaniyev",
        "Gʹaniyev",
    ],
)
def test_every_apostrophe_is_the_same(spelling):
    assert surname(spelling) == "gan"


def test_composed_and_decomposed_letters_are_the_same():
    assert surname("Йўлдошев") == surname("Йўлдошев")


def test_dotted_capital_i_is_an_i():
    assert given("İlham") == given("Ilham")


def test_invisible_marks_and_controls_do_not_matter():
    assert surname("\u202eАх\u200dме\u00adтов\x00") == surname("Ахметов")


def test_all_words_of_a_name_are_given():
    assert list(words("Анна-Мария 2 де Лаʻ")) == ["ana", "mara", "de", "la"]


def test_a_stem_of_three_letters_stays():
    assert surname("Ли") == "li"
    assert surname("Ова") == "ova"
