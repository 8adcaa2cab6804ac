"""From the patient's word to a substance, or to the honest answer that it names none.

The recording rule of the treatment record reference, section 7: a word resolves when it leads to
exactly one substance; a class, or one of several, is for a person to say; the rest is a queue.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from clinics.substances.catalogue import Alias, AliasKind, Catalogue
from clinics.substances.spelling import compact


class ResolutionKind(TextChoices):
    """How far a word leads."""

    RESOLVED = "RESOLVED", _("One substance")
    CLASS_LEVEL = "CLASS_LEVEL", _("A class, or one of several")
    UNRESOLVED = "UNRESOLVED", _("Not known yet")


@dataclass(frozen=True)
class Resolution:
    """What a word means.

    `key` is the one substance, or the one class of a class-level word; None when there are several
    or none. `candidates` are the keys it may be, in the order of the catalogue. `matched_alias` is
    our spelling of the word, None when we do not know it. `needs_confirmation`: a person has to
    say so before it is stored as resolved.
    """

    kind: ResolutionKind
    key: str | None = None
    candidates: tuple[str, ...] = ()
    matched_alias: str | None = None
    needs_confirmation: bool = False


def resolve(text: str, *, catalogue: Catalogue | None = None) -> Resolution:
    """What a word means, by its normal form alone: no typing errors, no other alphabet.

    Slang that no source from the region attests resolves, but needs confirmation. A word known to
    be ambiguous of which nobody says what it means is unresolved, with its `matched_alias`.
    """
    known = catalogue or Catalogue.shipped()
    word = compact(text)
    rows = known.words.get(word, ())
    if not rows:
        return Resolution(ResolutionKind.UNRESOLVED)
    keys = {row.key for row in rows if row.key}
    candidates = tuple(key for key in known.substances if key in keys)
    if not candidates:
        return Resolution(ResolutionKind.UNRESOLVED, matched_alias=rows[0].text)
    if word in known.ambiguous_words or any(_is_class(row, known) for row in rows):
        return Resolution(
            ResolutionKind.CLASS_LEVEL,
            _the_class(candidates, known),
            candidates,
            rows[0].text,
            needs_confirmation=True,
        )
    return Resolution(
        ResolutionKind.RESOLVED,
        candidates[0],
        candidates,
        rows[0].text,
        needs_confirmation=rows[0].kind == AliasKind.STREET and not rows[0].is_verified,
    )


def _is_class(row: Alias, known: Catalogue) -> bool:
    return row.kind == AliasKind.CLASS or known.substances[row.key].is_class


def _the_class(candidates: tuple[str, ...], known: Catalogue) -> str | None:
    only = candidates[0] if len(candidates) == 1 else None
    return only if only and known.substances[only].is_class else None
