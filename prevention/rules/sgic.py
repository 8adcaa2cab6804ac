"""The self-generated code: seven answers that a pupil knows and others do not ask (reference 5.2).

The answers link two questionnaires of one person without a name (Grube 1989; Preventive Medicine
2007;44:174). They tell who somebody is to whoever knows the family, so only keyed hashes of each
element are kept: HMAC-SHA256 under the key of the study. Hashes allow nothing but tests for
equality, so all folding happens before, and what a near miss needs is hashed beside: a coarser
letter, and the day of birth with its digits exchanged.

A hash still shows which answers are frequent: with many codes, the commonest hash of an element is
its commonest letter. That is why hashes go when the waves are linked.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from hashlib import sha256

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refused
from prevention.rules import folding


KEY_BYTES = 32
LAST_DAY = 31
MOST_SIBLINGS = 20


class Element(IntEnum):
    """The elements in the order of the form."""

    MOTHER = 1
    FATHER = 2
    DAY = 3
    SIBLINGS = 4
    OWN_NAME = 5
    BIRTHPLACE = 6
    FAMILY_NAME = 7


class Kind(StrEnum):
    """What an element asks for."""

    LETTER = "LETTER"
    DAY = "DAY"
    COUNT = "COUNT"


@dataclass(frozen=True)
class Question:
    """What the form asks, and what is said when the answer cannot be read."""

    element: Element
    kind: Kind
    text: Promise
    hint: Promise
    refusal: Promise


_ONE_LETTER = _("as in your passport or birth certificate, one letter")

QUESTIONS: dict[Element, Question] = {
    question.element: question
    for question in (
        Question(
            Element.MOTHER, Kind.LETTER,
            _("First letter of the given name of your mother, or of who cares for you"),
            _ONE_LETTER,
            _("Mother's given name: write one letter, or leave it empty."),
        ),
        Question(
            Element.FATHER, Kind.LETTER,
            _("First letter of the given name of your father, or of the second who cares for you"),
            _("as in the passport, one letter; X when there is nobody"),
            _("Father's given name: write one letter, X when there is nobody, or leave it empty."),
        ),
        Question(
            Element.DAY, Kind.DAY,
            _("Day of the month on which you were born"),
            _("01 to 31"),
            _("Day of birth: write a number from 01 to 31, without month and year."),
        ),
        Question(
            Element.SIBLINGS, Kind.COUNT,
            _("How many older brothers and sisters you have or had, living or not"),
            _("0 when there are none"),
            _("Older brothers and sisters: write a number from 0 to 20."),
        ),
        Question(
            Element.OWN_NAME, Kind.LETTER,
            _("Last letter of your own given name"),
            _ONE_LETTER,
            _("Your given name: write its last letter, or leave it empty."),
        ),
        Question(
            Element.BIRTHPLACE, Kind.LETTER,
            _("First letter of the place where you were born"),
            _ONE_LETTER,
            _("Place of birth: write one letter, or leave it empty."),
        ),
        Question(
            Element.FAMILY_NAME, Kind.LETTER,
            _("Second letter of your own family name"),
            _ONE_LETTER,
            _("Your family name: write its second letter, or leave it empty."),
        ),
    )
}  # fmt: skip


class UnreadableCode(Refused):
    """An element holds something that its question does not ask for."""


@dataclass(frozen=True)
class HashedElement:
    """What is kept of an element: hexadecimal hashes, all empty when it was left out.

    `coarse` is of the look-alike letter, `swapped` of the day with its digits exchanged; each is
    empty where the element has no such thing.
    """

    fine: str = ""
    coarse: str = ""
    swapped: str = ""


MISSING = HashedElement()


def read(element: Element, answer: str) -> str:
    """The answer as it is hashed: a folded letter, a day of two digits, a number; '' when empty.

    Raises:
        UnreadableCode: it is neither empty nor what the question asks for.
    """
    text = answer.strip()
    if not text:
        return ""
    found = _READERS[QUESTIONS[element].kind](text)
    if found is None:
        raise UnreadableCode(QUESTIONS[element].refusal, code=element.name)
    return found


def problems(answers: Mapping[Element, str]) -> dict[Element, Promise | str]:
    """What cannot be read, and what to write instead, by element; empty when all is well."""
    found: dict[Element, Promise | str] = {}
    for element in Element:
        try:
            read(element, answers.get(element, ""))
        except UnreadableCode as refusal:
            found[element] = str(refusal)
    return found


def hashed(answers: Mapping[Element, str], *, key: bytes) -> tuple[HashedElement, ...]:
    """The seven elements as hashes under `key`, in their order.

    Each hash is bound to its element, so that equal letters of two elements look different. `key`
    belongs to one study, stands outside the database and goes when the codes go.

    Raises:
        UnreadableCode: an element cannot be read (`problems`).
        ValueError: the key is shorter than 32 bytes.
    """
    if len(key) < KEY_BYTES:
        message = "The key of a study has at least 32 bytes."
        raise ValueError(message)
    return tuple(_hashed(each, read(each, answers.get(each, "")), key) for each in Element)


def _hashed(element: Element, value: str, key: bytes) -> HashedElement:
    if not value:
        return MISSING
    whole = _token(key, element, "fine", value)
    match QUESTIONS[element].kind:
        case Kind.LETTER:
            return HashedElement(whole, _token(key, element, "coarse", folding.coarse(value)))
        case Kind.DAY:
            return HashedElement(whole, swapped=_token(key, element, "fine", value[::-1]))
        case _:
            return HashedElement(whole)


def _token(key: bytes, element: Element, grain: str, value: str) -> str:
    return hmac.new(key, f"{element:d}:{grain}:{value}".encode(), sha256).hexdigest()


def _day(text: str) -> str | None:
    day = _whole(text)
    return f"{day:02}" if day is not None and 1 <= day <= LAST_DAY else None


def _count(text: str) -> str | None:
    number = _whole(text)
    return str(number) if number is not None and number <= MOST_SIBLINGS else None


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= len(str(LAST_DAY)) else None


_READERS = {Kind.LETTER: folding.letter, Kind.DAY: _day, Kind.COUNT: _count}
