"""The list of terms: what is found, what blocks, what is let be."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cms.models import TermRule
from cms.term_rules import RULES
from cms.terms import Severity, compiled, scan


def rules(language: str) -> list[TermRule]:
    return [
        TermRule(language=code, pattern=pattern, severity=severity, suggestion=better, reason=why)
        for code, pattern, severity, better, why in RULES
        if code == language
    ]


@pytest.mark.parametrize(
    ("language", "text", "found", "severity"),
    [
        ("en", "Addicts need help.", "Addicts", "block"),
        ("en", "He was an ex-addict.", "ex-addict", "block"),
        ("en", "Alcohol abuse is common.", "abuse", "warn"),
        ("en", "A clean test.", "clean test", "warn"),
        ("ru", "Наркоманы нуждаются в помощи.", "Наркоманы", "block"),
        ("ru", "Бывший наркоман рассказал.", "Бывший наркоман", "block"),
        ("ru", "Профилактика наркомании.", "наркомании", "warn"),
        ("ru", "Снят с наркологического учёта.", "наркологического учёта", "warn"),
        ("ru", "Лёгкие наркотики.", "Лёгкие наркотики", "warn"),
        ("ru", "Это чума двадцатого века.", "чума", "block"),
        ("ru", "Ребёнок-наркоман.", "Ребёнок-наркоман", "block"),
    ],
)
def test_a_term_is_found_in_every_form(language: str, text: str, found: str, severity: str):
    hits = {hit.found: hit.severity for hit in scan(text, rules(language))}

    assert hits[found] == severity


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "People who use drugs need help. The test was negative."),
        ("en", "This habitat is clean."),
        ("en", "Addiction clinics. Alcoholic drinks."),
        ("ru", "Человек, употребляющий наркотики. Чумазый ребёнок."),
    ],
)
def test_what_is_said_well_is_let_be(language: str, text: str):
    assert scan(text, rules(language)) == []


@pytest.mark.parametrize("text", ["Закон говорит: «наркоман».", "The law says “addict”."])
def test_somebody_elses_words_are_pointed_at_and_block_nothing(text: str):
    hits = scan(text, rules("ru") + rules("en"))

    assert hits
    assert not any(hit.is_blocking for hit in hits)


@pytest.mark.parametrize(
    "text",
    [
        "Heroin: 50 mg is what they take.",
        "Героин по 0,5 г на раз.",
        "They inject heroin here.",
        "Как курить спайс.",
        "Cocaine costs 40 dollars.",
        "Мефедрон за 2 000 рублей.",
        "Ask at t.me/shop or @quickbot.",
        "Забрать закладку.",
        "Open abc.onion in the browser.",
    ],
)
def test_a_passage_that_tells_how_to_blocks(text: str):
    assert any(hit.is_blocking for hit in scan(text, []))


@pytest.mark.parametrize(
    "text",
    [
        "Drink 200 ml of water.",
        "The ticket costs 40 dollars.",
        "People who smoke tobacco may call.",
        "Heroin slows breathing. Call an ambulance.",
        "Склад закрыт.",
    ],
)
def test_what_tells_no_way_is_let_be(text: str):
    assert scan(text, []) == []


def test_the_place_is_shown_with_what_stands_around_it():
    (hit,) = scan("x" * 90 + " scourge " + "y" * 90, rules("en"))

    assert hit.around.startswith("…")
    assert hit.around.endswith("…")
    assert "scourge" in hit.around


def test_a_pattern_that_cannot_be_read_is_refused():
    with pytest.raises(ValidationError, match="regular expression"):
        TermRule(pattern="/(/").clean()


@given(st.text(max_size=200))
def test_any_text_and_any_pattern_can_be_read(text: str):
    if not (text.startswith("/") and text.endswith("/")):
        compiled(text.strip() or "x")
    assert all(hit.found in text for hit in scan(text, rules("en") + rules("ru")))


def test_a_rule_says_its_pattern():
    rule = TermRule(pattern="addict*", severity=Severity.BLOCK)

    rule.clean()

    assert str(rule) == "addict*"
