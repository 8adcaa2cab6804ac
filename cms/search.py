"""The search of the public site: what answers in the reader's language, and in others.

Pages are found through Wagtail's index; programmes, a few dozen rows, by reading them.

A query is answered and forgotten: nothing stores, counts or logs it.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator
from wagtail.models import Locale, Page
from wagtail.search.query import And, Or, PlainText

from cms import catalogue
from cms.cyrillic import to_latin
from cms.search_norm import begins_with, normalise, stem, terms


SAME = Path(__file__).resolve().parent / "data" / "search" / "same.toml"
SHOWN, SHOWN_ELSEWHERE, READ = 30, 10, 100
WORDS_SHOWN = 28
CATALOGUE, SUBSTANCE = "programmeindexpage", "substancepage"
"""Whoever asks for a substance under any name wants its own page before those that mention it."""


@dataclass(frozen=True)
class Hit:
    """A page that answers, or a programme."""

    title: str
    text: str
    url: str
    language: str
    rank: tuple
    """How well it answers."""


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
    """Return what answers `query`. Six queries, however much is found."""
    asked = _spellings(query, locale)
    others, helping = _same()
    if not asked:
        return Found(query, [], [], wants_help=False)
    calls = [it for it in asked if any(term.startswith(tuple(helping)) for term in it)]
    things = [it for it in asked if it not in calls] or asked
    groups = [sorted(set().union(*(others.get(term, {term}) for term in it))) for it in things]
    match = And([Or([PlainText(word) for word in group]) for group in groups])
    pages = _pages()
    here = _answering(pages.filter(locale=locale), match, groups, request)
    there = _answering(pages.exclude(locale=locale), match, groups, request)
    for hit in _programmes(groups, request):
        (here if hit.language == locale.language_code else there).append(hit)
    return Found(
        query=query,
        hits=_best(here)[:SHOWN],
        elsewhere=_best(there)[:SHOWN_ELSEWHERE],
        wants_help=bool(calls),
    )


def _spellings(query: str, locale: Locale) -> list[tuple[str, ...]]:
    """Return what is asked for: a term each, on the Uzbek site in both of its scripts."""
    asked = terms(query)
    latin = terms(to_latin(query)) if locale.language_code == "uz" else []
    if len(latin) != len(asked):
        return [(term,) for term in asked]
    return list(zip(asked, latin, strict=True))


def _pages() -> QuerySet[Page]:
    return Page.objects.live().filter(depth__gte=2).select_related("locale", "content_type")


def _best(hits: list[Hit]) -> list[Hit]:
    """Those whose title says it first, then substances, then those whose sentence says it."""
    return sorted(hits, key=lambda hit: hit.rank, reverse=True)


def _answering(
    pages: QuerySet[Page], match: And, groups: list[list[str]], request: HttpRequest
) -> list[Hit]:
    now = timezone.now()
    found = pages.autocomplete(match, order_by_relevance=False)[:READ]
    return [
        Hit(
            title=page.title,
            text=page.search_description,
            url=page.get_url(request) or "",
            language=page.locale.language_code,
            rank=_rank(page.title, page.search_description, groups, page=page),
        )
        for page in found
        if page.expire_at is None or page.expire_at > now
    ]


def _programmes(groups: list[list[str]], request: HttpRequest) -> list[Hit]:
    """Return the programmes that say something of every group, where they have an address."""
    addresses = {
        page.locale.language_code: page.get_url(request)
        for page in _pages().filter(content_type__model=CATALOGUE)
    }
    return [
        Hit(
            title=text.name,
            text=Truncator(text.abstract).words(WORDS_SHOWN),
            url=f"{addresses[text.language]}{text.programme.slug}/",
            language=text.language,
            rank=_rank(text.name, text.abstract, groups),
        )
        for text in catalogue.texts()
        if text.language in addresses
        and _count(normalise(f"{text.name} {text.abstract} {text.target_group}"), groups)
        == len(groups)
    ]


def _rank(title: str, sentence: str, groups: list[list[str]], *, page: Page | None = None) -> tuple:
    return (
        _count(normalise(title), groups),
        page is not None and page.content_type.model == SUBSTANCE,
        _count(normalise(sentence), groups),
        page.pk if page else 0,
    )


def _count(text: str, groups: list[list[str]]) -> int:
    return sum(any(begins_with(text, word) for word in group) for group in groups)
