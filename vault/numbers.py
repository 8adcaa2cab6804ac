"""What makes one doubt a national number; nothing here is certain enough to refuse one.

Lengths: Tajikistan 9, Kazakhstan 12, Kyrgyzstan and Uzbekistan 14 digits. A number with letters is
that of a document and is let be. Twelve digits are a Kazakh IIN: birth date, then a digit for
century and sex (0 for foreigners), a serial number and a check digit. Invented people have numbers
with a wrong check digit on purpose (`vault.invented`), which is one more reason to ask only.
"""

from datetime import date
from enum import StrEnum

from kernel.demographics import Sex
from vault.invented import iin_check_digit


LENGTHS = frozenset({9, 12, 14})
IIN_LENGTH = 12
CENTURIES = {1: 1800, 2: 1800, 3: 1900, 4: 1900, 5: 2000, 6: 2000}
"""The seventh digit of an IIN: odd for men, even for women."""


class NumberDoubt(StrEnum):
    """What does not fit."""

    LENGTH = "LENGTH"
    CHECK_DIGIT = "CHECK_DIGIT"
    BIRTH_DATE = "BIRTH_DATE"
    SEX = "SEX"


def number_doubts(
    number: str, *, birth_date: date | None = None, sex: str = ""
) -> frozenset[NumberDoubt]:
    """What does not fit in a national number, by itself and beside a birth date and a sex."""
    digits = "".join(number.split())
    if not (digits.isascii() and digits.isdigit()):
        return frozenset()
    if len(digits) not in LENGTHS:
        return frozenset({NumberDoubt.LENGTH})
    if len(digits) != IIN_LENGTH:
        return frozenset()
    found = {
        NumberDoubt.CHECK_DIGIT: iin_check_digit(digits[:11]) != int(digits[11]),
        NumberDoubt.BIRTH_DATE: not _is_born_on(digits, birth_date),
        NumberDoubt.SEX: not _is_of_sex(int(digits[6]), sex),
    }
    return frozenset(doubt for doubt, is_so in found.items() if is_so)


def _is_born_on(iin: str, birth_date: date | None) -> bool:
    if birth_date is None:
        return True
    century = CENTURIES.get(int(iin[6]))
    is_century = century is None or birth_date.year // 100 * 100 == century
    return is_century and f"{birth_date:%y%m%d}" == iin[:6]


def _is_of_sex(mark: int, sex: str) -> bool:
    if mark not in CENTURIES or sex not in (Sex.MALE, Sex.FEMALE):
        return True
    return (sex == Sex.MALE) == bool(mark % 2)
