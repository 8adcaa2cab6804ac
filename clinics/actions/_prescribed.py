"""What a prescription says of a dose that is about to be written, whichever way it is given."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clinics.actions import _entries
from clinics.choices import PrescriptionEnd
from clinics.models import Dose, Episode, Prescription
from clinics.models.events import TAKEN as HOLDS_AS_TAKEN
from clinics.rules.events import TAKEN
from clinics.rules.prescriptions import OPIOID_AGONISTS, each_part, most_home, once_a_day, same_drug
from clinics.selectors.prescriptions import (
    agreement_on,
    course_of,
    days_at_home,
    gap_before,
    prescription_on,
    standing_hold,
)
from clinics.vocabulary import DoseMode, DoseUnit, Medicine, RecordState
from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction


class DosingHeld(Refused):
    """Nothing is dispensed until a prescriber lifts the hold."""

    code = "held"


@dataclass(frozen=True)
class Plan:
    """What is prescribed for the day of a dose, and the facts that rules ask about."""

    prescription: Prescription | None = None
    prescribed: Decimal | None = None
    parts: int = 1
    facts: dict[str, Any] = field(default_factory=dict)


NOTHING_WRITTEN = Plan()
"""No prescription: what the entry itself says was prescribed counts."""


def check_not_held(episode: Episode, *, on: date, mode: str) -> None:
    """Demand that nobody holds dosing back.

    Raises:
        DosingHeld: somebody does, since this day or an earlier one.
    """
    if mode not in TAKEN:
        return
    hold = standing_hold(episode.pk)
    if hold is not None and on >= hold.on:
        raise DosingHeld(_("Stop: dosing is on hold. A prescriber lifts the hold first."))


def plan_for(dose: Dose, *, today: date) -> Plan:
    """What is prescribed for the day and the medicine of `dose`.

    Of another opioid agonist than the prescribed one, nothing is prescribed: 0 (V43).
    """
    if dose.mode not in TAKEN:
        return NOTHING_WRITTEN
    row = prescription_on(dose.patient_id, dose.on)
    if row is None or row.unit != dose.unit or dose.medicine not in once_a_day(row.medicine):
        return _unwritten(dose, today=today)
    is_same = dose.medicine in same_drug(row.medicine)
    course = course_of(row, today=min(dose.on, today))
    return Plan(
        prescription=row,
        prescribed=each_part(row.dose, row.parts) if is_same else Decimal(0),
        parts=row.parts if is_same else 1,
        facts=_begun_anew(dose)
        | {
            "is_unprescribed": dose.on <= today
            and row.medicine in OPIOID_AGONISTS
            and not course.is_due,
            "is_stopped_by_missed": course.advice.needs_prescriber,
            "is_beyond_plan": dose.mode == DoseMode.TAKE_HOME
            and _is_beyond(dose, row, today=today),
        },
    )


def _unwritten(dose: Dose, *, today: date) -> Plan:
    """Nothing is taken home for a day to come that no prescription reaches.

    Once the clinic has written a prescription for the patient, an opioid agonist that is not
    prescribed is the prescriber's to decide. Records from before, and from elsewhere, pass.
    """
    if dose.on > today:
        return Plan(facts={"is_beyond_plan": True})
    if dose.medicine not in (*OPIOID_AGONISTS, Medicine.NOT_STATED):
        return NOTHING_WRITTEN
    is_unknown_amount = dose.medicine == Medicine.METHADONE and dose.unit != DoseUnit.MG
    written = Prescription.objects.filter(
        patient_id=dose.patient_id, organisation_id=dose.organisation_id,
        state=RecordState.CURRENT, starts_on__lte=dose.on,
    )  # fmt: skip
    if not is_unknown_amount and not written.exists():
        return NOTHING_WRITTEN
    return Plan(facts=_begun_anew(dose) | {"is_unprescribed": True})


def _begun_anew(dose: Dose) -> dict[str, Any]:
    """After so long without the drug that treatment begins anew, a dose is a first one (V42)."""
    if dose.medicine not in OPIOID_AGONISTS:
        return {}
    gap = gap_before(
        patient_id=dose.patient_id,
        medicine=dose.medicine,
        country=dose.organisation.country,
        on=dose.on,
    )
    return {"is_first": True} if gap.is_anew else {}


def _is_beyond(dose: Dose, row: Prescription, *, today: date) -> bool:
    """Whether a dose to be taken home is not agreed, or is for one day more than is agreed (V46).

    A dose of a day that is past was taken home already: only the agreement of that day counts.
    """
    agreement = agreement_on(dose.episode_id, min(today, dose.on))
    if agreement is None or dose.on > agreement.ends_on:
        return True
    held = [day for day in days_at_home(dose.patient_id, today=today) if day != dose.on]
    if dose.on > today and most_home(agreement.most_days, held, today) < 1:
        return True
    covered = Dose.objects.filter(HOLDS_AS_TAKEN, patient_id=dose.patient_id, on=dose.on)
    return covered.exclude(pk=dose.pk).count() >= row.parts


def end_all(episode: Episode, *, on: date, reason: PrescriptionEnd, by: User) -> None:
    """End what runs after `on` in an episode that is locked; each end is told to the audit."""
    for row in running_after(episode, on):
        end(row, episode, on=on, reason=reason, by=by)


def running(episode: Episode) -> Prescription | None:
    """The patient's prescription that nobody has ended."""
    rows = Prescription.objects.filter(patient_id=episode.patient_id, state=RecordState.CURRENT)
    return rows.filter(ended_on__isnull=True).first()


def running_after(episode: Episode, on: date) -> QuerySet[Prescription]:
    """Prescriptions of the patient that would still be in force after the day `on`."""
    rows = Prescription.objects.filter(patient_id=episode.patient_id, state=RecordState.CURRENT)
    return rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on)).order_by("pk")


def end_run_out(patients: Iterable[int], *, by: User) -> None:
    """End what has run out and nobody ended, but the one that reaches furthest.

    Of several patients who become one: one prescription at most is without an end.
    """
    rows = Prescription.objects.filter(
        patient__in=patients, state=RecordState.CURRENT, ended_on__isnull=True
    ).select_related("episode__patient", "episode__organisation")
    for row in list(rows.order_by("-ends_on", "-pk"))[1:]:
        end(row, row.episode, on=row.ends_on, reason=PrescriptionEnd.CHANGED, by=by)


def end(
    row: Prescription, episode: Episode, *, on: date, reason: PrescriptionEnd, by: User
) -> None:
    """Say how a prescription ended: of a written row nothing else ever changes."""
    row.ended_on, row.end_reason = min(on, row.ends_on), reason
    row.save(update_fields=["ended_on", "end_reason"])
    _entries.note_entry(
        audit.Event.PRESCRIPTION_ENDED, row, episode, by=by, action=AuditAction.UPDATE,
        reason_code=reason,
    )  # fmt: skip
