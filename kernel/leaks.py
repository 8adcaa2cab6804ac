"""What in a free text tells who somebody is: numbers, addresses, e-mail; found without a network.

The check warns, it never blocks (security reference 2.6): a rule that stops a note in an emergency
would be worked around. Names are compared in the vault (`vault.api.mentions`).
"""

import re
from collections.abc import Iterable, Iterator
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
_DIGITS = re.compile(r"\+?\d(?:[\s().\u00a0\u2009\u2011-]{0,2}\d){6,}")
_DOCUMENT = re.compile(r"(?<!\w)(?:[^\W\d_]{2}|[A-ZА-Я]{2}[ №\u00a0]{1,2})\d{7}(?!\d)")
"""The number of a passport or an identity card: two letters and seven digits."""
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
MOST_GROUPS = 5
"""In how many groups somebody writes a phone number; a national number has one less."""
LONGEST_AMOUNT = 3
"""Digits of a dose in mg or of a blood pressure."""
_PHONE_SHAPE = re.compile(r"(?:[1-5]-)?(?:[2-6]-(?:2-2-2|3-2-2|3-3|3-4|2-4|4-2|[4-7])|[89]|1[0-3])")
"""How many digits stand in each group: a prefix, an area and the subscriber, or some of it."""
_PHONE_PREFIXES = {"7": {11}, "8": {11}, "0": {10}}
"""The digits of a whole number after which a prefix may stand alone."""
_MOMENT = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d(?!\d)"
    r"|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d|-\d)"
    r"|[0-2]?\d:[0-5]\d(?::[0-5]\d)?(?!\d))"
)
"""A date with its whole year, or a time of day: these tell of nobody."""
_BORN = re.compile(
    r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{6}"
    r"|[1-6](?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{9}"
)
"""A national number holds the day of birth: the year first, or a digit for the sex first."""


def leaks_in(text: str) -> tuple[Leak, ...]:
    """Numbers and addresses that tell of a person, in their order, without overlaps."""
    found = [
        *(Leak(*match.span(), LeakKind.EMAIL) for match in _EMAIL.finditer(text)),
        *_numbers(text),
        *(Leak(*match.span(), LeakKind.NATIONAL_ID) for match in _DOCUMENT.finditer(text)),
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


def _numbers(text: str) -> Iterator[Leak]:
    """National and phone numbers among the digits of a text; dates and times are passed over."""
    rest = _MOMENT.sub(lambda match: "\0" * len(match.group()), text)
    for run in _DIGITS.finditer(rest):
        groups = [match.span() for match in re.finditer(r"\d+", run.group())]
        at = 0
        while at < len(groups):
            found = _number(run.group(), groups[at : at + MOST_GROUPS])
            if found is None:
                at += 1
                continue
            kind, count = found
            start, end = groups[at][0], groups[at + count - 1][1]
            start -= run.group()[:start].endswith("+")
            yield Leak(run.start() + start, run.start() + end, kind)
            at += count


def _number(run: str, spans: list[tuple[int, int]]) -> tuple[LeakKind, int] | None:
    """What the first groups of digits are, as many as fit, and how many of them."""
    is_abroad = run[: spans[0][0]].endswith("+")
    groups = [run[start:end] for start, end in spans]
    for count in range(len(groups), 0, -1):
        if not is_abroad and _is_national(groups[:count]):
            return LeakKind.NATIONAL_ID, count
        if _is_phone(groups[:count], is_abroad=is_abroad):
            return LeakKind.PHONE, count
        if count == 1 and len(groups[0]) in NATIONAL_ID_LENGTHS:
            return LeakKind.NATIONAL_ID, count
    return None


def _is_national(groups: list[str]) -> bool:
    return (
        len(groups) < MOST_GROUPS
        and _BORN.fullmatch("".join(groups)) is not None
        and not _is_list(groups)
    )


def _is_phone(groups: list[str], *, is_abroad: bool) -> bool:
    digits = "".join(groups)
    return (
        len(digits) in PHONE_LENGTHS
        and (is_abroad or digits[0] in "0789")
        and len(digits) in _PHONE_PREFIXES.get(groups[0], PHONE_LENGTHS)
        and _PHONE_SHAPE.fullmatch("-".join(str(len(group)) for group in groups)) is not None
        and any(len(group) >= LONGEST_AMOUNT for group in groups)
        and not _is_list(groups)
    )


def _is_list(groups: list[str]) -> bool:
    """Whether these are amounts one after another: several short groups, all of them round."""
    return len(groups) > 1 and all(
        len(group) <= LONGEST_AMOUNT and group[-1] in "05" for group in groups
    )
