"""What ships: seed, words, where they come from, and how additions join them."""

import csv

import pytest

from clinics.code_lists import listed
from clinics.substances import Alias, AliasKind, BadAddition, Catalogue, Effect, NamedSubstance
from clinics.substances.catalogue import HERE
from clinics.substances.spelling import compact
from clinics.vocabulary import Substance


SHIPPED = Catalogue.shipped()
CODES = next(each.codes for each in listed() if each.name == "SUBSTANCE")
ICD11_OF_ITS_OWN = {
    "methcathinone": "6C46", "2fdck": "6C4D", "mxe": "6C4D", "3meopcp": "6C4D", "dxm": "6C4D",
    "naswar": "6C4A", "unknown_synth": "6C4G",
}  # fmt: skip
NEW = NamedSubstance(
    "butonitazene", "Butonitazene", "", "nitazene", Effect.OPIOID, "1.5", Substance.OPIOIDS_OTHER
)


def rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_78_substances_of_the_seed_list_ship_in_its_order():
    keys = list(SHIPPED.substances)

    assert len(keys) == 78
    assert (keys[0], keys[-1]) == ("heroin", "unknown_synth")


@pytest.mark.parametrize("substance", SHIPPED.substances.values(), ids=lambda each: each.key)
def test_a_substance_counts_as_one_code_and_the_tdi_row_of_that_code(substance):
    of_code = CODES[substance.code]["map_tdi"]

    assert substance.tdi_row.replace(".", "") == ("" if substance.key == "naswar" else of_code)


@pytest.mark.parametrize("substance", SHIPPED.substances.values(), ids=lambda each: each.key)
def test_icd_categories_are_those_of_the_code_save_for_named_exceptions(substance):
    of_code = CODES[substance.code]
    icd11 = ICD11_OF_ITS_OWN.get(substance.key, of_code["map_icd11"])

    assert substance.icd11 == icd11
    assert substance.icd10 in {"", "F17" if substance.key == "naswar" else of_code["map_icd10"]}


def test_flags_are_those_of_the_seed_list():
    def flagged(flag):
        return {key for key, each in SHIPPED.substances.items() if getattr(each, flag)}

    assert flagged("is_class") == {"cathinone_unsp", "sc_unsp", "unknown_synth"}
    assert flagged("is_judgement") == {"tianeptine", "xylazine", "hhc", "tropicamide"}
    assert flagged("is_never_primary") == {"alcohol", "naswar"}


def test_every_word_has_a_source_and_the_mapped_key_of_its_category():
    sources = {row["code"] for row in rows("sources.csv")}
    mapped = {(row["category"], row["key"]) for row in rows("dope_map.csv")}

    for row in rows("aliases.csv"):
        source, _, category = row["source"].partition(":")
        assert source in sources, row
        assert not category or (category, row["key"]) in mapped, row


def test_a_word_stands_once_for_a_substance_and_only_one_word_for_none():
    pairs = [(compact(row["alias"]), row["key"]) for row in rows("aliases.csv")]

    assert len(pairs) == len(set(pairs))
    assert [word for word, key in pairs if not key] == ["дед"]


def test_a_label_is_russian_where_asked_for_and_known():
    heroin, code = SHIPPED.substances["heroin"], SHIPPED.substances["u47700"]

    assert [heroin.label("ru"), heroin.label("kk"), heroin.label()] == [
        "Героин",
        "Heroin",
        "Heroin",
    ]
    assert code.label("ru") == "U-47700"


def test_the_shipped_catalogue_is_read_once():
    assert Catalogue.shipped() is SHIPPED


def test_additions_make_a_new_catalogue_and_leave_the_old_one():
    word = Alias("бутонитазен", "ru", AliasKind.ORDINARY, "butonitazene")

    more = SHIPPED.with_additions([NEW], [word])

    assert "butonitazene" in more.substances
    assert "бутонитазен" in more.words
    assert "butonitazene" not in SHIPPED.substances
    assert "бутонитазен" not in SHIPPED.words


def test_an_added_row_takes_the_place_of_the_old_one_for_the_same_word_and_substance():
    verified = Alias("Герыч", "ru", AliasKind.STREET, "heroin", is_verified=True, source="expert")

    more = SHIPPED.with_additions([], [verified])

    assert more.words["герыч"] == (verified,)
    assert len(more.aliases) == len(SHIPPED.aliases)


def test_an_addition_cannot_make_an_ambiguous_word_plain():
    plain = Alias("соль", "ru", AliasKind.STREET, "cathinone_unsp", is_verified=True)

    more = SHIPPED.with_additions([], [plain])

    assert "соль" in more.ambiguous_words
    assert more.words["соль"][0].is_verified


@pytest.mark.parametrize(
    ("substances", "aliases"),
    [
        ([SHIPPED.substances["heroin"]], []),
        ([], [Alias("слово", "ru", AliasKind.STREET, "no_such_key")]),
        ([], [Alias("!!!", "ru", AliasKind.STREET, "heroin")]),
    ],
    ids=["a key that is taken", "a key that is unknown", "a word without letters"],
)
def test_additions_that_contradict_the_catalogue_are_a_bug(substances, aliases):
    with pytest.raises(BadAddition):
        SHIPPED.with_additions(substances, aliases)
