"""Names of substances that nobody knows: noting them, and what an expert decides they mean.

A decision holds from now on. Rows that were written before keep what they said: past exports stay
as they were, and a page says what the name means today.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from clinics.actions._locking import Stale, once_more_on_conflict
from clinics.choices import Evidence, TermState
from clinics.models import AddedSubstance, TermResolution, UnknownTerm
from clinics.rules.thresholds import TERM_DUE
from clinics.selectors.substances import catalogue_of
from clinics.selectors.terms import countries_of
from clinics.substances.spelling import compact
from clinics.vocabulary import Substance
from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import NotPermitted, Permission, require_somewhere


LONGEST = 80
LONGEST_KEY = 24


class NoSuchSubstance(Refused):
    """The key names no substance of this country."""

    code = "no-such-substance"


class AlreadyNamed(Refused):
    """A substance of this name exists."""

    code = "already-named"


def note_terms(words: Iterable[str], *, country: str, said_on: date, today: date) -> list[str]:
    """Put unknown names into the queue of a country's experts, inside the caller's transaction.

    A name that waits already was said once more. Returns the uids of the rows, in order. Who was
    said to have said it is not written: no row names a patient.
    """
    return [
        str(_noted(word, country=country, said_on=said_on, today=today).uid)
        for word in dict.fromkeys(words)
        if compact(word)
    ]


def _noted(word: str, *, country: str, said_on: date, today: date) -> UnknownTerm:
    normalised = compact(word)[:LONGEST]
    known = UnknownTerm.objects.select_for_update().filter(country=country, normalised=normalised)
    term = known.first()
    if term is None:
        return UnknownTerm.objects.create(
            country=country,
            normalised=normalised,
            as_said=word.strip()[:LONGEST],
            first_said_on=said_on,
            last_said_on=said_on,
            due_on=today + timedelta(days=TERM_DUE.value),
        )
    term.first_said_on = min(term.first_said_on, said_on)
    term.last_said_on = max(term.last_said_on, said_on)
    term.save(update_fields=["first_said_on", "last_said_on"])
    return term


@transaction.atomic(durable=True)
def resolve_term(
    *,
    term: UnknownTerm,
    substance: str,
    evidence: str,
    reason: str,
    row_version: int | None = None,
    now: datetime,
    by: User,
) -> TermResolution:
    """Say which substance a name means from now on; `substance` is a key of the country's list.

    Raises:
        NotPermitted: `by` resolves no names in this country.
        Stale: somebody else decided meanwhile.
        NoSuchSubstance.
        ValueError: `evidence` is none of `Evidence`.
    """
    term = _locked(term, row_version, by=by)
    if substance not in catalogue_of(term.country).substances:
        raise NoSuchSubstance(_("The list has no such substance. Choose one, or add it."))
    return _decided(
        term, TermState.RESOLVED, substance=substance, evidence=evidence, reason=reason, now=now,
        by=by,
    )  # fmt: skip


@transaction.atomic(durable=True)
def set_aside(
    *, term: UnknownTerm, reason: str, row_version: int | None = None, now: datetime, by: User
) -> TermResolution:
    """Say that a name is no substance: a typing slip, another word. Raises as `resolve_term`."""
    term = _locked(term, row_version, by=by)
    return _decided(
        term, TermState.SET_ASIDE, substance="", evidence=Evidence.SELF_REPORT, reason=reason,
        now=now, by=by,
    )  # fmt: skip


@once_more_on_conflict
@transaction.atomic(durable=True)
def add_substance(
    *,
    term: UnknownTerm,
    name_en: str,
    name_ru: str,
    counts_as: str,
    group: str = "",
    evidence: str,
    reason: str,
    row_version: int | None = None,
    now: datetime,
    by: User,
) -> AddedSubstance:
    """Add a substance to the list of the term's country, and say that the term means it.

    Raises:
        AlreadyNamed: one of the names is in the list.
        NotPermitted, Stale, ValueError: as for `resolve_term`.
    """
    term = _locked(term, row_version, by=by)
    words = catalogue_of(term.country).words
    if any(
        row.key and row.text.casefold() == name.strip().casefold()
        for name in (name_en, name_ru)
        for row in words.get(compact(name), ())
    ):
        raise AlreadyNamed(_("The list has this name. Choose the substance instead."))
    added = AddedSubstance(
        key=_free_key(name_en, term.country), country=term.country, name_en=name_en.strip(),
        name_ru=name_ru.strip(), group=group.strip(), counts_as=Substance(counts_as), added_at=now,
        added_by=by,
    )  # fmt: skip
    added.full_clean(exclude=("added_by",))
    added.save(force_insert=True)
    audit.record(
        audit.Event.SUBSTANCE_ADDED,
        by=by,
        action=AuditAction.CREATE,
        object_type="clinics.addedsubstance",
        object_uids=[term.uid],
        substance=added.key,
        counts_as=added.counts_as,
    )
    _decided(
        term, TermState.RESOLVED, substance=added.key, evidence=evidence, reason=reason, now=now,
        by=by,
    )  # fmt: skip
    return added


def _locked(term: UnknownTerm, row_version: int | None, *, by: User) -> UnknownTerm:
    require_somewhere(by, Permission.SUBSTANCE_RESOLVE)
    if term.country not in countries_of(viewer=by):
        raise NotPermitted(_("Your role does not include this act. Ask your manager."))
    term = UnknownTerm.objects.select_for_update().get(pk=term.pk)
    if row_version is not None and term.row_version != row_version:
        raise Stale(_("Somebody else decided on this name meanwhile. Open it again."))
    return term


def _decided(
    term: UnknownTerm,
    state: TermState,
    *,
    substance: str,
    evidence: str,
    reason: str,
    now: datetime,
    by: User,
) -> TermResolution:
    decision = TermResolution(
        term=term, substance=substance, evidence=Evidence(evidence), reason=reason.strip(),
        resolved_at=now, resolved_by=by,
    )  # fmt: skip
    decision.full_clean(exclude=("term", "resolved_by"))
    decision.save(force_insert=True)
    term.state = state
    term.row_version += 1
    term.save(update_fields=["state", "row_version"])
    audit.record(
        audit.Event.TERM_RESOLVED,
        by=by,
        action=AuditAction.UPDATE,
        target=term,
        outcome=state,
        substance=substance,
        evidence=str(decision.evidence),
    )
    return decision


def _free_key(name: str, country: str) -> str:
    """A key that neither the shipped list nor an expert of any country uses."""
    stem = f"{country.lower()}_{slugify(name).replace('-', '') or 'substance'}"
    for number in range(1, 1000):
        end = "" if number == 1 else str(number)
        key = f"{stem[: LONGEST_KEY - len(end)]}{end}"
        if not AddedSubstance.objects.filter(key=key).exists():
            return key
    raise AlreadyNamed(_("The list has this name. Choose the substance instead."))


__all__ = [
    "AlreadyNamed", "NoSuchSubstance", "add_substance", "note_terms", "resolve_term", "set_aside",
]  # fmt: skip
