"""Invented people for demonstrations, whose numbers no real person can have.

National numbers follow each country's shape, so that screens and checks meet what they will meet,
and break one rule that every real number keeps:

    KZ  IIN, 12 digits: birth date, century and sex, serial; the check digit is wrong
    KG  PIN, 14 digits: the first digit, which tells the sex, is 9 (real: 1 or 2)
    UZ  PINFL, 14 digits: the first digit, sex and century, is 9 (real: 1 to 6)
    TJ  nine digits that begin with 000, an office that does not exist (rule not yet checked)
    TM  passport series I-XX, where real ones name a region (rule not yet checked)

Phones begin with 0 after the country code. In all five plans 0 was or is the prefix dialled before
long-distance numbers, so that no subscriber's number begins with it.
"""

import random
import re
from collections.abc import Callable
from datetime import date, timedelta

from kernel.demographics import Sex
from vault.identities import BirthQuality, Identity
from vault.index import PHONE_DIGITS
from vault.invented_names import TRADITIONS


COUNTRY_CODES = {"KZ": "+7", "KG": "+996", "TJ": "+992", "TM": "+993", "UZ": "+998"}
IIN_WEIGHTS = (tuple(range(1, 12)), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))
NO_SUCH_SEX = 9


def invent_identity(rng: random.Random, *, country: str, sex: str, birth_year: int) -> Identity:
    """Invent somebody of a country, sex and year of birth; the same `rng` gives the same people."""
    tradition = rng.choice(TRADITIONS[country])
    is_woman = sex == Sex.FEMALE or (sex != Sex.MALE and rng.choice((True, False)))
    born = date(birth_year, 1, 1) + timedelta(days=rng.randrange(365))
    father = rng.choice(tradition.fathers.split()) if tradition.fathers else ""
    return Identity(
        given=rng.choice((tradition.women if is_woman else tradition.men).split()),
        surname=rng.choice(tradition.surnames.split()) + tradition.surname_endings[is_woman],
        patronymic=father and father + tradition.patronymic_endings[is_woman],
        birth_date=born,
        birth_quality=BirthQuality.DOCUMENT,
        sex=sex,
        national_id=_NUMBERS[country](rng, born, is_woman=is_woman),
        phone=COUNTRY_CODES[country] + "0" + _digits(rng, PHONE_DIGITS[country] - 1),
    )


def is_invented_national_id(country: str, text: str) -> bool:
    """Whether a number has the country's shape and breaks the rule that real ones keep."""
    if country == "KZ":
        return bool(re.fullmatch(r"\d{12}", text)) and int(text[11]) != iin_check_digit(text[:11])
    return bool(re.fullmatch(_SHAPES[country], text))


def iin_check_digit(first_eleven: str) -> int | None:
    """The check digit of a Kazakh IIN; None if such a number is not issued."""
    one_digit = range(10)
    for weights in IIN_WEIGHTS:
        rest = sum(w * int(digit) for w, digit in zip(weights, first_eleven, strict=True)) % 11
        if rest in one_digit:
            return rest
    return None


def _iin(rng: random.Random, born: date, *, is_woman: bool) -> str:
    century = {18: 1, 19: 3, 20: 5}[born.year // 100] + is_woman
    stem = f"{born:%y%m%d}{century}{_digits(rng, 4)}"
    right = iin_check_digit(stem)
    return stem + str(rng.choice([digit for digit in range(10) if digit != right]))


def _pin(rng: random.Random, born: date, *, is_woman: bool) -> str:
    return f"{NO_SUCH_SEX}{born:%d%m%Y}{_digits(rng, 5)}"


def _pinfl(rng: random.Random, born: date, *, is_woman: bool) -> str:
    return f"{NO_SUCH_SEX}{born:%d%m%y}{_digits(rng, 7)}"


def _nine_digits(rng: random.Random, born: date, *, is_woman: bool) -> str:
    return "000" + _digits(rng, 6)


def _series(rng: random.Random, born: date, *, is_woman: bool) -> str:
    return "I-XX " + _digits(rng, 6)


def _digits(rng: random.Random, count: int) -> str:
    return "".join(str(rng.randrange(10)) for _digit in range(count))


_NUMBERS: dict[str, Callable[..., str]] = {
    "KZ": _iin,
    "KG": _pin,
    "TJ": _nine_digits,
    "TM": _series,
    "UZ": _pinfl,
}
_SHAPES = {"KG": r"9\d{13}", "UZ": r"9\d{13}", "TJ": r"000\d{6}", "TM": r"I-XX \d{6}"}
