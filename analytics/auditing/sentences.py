"""Numbers in the words of reports and charts: each must be in the registry, or be explained."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from analytics.auditing.constants import TICK, names, numbers, without_phrases, wrapped
from analytics.auditing.published import Published, Sentence


RUN = re.compile(
    r"(?P<digits>\d+(?:[.,]\d+)*(?:[ \u00a0\u2009\u202f’']\d{3}(?!\d)(?:[.,]\d+)?)*)(?P<unit>\s?%)?"
)
"""Digits with marks between them: 1 240, 1,240, 12.5, 12,5; spaces may also part two numbers."""
PARTS = re.compile(r"[ \u00a0\u2009\u202f’']")
GLUED = re.compile(r"(?<=[,\u00a0\u202f]\d{3})(?=\d{1,3}[,\u00a0\u202f]\d{3}(?!\d))")
"""Where a report's text runs two long numbers together, as those of neighbouring axis ticks."""
STRETCH = re.compile(r"\d[\d ]*\d")
LOOSE = re.compile(r"(?<=\d \d{3})(?=\d{1,3} \d{3}(?!\d))")
"""The same where a reader writes a plain space for a narrow one: 105 100422 900. A year before a
number looks alike, so it is tried only on what is not explained as it stands."""
AROUND = 40
"""Characters of context in a finding; digits are masked in it."""


@dataclass(frozen=True)
class Allowed:
    """Numbers that may stand anywhere, and numbers that may stand before a per cent sign."""

    anywhere: frozenset[Decimal]
    percents: frozenset[Decimal]


def allowed(releases: Iterable[Published]) -> Allowed:
    """What may stand in the words of the first of these releases; the others came before it."""
    anywhere: set[Decimal] = set()
    percents = {Decimal(each) for each in range(0, 101, TICK)} | {Decimal(95)}
    for published in releases:
        anywhere |= numbers(published) | set(_counts(published))
        for figure in published.figures.values():
            ends = {abs(end) for end in (figure.value, figure.low, figure.high) if end is not None}
            percents |= _percents(ends) if figure.measure in {"PERCENT", "POINTS"} else set()
            anywhere |= ends | {Decimal(figure.day or 0), Decimal(figure.base or 0)}
    return Allowed(frozenset(anywhere), frozenset(percents))


def _percents(ends: set[Decimal]) -> set[Decimal]:
    """Percentages as they are published, and as whole ones: charts leave the decimal out."""
    return ends | {end.quantize(Decimal(1), ROUND_HALF_UP) for end in ends}


def _counts(published: Published) -> Iterator[Decimal]:
    return (Decimal(cell.value) for cell in published.cells.values() if cell.value is not None)


@dataclass
class Tally:
    """Numbers met in words, those explained, and a sentence for each that is not."""

    read: int = 0
    equal: int = 0
    findings: tuple[str, ...] = ()


def check_sentences(published: Published, known: Allowed) -> Tally:
    """Read all words of all files. A finding masks every digit: the number may be exact."""
    tally = Tally()
    findings: dict[str, None] = {}
    named = names(published)
    for sentence in published.sentences:
        if not any(sign.isdigit() for sign in sentence.text):
            continue
        text = without_phrases(_without_page(sentence, published), published, named)
        text = GLUED.sub("\n", text)
        for found in RUN.finditer(text):
            tally.read += 1
            numbers_known = known.percents if found["unit"] else known.anywhere
            if is_explained(found["digits"], numbers_known) or _is_glued(text, found, known):
                tally.equal += 1
            else:
                findings[_finding(sentence, text, found)] = None
    tally.findings = tuple(findings)
    return tally


def _is_glued(text: str, found: re.Match[str], known: Allowed) -> bool:
    """Whether the digits stand in a stretch of known numbers that a reader ran together."""
    for stretch in STRETCH.finditer(text):
        if stretch.start() <= found.start() < stretch.end():
            parts = LOOSE.split(stretch.group())
            return len(parts) > 1 and all(is_explained(part, known.anywhere) for part in parts)
    return False


def is_explained(digits: str, known: frozenset[Decimal]) -> bool:
    """Whether the digits are one known number, or several that only spaces part."""
    parts = PARTS.split(digits)
    reachable = {0}
    for end in range(1, len(parts) + 1):
        for start in sorted(reachable):
            if start < end and _readings("".join(parts[start:end])) & known:
                reachable.add(end)
                break
    return len(parts) in reachable


def _readings(text: str) -> set[Decimal]:
    """What a number can mean: 12,5 has a decimal; 1,240 and 1.240 may have thousands."""
    marks = re.findall(r"[.,]", text)
    found = set()
    if not marks or re.fullmatch(r"\d{1,3}([.,]\d{3})+", text):
        found.add(Decimal(re.sub(r"[.,]", "", text)))
    if len(marks) == 1:
        found.add(Decimal(text.replace(",", ".")))
    if len(marks) > 1 and marks[-1] not in marks[:-1]:
        whole, _mark, decimals = text.rpartition(marks[-1])
        found.add(Decimal(re.sub(r"[.,]", "", whole) + "." + decimals))
    return found


def _without_page(sentence: Sentence, published: Published) -> str:
    """The words of a page without its number: after the label, alone, `7 / 15`, `7 of 15`."""
    page = re.search(r"\d+$", sentence.place)
    if not sentence.file.endswith(".pdf") or not page:
        return sentence.text
    pages = sum(
        each.file == sentence.file and bool(re.search(r"\d$", each.place))
        for each in published.sentences
    )
    counter = rf"\b{page.group()}\s*(?:/|of|из|ichinden|дан)\s*{pages}\b"
    label = wrapped(str(published.head.get("label") or "no label"))
    alone = rf"(?m:^\s*{page.group()}\s*$)|{label}\s{page.group()}\s*\Z"
    return re.sub(f"{counter}|{alone}", " ", sentence.text)


def _finding(sentence: Sentence, text: str, found: re.Match[str]) -> str:
    before = text[max(0, found.start() - AROUND) : found.end() + AROUND // 2]
    context = re.sub(r"\d", "•", " ".join(before.split()))
    where = {"file": sentence.file, "place": sentence.place, "words": context}
    return _("%(file)s, %(place)s: a number that is not in the registry, in “%(words)s”.") % where
