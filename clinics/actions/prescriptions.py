"""Prescribing, agreeing on take-home doses, holding dosing back and letting it go on."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clinics.actions import _entries, _prescribed
from clinics.actions._locking import day_of, lock_episode, lock_patient, once_more_on_conflict
from clinics.choices import DoseInterval, HoldReason, MissedAdvice, PrescriptionEnd
from clinics.models import Dose, DoseHold, Episode, Measure, Prescription, TakeHomeAgreement
from clinics.models.events import TAKEN
from clinics.models.prescriptions import EVERY_DAY
from clinics.policies import NotAdmitted, SecondPersonNeeded
from clinics.rules.events import high_first_methadone_dose
from clinics.rules.prescriptions import (
    OPIOID_AGONISTS,
    PRESCRIBED_MEDICINES,
    is_available,
    is_days_of_week,
    same_drug,
)
from clinics.rules.thresholds import LONGEST_PRESCRIPTION
from clinics.selectors.prescriptions import (
    Course,
    Gap,
    course_of,
    gap_before,
    prescription_on,
    standing_hold,
)
from clinics.states import OPEN
from clinics.vocabulary import DoseMode, DoseUnit, OverrideReason
from kernel import audit
from kernel.errors import Refused
from kernel.models import User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, require


class NotAvailable(Refused):
    """The treatment does not exist in this country."""

    code = "not-available"


class WrongPlan(Refused):
    """The days, parts or units of a prescription do not fit together."""

    code = "wrong-plan"


class ReasonNeeded(Refused):
    """The dose is higher than the rule allows, and no reason was given (V42, V45)."""


class NothingRuns(Refused):
    """There is nothing to end or to lift."""

    code = "nothing-runs"


class NotExplained(Refused):
    """Nothing is taken home before storage and naloxone were explained."""

    code = "not-explained"


class HeldAlready(Refused):
    """Dosing is on hold."""

    code = "held-already"


@once_more_on_conflict
@transaction.atomic(durable=True)
def prescribe(
    *,
    episode: Episode,
    medicine: str,
    dose: Decimal,
    unit: str = DoseUnit.MG,
    interval: str = DoseInterval.DAILY,
    weekdays: str = EVERY_DAY,
    parts: int = 1,
    take_home_days: str = "",
    product: str = "",
    mg_per_ml: Decimal | None = None,
    starts_on: date,
    ends_on: date,
    override_reason: str = "",
    seconded_by: User | None = None,
    token: UUID | None,
    now: datetime,
    by: User,
) -> Prescription:
    """Write a prescription: `dose` is the amount of a day, given in `parts`, from day to day.

    The one that runs ends the day before this one begins; it is never edited. Of an opioid agonist
    the first dose (V42), and the first one after missed days (V45), has a limit that only a stated
    `override_reason` sets aside. `weekdays` and `take_home_days` are ISO days of the week.

    Raises:
        NotPermitted, TokenReused, NotAdmitted.
        NotAvailable: there is no opioid agonist treatment in this country.
        WrongPlan: the plan contradicts itself, or runs for more than 92 days.
        ReasonNeeded: V42, V45.
        SecondPersonNeeded: the second signature is not another prescriber's.
        ValueError: a code that is none of its list.
    """
    require(by, Permission.PRESCRIBE, at=episode.organisation)
    _check_second(seconded_by, by=by, episode=episode)
    lock_patient(episode.patient_id)
    episode = lock_episode(episode.pk)
    values = {
        "medicine": medicine, "dose": dose, "unit": unit, "interval": DoseInterval(interval),
        "weekdays": weekdays if interval == DoseInterval.WEEKDAYS else EVERY_DAY, "parts": parts,
        "take_home_days": take_home_days, "product": product, "mg_per_ml": mg_per_ml,
        "starts_on": starts_on, "ends_on": ends_on,
    }  # fmt: skip
    if known := _entries.already_written(Prescription, token, episode, values):
        return known
    today = day_of(now)
    row = Prescription(
        episode=episode, patient=episode.patient, organisation=episode.organisation,
        seconded_by=seconded_by, **values,
    )  # fmt: skip
    _check_plan(row, episode, today=today)
    found = _missed(row, episode, today=today)
    set_aside = _beyond_limits(row, found)
    if set_aside and not override_reason:
        raise ReasonNeeded(LIMITS[set_aside[0]], code=set_aside[0])
    is_anew = any(each.advice.kind is MissedAdvice.REINDUCTION for each in found)
    _prescribed.end_all(
        episode, on=starts_on - timedelta(days=1), by=by,
        reason=PrescriptionEnd.REINDUCTION if is_anew else PrescriptionEnd.CHANGED,
    )  # fmt: skip
    _entries.written(row, token=token, now=now, by=by)
    _entries.note_entry(
        audit.Event.PRESCRIBED, row, episode, by=by, set_aside=set_aside,
        reason_code=OverrideReason(override_reason) if set_aside else "",
    )  # fmt: skip
    return row


@transaction.atomic(durable=True)
def end_prescription(
    *, episode: Episode, on: date, reason: str, now: datetime, by: User
) -> Prescription:
    """End the prescription that runs; `on` is its last day.

    Raises:
        NotPermitted, NothingRuns.
        WrongPlan: the day lies before today's doses, or after the prescription's own end.
        ValueError: `reason` is none of `PrescriptionEnd`.
    """
    require(by, Permission.PRESCRIBE, at=episode.organisation)
    lock_patient(episode.patient_id)
    episode = lock_episode(episode.pk)
    why = PrescriptionEnd(reason)
    row = _prescribed.running(episode)
    if row is None or row.ends_on < day_of(now):
        raise NothingRuns(_("Nothing is prescribed now."))
    yesterday = day_of(now) - timedelta(days=1)
    if not yesterday <= on <= row.ends_on:
        raise WrongPlan(
            _("Choose a last day from yesterday to the end of the prescription, %(day)s.")
            % {"day": f"{row.ends_on:%d.%m.%Y}"}
        )  # fmt: skip
    _prescribed.end_all(episode, on=on, reason=why, by=by)
    row.refresh_from_db()
    return row


@transaction.atomic(durable=True)
def agree_take_home(
    *,
    episode: Episode,
    starts_on: date,
    ends_on: date,
    most_days: int,
    storage_explained: bool,
    naloxone_explained: bool,
    token: UUID | None,
    now: datetime,
    by: User,
) -> TakeHomeAgreement:
    """Agree that doses are taken home, for at most `most_days` days at a time.

    The latest agreement counts; beginning treatment anew suspends all before it.

    Raises:
        NotPermitted, TokenReused, NotAdmitted.
        NotExplained: locked storage and naloxone come before.
        WrongPlan: the days are in the wrong order, or more than 92.
    """
    require(by, Permission.PRESCRIBE, at=episode.organisation)
    lock_patient(episode.patient_id)
    episode = lock_episode(episode.pk)
    values = {
        "starts_on": starts_on, "ends_on": ends_on, "most_days": most_days,
        "storage_explained": storage_explained, "naloxone_explained": naloxone_explained,
    }  # fmt: skip
    if known := _entries.already_written(TakeHomeAgreement, token, episode, values):
        return known
    _check_open(episode)
    if not (storage_explained and naloxone_explained):
        raise NotExplained(_("Explain locked storage and naloxone first, then agree."))
    _check_days(starts_on, ends_on, today=day_of(now))
    row = TakeHomeAgreement(episode=episode, organisation=episode.organisation, **values)
    _entries.written(row, token=token, now=now, by=by)
    _entries.note_entry(audit.Event.TAKE_HOME_AGREED, row, episode, by=by)
    return row


@once_more_on_conflict
@transaction.atomic(durable=True)
def hold_dosing(
    *,
    episode: Episode,
    on: date,
    reason: str,
    measure: Measure | None = None,
    token: UUID | None,
    now: datetime,
    by: User,
) -> DoseHold:
    """Hold dosing back from `on` until a prescriber lifts the hold.

    Whoever gives doses may stop them; only who prescribes lets them go on.

    Raises:
        NotPermitted, TokenReused, NotAdmitted.
        HeldAlready: a hold stands.
        WrongPlan: the day is to come.
        ValueError: `reason` is none of `HoldReason`.
    """
    require(by, Permission.DOSE_GIVE, at=episode.organisation)
    lock_patient(episode.patient_id)
    return put_hold(
        lock_episode(episode.pk), on=on, reason=reason, measure=measure, token=token, now=now, by=by
    )


def put_hold(
    episode: Episode,
    *,
    on: date,
    reason: str,
    measure: Measure | None = None,
    token: UUID | None,
    now: datetime,
    by: User,
) -> DoseHold:
    """Write a hold into an episode that is locked; `hold_dosing` says what it refuses."""
    values = {"on": on, "reason": HoldReason(reason)}
    if known := _entries.already_written(DoseHold, token, episode, values):
        return known
    _check_open(episode)
    if on > day_of(now):
        raise WrongPlan(_("Enter a date that is not in the future."))
    if standing_hold(episode.pk) is not None:
        raise HeldAlready(_("Dosing is on hold already."))
    row = DoseHold(episode=episode, organisation=episode.organisation, measure=measure, **values)
    _entries.written(row, token=token, now=now, by=by)
    _entries.note_entry(audit.Event.DOSING_HELD, row, episode, by=by, reason_code=reason)
    return row


@transaction.atomic(durable=True)
def lift_hold(*, episode: Episode, now: datetime, by: User) -> DoseHold:
    """Let dosing go on.

    Raises:
        NotPermitted: `by` does not prescribe here.
        NothingRuns: dosing is not on hold.
    """
    require(by, Permission.PRESCRIBE, at=episode.organisation)
    lock_patient(episode.patient_id)
    episode = lock_episode(episode.pk)
    hold = standing_hold(episode.pk)
    if hold is None:
        raise NothingRuns(_("Dosing is not on hold."))
    hold.lifted_at, hold.lifted_by = now, by
    hold.save(update_fields=["lifted_at", "lifted_by"])
    _entries.note_entry(audit.Event.HOLD_LIFTED, hold, episode, by=by, action=AuditAction.UPDATE)
    return hold


LIMITS: dict[str, Any] = {
    "V42": _(
        "Stop: a first methadone dose is 30 mg or less. Lower the dose, or give the reason for it."
    ),
    "V45": _(
        "Stop: days were missed, and this dose is above the rule for that. Lower the dose, or give "
        "the reason for it."
    ),
}


def _beyond_limits(row: Prescription, missed: Sequence[Course | Gap]) -> list[str]:
    """The numbers of the rules whose limit the dose exceeds."""
    found = []
    is_anew = any(each.advice.kind is MissedAdvice.REINDUCTION for each in missed)
    if high_first_methadone_dose(
        row.medicine, row.unit, row.dose, DoseMode.SUPERVISED, is_anew or not _had_before(row)
    ):
        found.append("V42")
    limits = [each.most for each in missed if each.advice.needs_prescriber]
    if any(most is not None and row.dose > most for most in limits):
        found.append("V45")
    return found


def _had_before(row: Prescription) -> bool:
    return Dose.objects.filter(
        TAKEN, episode_id=row.episode_id, medicine__in=same_drug(row.medicine), amount__gt=0
    ).exists()


def _missed(row: Prescription, episode: Episode, *, today: date) -> list[Course | Gap]:
    """Where the patient stands with the drug: with what is in force, and since the last dose.

    Days count from the last dose even where nothing was prescribed since, and up to the first day
    of `row` where nothing is prescribed until then.
    """
    if row.medicine not in OPIOID_AGONISTS:
        return []
    yesterday = today - timedelta(days=1)
    now = prescription_on(episode.patient_id, today) or prescription_on(
        episode.patient_id, yesterday
    )
    is_same = now is not None and row.medicine in same_drug(now.medicine)
    is_followed = prescription_on(episode.patient_id, row.starts_on - timedelta(days=1)) is not None
    gap = gap_before(
        patient_id=episode.patient_id, medicine=row.medicine, country=episode.organisation.country,
        on=today if is_followed else row.starts_on,
    )  # fmt: skip
    return [course_of(now, today=today), gap] if now is not None and is_same else [gap]


def _check_second(seconded_by: User | None, *, by: User, episode: Episode) -> None:
    if seconded_by is None:
        return
    require(seconded_by, Permission.PRESCRIBE, at=episode.organisation)
    if seconded_by.pk == by.pk:
        raise SecondPersonNeeded(_("The second signature must be another person's."))


def _check_open(episode: Episode) -> None:
    if episode.state not in OPEN:
        raise NotAdmitted(_("Admit the patient first."))


def _check_plan(row: Prescription, episode: Episode, *, today: date) -> None:
    _check_open(episode)
    if row.medicine not in PRESCRIBED_MEDICINES:
        raise WrongPlan(_("Choose the medicine."))
    if not is_available(row.medicine, episode.organisation.country):
        raise NotAvailable(_("There is no opioid agonist treatment in this country."))
    _check_days(row.starts_on, row.ends_on, today=today)
    if row.dose <= 0:
        raise WrongPlan(_("Enter a dose of more than 0."))
    if row.medicine in OPIOID_AGONISTS and row.unit != DoseUnit.MG:
        raise WrongPlan(_("This medicine is prescribed in mg."))
    if not (row.weekdays and is_days_of_week(row.weekdays)):
        raise WrongPlan(_("Choose the days of the week on which a dose is due."))
    _check_take_home(row)


def _check_take_home(row: Prescription) -> None:
    days = row.take_home_days
    if days and (row.interval != DoseInterval.DAILY or row.unit != DoseUnit.MG):
        raise WrongPlan(_("Only a dose of every day is taken home for some of the days."))
    if not is_days_of_week(days) or days == EVERY_DAY:
        raise WrongPlan(_("Leave at least one day of the week on which the dose is taken here."))


def _check_days(starts_on: date, ends_on: date, *, today: date) -> None:
    if starts_on < today:
        raise WrongPlan(_("Choose a first day that is not past."))
    if ends_on < starts_on:
        raise WrongPlan(_("Choose a last day after the first."))
    if (ends_on - starts_on).days > LONGEST_PRESCRIPTION.value:
        raise WrongPlan(
            _("Choose a last day at most %(days)s days after the first.")
            % {"days": LONGEST_PRESCRIPTION.value}
        )  # fmt: skip
