"""A word resolves when it leads to exactly one substance, and never otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.substances import Alias, AliasKind, Catalogue, Resolution, ResolutionKind, resolve
from clinics.substances.spelling import compact


SHIPPED = Catalogue.shipped()
CLASSES = {"cathinone_unsp", "sc_unsp", "unknown_synth"}
RESOLVED, CLASS_LEVEL, UNRESOLVED = ResolutionKind


@pytest.mark.parametrize("key", SHIPPED.substances)
def test_the_names_of_a_substance_lead_to_it(key):
    substance = SHIPPED.substances[key]
    kind = CLASS_LEVEL if key in CLASSES else RESOLVED

    for name in filter(None, (substance.name_en, substance.name_ru)):
        found = resolve(name)
        assert (found.kind, found.key) == (kind, key)


GOLDEN = {
    "heroin": "heroin diamorphine героин ГЕРОИН герыч diacetylmorphine",
    "opium": "опий ханка",
    "desomorphine": "крокодил дезоморфин",
    "methadone_illicit": "метадон methadone Methadose",
    "bup_misused": "бупренорфин субутекс Subutex Suboxone",
    "fentanyl": "фентанил Duragesic",
    "carfentanil": "карфентанил",
    "u47700": "U-47700 u47700",
    "tramadol": "трамадол Ultram",
    "tianeptine": "коаксил",
    "cocaine_hcl": "кокаин cocaine",
    "crack": "крэк crack",
    "methamphetamine": "метамфетамин винт meth metamfetamine",
    "mdma": "экстази MDMA МДМА ecstasy molly XTC",
    "mephedrone": "мефедрон меф мяу 4-MMC 4mmc m-cat mephedrone",
    "3mmc": "3-MMC 3-methylmethcathinone",
    "apvp": "альфа-ПВП alpha-PVP \N{GREEK SMALL LETTER ALPHA}-PVP flakka",
    "aphp": "PV-7",
    "methylone": "метилон M1 bk-MDMA",
    "methcathinone": "эфедрон ephedrone",
    "khat": "кат",
    "4fa": "4-FMP",
    "alprazolam": "ксанакс Xanax алпразолам",
    "diazepam": "диазепам Valium",
    "bromazolam": "XLI-268",
    "ghb": "бутират GHB ГОМК",
    "gbl": "GBL",
    "pregabalin": "лирика прегабалин Lyrica",
    "lsd": "ЛСД марки LSD",
    "2cb": "2C-B nexus",
    "nitrous": "N2O",
    "solvents": "клей",
    "cannabis_herb": "марихуана анаша шишки marijuana",
    "cannabis_resin": "гашиш",
    "5fadb": "5F-ADB 5F-MDMB-PINACA",
    "hhc": "HHC",
    "tropicamide": "тропикамид",
    "alcohol": "алкоголь",
    "naswar": "насвай nasvay",
}


@pytest.mark.parametrize(
    ("word", "key"), [(word, key) for key, words in GOLDEN.items() for word in words.split()]
)
def test_a_word_of_one_substance_resolves(word, key):
    found = resolve(word)

    assert (found.kind, found.key, found.candidates) == (RESOLVED, key, (key,))


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("соль", "cathinone_unsp"), ("скорость", "cathinone_unsp"), ("кристалл", "cathinone_unsp"),
        ("Кристаллы!", "cathinone_unsp"), ("bath salts", "cathinone_unsp"), ("спайс", "sc_unsp"),
        ("spice", "sc_unsp"), ("микс", "sc_unsp"), ("синтетика", "unknown_synth"),
    ],
)  # fmt: skip
def test_the_name_of_a_class_leads_to_the_class_and_waits_for_confirmation(word, key):
    found = resolve(word)

    assert (found.kind, found.key, found.candidates) == (CLASS_LEVEL, key, (key,))
    assert found.needs_confirmation


@pytest.mark.parametrize(
    ("word", "candidates"),
    [
        ("фен", ("amphetamine",)),
        ("мука", ("mephedrone",)),
        ("нитазены", ("isotonitazene", "metonitazene", "protonitazene")),
        ("ice", ("crack", "methamphetamine", "mdma")),
        ("salt", ("heroin", "methamphetamine", "cathinone_unsp")),
        ("crystal", ("cocaine_hcl", "methamphetamine")),
        ("speed", ("crack", "amphetamine", "methamphetamine")),
    ],
)
def test_a_word_for_several_things_names_none_of_them(word, candidates):
    found = resolve(word)

    assert (found.kind, found.key, found.candidates) == (CLASS_LEVEL, None, candidates)
    assert found.needs_confirmation


def test_a_word_known_to_be_ambiguous_without_any_meaning_goes_to_the_queue():
    assert resolve("дед") == Resolution(UNRESOLVED, matched_alias="дед")


@pytest.mark.parametrize("word", ["", "  ", "...", "зелёный слоник", "mefedron", "героен"])
def test_an_unknown_word_is_unresolved_and_slips_are_not_guessed(word):
    assert resolve(word) == Resolution(UNRESOLVED)


def test_attested_names_need_no_confirmation_and_unattested_slang_does():
    assert not resolve("героин").needs_confirmation
    assert not resolve("меф").needs_confirmation
    assert resolve("герыч").needs_confirmation
    assert resolve("smack").needs_confirmation


def test_a_word_added_for_a_second_substance_becomes_ambiguous():
    second = Alias("лирика", "ru", AliasKind.STREET, "phenibut", is_verified=True)

    found = resolve("Лирика", catalogue=SHIPPED.with_additions([], [second]))

    assert (found.kind, found.candidates) == (CLASS_LEVEL, ("pregabalin", "phenibut"))


def test_an_added_meaning_of_an_ambiguous_word_is_a_candidate_and_no_answer():
    meaning = Alias("дед", "ru", AliasKind.STREET, "heroin", is_verified=True)

    found = resolve("дед", catalogue=SHIPPED.with_additions([], [meaning]))

    assert (found.kind, found.key, found.candidates) == (CLASS_LEVEL, None, ("heroin",))


def test_every_shipped_word_is_known_and_an_ambiguous_one_never_resolves():
    for alias in SHIPPED.aliases:
        found = resolve(alias.text)

        assert found.matched_alias is not None, alias
        assert compact(found.matched_alias) == alias.compact
        if alias.is_ambiguous or alias.kind == AliasKind.CLASS or alias.key in CLASSES:
            assert found.kind != RESOLVED, alias
        if alias.key:
            assert alias.key in found.candidates, alias


@given(st.text())
def test_resolving_never_raises_and_answers_consistently(text):
    found = resolve(text)

    assert (found.kind == RESOLVED) <= (found.candidates == (found.key,))
    assert (found.kind == CLASS_LEVEL) <= found.needs_confirmation
    assert (found.kind == UNRESOLVED) == (not found.candidates)


@given(
    st.sampled_from([each.text for each in SHIPPED.aliases if each.is_ambiguous]),
    st.sampled_from(["{}", " {} ", "«{}»", "{}!", "-{}-"]),
    st.booleans(),
)
def test_no_way_of_writing_an_ambiguous_word_resolves_it(word, around, is_upper):
    written = around.format(word.upper() if is_upper else word)

    assert resolve(written).kind != RESOLVED
