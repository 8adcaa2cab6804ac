"""Logging that a patient was met, called or expected."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics import policies
from clinics.actions import _entries, _steps
from clinics.actions._locking import day_of, lock_episode, once_more_on_conflict
from clinics.models import Contact, Episode
from clinics.rules import CONTACT_RULES, check
from clinics.vocabulary import Attendance
from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


CODED = ("mode", "attendance")


class ReasonWithoutAbsence(Refused):
    """A reason for not coming was given for somebody who came."""

    code = "reason-without-absence"


@once_more_on_conflict
@transaction.atomic(durable=True)
def log_contact(
    *,
    episode: Episode,
    on: date,
    at: time | None = None,
    kind: str,
    mode: str = "",
    mode_null: str = "NASK",
    attendance: str = "ATTENDED",
    attendance_null: str = "",
    absence_reason: str = "",
    minutes: int | None = None,
    note: str = "",
    token: UUID | None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
) -> Contact:
    """Log one contact. The first one that treats, after admission, begins the treatment.

    The same `token` again returns the contact that is there.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable, ReasonWithoutAbsence.
        RuleBroken: V03, V04, V52.
    """
    require(by, Permission.CONTACT_WRITE, at=episode.organisation)
    episode = lock_episode(episode.pk)
    values = _entries.answered(
        {
            "on": on, "at": at, "kind": kind, "mode": mode, "mode_null": mode_null,
            "attendance": attendance, "attendance_null": attendance_null,
            "absence_reason": absence_reason, "minutes": minutes, "note": note,
        },
        *CODED,
    )  # fmt: skip
    return logged(episode, values, token=token, confirmed=confirmed, now=now, by=by)


def logged(
    episode: Episode,
    values: dict[str, Any],
    *,
    token: UUID | None,
    confirmed: Collection[str],
    now: datetime,
    by: User,
) -> Contact:
    """Write one contact into an episode that the act at hand has locked, or find it written.

    `values` are complete: each coded answer stands beside its null flavour.

    Raises:
        TokenReused, EpisodeNotUsable, ReasonWithoutAbsence, RuleBroken: as for `log_contact`.
    """
    if (known := _entries.already_written(Contact, token, episode, values)) is not None:
        return known
    contact = Contact(episode=episode, organisation=episode.organisation, **values)
    _write(contact, episode, token=token, confirmed=confirmed, now=now, by=by)
    _steps.take_note(episode, contact, now=now, by=by)
    _entries.note_entry(audit.Event.CONTACT_LOGGED, contact, episode, by=by)
    return contact


@once_more_on_conflict
@transaction.atomic(durable=True)
def correct_contact(
    *,
    contact: Contact,
    reason: str,
    token: UUID | None = None,
    confirmed: Collection[str] = (),
    now: datetime,
    by: User,
    **fields: Any,
) -> Contact:
    """Replace a contact by another with some fields changed; the old one stays.

    Raises:
        NotPermitted, TokenReused, NotCurrent, EpisodeNotUsable, RuleBroken: as for logging.
        ValueError: `reason` is none of `CorrectionReason`.
    """
    require(by, Permission.RECORD_CORRECT, at=contact.organisation)
    require(by, Permission.CONTACT_WRITE, at=contact.organisation)
    episode = lock_episode(contact.episode_id)
    values = _entries.changed(contact, fields, CODED, among=FIELDS)
    known = _entries.already_written(Contact, token, episode, values, replaces=contact)
    if known is not None:
        return known
    old = _entries.superseded(contact)
    new = _entries.replacement(old, reason=reason, values=values)
    if new.attendance != Attendance.ABSENT and "absence_reason" not in fields:
        new.absence_reason = ""
    _write(new, episode, token=token, confirmed=confirmed, now=now, by=by)
    _steps.read_again(episode, now=now, by=by)
    _entries.note_entry(
        audit.Event.ENTRY_CORRECTED, new, episode, by=by, action=AuditAction.UPDATE,
        reason_code=reason, fields=sorted(fields), replaces=str(old.uid),
    )  # fmt: skip
    return new


FIELDS = frozenset(
    {
        "on", "at", "kind", "mode", "mode_null", "attendance", "attendance_null",
        "absence_reason", "minutes", "note",
    }
)  # fmt: skip


def _write(
    contact: Contact,
    episode: Episode,
    *,
    token: UUID | None,
    confirmed: Collection[str],
    now: datetime,
    by: User,
) -> None:
    policies.check_can_write(episode)
    if contact.absence_reason and contact.attendance != Attendance.ABSENT:
        raise ReasonWithoutAbsence(
            _("Give a reason only when the patient did not come, or change Came.")
        )
    row = _steps.facts(
        episode, today=day_of(now), on=contact.on, attendance=contact.attendance or None
    )
    check(CONTACT_RULES, row, confirmed=confirmed)
    _entries.written(contact, token=token, now=now, by=by)
