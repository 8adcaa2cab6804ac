"""Numbers that may stand in the words of a report though they are not in the registry.

All in one place, each with its reason. Whoever writes a new sentence with a new number adds it
here; nothing else is let through.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from analytics.auditing.published import Published


NUMBERS = {
    0: "nobody; the lower end of what a zero may stand for",
    5: "the rounding base; the events that a curve needs",
    10: "people still followed, at least, where a curve ends; people behind a median",
    20: "per cent not known from which a figure is weak",
    21: "days of waiting (ACC-02); days of a gap within one journey",
    25: "people behind a ratio",
    28: "days over which a dose is averaged (OAT-04)",
    30: "days of the grid of a curve; people behind a range",
    40: "per cent not known from which a figure is not shown",
    42: "days of agonist treatment before its dose is judged (OAT-04)",
    50: "people behind a percentage",
    60: "days of waiting, last class but one",
    91: "days of RET-03",
    95: "per cent of an interval",
    100: "the whole",
    183: "days of RET-06",
    4000: "people behind a percentage with a decimal",
}
"""Parameters of the method (policy) and of the definitions (catalogue)."""
GRID = frozenset(range(0, 361, 30)) | {90, 180, 270, 360}
"""Days at which a curve and the number of people followed are shown."""
TICK = 5
"""Axes are labelled in multiples of this, up to the largest count on them and 100 per cent."""
MONTHS = "month|months|месяц[а-я]*|ай"
WEEKS = "week|weeks|недел[а-я]*|апта"
PHRASES = (
    # what a published zero may stand for, an example of rounding, and the error of one rounding
    r"\b[01]\s?(?:–|-|to|до|и|and)\s?4\b",
    r"\b11\s(?:and|to|и|до)\s19\b",
    r"(?:±|\+/-|\+-8|±\s?)\s?[48]\b",
    # three weeks without opioids, four weeks without a test, twelve weeks of follow-up
    rf"\b(?:3|4|12)\s(?:{WEEKS})",
    # the horizons of retention
    rf"\b(?:1|3|6|12)\s(?:{MONTHS})",
    # how many gaps there are, how many of them are clear, how many more counts were revised
    r"\b\d{1,2}\sgaps\sbetween\swomen\sand\smen(?:,\s\d{1,2}\s(?:is|are)\b)?",
    r"\bразрывов\sмежду\sженщинами\sи\sмужчинами:\s\d{1,2}\b|\bнельзя\sобъяснить\s\d{1,2}\b",
    r"\b\d+\smore\scounts?\schanged\b|\b[Ии]зменилось\sещё\s\d+\sчис",
    # numbers of tables, charts, notes and sections, and of the method
    r"\b(?:T\d\d|R5|v\d+|A4)\b",
    r"(?:\b(?:Table|Figure|Chart|Note|Section|No\.|Таблица|Рисунок|График|Раздел)|№)\s?\d+",
    r"(?m:^\s*\d{1,2}(?:\.\d{1,2})*[.)]\s)",
    # indicator codes
    r"\b[A-Z]{3}-?\d\d\b",
    # moments of the day and zones
    r"\b\d{1,2}:\d\d(?::\d\d)?\b",
    r"\bUTC[+-]?\d{0,2}\b",
    # names of standards, hashes and fonts
    r"\b(?:SHA-?256|UTF-8|ISO \d+|PDF/UA-1|CC BY \d\.\d)\b",
    # addresses
    r"https?://\S+",
)
"""Sentences in which a number is no figure; taken out of a text before its numbers are read."""
HEX = re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{7,64}\b")
DATES = (
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?"),
    re.compile(r"\b(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})\b"),
    re.compile(r"\b(?P<day>\d{1,2})\s[^\W\d]+\.?,?\s(?P<year>\d{4})\b"),
    re.compile(r"\b[^\W\d]+\.?\s(?P<day>\d{1,2}),\s(?P<year>\d{4})\b"),
)


def without_phrases(text: str, published: Published, named: re.Pattern[str]) -> str:
    """The text without dates, codes, `named` names and set phrases that hold numbers."""
    text = named.sub(" ", text)
    for phrase in (*PHRASES, *_of_release(published.head)):
        text = re.sub(phrase, " ", text)
    for form in DATES:
        text = form.sub(lambda found: _gap_if_dated(found, published.head), text)
    checksum = str(published.head.get("checksum", ""))
    return HEX.sub(lambda found: " " if found.group() in checksum else found.group(), text)


def _of_release(head: Mapping[str, object]) -> Iterator[str]:
    """The number of its version, and of the quarter of which it speaks."""
    yield rf"\b(?:version|верси[а-я]+)\s{head.get('version', '')}\b"
    if head.get("kind") == "QUARTER":
        month = re.search(r"-(\d\d)-", str(head.get("since", "")))
        number = (int(month.group(1)) + 2) // 3 if month else 0
        yield rf"\b(?:[Qq]uarter\s{number}\b|{number}-\s?(?:й|го|м|ом)\sкварт)"


def names(published: Published) -> re.Pattern[str]:
    """Names with digits in them: of files, versions, cells, codes, clinics, the publisher.

    The longest first. Only the whole name is one: a number beside it is looked at as any other.
    """
    head = published.head
    words = {str(value) for name, value in head.items() if name.endswith(("version", "label"))}
    words |= {str(head.get("checksum", "")), *published.cells, *published.figures}
    words |= {name for name, _region, _reported in published.clinics}
    words |= {str(value) for value in head.values() if isinstance(value, str)}
    words |= {f"{each.indicator}[{each.stratum}]" for each in published.figures.values()}
    for dimension in published.dimensions.values():
        words |= {form for code in dimension.parents for form in _forms(code)}
    known = sorted((each for each in words if _has_letters_and_digits(each)), key=len, reverse=True)
    return re.compile("|".join(map(wrapped, known)) or r"(?!)")


def wrapped(word: str) -> str:
    """A name, also where a line ends at its spaces or hyphens; never a part of longer numbers."""
    whole = rf"(?<!\d){re.escape(word)}(?!\d)"
    return whole.replace(r"\-", r"\-\n?").replace(r"\ ", r"\s+")


def _forms(code: str) -> Iterator[str]:
    """A code as it is stored and as it is shown: 25-34 as 25–34, D8-21 as 8 to 21."""
    yield code
    digits = re.findall(r"\d+", code)
    if len(digits) == 2:  # noqa: PLR2004 - a range
        yield from (f"{digits[0]}{sign}{digits[1]}" for sign in ("–", "-", " to ", "\u2060–\u2060"))


def _has_letters_and_digits(word: str) -> bool:
    return any(sign.isdigit() for sign in word) and not word.isdigit()


def _gap_if_dated(found: re.Match[str], head: Mapping[str, object]) -> str:
    """Nothing in place of a date of the release; any other is left to be looked at."""
    parts = found.groupdict()
    for day in days(head):
        same = day.day == int(parts["day"]) and day.year == int(parts["year"])
        if same and int(parts.get("month") or day.month) == day.month:
            return " "
    return found.group()


def days(head: Mapping[str, object]) -> list[date]:
    """The dates of a release, and the last day of its period."""
    found = []
    for name in ("since", "before", "cut_on", "frozen_at"):
        try:
            found.append(date.fromisoformat(str(head.get(name, ""))[:10]))
        except ValueError:
            continue
    if "before" in head and len(found) > 1:
        found.append(date.fromordinal(found[1].toordinal() - 1))
    return found


def numbers(published: Published) -> set[Decimal]:
    """Every number that needs no entry in the registry."""
    largest = max((cell.value or 0 for cell in published.cells.values()), default=0)
    ticks = range(0, max(100, 2 * largest) + 1, TICK)
    years = {day.year + step for day in days(published.head) for step in (-1, 0)}
    limits = {
        int(digits)
        for dimension in published.dimensions.values()
        for code in dimension.parents
        for digits in re.findall(r"\d+", code)
        if dimension.name != "region"
    }
    clinics = _clinics(published)
    return {Decimal(each) for each in {*NUMBERS, *GRID, *ticks, *years, *limits, *clinics}}


def _clinics(published: Published) -> set[int]:
    """Clinics expected and reporting, in all and by region: counts of services are not rounded."""
    found = {len(published.clinics), sum(has for _name, _region, has in published.clinics)}
    for region in {region for _name, region, _has in published.clinics}:
        own = [has for _name, where, has in published.clinics if where == region]
        found |= {len(own), sum(own)}
    return found
