"""What holds for every questionnaire: keys, bands without gaps, sources; and what is refused."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.functional import Promise

from clinics.instruments import (
    Band,
    BandedBy,
    InvalidAnswers,
    band,
    instrument,
    instruments,
    score,
)
from tests.unit.clinics.instruments.forms import filled


PAGE = (Path(__file__).parents[4] / "docs/instruments.md").read_text(encoding="utf-8")
HIGHEST = {
    "AUDIT": 40, "AUDIT-C": 12, "DUDIT": 44, "DAST-10": 10, "SDS": 15, "PHQ-9": 27, "GAD-7": 21,
    "COWS": 48, "CIWA-AR": 67, "ASSIST": None, "TOP": None,
}  # fmt: skip


@pytest.mark.parametrize("each", instruments(), ids=lambda each: each.code)
class TestEvery:
    """What holds for each of them."""

    def test_reaches_the_published_maximum(self, each):
        assert each.highest == HIGHEST[each.code]

    def test_has_keys_that_stand_once_and_are_all_known_to_scales_and_skips(self, each):
        keys = [item.key for item in each.items]
        named = {key for scale in each.scales for key in scale.items}
        named |= {key for skip in each.skips for key in (*skip.when, *skip.then)}
        named |= {alert.item for alert in each.alerts}

        assert len(keys) == len(set(keys))
        assert named <= set(keys)

    def test_says_where_it_comes_from_and_under_which_licence(self, each):
        assert each.citation
        assert each.licence
        assert each.version
        assert each.recall.label
        assert all(who.label for who in each.administration)

    def test_has_labels_that_wait_for_the_language_of_the_reader(self, each):
        assert isinstance(each.title, Promise)
        assert all(isinstance(item.label, Promise) for item in each.items)
        with translation.override("ru"):
            assert all(str(item.label) for item in each.items)

    def test_has_bands_from_zero_to_the_highest_score_without_a_gap(self, each):
        for of in {each_band.of for each_band in each.bands}:
            bands = [one for one in each.bands if one.of == of]
            ends = [one.high + 1 for one in bands]
            highest = _highest(each, of)

            assert [one.low for one in bands] == [0, *ends[:-1]]
            assert ends[-1] == highest + 1

    def test_has_a_section_of_its_own_in_the_documentation_with_its_version(self, each):
        _before, heading, rest = PAGE.partition(f"## {each.code}\n")
        section = rest.partition("\n## ")[0]

        assert heading
        assert f"`{each.version}`" in section
        assert all(word in section for word in ("**Source**", "**Licence**", "**Doubts**"))


def _highest(each, of: str) -> int:
    if each.banded_by is not BandedBy.SCALE:
        return each.highest
    scale = next(scale for scale in each.scales if scale.code == of)
    return sum(max(each.item(key).weights) for key in scale.items)


def test_the_eleven_have_these_codes():
    assert {each.code for each in instruments()} == set(HIGHEST)


def test_wording_may_be_shipped_only_where_the_licence_is_plain():
    free = {each.code for each in instruments() if each.is_text_free}

    assert free == {"PHQ-9", "GAD-7", "COWS", "CIWA-AR"}


@pytest.mark.parametrize("answer", [True, 1.0, "1", 9, -1, [1]])
def test_only_printed_weights_are_answers(answer):
    with pytest.raises(InvalidAnswers) as refused:
        score("AUDIT", {"q1": answer})

    assert list(refused.value.messages) == ["q1"]
    assert "0 to 4" in str(refused.value)


def test_every_wrong_answer_is_named_with_what_is_allowed_and_none_is_repeated():
    with pytest.raises(InvalidAnswers) as refused:
        score("AUDIT", {"q1": 77, "q9": 77, "q2": 1})

    assert list(refused.value.messages) == ["q1", "q9"]
    assert "0, 2, 4" in str(refused.value.messages["q9"])
    assert "77" not in str(refused.value)


def test_an_unknown_item_is_named():
    with pytest.raises(InvalidAnswers, match="q11: AUDIT has no such item"):
        score("AUDIT", {"q11": 0})


def test_an_unknown_questionnaire_is_an_error_of_the_caller():
    with pytest.raises(KeyError):
        instrument("MMPI")


def test_a_count_is_told_from_a_choice_between_words():
    assert instrument("TOP").item("q1.opioids").is_count
    assert not instrument("AUDIT").item("q1").is_count


def test_bands_can_be_configured_where_sources_differ():
    ciwa = replace(
        instrument("CIWA-AR"),
        version="1989/clinic-1",
        bands=(Band("MILD", "Mild", 0, 9), Band("SEVERE", "Severe", 10, 67)),
    )

    result = score(ciwa, filled("CIWA-AR", "7 1 0 0 0 0 0 0 0 0"))

    assert (result.band, result.version) == ("MILD", "1989/clinic-1")


def test_a_band_is_found_for_a_stored_total():
    assert band(instrument("AUDIT"), 8).code == "ZONE_II"
    assert band(instrument("AUDIT"), None) is None
    assert band(instrument("SDS"), 8) is None
