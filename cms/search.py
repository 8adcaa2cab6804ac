"""The search of the public site: pages in the reader's language, and what exists in others.

A query is answered and forgotten: nothing stores, counts or logs it.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail.search.query import And, Or, PlainText

from cms.search_norm import begins_with, normalise, stem, terms


SAME = Path(__file__).resolve().parent / "data" / "search" / "same.toml"
SHOWN, SHOWN_ELSEWHERE, READ = 30, 10, 100
SUBSTANCE = "substancepage"
"""Whoever asks for a substance under any name wants its own page before those that mention it."""


@dataclass(frozen=True)
class Hit:
    """A page that answers."""

    title: str
    text: str
    url: str
    language: str


@dataclass(frozen=True)
class Found:
    """What a search brings."""

    query: str
    hits: list[Hit]
    elsewhere: list[Hit]
    wants_help: bool


@cache
def _same() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Other words for each word, and the words that ask for help: as stems, levelled."""
    data = tomllib.loads(SAME.read_text(encoding="utf-8"))
    groups = [frozenset(_stem(word) for word in group) for group in data["places"]]
    others = {word: group for group in groups for word in group}
    return others, frozenset(_stem(word) for word in data["help"])


def _stem(word: str) -> str:
    return stem(normalise(word).replace(" ", ""))


def find(query: str, *, locale: Locale, request: HttpRequest) -> Found:
    """Return the pages that answer `query`. Four queries, however much is found."""
    asked = terms(query)
    others, helping = _same()
    if not asked:
        return Found(query, [], [], wants_help=False)
    calls = [term for term in asked if any(term.startswith(word) for word in helping)]
    things = [term for term in asked if term not in calls] or asked
    groups = [sorted(others.get(term, {term})) for term in things]
    match = And([Or([PlainText(word) for word in group]) for group in groups])
    pages = _pages()
    here = _sorted(pages.filter(locale=locale), match, groups)
    there = _sorted(pages.exclude(locale=locale), match, groups)
    return Found(
        query=query,
        hits=[_hit(page, request) for page in here[:SHOWN]],
        elsewhere=[_hit(page, request) for page in there[:SHOWN_ELSEWHERE]],
        wants_help=bool(calls),
    )


def _pages() -> QuerySet[Page]:
    return Page.objects.live().filter(depth__gte=2).select_related("locale", "content_type")


def _sorted(pages: QuerySet[Page], match: And, groups: list[list[str]]) -> list[Page]:
    """Those whose title says it first, then substances, then those whose sentence says it."""
    now = timezone.now()
    found = pages.autocomplete(match, order_by_relevance=False)[:READ]
    standing = [page for page in found if page.expire_at is None or page.expire_at > now]
    return sorted(standing, key=lambda page: _rank(page, groups), reverse=True)


def _rank(page: Page, groups: list[list[str]]) -> tuple:
    title, sentence = normalise(page.title), normalise(page.search_description)
    return (
        _count(title, groups),
        page.content_type.model == SUBSTANCE,
        _count(sentence, groups),
        page.pk,
    )


def _count(text: str, groups: list[list[str]]) -> int:
    return sum(any(begins_with(text, word) for word in group) for group in groups)


def _hit(page: Page, request: HttpRequest) -> Hit:
    return Hit(
        title=page.title,
        text=page.search_description,
        url=page.get_url(request) or "",
        language=page.locale.language_code,
    )
