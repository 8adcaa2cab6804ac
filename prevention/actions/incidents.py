"""The safeguarding log: an incident is written down, and later how it ended. Nothing is changed."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kernel import audit
from kernel.errors import NeedsConfirmation
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, has_permission, require
from prevention.actions._rows import lock, store
from prevention.models import Implementation, Incident
from prevention.policies.incidents import Telling, check_day, check_open, telling


@transaction.atomic(durable=True)
def log_incident(
    *,
    run: Implementation,
    on: date,
    kind: str,
    done: str,
    referred_to: str,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> Incident:
    """Write an incident down, also of an implementation that has ended: some are told late.

    Raises:
        NotPermitted: `by` does not manage its programmes.
        NotLoggable: the day has not come.
        NeedsConfirmation: the words seem to tell of a person, and nobody has said otherwise.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=run.organisation)
    check_day(on, today=timezone.localdate(now))
    kept = _asked_about({"done": done}, confirmed)
    incident = Incident(
        organisation=run.organisation, implementation=run, on=on, kind=kind, done=done,
        referred_to=referred_to, logged_at=now, logged_by=by,
    )  # fmt: skip
    incident.clean_fields(exclude=("organisation", "implementation", "logged_by"))
    incident.save(force_insert=True)
    _note(audit.Event.INCIDENT_LOGGED, incident, action=AuditAction.CREATE, kept=kept, by=by)
    return incident


@transaction.atomic(durable=True)
def close_incident(
    *,
    incident: Incident,
    ending: str,
    confirmed: Collection[str] = (),
    row_version: int | None = None,
    now: datetime,
    by: User,
) -> Incident:
    """Say how an incident ended.

    Raises:
        NotPermitted, Stale.
        NotLoggable: it is closed.
        NeedsConfirmation: as for writing it down.
    """
    require(by, Permission.PROGRAMME_MANAGE, at=incident.organisation)
    incident = lock(incident, version=row_version)
    check_open(incident)
    kept = _asked_about({"ending": ending}, confirmed)
    incident.ending, incident.closed_at, incident.closed_by = ending, now, by
    incident.clean_fields(exclude=("organisation", "implementation", "logged_by", "closed_by"))
    store(incident, "ending", "closed_at", "closed_by")
    _note(audit.Event.INCIDENT_CLOSED, incident, action=AuditAction.UPDATE, kept=kept, by=by)
    return incident


@transaction.atomic(durable=True)
def note_log_read(run: Implementation, *, by: User) -> None:
    """Leave a trace that `by` reads the log of an implementation.

    Raises:
        NotPermitted: `by` neither manages its programmes nor coordinates its country.
    """
    if not has_permission(by, Permission.PROGRAMME_MANAGE, at=run.organisation):
        require(by, Permission.PROGRAMME_COORDINATE, at=run.organisation)
    audit.record(
        audit.Event.INCIDENTS_READ, by=by, action=AuditAction.READ, organisation=run.organisation,
        target=run,
    )  # fmt: skip


def _asked_about(texts: dict[str, str], confirmed: Collection[str]) -> list[Telling]:
    """What was found in the words and called right."""
    found = telling(texts)
    doubts = [each for each in found if each.code not in confirmed]
    if doubts:
        raise NeedsConfirmation(doubts)
    return found


def _note(
    event: audit.Event, incident: Incident, *, action: AuditAction, kept: list[Telling], by: User
) -> None:
    audit.record(
        event, by=by, action=action, organisation=incident.organisation, target=incident,
        object_uids=[incident.implementation.uid], kept=[each.code for each in kept],
    )  # fmt: skip
