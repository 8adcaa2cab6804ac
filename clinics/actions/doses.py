"""Giving doses, and stopping the second one of a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from clinics import policies
from clinics.actions import _entries, _prescribed, _steps, stock
from clinics.actions._locking import day_of, lock_episode, lock_patient, once_more_on_conflict
from clinics.models import Dose, DrugTestResult, Episode
from clinics.models.events import TAKEN, TAKEN_OR_SPOILED
from clinics.rules import DOSE_RULES, PRESCRIBED_DOSE_RULES, Rule, broken, check
from clinics.rules.events import TAKEN as TAKEN_MODES
from clinics.rules.events import counts_for_day
from clinics.rules.prescriptions import OPIOID_AGONISTS, UNPRESCRIBED, once_a_day, same_drug
from clinics.rules.thresholds import OPIOID_FREE_BEFORE_NALTREXONE
from clinics.vocabulary import (
    Analyte,
    DoseMode,
    DoseUnit,
    EpisodeState,
    Finding,
    Medicine,
    OverrideReason,
)
from kernel import audit
from kernel.errors import Refused
from kernel.models import Organisation, User
from kernel.models.audit_events import AuditAction
from kernel.permissions import Permission, has_permission, require


AGONISTS = (*OPIOID_AGONISTS, Medicine.NOT_STATED)
OPIOID_ANALYTES = (Analyte.OPIOIDS, Analyte.METHADONE, Analyte.BUPRENORPHINE)
PRESCRIBERS_RULES = frozenset({"V42", "V45", "V50"})
"""Rules that only a prescriber sets aside."""


@dataclass(frozen=True)
class EarlierDose:
    """What the nurse needs to know of the dose that was given already."""

    medicine: str
    amount: Decimal
    unit: str
    on: date
    at: time | None
    place: str
    staff_code: str
    recorded_at: datetime


class AlreadyDosed(Refused):
    """Stop: the patient took a dose of this medicine, or another agonist, for this day."""

    code = "V44"

    def __init__(self, message: object, *, dose: EarlierDose) -> None:
        super().__init__(message)
        self.dose = dose


class NothingTaken(Refused):
    """A dose counts as taken, and its amount is 0."""

    code = "nothing-taken"


class PrescriberNeeded(Refused):
    """Only a prescriber sets this rule aside."""


@once_more_on_conflict
@transaction.atomic(durable=True)
def give_dose(
    *,
    episode: Episode,
    on: date,
    at: time | None = None,
    medicine: str,
    amount: Decimal,
    unit: str = DoseUnit.MG,
    mode: str = DoseMode.SUPERVISED,
    mode_null: str = "",
    prescribed: Decimal | None = None,
    override_reason: str = "",
    override_by: User | None = None,
    token: UUID | None,
    now: datetime,
    by: User,
) -> Dose:
    """Write one dose: taken, taken home, missed or not given.

    A second dose of a day needs a reason and a second person who may decide so; the same `token`
    again returns the dose that is there.

    Raises:
        NotPermitted, TokenReused, EpisodeNotUsable, NotAdmitted, NotPossibleNow, NothingTaken.
        DosingHeld: nothing is dispensed until a prescriber lifts the hold.
        AlreadyDosed: V44.
        SecondPersonNeeded, PrescriberNeeded: a reason was given, by one who may not decide.
        RuleBroken: V03, V04, V42, V43, V45, V46, V50, V52.
        StockShort: V47, the site keeps the medicine and has too little of it.
    """
    require(by, Permission.DOSE_GIVE, at=episode.organisation)
    lock_patient(episode.patient_id)
    values = {
        "on": on, "at": at, "medicine": medicine, "amount": amount, "unit": unit,
        "mode": mode, "mode_null": mode_null or "UNK", "prescribed": prescribed,
    }  # fmt: skip
    return put_dose(
        lock_episode(episode.pk), values, override_reason, override_by,
        token=token, now=now, by=by,
    )  # fmt: skip


def put_dose(
    episode: Episode,
    values: dict[str, Any],
    override_reason: str = "",
    override_by: User | None = None,
    *,
    is_issued: bool = False,
    token: UUID | None,
    now: datetime,
    by: User,
) -> Dose:
    """Write one dose into an episode that is locked; `give_dose` says what it refuses.

    A dose that `is_issued` to be taken home may be for a day to come.
    """
    values = _entries.answered(values, "mode")
    sent = _entries.picked(values, DECISIVE)
    if (known := _entries.already_written(Dose, token, episode, sent)) is not None:
        return known
    policies.check_can_give(episode, mode=values["mode"])
    _prescribed.check_not_held(episode, on=values["on"], mode=values["mode"])
    dose = Dose(
        episode=episode, patient=episode.patient, organisation=episode.organisation, **values
    )
    today = max(day_of(now), dose.on) if is_issued else day_of(now)
    plan = _prescribed.plan_for(dose, today=day_of(now))
    dose.prescribed = plan.prescribed if plan.prescription else dose.prescribed
    rules = _write(
        dose, episode, override_reason, override_by, plan=plan, today=today, token=token, now=now,
        by=by,
    )  # fmt: skip
    stock.dispense_for(dose=dose, now=now, by=by)
    _steps.take_note(episode, dose, now=now, by=by)
    _entries.note_entry(
        audit.Event.DOSE_GIVEN, dose, episode, by=by, reason_code=override_reason, **rules
    )
    return dose


@once_more_on_conflict
@transaction.atomic(durable=True)
def correct_dose(
    *,
    dose: Dose,
    reason: str,
    override_reason: str = "",
    override_by: User | None = None,
    token: UUID | None = None,
    now: datetime,
    by: User,
    **fields: Any,
) -> Dose:
    """Replace a dose by another with some fields changed; the old one stays.

    What was decided about the old dose holds for the new one as long as day, medicine, amount and
    way are the same; otherwise the rules of practice ask again. Where the day would be free for
    another dose, a prescriber corrects it or signs as the second person.

    Raises:
        NotPermitted, TokenReused, NotCurrent; and as for `give_dose`.
        SecondPersonNeeded: the correction makes room for another dose that day.
        ValueError: `reason` is none of `CorrectionReason`.
    """
    require(by, Permission.RECORD_CORRECT, at=dose.organisation)
    require(by, Permission.DOSE_GIVE, at=dose.organisation)
    lock_patient(dose.patient_id)
    episode = lock_episode(dose.episode_id)
    values = _entries.changed(dose, fields, ("mode",), among=FIELDS)
    sent = _entries.picked(values, DECISIVE)
    known = _entries.already_written(Dose, token, episode, sent, replaces=dose)
    if known is not None:
        return known
    old = _entries.superseded(dose)
    new = _entries.replacement(old, reason=reason, values=values)
    if all(getattr(new, name) == getattr(old, name) for name in DECISIVE):
        rules = _rewrite(new, episode, token=token, now=now, by=by)
    else:
        _check_not_interrupted(old, new, episode)
        plan = _prescribed.plan_for(new, today=day_of(now))
        rules = _write(
            new, episode, override_reason, override_by, plan=plan, today=day_of(now), token=token,
            now=now, by=by,
        )  # fmt: skip
        freed_by = _freed_by(old, new, override_by, by=by, at=episode.organisation)
        rules |= {"decided_by": str(freed_by.uid)} if freed_by else {}
    stock.redispense(old=old, new=new, now=now, by=by)
    _steps.read_again(episode, now=now, by=by)
    _entries.note_entry(
        audit.Event.ENTRY_CORRECTED, new, episode, by=by, action=AuditAction.UPDATE,
        reason_code=reason, fields=sorted(fields), replaces=str(old.uid), **rules,
    )  # fmt: skip
    return new


ALL_DOSE_RULES = (*DOSE_RULES, *PRESCRIBED_DOSE_RULES)
DECISIVE = ("on", "medicine", "amount", "unit", "mode")
"""What the rules of practice look at, apart from what is prescribed."""
FIELDS = frozenset({"on", "at", "medicine", "amount", "unit", "mode", "mode_null", "prescribed"})


def doses_taken_that_day(dose: Dose) -> QuerySet[Dose]:
    """Doses for the day of `dose` that stop it, itself left out.

    One that was vomited or spilled does too: nobody knows how much of it stayed.
    """
    return Dose.objects.filter(
        TAKEN_OR_SPOILED,
        patient_id=dose.patient_id,
        on=dose.on,
        medicine__in=once_a_day(dose.medicine),
    ).exclude(pk=dose.pk)


def _write(
    dose: Dose,
    episode: Episode,
    override_reason: str,
    override_by: User | None,
    *,
    plan: _prescribed.Plan,
    today: date,
    token: UUID | None,
    now: datetime,
    by: User,
) -> dict[str, Any]:
    """Check and insert a dose; returns which rules were set aside, and by whom, for the audit."""
    _check_possible(dose, episode)
    that_day = doses_taken_that_day(dose)
    that = that_day.aggregate(last=Max("number", filter=TAKEN), spoiled=Count("pk", filter=~TAKEN))
    last = that["last"] or 0
    has_dose = last + that["spoiled"] >= plan.parts
    row = _row(dose, episode, today=today, has_dose_that_day=has_dose) | plan.facts
    set_aside = [rule for rule in broken(ALL_DOSE_RULES, row) if rule.is_practice]
    if not override_reason and any(rule.code == "V44" for rule in set_aside):
        raise _already_dosed(that_day)
    check(ALL_DOSE_RULES, row, override_reason=override_reason)
    is_second = dose.mode in TAKEN_MODES and last > 0
    dose.override_reason = override_reason or (OverrideReason.SPLIT_DOSE if is_second else "")
    dose.override_by = _decider(set_aside, override_by, by=by, at=episode.organisation)
    dose.number = last + 1 if dose.mode in TAKEN_MODES else 1
    _entries.written(dose, token=token, now=now, by=by)
    if not set_aside:
        return {}
    return {
        "set_aside": sorted(rule.code for rule in set_aside),
        "decided_by": str(dose.override_by.uid) if dose.override_by else "",
    }


def _check_not_interrupted(old: Dose, new: Dose, episode: Episode) -> None:
    """Nothing becomes a taken dose of a day on which treatment is interrupted.

    What was taken that day before may still be put right, and so may earlier days.
    """
    if old.mode in TAKEN_MODES and old.on == new.on:
        return
    interruption = episode.steps.filter(target=EpisodeState.INTERRUPTED).last()
    if interruption is None or new.on >= interruption.on:
        policies.check_can_give(episode, mode=new.mode)
    _prescribed.check_not_held(episode, on=new.on, mode=new.mode)


def _freed_by(
    old: Dose, new: Dose, override_by: User | None, *, by: User, at: Organisation
) -> User | None:
    """Who answers for a correction after which the day is free for another dose (V44).

    Without this, one person alone says that a dose was missed, and gives it again.
    """
    if not _frees_the_day(old, new):
        return None
    for person in (override_by, by):
        if person is not None and has_permission(person, Permission.DOSE_OVERRIDE, at=at):
            return person
    raise policies.SecondPersonNeeded(
        _("After this correction the day is free for another dose. A prescriber corrects it, "
          "signs with you, or voids the dose."),
        code="V44",
    )  # fmt: skip


def _frees_the_day(old: Dose, new: Dose) -> bool:
    """Whether `old` stops a second dose that `new` would let pass."""
    if not counts_for_day(old.mode, old.amount):
        return False
    stays = counts_for_day(new.mode, new.amount)
    if old.mode in TAKEN_MODES:
        stays = new.mode in TAKEN_MODES
    is_held = stays and new.on == old.on
    return not is_held or not set(once_a_day(old.medicine)) <= set(once_a_day(new.medicine))


def _rewrite(
    dose: Dose, episode: Episode, *, token: UUID | None, now: datetime, by: User
) -> dict[str, Any]:
    """Insert a dose of which nothing that matters changed: number and decision stay."""
    _check_possible(dose, episode)
    row = _row(dose, episode, today=day_of(now), has_dose_that_day=False)
    check([rule for rule in DOSE_RULES if not rule.is_practice], row)
    _entries.written(dose, token=token, now=now, by=by)
    return {}


def _check_possible(dose: Dose, episode: Episode) -> None:
    policies.check_can_dose(episode, on=dose.on)
    if dose.mode in TAKEN_MODES and dose.amount <= 0:
        raise NothingTaken(
            _("A dose that was taken is more than 0. Enter the amount, or say under How why it "
              "was not taken.")
        )  # fmt: skip


def _row(dose: Dose, episode: Episode, *, today: date, has_dose_that_day: bool) -> dict[str, Any]:
    return _steps.facts(
        episode,
        today=today,
        on=dose.on,
        medicine=dose.medicine,
        amount=dose.amount,
        unit=dose.unit,
        mode=dose.mode,
        prescribed=dose.prescribed,
        is_first=_is_first(dose),
        has_dose_that_day=has_dose_that_day,
        had_opioids=_had_opioids(dose),
    )


def _is_first(dose: Dose) -> bool:
    """Whether no dose of the same drug was taken before in this episode."""
    earlier = Dose.objects.filter(
        TAKEN,
        episode_id=dose.episode_id,
        medicine__in=same_drug(dose.medicine),
        on__lte=dose.on,
        amount__gt=0,
    )
    return not earlier.exclude(pk=dose.pk).exists()


def _had_opioids(dose: Dose) -> bool:
    """Whether a test or a dose shows opioids in the days before naltrexone (V50)."""
    if dose.medicine != Medicine.NALTREXONE_DEPOT:
        return False
    days = (dose.on - timedelta(days=OPIOID_FREE_BEFORE_NALTREXONE.value), dose.on)
    return (
        Dose.objects.filter(
            TAKEN, patient_id=dose.patient_id, medicine__in=AGONISTS, on__range=days
        ).exists()
        or DrugTestResult.objects.filter(
            test__state="CURRENT",
            test__episode__patient_id=dose.patient_id,
            test__on__range=days,
            analyte__in=OPIOID_ANALYTES,
            finding=Finding.FOUND,
        ).exists()
    )


def _decider(
    set_aside: Iterable[Rule], override_by: User | None, *, by: User, at: Organisation
) -> User | None:
    """Who answers for going on, and whether they may."""
    rules = list(set_aside)
    codes = {rule.code for rule in rules}
    if override_by is not None and not has_permission(override_by, Permission.DOSE_GIVE, at=at):
        raise policies.SecondPersonNeeded(
            _("The second person has to be somebody who gives doses here. Ask a colleague.")
        )
    if "V44" in codes and (override_by is None or override_by.pk == by.pk):
        raise policies.SecondPersonNeeded(
            _("A second dose on one day needs a second person. Ask a colleague."), code="V44"
        )
    if not codes & {"V44", *PRESCRIBERS_RULES} and UNPRESCRIBED not in rules:
        return override_by
    decider = override_by or by
    if not has_permission(decider, Permission.DOSE_OVERRIDE, at=at):
        raise PrescriberNeeded(
            _("Only a prescriber decides this. Ask one to agree."), code=min(codes)
        )
    return decider


def _already_dosed(that_day: QuerySet[Dose]) -> AlreadyDosed:
    dose = that_day.select_related("episode__site", "recorded_by").order_by("-number", "-pk")[0]
    return AlreadyDosed(
        _("Stop: already dosed on this day. A second dose needs a reason and a second person."),
        dose=EarlierDose(
            medicine=dose.medicine,
            amount=dose.amount,
            unit=dose.unit,
            on=dose.on,
            at=dose.at,
            place=dose.episode.site.name,
            staff_code=dose.recorded_by.staff_code or "",
            recorded_at=dose.recorded_at,
        ),
    )
