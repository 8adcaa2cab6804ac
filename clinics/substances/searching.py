"""Finding a substance while a name is being typed, in either alphabet and with small slips.

A find is an offer: the person chooses. Which word decides by itself is the business of `resolve`.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import islice

from clinics.substances.catalogue import Alias, AliasKind, Catalogue
from clinics.substances.spelling import compact, normalise, skeleton


LIMIT = 8
"""As many finds as a list under a field can show."""
INDEXES = 4
"""Catalogues whose index is kept: the shipped one, the one with additions, the one before it."""
LONGEST = 80
"""Characters that are looked at; the patient's word has no more."""
STREET_FROM = 2
"""Letters from which what they begin is offered among street names; one begins hundreds."""
TYPO_FROM = 4
"""Letters from which a slip is forgiven; a shorter word is like too many others."""
ALIKE = 0.5
"""Least share of common trigrams (Dice) of two spellings with a slip."""
KINDS = {kind: rank for rank, kind in enumerate(AliasKind)}
LAST = KINDS[AliasKind.STREET]


@dataclass(frozen=True)
class Hit:
    """One substance found.

    `label`: its name, in Russian if asked for. `matched` and `kind`: the word it was found by.
    `ambiguous`: this word may mean something else, or names a class.
    """

    key: str
    label: str
    matched: str
    kind: AliasKind
    ambiguous: bool


class Closeness(IntEnum):
    """How a word was found, best first."""

    SAME = 0
    SAME_SOUND = 1
    STARTS = 2
    STARTS_SOUND = 3
    WORD_STARTS = 4
    WORD_STARTS_SOUND = 5
    ALIKE = 6


BY_LETTERS = {
    (True, True): Closeness.SAME,
    (True, False): Closeness.STARTS,
    (False, False): Closeness.WORD_STARTS,
}
"""(is it the beginning of the word, is it the whole of it) -> closeness."""
BY_SOUND = {
    (True, True): Closeness.SAME_SOUND,
    (True, False): Closeness.STARTS_SOUND,
    (False, False): Closeness.WORD_STARTS_SOUND,
}


def search(
    text: str,
    *,
    limit: int = LIMIT,
    language: str | None = None,
    catalogue: Catalogue | None = None,
) -> list[Hit]:
    """At most `limit` substances, each once, by the best of its words.

    The same word first, then the same sound, then what begins so, street names last, then slips,
    and these only where there is room. Among equals INN come before ordinary names, words of
    `language` before others, short before long.
    """
    known = catalogue or Catalogue.shipped()
    best: dict[str, Alias] = {}
    for alias in _index(known).finds(text[:LONGEST], language=language, enough=limit):
        best.setdefault(alias.key, alias)
    return [_hit(alias, known, language) for alias in list(best.values())[: max(limit, 0)]]


def _hit(alias: Alias, known: Catalogue, language: str | None) -> Hit:
    substance = known.substances[alias.key]
    is_several = alias.compact in known.ambiguous_words or alias.kind == AliasKind.CLASS
    return Hit(
        key=alias.key,
        label=substance.label(language),
        matched=alias.text,
        kind=alias.kind,
        ambiguous=is_several or substance.is_class,
    )


class _Beginnings:
    """Sorted endings of spellings, so that what begins with some letters lies together."""

    def __init__(self, spellings: Iterable[tuple[int, str]]) -> None:
        self._tails = sorted(
            (tail, number, is_whole)
            for number, spelling in spellings
            for tail, is_whole in _tails(spelling)
        )

    def of(self, start: str) -> Iterator[tuple[int, bool, bool]]:
        """Number of the alias, whether its beginning begins so, and whether there is no more."""
        first = bisect_left(self._tails, (start,))
        for tail, number, is_whole in islice(self._tails, first, None):
            if not tail.startswith(start):
                return
            yield number, is_whole, tail == start


