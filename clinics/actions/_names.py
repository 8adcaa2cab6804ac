"""What a patient's word for a substance becomes when it is saved.

The rule is that of `clinics.substances`: one substance resolves, a class or one of several is for
a person to say, and what nobody knows counts as another substance and waits for the expert.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from clinics.actions._locking import day_of
from clinics.actions.terms import note_terms
from clinics.choices import Resolution
from clinics.models import Episode
from clinics.selectors.substances import catalogue_of, name_of
from clinics.substances import Catalogue, ResolutionKind, coded, resolve
from clinics.substances import Resolution as Meaning
from clinics.substances.spelling import compact
from clinics.vocabulary import Substance
from kernel.errors import Refused


UNKNOWN_WHICH = "-"
"""Chosen in place of a key: only the class is known, or what stands there is kept."""
TERM = "term:"
"""Begins a stored substance that is a name without a meaning yet."""
MEMBERS = 12
"""Members of a class that are offered beside the class."""


@dataclass(frozen=True)
class Question:
    """What a person has to say about one substance before it can be saved.

    `place` is its position in the list that was sent, `options` pairs of a key and its words.
    """

    place: int
    text: str
    options: tuple[tuple[str, str], ...] = ()


class NameUnclear(Refused):
    """A word may mean several substances, or does not agree with what was chosen beside it."""

    code = "name-unclear"

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        super().__init__(_("Say which substance is meant."))


def with_names(substances: Sequence[Mapping[str, Any]], *, country: str) -> list[dict[str, Any]]:
    """The substances of a treatment demand with what their words mean in a country.

    A substance that brings its `resolution` along was written before: it keeps it, whatever its
    word means today.

    Raises:
        NameUnclear: a person has to choose first.
    """
    if not any(_is_to_name(use) for use in substances):
        return [dict(use) for use in substances]
    catalogue = catalogue_of(country)
    questions: list[Question] = []
    named = []
    for place, use in enumerate(substances):
        found = _named(use, catalogue, place) if _is_to_name(use) else dict(use)
        if isinstance(found, Question):
            questions.append(found)
        else:
            named.append(found)
    if questions:
        raise NameUnclear(questions)
    return named


def unknown_words(substances: Sequence[Mapping[str, Any]]) -> list[str]:
    """The words among `substances` that nobody knows."""
    return [use["as_said"] for use in substances if use.get("resolution") == Resolution.UNRESOLVED]


def _is_to_name(use: Mapping[str, Any]) -> bool:
    return "resolution" not in use and bool(use.get("as_said") or use.get("named"))


def _named(use: Mapping[str, Any], catalogue: Catalogue, place: int) -> dict[str, Any] | Question:
    word = str(use.get("as_said") or "").strip()
    chosen = str(use.get("named") or "")
    meaning = resolve(word, catalogue=catalogue)
    plain = dict(use) | {"as_said": word, "named": "", "resolution": ""}
    if chosen and chosen != UNKNOWN_WHICH:
        return _chosen(plain, chosen, meaning, catalogue, place)
    if not compact(word):
        return plain
    if meaning.kind == ResolutionKind.CLASS_LEVEL:
        return _class_level(plain, meaning, catalogue, place, is_asked=chosen == UNKNOWN_WHICH)
    if meaning.kind == ResolutionKind.RESOLVED:
        return _resolved(plain, meaning, catalogue, place, is_asked=chosen == UNKNOWN_WHICH)
    return _unresolved(plain)


def _coded(use: dict[str, Any], code: str, **more: str) -> dict[str, Any]:
    """The substance with its code, where none was chosen beside it."""
    return use | {"substance": use.get("substance") or code, "substance_null": ""} | more


def _unresolved(use: dict[str, Any]) -> dict[str, Any]:
    return _coded(use, Substance.OTHER.value, resolution=Resolution.UNRESOLVED.value)


def _chosen(
    use: dict[str, Any], key: str, meaning: Meaning, catalogue: Catalogue, place: int
) -> dict[str, Any] | Question:
    """A substance that a person named: from a list, or as the answer to a question."""
    substance = catalogue.substances.get(key)
    if substance is None:
        return Question(place, _("The list has no such substance. Choose another."))
    is_certain = meaning.kind == ResolutionKind.RESOLVED and not meaning.needs_confirmation
    if is_certain and meaning.key != key:
        text = _("The word means %(name)s. Change the word, or choose that substance.")
        name = name_of(str(meaning.key), catalogue=catalogue)
        return Question(place, text % {"name": name}, ((str(meaning.key), name),))
    if use.get("substance") not in (None, "", substance.code):
        return _differs(key, catalogue, place)
    how = Resolution.AUTO if is_certain else Resolution.CONFIRMED
    if substance.is_class:
        how = Resolution.CLASS_LEVEL
    return _coded(use, substance.code.value, named=key, resolution=how.value)


def _resolved(
    use: dict[str, Any], meaning: Meaning, catalogue: Catalogue, place: int, *, is_asked: bool
) -> dict[str, Any] | Question:
    key = str(meaning.key)
    code = catalogue.substances[key].code.value
    is_coded = bool(use.get("substance"))
    if is_coded and use["substance"] != code:
        return use if is_asked else _differs(key, catalogue, place)
    if meaning.needs_confirmation and not is_coded:
        if is_asked:
            return _unresolved(use)
        text = _("Is %(name)s meant? The word is not attested here.")
        name = name_of(key, catalogue=catalogue)
        return Question(
            place, text % {"name": name},
            ((key, name), (UNKNOWN_WHICH, _("No, or not known which"))),
        )  # fmt: skip
    how = Resolution.CONFIRMED if meaning.needs_confirmation else Resolution.AUTO
    return _coded(use, code, named=key, resolution=how.value)


def _differs(key: str, catalogue: Catalogue, place: int) -> Question:
    substance = catalogue.substances[key]
    text = _("%(name)s counts as “%(code)s”. Change the substance, or keep it.")
    words = {"name": name_of(key, catalogue=catalogue), "code": substance.code.label}
    return Question(place, text % words, ((UNKNOWN_WHICH, _("Keep the substance as chosen")),))


def _class_level(
    use: dict[str, Any], meaning: Meaning, catalogue: Catalogue, place: int, *, is_asked: bool
) -> dict[str, Any] | Question:
    code = coded(meaning, catalogue=catalogue).code.value
    if is_asked or use.get("substance"):
        is_same = use.get("substance") in (None, "", code)
        key = str(meaning.key) if meaning.key and is_same else ""
        return _coded(use, code, named=key, resolution=Resolution.CLASS_LEVEL.value)
    return Question(
        place,
        _("The word names a class, or one of several. Say which, or that only this is known."),
        _options(meaning, catalogue),
    )


def _options(meaning: Meaning, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """The class, or that it is one of several; then what it may be."""
    if meaning.key:
        whole = name_of(meaning.key, catalogue=catalogue)
        code = catalogue.substances[meaning.key].code
        keys = [
            key
            for key, each in catalogue.substances.items()
            if each.code == code and not each.is_class
        ][:MEMBERS]
    else:
        whole, keys = _("Not known which of them"), list(meaning.candidates)
    return (
        (UNKNOWN_WHICH, whole),
        *((key, name_of(key, catalogue=catalogue)) for key in keys),
    )


def keys_of(said: Sequence[str], *, episode: Episode, said_on: date, now: datetime) -> list[str]:
    """Substances as they are stored beside an event: keys, or `term:` and the uid of a name that
    waits for the expert. A class has the key of the class.
    """
    words = [word.strip() for word in said if compact(word)]
    if not words:
        return []
    country = episode.organisation.country
    catalogue = catalogue_of(country)
    keys = []
    for word in dict.fromkeys(words):
        meaning = resolve(word, catalogue=catalogue)
        if meaning.key:
            keys.append(meaning.key)
        else:
            uids = note_terms([word], country=country, said_on=said_on, today=day_of(now))
            keys.extend(f"{TERM}{uid}" for uid in uids)
    return list(dict.fromkeys(keys))
