"""Every substance and every word counts as one code of the record, and never as not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.substances import Catalogue, Coded, coded, counts_in_tdi, resolve, tdi_code
from clinics.vocabulary import Substance


SHIPPED = Catalogue.shipped()


def test_every_substance_has_a_code_of_the_vocabulary():
    codes = {key: tdi_code(key) for key in SHIPPED.substances}

    assert set(codes.values()) <= set(Substance)
    assert codes["methcathinone"] == Substance.CATHINONES
    assert codes["2fdck"] == Substance.HALLUCINOGENS_OTHER
    assert {key for key, code in codes.items() if code == Substance.OTHER} == {
        "tropicamide", "naswar", "unknown_synth",
    }  # fmt: skip


def test_an_unknown_key_is_a_bug():
    with pytest.raises(KeyError):
        tdi_code("no_such_key")


def test_tobacco_never_counts_and_alcohol_only_beside_another_drug():
    assert not counts_in_tdi("naswar")
    assert counts_in_tdi("alcohol")
    assert not counts_in_tdi("alcohol", is_primary=True)
    assert counts_in_tdi("heroin", is_primary=True)


@pytest.mark.parametrize(
    ("word", "code", "note"),
    [
        ("мефедрон", Substance.CATHINONES, "Mephedrone (4-MMC)"),
        ("соль", Substance.CATHINONES, "Synthetic cathinone, not specified"),
        ("спайс", Substance.SYNTHETIC_CANNABINOIDS, "Synthetic cannabinoid, not specified"),
        ("нитазены", Substance.OPIOIDS_OTHER, "Isotonitazene, Metonitazene, Protonitazene"),
        ("coke", Substance.COCAINE, "Cocaine, powder, Crack cocaine"),
        ("crystal", Substance.OTHER, "Cocaine, powder, Methamphetamine"),
        ("speed", Substance.OTHER, "Crack cocaine, Amphetamine, Methamphetamine"),
    ],
)
def test_a_word_counts_as_the_code_its_candidates_share(word, code, note):
    assert coded(resolve(word)) == Coded(code, note)


@pytest.mark.parametrize("word", ["дед", "зелёный слоник"])
def test_an_unresolved_word_is_exported_as_other_with_a_note_that_does_not_repeat_it(word):
    exported = coded(resolve(word))

    assert exported == Coded(Substance.OTHER, "unresolved name")
    assert word not in exported.note


@given(st.text())
def test_whatever_is_said_has_a_code_and_a_note(text):
    exported = coded(resolve(text))

    assert exported.code in Substance
    assert exported.note
