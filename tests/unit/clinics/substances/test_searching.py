"""A substance is found while its name is typed, whatever the alphabet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.substances import Alias, AliasKind, Catalogue, NamedSubstance, search
from clinics.substances.catalogue import Effect
from clinics.vocabulary import Substance


SHIPPED = Catalogue.shipped()


@pytest.mark.parametrize("key", SHIPPED.substances)
def test_the_first_find_for_a_name_is_its_substance(key):
    substance = SHIPPED.substances[key]

    for name in filter(None, (substance.name_en, substance.name_ru)):
        assert search(name)[0].key == key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("мефед", "mephedrone"), ("mefedron", "mephedrone"), ("mefed", "mephedrone"),
        ("geroin", "heroin"), ("гер", "heroin"), ("Хероин", "heroin"), ("kokain", "cocaine_hcl"),
        ("spays", "sc_unsp"), ("spais", "sc_unsp"), ("lirika", "pregabalin"),
        ("shishki", "cannabis_herb"), ("gashish", "cannabis_resin"), ("nasvai", "naswar"),
        ("4mmc", "mephedrone"), ("4 mm", "mephedrone"), ("pvp", "apvp"), ("a-pvp", "apvp"),
        ("jwh", "jwh018"), ("pinaca", "mdmb4en"), ("sol", "cathinone_unsp"),
    ],
)  # fmt: skip
def test_a_beginning_or_another_alphabet_finds_it(typed, key):
    assert key in [hit.key for hit in search(typed)]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("героен", "heroin"), ("амфитамин", "amphetamine"), ("трамодол", "tramadol"),
        ("fentonil", "fentanyl"), ("прегаболин", "pregabalin"), ("зопеклон", "zopiclone"),
        ("метамфитамин", "methamphetamine"),
    ],
)  # fmt: skip
def test_a_slip_is_forgiven(typed, key):
    assert search(typed)[0].key == key


def test_the_same_word_comes_before_what_begins_with_it():
    hits = search("M1")

    assert (hits[0].key, hits[0].matched) == ("methylone", "M1")


def test_names_that_begin_so_come_before_street_names_that_do():
    kinds = [hit.kind for hit in search("mep", limit=20)]
    is_street = [hit.kind == AliasKind.STREET for hit in search("me", limit=30)]

    assert kinds[0] == AliasKind.ORDINARY
    assert is_street == sorted(is_street)
    assert set(is_street) == {True, False}


def test_a_substance_is_found_once_by_its_best_word():
    hits = search("метадон")

    assert [hit.key for hit in hits].count("methadone_illicit") == 1
    assert (hits[0].matched, hits[0].kind) == ("метадон", AliasKind.INN)


def test_a_find_says_when_its_word_may_mean_something_else():
    ambiguous = {hit.key: hit.ambiguous for hit in search("соль")}
    several = [hit for hit in search("ice") if hit.matched == "ice"]

    assert ambiguous["cathinone_unsp"]
    assert {hit.key for hit in several} == {"crack", "methamphetamine", "mdma"}
    assert all(hit.ambiguous for hit in several)
    assert not search("героин")[0].ambiguous


def test_a_word_nobody_can_place_is_not_offered_as_something_that_sounds_like_it():
    assert search("дед") == []


def test_the_language_chooses_label_and_word():
    russian, english = (
        search("alprazolam", language="ru")[0],
        search("alprazolam", language="en")[0],
    )

    assert (russian.label, english.label) == ("Алпразолам", "Alprazolam")
    assert search("фентанил", language="ru")[0].matched == "фентанил"


@pytest.mark.parametrize("limit", [0, 1, 3, 8])
def test_no_more_finds_than_asked_for(limit):
    assert len(search("m", limit=limit)) == limit


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "\u0301"])
def test_nothing_typed_finds_nothing(typed):
    assert search(typed) == []


def test_additions_are_found_and_only_in_their_catalogue():
    new = NamedSubstance(
        "butonitazene", "Butonitazene", "", "nitazene", Effect.OPIOID, "1.5",
        Substance.OPIOIDS_OTHER,
    )  # fmt: skip
    more = SHIPPED.with_additions([new], [Alias("буто", "ru", AliasKind.STREET, new.key)])

    assert search("butoni", catalogue=more)[0].key == "butonitazene"
    assert search("буто", catalogue=more)[0].kind == AliasKind.STREET
    assert "butonitazene" not in [hit.key for hit in search("butoni")]


@given(st.text())
def test_searching_never_raises_and_finds_only_what_there_is(text):
    hits = search(text)

    assert len(hits) == len({hit.key for hit in hits})
    assert all(hit.key in SHIPPED.substances and hit.label for hit in hits)
