"""Words that texts avoid, and passages that tell how to: found in plain text.

Reference 7.9. What is found in quotation marks is somebody else's word, a law's for one: it is
pointed at, and blocks nothing. A passage that tells how to take, buy or mix blocks wherever it
stands.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class Severity(TextChoices):
    """What a term does to a text on its way to readers."""

    WARN = "warn", _("Point at it")
    BLOCK = "block", _("Ask the reviewer for a reason")


class Rule(Protocol):
    """A row of the list."""

    pattern: str
    severity: str
    suggestion: str
    reason: str


@dataclass(frozen=True)
class Hit:
    """A place in a text."""

    found: str
    around: str
    severity: Severity
    suggestion: str = ""
    reason: Promise | str = ""

    @property
    def is_blocking(self) -> bool:
        """Whether a reviewer has to give a reason."""
        return self.severity == Severity.BLOCK


NEAR = 60
"""How far from a substance's name an amount, a price or a verb counts: about one sentence."""
AROUND = 40
SUBSTANCES = (
    r"heroin|cocain|methadon|buprenorphin|tramadol|fentanyl|morphin|opium|opioid|cannabis|marijuana"
    r"|hashish|spice|amphetamin|methamphetamin|mephedron|cathinon|ecstasy|mdma|lsd|pregabalin"
    r"|alprazolam|diazepam|tropicamid|codein"
    r"|героин|кокаин|метадон|бупренорфин|трамадол|фентанил|морфин|опи(?:й|я|ум|оид|ат)"
    r"|каннабис|марихуан|гашиш|спайс|амфетамин|метамфетамин|мефедрон|катинон|экстази|мдма|лсд"
    r"|прегабалин|лирик[аиуе]|алпразолам|диазепам|тропикамид|кодеин"
)
_SUBSTANCE = re.compile(rf"(?<!\w)(?:{SUBSTANCES})", re.IGNORECASE)


@dataclass(frozen=True)
class HowTo:
    """A passage that tells how to; `is_near` counts only close to a substance's name."""

    pattern: str
    reason: Promise
    is_near: bool = False


HOW_TO = (
    HowTo(
        r"(?<!\w)\d+(?:[.,]\d+)?\s?(?:mg|ml|g|мг|мл|г)(?!\w)", _("An amount of a substance."),
        is_near=True,
    ),
    HowTo(
        r"(?<!\w)(?:inject|snort|smok|dissolv|mix)(?:e|es|ed|ing|s|ting)?(?!\w)"
        r"|(?<!\w)(?:кол(?:оть|ите|ют)|вкол\w+|нюха\w+|кури(?:ть|те)|раствор(?:ить|ите|яют)"
        r"|смеш(?:ать|айте|ивать|ивают))(?!\w)",
        _("A way of taking or mixing."),
        is_near=True,
    ),
    HowTo(
        r"\d[\d\s]*(?:\$|€|₸|(?:usd|eur|dollars?|tenge|som|sum|тенге|сом|сум|руб\w*|доллар\w*)(?!\w))"
        r"|[$€]\s?\d+",
        _("A price."),
        is_near=True,
    ),
    HowTo(
        r"t\.me/\w*|@\w+bot(?!\w)|\w+\.onion(?!\w)|(?<!\w)закладк\w+|(?<!\w)клад(?:ы|а|ов|ом|у)?(?!\w)",
        _("Where to buy."),
    ),
)  # fmt: skip
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|„[^“]*“|\"[^\"]*\"")


@lru_cache(maxsize=1000)
def compiled(pattern: str) -> re.Pattern[str]:
    """Turn what an editor wrote into a regular expression.

    Raises:
        ValueError: it stands between slashes and is none.
    """
    if len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/"):  # noqa: PLR2004
        try:
            return re.compile(pattern[1:-1], re.IGNORECASE)
        except re.error as error:
            raise ValueError(
                _now("This is no regular expression: %(error)s.") % {"error": error}
            ) from error
    words = [re.escape(word).replace(r"\*", r"\w*") for word in pattern.split()]
    joined = r"\s+".join(words)
    return re.compile(rf"(?<!\w){joined}(?!\w)", re.IGNORECASE)


def scan(text: str, rules: Iterable[Rule]) -> list[Hit]:
    """Find every term of the list and every passage that tells how to."""
    return [*_terms(text, rules), *_how_to(text)]


def _terms(text: str, rules: Iterable[Rule]) -> Iterable[Hit]:
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    for rule in rules:
        for match in compiled(rule.pattern).finditer(text):
            is_quoted = any(start <= match.start() < end for start, end in quoted)
            severity = Severity.WARN if is_quoted else Severity(rule.severity)
            yield Hit(match[0], _around(text, match), severity, rule.suggestion, rule.reason)


def _how_to(text: str) -> Iterable[Hit]:
    for rule in HOW_TO:
        for match in re.finditer(rule.pattern, text, re.IGNORECASE):
            start, end = max(0, match.start() - NEAR), match.end() + NEAR
            if not rule.is_near or _SUBSTANCE.search(text, start, end):
                yield Hit(match[0], _around(text, match), Severity.BLOCK, reason=rule.reason)


def _around(text: str, match: re.Match[str]) -> str:
    start, end = max(0, match.start() - AROUND), min(len(text), match.end() + AROUND)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return f"{before}{text[start:end].strip()}{after}"
