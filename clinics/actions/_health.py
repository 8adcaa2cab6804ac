"""Writing, correcting and reading back one entry about a patient's health."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from clinics import policies
from clinics.actions import _entries, _steps
from clinics.actions._locking import day_of, lock_episode
from clinics.models import (
    ChildrenSummary,
    Diagnosis,
    Episode,
    InfectionCare,
    InfectionTest,
    NaloxoneEvent,
    Overdose,
    Pregnancy,
    SafeguardingConcern,
    Vaccination,
    ViolenceScreen,
)
from clinics.rules import Rule, check
from clinics.rules.health import EVENT_RULES
from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


Entry = TypeVar(
    "Entry", ChildrenSummary, Diagnosis, InfectionCare, InfectionTest, NaloxoneEvent, Overdose,
    Pregnancy, SafeguardingConcern, Vaccination, ViolenceScreen,
)  # fmt: skip


@dataclass(frozen=True)
class Act:
    """How an entry is written: by whom, when, and what was confirmed."""

    token: UUID | None
    now: datetime
    by: User
    confirmed: Collection[str] = ()


def recorded(
    model: type[Entry],
    episode: Episode,
    values: dict[str, Any],
    act: Act,
    *,
    rules: tuple[Rule, ...] = (),
    facts: Mapping[str, Any] | None = None,
    permission: Permission = Permission.HEALTH_WRITE,
    event: audit.Event = audit.Event.HEALTH_RECORDED,
    coded: tuple[str, ...] = (),
) -> Entry:
    """Write one entry into an episode that the act has locked.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable, RuleBroken, NeedsConfirmation.
    """
    require(act.by, permission, at=episode.organisation)
    values = _entries.answered(values, *coded)
    known = _entries.already_written(model, act.token, episode, values)
    if known is not None:
        return known
    entry = model(episode=episode, organisation=episode.organisation, **values)
    _write(entry, episode, act, rules=rules, facts=facts)
    _entries.note_entry(event, entry, episode, by=act.by)
    return entry


def replaced(
    entry: Entry,
    values: dict[str, Any],
    act: Act,
    *,
    reason: str,
    rules: tuple[Rule, ...] = (),
    facts: Mapping[str, Any] | None = None,
    event: audit.Event = audit.Event.ENTRY_CORRECTED,
) -> Entry:
    """Write an entry in the place of another, which stays in the record.

    `values` are complete: each variable with its null flavour. Raises as `recorded`, and
    `NotCurrent` when somebody corrected or voided the entry.
    """
    episode = lock_episode(entry.episode_id)
    known = _entries.already_written(type(entry), act.token, episode, values, replaces=entry)
    if known is not None:
        return known
    old = _entries.superseded(entry)
    new = _entries.replacement(old, reason=reason, values=values)
    _write(new, episode, act, rules=rules, facts=facts)
    _entries.note_entry(
        event, new, episode, by=act.by, action=AuditAction.UPDATE, reason_code=reason,
        fields=sorted(values), replaces=str(old.uid),
    )  # fmt: skip
    return new


def standing(entry: Entry, token: UUID | None) -> Entry:
    """The row that holds and is about to be corrected; of a form that comes back, what it wrote.

    Raises:
        NotCurrent: somebody else corrected or voided the entry.
    """
    rows = type(entry)._default_manager
    known = rows.filter(entry_token=token, replaces=entry).first() if token else None
    row = known or rows.get(pk=entry.pk)
    policies.check_is_current(row)
    return row


def _write(
    entry: Entry,
    episode: Episode,
    act: Act,
    *,
    rules: tuple[Rule, ...],
    facts: Mapping[str, Any] | None,
) -> None:
    policies.check_can_write(episode)
    known = dict(facts or {}) | {"on": entry.on}
    row = _steps.facts(episode, today=day_of(act.now), **known)
    check((*EVENT_RULES, *rules), row, confirmed=act.confirmed)
    _entries.written(entry, token=act.token, now=act.now, by=act.by)
