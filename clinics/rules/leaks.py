"""What in a free text tells who somebody is: numbers, addresses, e-mail; found without a network.

The check warns, it never blocks (security reference 2.6): a rule that stops a note in an emergency
would be worked around. Names are compared in the vault (`vault.api.mentions`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class LeakKind(StrEnum):
    """What a stretch of text looks like."""

    NAME = "NAME"
    NATIONAL_ID = "NATIONAL_ID"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    ADDRESS = "ADDRESS"


WORDS: dict[LeakKind, str | Promise] = {
    LeakKind.NAME: _("a name of this patient"),
    LeakKind.NATIONAL_ID: _("a national number"),
    LeakKind.PHONE: _("a phone number"),
    LeakKind.EMAIL: _("an e-mail address"),
    LeakKind.ADDRESS: _("an address"),
}
MASK = "█████"


@dataclass(frozen=True, order=True)
class Leak:
    """A stretch of a text, from `start` up to `end`, and what it looks like."""

    start: int
    end: int
    kind: LeakKind


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DIGITS = re.compile(r"\+?\d(?:[\s().\u00a0\u2009\u2011-]{0,2}\d){6,17}")
_STREET = (
    r"ул|улица|пр|пр-т|проспект|пер|переулок|мкр|микрорайон|б-р|бульвар|кв-л|квартал"
    r"|көшесі|көшө|көчөсү|кӯчаи|кучаи|кўчаси|даңғылы|ko['ʻ‘’]?chasi|köçesi|street|avenue"
)
_ADDRESS = re.compile(
    rf"(?<!\w)(?:{_STREET})(?!\w)\.?[\s,]*[\w'ʻ‘’.-]+(?:\s+[\w'ʻ‘’.-]+){{0,3}}?[\s,]*"
    rf"(?:д|дом|үй|h|house)?\.?\s*\d+"
    rf"|(?<!\w)[\w'ʻ‘’-]+\s+(?:{_STREET})(?!\w)\.?[\s,]*\d+"
    rf"|(?<!\w)(?:кв|квартира|пәтер|батир|apt)(?!\w)\.?\s*\d+",
    re.IGNORECASE,
)
NATIONAL_ID_LENGTHS = frozenset({12, 14})
"""Kazakhstan 12 digits; Kyrgyzstan and Uzbekistan 14."""
PHONE_LENGTHS = range(9, 14)
_DATE = re.compile(r"^\d{1,2}[.\s-]\d{1,2}[.\s-]\d{2,4}$|^\d{4}-\d{2}-\d{2}$")


def leaks_in(text: str) -> tuple[Leak, ...]:
    """Numbers and addresses that tell of a person, in their order, without overlaps."""
    found = [
        *(Leak(*match.span(), LeakKind.EMAIL) for match in _EMAIL.finditer(text)),
        *(leak for match in _DIGITS.finditer(text) if (leak := _number(match))),
        *(Leak(*match.span(), LeakKind.ADDRESS) for match in _ADDRESS.finditer(text)),
    ]
    return without_overlaps(found)


def without_overlaps(leaks: Iterable[Leak]) -> tuple[Leak, ...]:
    """The leaks in their order; of two that overlap, the one that begins first."""
    kept: list[Leak] = []
    for leak in sorted(leaks):
        if not kept or leak.start >= kept[-1].end:
            kept.append(leak)
    return tuple(kept)


def masked(text: str, leaks: Iterable[Leak]) -> str:
    """The text with every leak blotted out; its length is not told."""
    parts, at = [], 0
    for leak in without_overlaps(leaks):
        parts += [text[at : leak.start], MASK]
        at = leak.end
    return "".join([*parts, text[at:]])


def _number(match: re.Match[str]) -> Leak | None:
    written = match.group()
    digits = sum(character.isdigit() for character in written)
    if _DATE.match(written):
        return None
    if digits in NATIONAL_ID_LENGTHS and not written.startswith("+"):
        return Leak(*match.span(), LeakKind.NATIONAL_ID)
    if digits in PHONE_LENGTHS:
        return Leak(*match.span(), LeakKind.PHONE)
    return None
