"""The search's one spelling: every pair that was missed before (reference 8.4)."""

import pytest

from cms.search_norm import begins_with, normalise, stem, terms


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("O'zbekiston", "Oʻzbekiston"),
        ("O‘zbekiston", "Oʻzbekiston"),
        ("ozbekiston", "Oʻzbekiston"),
        ("O`zbekiston", "O’zbekiston"),
        ("елка", "ёлка"),
        ("тоҷики", "тоҷикӣ"),
        ("точики", "ТОҶИКӢ"),
        ("turkmence", "Türkmençe"),
        ("TURKMENCE", "türkmençe"),
        ("озбекстан", "Өзбекстан"),
        ("казак", "қазақ"),
        ("улгу", "үлгү"),
        ("унсиз", "ұнсіз"),
        ("ангиме", "әңгіме"),
        ("жихаз", "жиһаз"),
        ("гайрат", "Ғайрат"),
        ("хукумат", "ҳукумат"),
        ("духтур ва учо", "духтур ва ӯҷо"),
        ("istanbul", "İSTANBUL"),
        ("кайрат", "қайрат"),
        ("Ⅳ ﬁn", "iv fin"),
    ],
)
def test_what_is_typed_and_what_is_written_are_spelt_alike(typed: str, written: str):
    assert normalise(typed) == normalise(written)


def test_different_words_stay_different():
    assert normalise("казахстан") != normalise("Қазақстан")


@pytest.mark.parametrize(
    ("text", "plain"), [("  a,\tb–c_d\u00a0e ", "a b c d e"), ("", ""), ("!?…", ""), ("9½", "91 2")]
)
def test_words_stand_apart_by_single_spaces(text: str, plain: str):
    assert normalise(text) == plain


@pytest.mark.parametrize("text", ["O'zbekiston", "Әә Ғғ Ққ Ңң", "ёлка", "Türkmençe ıİß"])
def test_levelling_twice_changes_nothing(text: str):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("one", "other"), [("семья", "семьи"), ("помощь", "помощи"), ("opioid", "opioids")]
)
def test_a_word_is_found_in_its_other_forms(one: str, other: str):
    assert begins_with(normalise(other), stem(normalise(one)))


def test_a_short_word_keeps_its_end():
    assert (stem("соль"), stem("ma"), stem("ооооо")) == ("соль", "ma", "оооо")


def test_a_query_is_cut_and_says_each_thing_once():
    assert terms("семья семьи СЕМЬЯ") == ["семь"]
    assert len(terms(" ".join(f"word{number}x" for number in range(50)))) == 8
    assert terms("'\"()*:&|!") == []


def test_the_middle_of_a_word_is_no_beginning():
    assert begins_with("a leaflet", "leaf")
    assert not begins_with("a leaflet", "let")
