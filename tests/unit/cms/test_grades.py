"""Evidence in plain words."""

import pytest

from cms.grades import GRADES, efficacy_in_words, grade_in_words, own_words
from prevention.choices import Registry
from prevention.rules.ratings import SCALES


@pytest.mark.parametrize("registry", SCALES)
def test_every_grade_of_a_registry_has_words_of_its_own(registry: Registry):
    labels = {label for label, _rank in SCALES[registry]} - {"unknown"}

    assert set(GRADES[registry]) == labels
    assert len({str(words) for words in GRADES[registry].values()}) == len(labels)


def test_a_grade_that_is_none_of_the_scale_is_shown_as_it_was_written():
    assert grade_in_words(Registry.EIF, "evidence 3(+)") == "Evidence level 3+ of 4"
    assert grade_in_words(Registry.EIF, "4 plus") == "4 plus"


@pytest.mark.parametrize(("stars", "words"), [(1, "Limited"), (5, "Excellent"), (None, "")])
def test_stars_are_said_in_words(stars: int | None, words: str):
    assert efficacy_in_words(stars) == words


@pytest.mark.parametrize(
    ("registry", "code", "own"),
    [
        (Registry.BLUEPRINTS, "model_plus", "model plus"),
        (Registry.BLUEPRINTS, "something else", ""),
        (Registry.LOCAL, "LOCAL_RCT", ""),
    ],
)
def test_the_registrys_own_word_stands_beside_ours(registry: Registry, code: str, own: str):
    assert own_words(registry, code) == own
