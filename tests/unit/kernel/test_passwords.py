"""Passwords that a neighbour would try first are refused."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kernel.passwords import LOCAL_WORDS, LocalWordsValidator


@pytest.mark.parametrize("word", LOCAL_WORDS)
def test_a_local_word_with_a_year_is_refused(word):
    with pytest.raises(ValidationError) as refusal:
        LocalWordsValidator().validate(f"{word.upper()}2026!")

    assert refusal.value.code == "password_local_word"


@pytest.mark.parametrize("password", ["bishkekbishkek1", "umit-clinic-2026", "ПарольПароль123"])
def test_several_local_words_are_no_better(password):
    with pytest.raises(ValidationError):
        LocalWordsValidator().validate(password)


@pytest.mark.parametrize(
    "password",
    ["seven quiet lamps over water", "Bishkek under nine slow kites", "тихий фонарь над рекой"],
)
def test_several_words_are_welcome(password):
    assert LocalWordsValidator().validate(password) is None


def test_the_help_says_what_helps():
    assert "words" in LocalWordsValidator().get_help_text()


def test_the_settings_ask_this_validator():
    with pytest.raises(ValidationError) as refusal:
        validate_password("Password-123456")

    assert "password_local_word" in {error.code for error in refusal.value.error_list}
