"""Asking rules: one row, columns, severity, overrides and confirmations."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from clinics.rules import (
    ALL_RULES,
    NeedsConfirmation,
    Rule,
    RuleBroken,
    Severity,
    broken_columns,
    check,
)
from clinics.rules.thresholds import PLAUSIBLE_ROUTES, THRESHOLDS
from clinics.vocabulary import Route, Substance


def rule(code: str, name: str, severity: Severity = Severity.ERROR, **more: bool) -> Rule:
    return Rule(code, severity, (name,), f"Wrong {name}.", (name,), bool, **more)


ERROR, PRACTICE = rule("V90", "a"), rule("V91", "b", is_practice=True)
WARNING = rule("V92", "c", Severity.WARNING)
RULES = (ERROR, PRACTICE, WARNING)


def test_a_row_that_breaks_nothing_passes() -> None:
    check(RULES, {"a": 0, "b": 0, "c": 0})


def test_errors_are_refused_together_under_the_first_number() -> None:
    with pytest.raises(RuleBroken) as refusal:
        check(RULES, {"a": 1, "b": 1, "c": 1})

    assert refusal.value.rules == (ERROR, PRACTICE)
    assert refusal.value.code == "V90"
    assert str(refusal.value) == "Wrong a. Wrong b."


def test_only_a_rule_of_practice_gives_way_to_a_reason() -> None:
    check(RULES, {"b": 1}, override_reason="PRESCRIBER")

    with pytest.raises(RuleBroken, match=r"Wrong a\.$"):
        check(RULES, {"a": 1, "b": 1}, override_reason="PRESCRIBER")


def test_a_warning_asks_once() -> None:
    with pytest.raises(NeedsConfirmation) as doubt:
        check(RULES, {"c": 1}, confirmed=["V90"])
    assert doubt.value.code == "V92"
    assert doubt.value.rules == (WARNING,)

    check(RULES, {"c": 1}, confirmed=["V92"])


def test_columns_answer_with_the_number_of_the_row() -> None:
    found = list(broken_columns(RULES, {"a": [0, 1, 0], "c": [1, 0, 0]}))

    assert found == [(1, ERROR), (0, WARNING)]


def test_no_columns_break_nothing() -> None:
    assert list(broken_columns(RULES, {})) == []
    assert list(broken_columns(RULES, {"a": []})) == []


def test_every_rule_says_in_a_sentence_what_to_do() -> None:
    for each in ALL_RULES:
        with override("en"):
            message = str(each.message)
        assert message.endswith("."), each.code
        assert "!" not in message
        assert "please" not in message.lower()
        assert each.fields or each.code == "V01"


def test_every_limit_names_its_source_and_stands_in_the_document() -> None:
    text = Path("docs/validation-rules.md").read_text(encoding="utf-8")

    for name, limit in THRESHOLDS.items():
        words = name.replace("_", " ").capitalize()
        mark = " (judgement)" if limit.is_judgement else ""
        assert f"| {words} | {limit.value} {limit.unit} | {limit.source}{mark} |" in text


def test_the_document_lists_all_sixty_rules_and_says_which_are_here() -> None:
    text = Path("docs/validation-rules.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (V\d\d) \|.*\| ((?:here|later|held)[^|]*) \|$", text, re.M))

    assert list(rows) == [f"V{number:02}" for number in range(1, 61)]
    assert {code for code, where in rows.items() if where.startswith("here")} == {
        each.code for each in ALL_RULES
    }


def test_the_matrix_of_routes_speaks_of_codes_that_exist() -> None:
    assert set(PLAUSIBLE_ROUTES) <= set(Substance.values)
    assert set().union(*PLAUSIBLE_ROUTES.values()) <= set(Route.values)
