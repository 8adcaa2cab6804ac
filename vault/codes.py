"""Codes by which people are called: eight random digits and two check digits, `4821 9037 57`.

Digits only, so that a code is the same on every keyboard and in every alphabet. The check digits
are ISO 7064 MOD 97-10: they catch every single wrong digit and every swap of two neighbours. Ten
digits are deliberately fewer than any national number of the five countries.
"""

import secrets
import unicodedata

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused


PAYLOAD_LENGTH = 8
CODE_LENGTH = 10
_SEPARATORS = frozenset({"Zs", "Zl", "Zp", "Pd", "Cc", "Cf", "Mn"})
"""Spaces and dashes of every kind, tabs, line ends and invisible marks."""


class WrongCode(Refused):
    """What was typed is not a code, or a digit of it is wrong."""

    code = "wrong-code"


def new_code() -> str:
    """Draw a code at random; nothing about the person can be read from it."""
    return with_check_digits(str(secrets.choice(range(10_000_000, 100_000_000))))


def with_check_digits(payload: str) -> str:
    """Append the two check digits to eight digits."""
    return f"{payload}{98 - int(payload) * 100 % 97:02d}"


def parse_code(text: str) -> str:
    """Read a code as people type it: any spacing, any dashes, digits of any script.

    Raises:
        WrongCode: it has not ten digits, or the check digits do not fit.
    """
    digits = text if text.isascii() and text.isdigit() else _digits(text)
    if len(digits) != CODE_LENGTH or digits[0] == "0":
        raise WrongCode(_("A code has ten digits, for example 4821 9037 57."))
    if with_check_digits(digits[:PAYLOAD_LENGTH]) != digits:
        raise WrongCode(_("A digit of this code is wrong. Compare it with the card."))
    return digits


def format_code(code: str) -> str:
    """Show ten digits in groups that are easy to read aloud."""
    return f"{code[:4]} {code[4:8]} {code[8:]}"


def _digits(text: str) -> str:
    return "".join(
        _digit(character)
        for character in unicodedata.normalize("NFKC", text)
        if unicodedata.category(character) not in _SEPARATORS
    )


def _digit(character: str) -> str:
    value = unicodedata.digit(character, None)
    if value is None:
        raise WrongCode(_("A code consists of digits only, for example 4821 9037 57."))
    return str(value)
