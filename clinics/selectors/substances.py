"""The names of substances that hold in a country: what is shipped, and what its experts added."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinics.choices import DiagnosisSystem
from clinics.code_lists import listed
from clinics.models import AddedSubstance, TermResolution
from clinics.substances import (
    Alias,
    AliasKind,
    Catalogue,
    Effect,
    NamedSubstance,
    Resolution,
    ResolutionKind,
    resolve,
    search,
)
from clinics.substances.spelling import compact
from clinics.vocabulary import Substance
from kernel.models import Organisation


Additions: TypeAlias = tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]
CATALOGUES = 8
"""Countries whose catalogue is kept in a process, each in its newest versions."""
GROUPS = {DiagnosisSystem.ICD10: "map_icd10", DiagnosisSystem.ICD11: "map_icd11"}
EXPERT = "EXPERT"
"""The source of a word that an expert resolved."""


def catalogue_of(country: str) -> Catalogue:
    """The names that hold in a country (ISO 3166-1). Two queries; built once for each version."""
    return _catalogue(_additions(country))


def _additions(country: str) -> Additions:
    added = AddedSubstance.objects.filter(country=country).order_by("pk")
    last = TermResolution.objects.filter(term__country=country).values("term")
    latest = TermResolution.objects.filter(pk__in=last.annotate(last=Max("pk")).values("last"))
    return (
        tuple(added.values_list("key", "name_en", "name_ru", "group", "counts_as")),
        tuple(
            latest.exclude(substance="")
            .order_by("pk")
            .values_list("term__as_said", "term__language", "substance")
        ),
    )


@lru_cache(maxsize=CATALOGUES)
def _catalogue(additions: Additions) -> Catalogue:
    """The shipped names with additions. Rows that a newer shipped list overtook are left out."""
    shipped = Catalogue.shipped()
    if not any(additions):
        return shipped
    substances, words = additions
    named = {
        key: NamedSubstance(
            key, name_en, name_ru, group, Effect.OTHER, _tdi_row(code), Substance(code),
            is_judgement=True, is_never_primary=code == Substance.ALCOHOL,
        )
        for key, name_en, name_ru, group, code in substances
        if key not in shipped.substances
    }  # fmt: skip
    known = {*shipped.substances, *named}
    aliases = [
        Alias(said, language, AliasKind.STREET, key, is_verified=True, source=EXPERT)
        for said, language, key in words
        if key in known and compact(said)
    ]
    return shipped.with_additions(named.values(), aliases)


@lru_cache(maxsize=1)
def _mappings() -> dict[str, dict[str, str]]:
    """What each coded substance is in other standards."""
    return next(each.codes for each in listed() if each.name == "SUBSTANCE")


def _tdi_row(code: str) -> str:
    """The row of the TDI template of a code of the vocabulary, as the shipped list writes it."""
    number = _mappings()[code]["map_tdi"]
    return number if len(number) == 1 else f"{number[0]}.{number[1:]}"


def group_of(code: str, system: str) -> str:
    """The category of a classification to which a coded substance belongs.

    Empty when the substance is not known, or is another one than the list names.
    """
    if not code or code == Substance.OTHER:
        return ""
    return _mappings()[code][GROUPS[DiagnosisSystem(system)]]


def name_of(key: str, *, catalogue: Catalogue | None = None) -> str:
    """A substance's name in the language of the page; the key itself when nobody knows it."""
    found = (catalogue or Catalogue.shipped()).substances.get(key)
    return found.label(get_language()) if found else key


def named_label(key: str, *, organisation_id: int) -> str:
    """The name of a stored key, as it is called where it was written.

    No query for what is shipped, three for what an expert of that country added.
    """
    if key in Catalogue.shipped().substances:
        return name_of(key)
    country = Organisation.objects.values_list("country", flat=True).get(pk=organisation_id)
    return name_of(key, catalogue=catalogue_of(country))


@dataclass(frozen=True)
class Found:
    """One substance that a word may mean."""

    key: str
    name: str
    matched: str
    counts_as: str
    is_doubtful: bool
    """The word may mean something else, or names a class."""

    @property
    def words(self) -> str:
        """The name, and the word by which it was found when that is another one."""
        same = compact(self.matched) == compact(self.name)
        return self.name if same else f"{self.name} ({self.matched})"


@dataclass(frozen=True)
class Meant:
    """What a word may mean, and what saving it would do."""

    hits: list[Found]
    note: str


def meaning_of(word: str, *, country: str, limit: int = 8) -> Meant:
    """What a word may mean in a country, best first, in the language of the page."""
    if not compact(word):
        return Meant([], "")
    catalogue = catalogue_of(country)
    hits = search(word, limit=limit, language=get_language(), catalogue=catalogue)
    found = [
        Found(
            hit.key,
            hit.label,
            hit.matched,
            str(catalogue.substances[hit.key].code.label),
            hit.ambiguous,
        )
        for hit in hits
    ]
    return Meant(found, _note(resolve(word, catalogue=catalogue), catalogue))


def _note(meaning: Resolution, catalogue: Catalogue) -> str:
    if meaning.kind == ResolutionKind.CLASS_LEVEL:
        return _("Names a class, or one of several.")
    if meaning.kind == ResolutionKind.RESOLVED and not meaning.needs_confirmation:
        return _("Means %(name)s.") % {"name": name_of(str(meaning.key), catalogue=catalogue)}
    if meaning.kind == ResolutionKind.UNRESOLVED:
        return _("Not known under exactly this name. Saved as it is, it goes to the expert.")
    return ""


def understood(words: Iterable[str], *, organisation_id: int) -> dict[str, str]:
    """What words that nobody knew mean now: word as said -> name of the substance.

    They were said in the country of `organisation_id`. No query without words, one with them, two
    more when an expert added the substance.
    """
    said = {compact(word): word for word in words}
    if not said:
        return {}
    here = Organisation.objects.filter(pk=organisation_id).values("country")
    decided = TermResolution.objects.filter(term__normalised__in=said, term__country__in=here)
    rows = list(
        decided.order_by("pk").values_list("term__normalised", "substance", "term__country")
    )
    meant = {said[word]: key for word, key, _country in rows}
    meant = {word: key for word, key in meant.items() if key}
    is_known = all(key in Catalogue.shipped().substances for key in meant.values())
    catalogue = None if is_known else catalogue_of(rows[0][2])
    return {word: name_of(key, catalogue=catalogue) for word, key in meant.items()}
