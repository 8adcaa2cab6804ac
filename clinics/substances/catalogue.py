"""The substances that can be named, and every word for them that we know.

`Catalogue.shipped()` is what the files beside this module say; a national expert's additions make
a new catalogue of it. Nothing here reads a database.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from clinics.substances.spelling import compact
from clinics.vocabulary import Substance


HERE = Path(__file__).parent
YES = "yes"


class Effect(TextChoices):
    """What a substance does: the groups of the UNODC early warning advisory, and other."""

    STIMULANT = "S", _("Stimulant")
    CANNABINOID = "C", _("Synthetic cannabinoid receptor agonist")
    HALLUCINOGEN = "H", _("Classic hallucinogen")
    OPIOID = "O", _("Opioid")
    DISSOCIATIVE = "D", _("Dissociative")
    SEDATIVE = "Z", _("Sedative or hypnotic")
    OTHER = "X", _("Other effect")


class AliasKind(TextChoices):
    """What sort of name a word is, in the order in which equal finds are shown."""

    INN = "INN", _("International nonproprietary name")
    ORDINARY = "ORDINARY", _("Ordinary name")
    ABBREVIATION = "ABBREVIATION", _("Abbreviation")
    TRADE = "TRADE", _("Trade name")
    CLASS = "CLASS", _("Name of a class")
    STREET = "STREET", _("Street name")


class BadAddition(ValueError):
    """Additions contradict the catalogue. The caller has checked them, so this is a bug."""


@dataclass(frozen=True)
class NamedSubstance:
    """One substance that a clinician can name, or a class standing for several.

    `code` is what a record stores; `tdi_row` is empty for what the TDI does not count. A blank ICD
    category is one that the sources do not state. `is_judgement`: the row is our own reading.
    """

    key: str
    name_en: str
    name_ru: str
    chemical_group: str
    effect: Effect
    tdi_row: str
    code: Substance
    icd10: str = ""
    icd11: str = ""
    is_class: bool = False
    is_judgement: bool = False
    is_never_primary: bool = False

    def label(self, language: str | None = None) -> str:
        """The name in Russian where asked for and known, otherwise in English."""
        return (self.name_ru if language == "ru" else "") or self.name_en


@dataclass(frozen=True)
class Alias:
    """One word for one substance; several rows may have one word.

    `language` is empty where the word belongs to none (4-MMC). `key` is empty for a word that is
    known to mean different things and of which no source says what. `is_verified`: a source
    attests the word; not so for slang from another continent. `source`: see `sources.csv`.
    """

    text: str
    language: str
    kind: AliasKind
    key: str
    is_ambiguous: bool = False
    is_verified: bool = False
    source: str = ""

    @cached_property
    def compact(self) -> str:
        """What two spellings of this word have in common."""
        return compact(self.text)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Substances and words, ready to look up. Build it once and keep it: the indexes live in it."""

    substances: Mapping[str, NamedSubstance]
    aliases: tuple[Alias, ...]

    @staticmethod
    @cache
    def shipped() -> "Catalogue":
        """What comes with Umit; read once in the life of a process."""
        empty = Catalogue(MappingProxyType({}), ())
        return empty.with_additions(_seed(), _aliases())

    def with_additions(
        self, substances: Iterable[NamedSubstance], aliases: Iterable[Alias]
    ) -> "Catalogue":
        """This catalogue and more; the present one stays as it is.

        An added row for the same word and substance takes the place of the old one, and may call
        it verified. A word that was ambiguous stays so: an addition never makes соль resolve.
        Raises `BadAddition` for a known key, an unknown one, and a word without letters.
        """
        known = dict(self.substances)
        for substance in substances:
            if not substance.key or substance.key in known:
                raise BadAddition(f"The key {substance.key!r} is empty or taken.")
            known[substance.key] = substance
        words = {(each.compact, each.key): each for each in self.aliases}
        for alias in aliases:
            if not alias.compact or (alias.key and alias.key not in known):
                raise BadAddition(f"A word of {alias.key!r} is empty, or its key unknown.")
            old = words.get((alias.compact, alias.key))
            words[alias.compact, alias.key] = _as_doubtful_as(old, alias)
        return Catalogue(MappingProxyType(known), tuple(words.values()))

    @cached_property
    def words(self) -> Mapping[str, tuple[Alias, ...]]:
        """Compact spelling -> every row with that word, the substances' own names among them."""
        found: dict[str, dict[str, Alias]] = defaultdict(dict)
        for alias in (*self._names(), *self.aliases):
            found[alias.compact][alias.key] = alias
        return MappingProxyType({word: tuple(rows.values()) for word, rows in found.items()})

    @cached_property
    def ambiguous_words(self) -> frozenset[str]:
        """Compact spellings that are said to be ambiguous, or lead to several substances."""
        return frozenset(
            word
            for word, rows in self.words.items()
            if len(rows) > 1 or any(row.is_ambiguous for row in rows)
        )

    def _names(self) -> Iterator[Alias]:
        for each in self.substances.values():
            kind = AliasKind.CLASS if each.is_class else AliasKind.ORDINARY
            yield Alias(each.name_en, "en", kind, each.key)
            if each.name_ru:
                yield Alias(each.name_ru, "ru", kind, each.key)


def _as_doubtful_as(old: Alias | None, new: Alias) -> Alias:
    if old is None or new.is_ambiguous or not old.is_ambiguous:
        return new
    return replace(new, is_ambiguous=True)


def _seed() -> Iterator[NamedSubstance]:
    for row in _rows("seed.csv"):
        yield NamedSubstance(
            key=row["key"],
            name_en=row["name_en"],
            name_ru=row["name_ru"],
            chemical_group=row["chemical_group"],
            effect=Effect(row["effect"]),
            tdi_row=row["tdi_row"],
            code=Substance(row["code"]),
            icd10=row["icd10"],
            icd11=row["icd11"],
            is_class=row["class_level"] == YES,
            is_judgement=row["judgement"] == YES,
            is_never_primary=row["never_primary"] == YES,
        )


def _aliases() -> Iterator[Alias]:
    for row in _rows("aliases.csv"):
        yield Alias(
            text=row["alias"],
            language=row["language"],
            kind=AliasKind(row["kind"]),
            key=row["key"],
            is_ambiguous=row["ambiguous"] == YES,
            is_verified=row["verified"] == YES,
            source=row["source"],
        )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
