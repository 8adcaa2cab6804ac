"""Finding somebody at the desk: exact questions, few and masked answers, every question counted.

There is no browsing: a question needs a number, or a given name with a birth date. The surname is
never needed, because women change theirs, and the parts of a name may stand in either order.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.audit import Event
from kernel.errors import Refused
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require
from vault import sealing
from vault.context import Context, note
from vault.duplicates import matches, pseudonyms_of
from vault.identities import LABEL_GROUPS, Identity
from vault.index import Key, name_keys, number_keys, phone_keys
from vault.keys import Keyring, keyring
from vault.models import IndexKind, Person, VaultAuditEvent


MOST_HITS = 5
LIMITS = ((timedelta(minutes=1), 30), (timedelta(days=1), 300))
LIMITED = "LIMITED"
WILDCARDS = frozenset("*%?_")
SHORTEST_NAME = 2
MASK = "•"
_NAME_KINDS = frozenset({IndexKind.GIVEN_BIRTH, IndexKind.SURNAME_BIRTH})


class QueryTooWide(Refused):
    """The question could be answered by too many people."""

    code = "query-too-wide"


class TooManyHits(Refused):
    """More people fit than are shown."""

    code = "too-many-hits"


class TooManySearches(Refused):
    """The person has searched more often than care needs."""

    code = "too-many-searches"


@dataclass(frozen=True)
class Query:
    """What is asked: a number, or a given name with a birth date, or a phone."""

    national_id: str = field(default="", repr=False)
    given: str = field(default="", repr=False)
    surname: str = field(default="", repr=False)
    birth_date: date | None = field(default=None, repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True)
class MaskedHit:
    """Somebody who fits: enough to recognise a person who stands there, too little to learn one."""

    patient_uid: UUID
    code: str
    masked_name: str = field(repr=False)
    birth_year: int | None = field(repr=False)
    matched_on: tuple[str, ...]


def find(ctx: Context, *, query: Query) -> tuple[MaskedHit, ...]:
    """Find up to five people of this organisation, best first.

    Raises:
        NotPermitted: the caller may not search here.
        Locked: the vault is locked.
        QueryTooWide: a wildcard, a single letter, or neither a number nor a name with a birth date.
        TooManySearches: more than 30 in a minute or 300 in a day.
        TooManyHits: more than five people fit.
    """
    require(ctx.by, Permission.IDENTITY_FIND, at=ctx.organisation)
    ring, keys = keyring(), _keys(ctx, query)
    with transaction.atomic(using="vault"):
        event = note(ctx, Event.PERSON_SEARCHED, action=AuditAction.SEARCH, fields=_asked(query))
        refusal: Refused | None = _limit(ctx, event.at)
        hits: tuple[MaskedHit, ...] = ()
        if refusal:
            event.action, event.outcome = AuditAction.FAIL, LIMITED
        else:
            kinds = _narrow(_by_person(matches(ctx, ring, keys)))
            event.detail = {"hits": len(kinds)}
            if len(kinds) > MOST_HITS:
                refusal = TooManyHits(_("More than five people fit. Ask for more details."))
                event.outcome = "TOO_MANY_HITS"
            else:
                hits = _show(ctx, ring, kinds)
                event.object_uids = [str(hit.patient_uid) for hit in hits]
        event.save(force_insert=True)
    if refusal:  # raised outside, so that the event of a refused search stays
        raise refusal
    return hits


def _keys(ctx: Context, query: Query) -> set[Key]:
    """Turn a question into keys, or refuse it."""
    given, surname = _careful(query.given), _careful(query.surname)
    keys = {
        *number_keys(query.national_id, IndexKind.NATIONAL_ID),
        *number_keys(query.national_id, IndexKind.PASSPORT),
        *phone_keys(query.phone, ctx.organisation.country),
    }
    if query.birth_date and given:
        keys.update(name_keys(given, surname, query.birth_date))
    if not keys:
        raise QueryTooWide(
            _("Give a national number, or a given name and a birth date, or a whole phone number.")
        )
    return keys


def _careful(name: str) -> str:
    """Refuse wildcards and single letters."""
    if WILDCARDS & set(name):
        raise QueryTooWide(_("Write names in full, without * or %."))
    if name.strip() and sum(map(str.isalpha, name)) < SHORTEST_NAME:
        raise QueryTooWide(_("One letter is not a name. Write the name in full."))
    return name


def _asked(query: Query) -> list[str]:
    """Which fields were filled in; never with what."""
    return [name for name in Query.__dataclass_fields__ if getattr(query, name)]


def _limit(ctx: Context, now: datetime) -> TooManySearches | None:
    """Count the searches that were answered, at whatever organisation."""
    answered = VaultAuditEvent.objects.filter(
        actor_uid=ctx.by.uid, event=Event.PERSON_SEARCHED
    ).exclude(outcome__in=(LIMITED, "CANDIDATES"))
    for span, most in LIMITS:
        if answered.filter(at__gt=now - span).count() >= most:
            return TooManySearches(_("You have searched very often. Wait, or ask your manager."))
    return None


def _by_person(hits: dict[Key, set[UUID]]) -> dict[UUID, set[IndexKind]]:
    kinds: dict[UUID, set[IndexKind]] = defaultdict(set)
    for key, people in hits.items():
        for person in people:
            kinds[person].add(key.kind)
    return kinds


def _narrow(kinds: dict[UUID, set[IndexKind]]) -> dict[UUID, set[IndexKind]]:
    """Where too many fit one part of the question, ask for those who fit a number or both names."""
    if len(kinds) <= MOST_HITS:
        return kinds
    closer = {
        person: matched
        for person, matched in kinds.items()
        if matched >= _NAME_KINDS or matched - _NAME_KINDS
    }
    return closer or kinds


def _show(ctx: Context, ring: Keyring, kinds: dict[UUID, set[IndexKind]]) -> tuple[MaskedHit, ...]:
    """Open the names of the few who fit, and mask them."""
    pseudonyms = pseudonyms_of(ctx, kinds)
    people = Person.objects.filter(uid__in=pseudonyms)
    opened = sealing.open_all(ring, people, groups=LABEL_GROUPS)
    ranked = sorted(pseudonyms, key=lambda uid: (-len(kinds[uid]), pseudonyms[uid].code))
    hits = []
    for uid in ranked:
        identity = sealing.latest(opened[uid])
        hits.append(
            MaskedHit(
                patient_uid=pseudonyms[uid].patient_uid,
                code=pseudonyms[uid].code,
                masked_name=" ".join(_masked(identity)),
                birth_year=identity.birth_date.year if identity.birth_date else None,
                matched_on=tuple(sorted(kinds[uid])),
            )
        )
    return tuple(hits)


def _masked(identity: Identity) -> Iterator[str]:
    """First letters only; the dots do not tell the length."""
    parts: Iterable[tuple[str, int]] = ((identity.surname, 5), (identity.given, 3))
    return (name[0] + MASK * dots for name, dots in parts if name)
