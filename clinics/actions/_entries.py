"""Steps that every entry of a record shares: writing, finding a double tap, replacing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinics import policies
from clinics.models import (
    ChildrenSummary,
    Contact,
    Diagnosis,
    Dose,
    DoseHold,
    DrugTest,
    Episode,
    InfectionCare,
    InfectionTest,
    Intervention,
    Measure,
    NaloxoneEvent,
    Overdose,
    Plan,
    Pregnancy,
    Prescription,
    SafeguardingConcern,
    TakeHomeAgreement,
    TreatmentDemand,
    Triage,
    Vaccination,
    ViolenceScreen,
)
from clinics.models.records import Record
from clinics.vocabulary import CorrectionReason, RecordState
from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction


Entry = TypeVar(
    "Entry",
    ChildrenSummary,
    Contact,
    Diagnosis,
    Dose,
    DoseHold,
    DrugTest,
    InfectionCare,
    InfectionTest,
    Intervention,
    Measure,
    NaloxoneEvent,
    Overdose,
    Plan,
    Pregnancy,
    Prescription,
    SafeguardingConcern,
    TakeHomeAgreement,
    TreatmentDemand,
    Triage,
    Vaccination,
    ViolenceScreen,
)


class TokenReused(Refused):
    """A form's token came back with another episode, or with other values."""

    code = "token-reused"


def already_written(
    model: type[Entry],
    token: UUID | None,
    episode: Episode,
    values: Mapping[str, Any],
    *,
    replaces: Entry | None = None,
) -> Entry | None:
    """The entry that the same form wrote before, if any: a double tap, not a form sent anew.

    Raises:
        TokenReused: it was written into another episode, holds no more, or says something else
            than `values`.
    """
    if token is None:
        return None
    entry = model.objects.filter(entry_token=token).first()
    if entry is None:
        return None
    if entry.episode_id != episode.pk:
        raise TokenReused(_("This form was already used for another patient. Open it again."))
    check_as_sent(
        {"state": entry.state, "replaces_id": entry.replaces_id, **_of(entry, values)},
        {"state": RecordState.CURRENT, "replaces_id": replaces and replaces.pk, **values},
    )
    return entry


def check_as_sent(known: Any, sent: Any) -> None:
    """Demand that a form which comes back says what was written.

    Raises:
        TokenReused: it says something else; returning the entry would hide that.
    """
    if known != sent:
        raise TokenReused(_("This form was already used. Open it again."))


def _of(entry: Entry, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in names}


def picked(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Those of `values` that are there, by name."""
    return {name: values[name] for name in names if name in values}


def answered(values: dict[str, Any], *names: str) -> dict[str, Any]:
    """Complete each variable: an answer has no null flavour, no answer has one."""
    filled = dict(values)
    for name in names:
        value = filled.get(name)
        if value is None or value == "":
            filled[f"{name}_null"] = filled.get(f"{name}_null") or "NASK"
        else:
            filled[f"{name}_null"] = ""
    return filled


def written(entry: Entry, *, token: UUID | None, now: datetime, by: User) -> Entry:
    """Check and insert a new entry."""
    entry.entry_token, entry.recorded_at, entry.recorded_by = token, now, by
    inserted(entry)
    return entry


def inserted(row: models.Model) -> None:
    """Check the columns of a row and insert it.

    The database itself holds the constraints: asking it for each beforehand costs three
    statements a constraint, fifty for a treatment demand, and would not stop a race.
    """
    row.full_clean(exclude=KNOWN_TO_EXIST, validate_unique=False, validate_constraints=False)
    row.save(force_insert=True)


def superseded(entry: Entry) -> Entry:
    """Lock an entry that is about to be replaced and mark it so.

    Raises:
        NotCurrent: somebody corrected or voided it.
    """
    old = type(entry).objects.select_for_update(of=("self",)).get(pk=entry.pk)
    policies.check_is_current(old)
    old.state = RecordState.SUPERSEDED
    old.save(update_fields=["state"])
    return old


def replacement(old: Entry, *, reason: str, values: dict[str, Any]) -> Entry:
    """A new, unsaved entry that replaces `old`: its values, with those that changed."""
    kept = {
        field.name: getattr(old, field.name)
        for field in old._meta.concrete_fields
        if field.name not in NOT_COPIED
    }
    return type(old)(**(kept | values), replaces=old, correction_reason=CorrectionReason(reason))


def changed(
    old: Entry, fields: dict[str, Any], coded: tuple[str, ...], *, among: frozenset[str]
) -> dict[str, Any]:
    """The fields of a correction, each variable complete with its null flavour.

    Raises:
        TypeError: the entry has no such field.
    """
    if unknown := set(fields) - among:
        message = f"No such field: {', '.join(sorted(unknown))}"
        raise TypeError(message)
    touched = {name for name in coded if name in fields or f"{name}_null" in fields}
    whole = dict(fields)
    for name in touched - set(fields):
        is_nothing = bool(fields[f"{name}_null"])
        whole[name] = _nothing(old, name) if is_nothing else getattr(old, name)
    return answered(whole, *touched)


def _nothing(entry: Entry, name: str) -> str | None:
    return None if entry._meta.get_field(name).null else ""


KNOWN_TO_EXIST = frozenset(
    {
        "episode", "patient", "organisation", "recorded_by", "replaces", "voided_by", "demand",
        "test",
        "scales", "bands",
    }
)  # fmt: skip
"""Rows that the act has read itself: asking for them again costs a query each.

Scales and bands are the scorer's own, and empty where a measure has none.
"""
NOT_COPIED = frozenset(
    {
        "id", "uid", "state", "recorded_at", "recorded_by", "replaces", "correction_reason",
        "voided_at", "voided_by", "void_reason", "vocabulary_version", "entry_token", "batch",
    }
)  # fmt: skip


def note_entry(
    event: audit.Event,
    entry: Record,
    episode: Episode,
    *,
    by: User,
    action: AuditAction = AuditAction.CREATE,
    reason_code: str = "",
    fields: Iterable[str] = (),
    **detail: Any,
) -> None:
    """Write the audit event of one entry: its uid, the episode's and the patient's."""
    audit.record(
        event,
        by=by,
        action=action,
        organisation=episode.organisation,
        target=entry,
        object_uids=[episode.uid, episode.patient.uid],
        reason_code=reason_code,
        fields=fields,
        **detail,
    )