class _Index:
    """Every word of a catalogue, by its letters, by its sound and by its trigrams.

    English street names that nobody in the region attests are found by their letters alone: by
    sound, a Russian word would find the slang of another continent.
    """

    def __init__(self, known: Catalogue) -> None:
        self._aliases = sorted(
            (alias for rows in known.words.values() for alias in rows if alias.key),
            key=lambda alias: (KINDS[alias.kind], len(alias.text), alias.text, alias.key),
        )
        self._kinds = [KINDS[alias.kind] for alias in self._aliases]
        self._is_name = [kind != LAST for kind in self._kinds]
        sounds = [
            (number, skeleton(alias.text))
            for number, alias in enumerate(self._aliases)
            if alias.is_verified or alias.kind != AliasKind.STREET or alias.language != "en"
        ]
        self._letters = _Beginnings(
            (number, normalise(alias.text)) for number, alias in enumerate(self._aliases)
        )
        self._sounds = _Beginnings(sounds)
        self._trigrams = [(number, _trigrams(sound.replace(" ", ""))) for number, sound in sounds]
        self._by_trigram: dict[str, list[int]] = defaultdict(list)
        for place, (_number, trigrams) in enumerate(self._trigrams):
            for trigram in trigrams:
                self._by_trigram[trigram].append(place)

    def finds(self, text: str, *, language: str | None, enough: int) -> list[Alias]:
        """Aliases like `text`, best first; those with a slip when fewer than `enough` begin so."""
        sound = skeleton(text).replace(" ", "")
        closeness: dict[int, float] = {}
        letters = compact(text)
        for close, number in self._beginnings(letters, sound):
            if (
                len(letters) >= STREET_FROM
                or close <= Closeness.SAME_SOUND
                or self._is_name[number]
            ):
                closeness[number] = min(close, closeness.get(number, close))
        if len({self._aliases[number].key for number in closeness}) < enough:
            for number, unlike in self._alike(sound):
                closeness.setdefault(number, Closeness.ALIKE + unlike)
        numbers = sorted(closeness, key=self._order(closeness, language))
        return [self._aliases[number] for number in numbers]

    def _order(
        self, closeness: dict[int, float], language: str | None
    ) -> Callable[[int], tuple[object, ...]]:
        def order(number: int) -> tuple[object, ...]:
            kind, close = self._kinds[number], closeness[number]
            is_begun = Closeness.SAME_SOUND < close < Closeness.ALIKE
            is_foreign = bool(language) and self._aliases[number].language != language
            stage = Closeness.STARTS if is_begun else close
            return stage, is_begun and kind == LAST, close, kind, is_foreign, number

        return order

    def _beginnings(self, letters: str, sound: str) -> Iterator[tuple[Closeness, int]]:
        for number, is_whole, is_all in self._letters.of(letters) if letters else ():
            yield BY_LETTERS[is_whole, is_all and is_whole], number
        for number, is_whole, is_all in self._sounds.of(sound) if sound else ():
            yield BY_SOUND[is_whole, is_all and is_whole], number

    def _alike(self, sound: str) -> Iterator[tuple[int, float]]:
        """Number of an alias with enough common trigrams, and the share that is not common."""
        if len(sound) < TYPO_FROM:
            return
        asked = _trigrams(sound)
        common = Counter(place for each in asked for place in self._by_trigram.get(each, ()))
        for place, count in common.items():
            number, trigrams = self._trigrams[place]
            alike = 2 * count / (len(asked) + len(trigrams))
            if alike >= ALIKE:
                yield number, 1 - alike


@lru_cache(maxsize=INDEXES)
def _index(known: Catalogue) -> _Index:
    return _Index(known)


def _tails(spelling: str) -> Iterator[tuple[str, bool]]:
    """What follows from each word on, without spaces; True for the first, which is all of it."""
    words = spelling.split()
    return (("".join(words[position:]), position == 0) for position in range(len(words)))


def _trigrams(sound: str) -> frozenset[str]:
    padded = f"  {sound} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
