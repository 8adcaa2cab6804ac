"""Merges that wait for a decision or may still be undone, and what a decision needs to be known."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet

from clinics.choices import MergeEvidence, MergeState
from clinics.models import Patient, PatientMerge
from clinics.selectors.roots import visible_patients
from clinics.selectors.wording import person_text
from kernel import audit
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, organisations_where
from vault.api import format_code, parse_code


UNDONE_WITHIN_DAYS = 90
MOST = 50


@dataclass(frozen=True)
class Side:
    """One of the two records, without a name: what tells whether it is the same person."""

    code: str
    person: str
    is_named: bool
    episodes: int
    first_on: date | None
    last_on: date | None


@dataclass(frozen=True)
class MergeLine:
    """One merge as the list shows it."""

    uid: UUID
    state: str
    evidence: str
    kept: Side
    given_up: Side
    proposed_at: datetime
    proposed_by: str
    is_own: bool
    decided_at: datetime | None
    decided_by: str
    can_undo: bool


def visible_merges(*, viewer: User) -> QuerySet[PatientMerge]:
    """Every merge that the viewer may decide or undo."""
    organisations = organisations_where(viewer, Permission.PATIENT_MERGE)
    return PatientMerge.objects.filter(organisation__in=organisations).select_related(
        "organisation", "kept", "given_up", "proposed_by", "decided_by"
    )


def merges(*, viewer: User, today: date, now: datetime) -> list[MergeLine]:
    """Those that wait first, then those that may still be undone; showing them leaves an event."""
    rows = list(
        visible_merges(viewer=viewer)
        .filter(state__in=(MergeState.PROPOSED, MergeState.DONE))
        .order_by("-state", "-proposed_at")[:MOST]
    )
    patients = {patient.pk: patient for row in rows for patient in (row.kept, row.given_up)}
    sides = _sides(patients, today=today)
    _note(viewer, rows)
    return [
        MergeLine(
            uid=row.uid,
            state=row.state,
            evidence=str(MergeEvidence(row.evidence).label),
            kept=sides[row.kept_id],
            given_up=sides[row.given_up_id],
            proposed_at=row.proposed_at,
            proposed_by=row.proposed_by.staff_code or row.proposed_by.username,
            is_own=row.proposed_by_id == viewer.pk,
            decided_at=row.decided_at,
            decided_by=(row.decided_by.staff_code or "") if row.decided_by else "",
            can_undo=row.state == MergeState.DONE
            and row.decided_at is not None
            and now - row.decided_at <= timedelta(days=UNDONE_WITHIN_DAYS),
        )
        for row in rows
    ]


def patient_by_code(*, viewer: User, patient: Patient, typed: str) -> Patient | None:
    """The record of the same clinic with the code that was typed or scanned.

    Raises:
        WrongCode: a digit is wrong.
    """
    found = visible_patients(viewer=viewer).filter(organisation=patient.organisation_id)
    return found.filter(code=parse_code(typed)).first()


def _sides(patients: dict[int, Patient], *, today: date) -> dict[int, Side]:
    counted = Patient.objects.filter(pk__in=patients).annotate(
        count=Count("episodes"), first=Min("episodes__referred_on"),
        last=Max("episodes__last_seen_on"),
    )  # fmt: skip
    return {
        row.pk: Side(
            code=format_code(row.code),
            person=person_text(row, today=today),
            is_named=row.identity_status == "NAMED",
            episodes=row.count,
            first_on=row.first,
            last_on=row.last,
        )
        for row in counted
    }


def _note(viewer: User, rows: list[PatientMerge]) -> None:
    for organisation in {row.organisation for row in rows}:
        audit.record(
            audit.Event.CASELOAD_LISTED, by=viewer, action=AuditAction.LIST,
            organisation=organisation, object_type="clinics.patient",
            object_uids=[
                patient.uid
                for row in rows
                if row.organisation_id == organisation.pk
                for patient in (row.kept, row.given_up)
            ],
        )  # fmt: skip
