"""Refusals: a rule said no, in words for the person at the screen."""

from collections.abc import Iterable
from typing import Protocol


class Numbered(Protocol):
    """A rule with a number and a message; `fields` are the names of what it concerns."""

    @property
    def code(self) -> str:
        """The number, for example `V44`."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields beside which the message stands."""

    @property
    def message(self) -> object:
        """What is wrong and what to do."""


class Refused(Exception):
    """An act was not done because a rule forbids it; `str()` is the sentence the user reads.

    A subclass sits beside the function that raises it and is named for what happened.
    `code` names the rule (for example `V44`), so that a form can place the sentence.
    """

    code: str = ""

    def __init__(self, message: object, *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        if code:
            self.code = code

    def __str__(self) -> str:
        return str(self.message)


class RuleBroken(Refused):
    """A row breaks rules that forbid storing it."""

    def __init__(self, rules: Iterable[Numbered]) -> None:
        self.rules = tuple(rules)
        super().__init__(_joined(self.rules), code=self.rules[0].code)


class NeedsConfirmation(Refused):
    """A row is unlikely; somebody has to say that it is right."""

    def __init__(self, rules: Iterable[Numbered]) -> None:
        self.rules = tuple(rules)
        super().__init__(_joined(self.rules), code=self.rules[0].code)


def _joined(rules: tuple[Numbered, ...]) -> str:
    return " ".join(str(rule.message) for rule in rules)
