"""At the window: today's dose as prescribed, what is taken home with it, or why none was given."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.actions import doses
from clinics.actions._locking import day_of, lock_episode, lock_patient, once_more_on_conflict
from clinics.models import Dose, Episode, Prescription
from clinics.models.events import TAKEN
from clinics.rules.prescriptions import each_part, home_run, once_a_day
from clinics.selectors.prescriptions import MOST_DAYS, course_of, prescription_on
from clinics.vocabulary import DoseMode
from kernel.errors import Refused
from kernel.models import User
from kernel.permissions import Permission, require


NOT_GIVEN = (DoseMode.MISSED, DoseMode.REFUSED, DoseMode.WITHHELD)
"""How a day passes without a dose."""


class NotPrescribed(Refused):
    """Nothing is prescribed for today."""

    code = "not-prescribed"


class NotDue(Refused):
    """The next dose is due on another day."""

    code = "not-due"


class PlanChanged(Refused):
    """Another prescription is in force than the one on the screen."""

    code = "plan-changed"


class NotForHome(Refused):
    """These days are not prescribed to be taken home."""

    code = "V46"


class TodayFirst(Refused):
    """Nothing is taken home before the dose of today."""

    code = "today-first"


class TakenToday(Refused):
    """A dose was taken today: the day was not missed."""

    code = "taken-today"


@once_more_on_conflict
@transaction.atomic(durable=True)
def dispense(
    *,
    prescription: Prescription,
    amount: Decimal | None = None,
    home: Sequence[date] = (),
    override_reason: str = "",
    override_by: User | None = None,
    token: UUID | None,
    now: datetime,
    by: User,
) -> list[Dose]:
    """Give today's dose, and with it those of the days in `home`, each a dose of its own day.

    Without an `amount` it is what is prescribed. All is written or nothing; the same `token` again
    returns what is there.

    Raises:
        All that `doses.give_dose` refuses: V43 to V46, holds, a second dose of the day.
        NotPrescribed, NotDue: today has no dose.
        PlanChanged: `prescription` is no longer the one in force.
        NotForHome: V46, a day that is not prescribed to be taken home.
    """
    require(by, Permission.DOSE_GIVE, at=prescription.organisation)
    lock_patient(prescription.patient_id)
    episode = lock_episode(prescription.episode_id)
    today = day_of(now)
    row = _in_force(prescription, today=today)
    _check_due(row, token, today=today)
    days = list(dict.fromkeys(home))
    _check_home(row, days, token, today=today)
    values = {
        "on": today, "at": minute_of(now), "medicine": row.medicine, "unit": row.unit,
        "amount": each_part(row.dose, row.parts) if amount is None else amount,
        "mode": DoseMode.SUPERVISED.value, "mode_null": "", "prescribed": None,
    }  # fmt: skip
    given = [
        doses.put_dose(
            episode, values, override_reason, override_by, token=token, now=now, by=by
        )
    ]  # fmt: skip
    return given + _issued(row, episode, days, token=token, now=now, by=by)


@once_more_on_conflict
@transaction.atomic(durable=True)
def issue_take_home(
    *,
    prescription: Prescription,
    days: Sequence[date],
    token: UUID | None,
    now: datetime,
    by: User,
) -> list[Dose]:
    """Hand out doses for days to come without one being taken here; as `dispense` refuses.

    Raises:
        TodayFirst: today's dose is due and was not taken.
    """
    require(by, Permission.DOSE_GIVE, at=prescription.organisation)
    lock_patient(prescription.patient_id)
    episode = lock_episode(prescription.episode_id)
    today = day_of(now)
    row = _in_force(prescription, today=today)
    wanted = list(dict.fromkeys(days))
    if not wanted:
        raise NotForHome(_("Choose the days for which doses are taken home."))
    _check_home(row, wanted, token, today=today)
    _check_covered(row, today=today)
    return _issued(row, episode, wanted, token=token, now=now, by=by)


@once_more_on_conflict
@transaction.atomic(durable=True)
def note_not_given(
    *,
    prescription: Prescription,
    mode: str,
    token: UUID | None,
    now: datetime,
    by: User,
) -> Dose:
    """Write that today passed without a dose: missed, not wanted by the patient, or withheld.

    Raises:
        NotPermitted, TokenReused, NotPrescribed, PlanChanged, RuleBroken.
        TakenToday: a dose was taken.
        ValueError: `mode` is none of `NOT_GIVEN`.
    """
    require(by, Permission.DOSE_GIVE, at=prescription.organisation)
    if mode not in NOT_GIVEN:
        raise ValueError(mode)
    lock_patient(prescription.patient_id)
    episode = lock_episode(prescription.episode_id)
    today = day_of(now)
    row = _in_force(prescription, today=today)
    that_day = Dose.objects.filter(patient_id=row.patient_id, on=today)
    if that_day.filter(TAKEN).exists():
        raise TakenToday(_("A dose of today is recorded. Correct that entry if it is wrong."))
    same = that_day.current().filter(mode=mode).exclude(entry_token=token).first()
    if same is not None:
        return same
    values = {
        "on": today, "at": minute_of(now), "medicine": row.medicine, "unit": row.unit,
        "amount": Decimal(0), "mode": DoseMode(mode).value, "mode_null": "",
        "prescribed": each_part(row.dose, row.parts),
    }  # fmt: skip
    return doses.put_dose(episode, values, token=token, now=now, by=by)


def minute_of(now: datetime) -> time:
    """The time of day of a moment, to the minute, in the time zone of the installation."""
    return timezone.localtime(now).time().replace(second=0, microsecond=0)


def _in_force(seen: Prescription, *, today: date) -> Prescription:
    row = prescription_on(seen.patient_id, today)
    if row is None:
        raise NotPrescribed(_("Stop: nothing is prescribed for today. Ask the prescriber."))
    if row.pk != seen.pk:
        raise PlanChanged(_("The prescription was changed meanwhile. Look at the new one."))
    return row


def _check_due(row: Prescription, token: UUID | None, *, today: date) -> None:
    if _is_known(token):
        return
    course = course_of(row, today=today)
    if not course.is_due:
        raise NotDue(
            _("Not due today: the next dose is due on %(day)s.")
            % {"day": f"{course.next_due:%d.%m.%Y}"}
        )  # fmt: skip


def _check_home(
    row: Prescription, days: Iterable[date], token: UUID | None, *, today: date
) -> None:
    """Demand that each day is one of those after today that are prescribed to be taken home.

    Which of them were agreed, and which are covered, is asked of each dose (V46).
    """
    run = home_run(today, take_home_days=row.take_home_days, until=row.ends_on, most=MOST_DAYS)
    if not set(days) <= set(run) and not _is_known(token):
        raise NotForHome(_("A day was chosen that is not prescribed to be taken home."))


def _check_covered(row: Prescription, *, today: date) -> None:
    """Demand that today has its dose, or needs none: what is taken home replaces no dose here."""
    that_day = Dose.objects.filter(
        TAKEN, patient_id=row.patient_id, on=today, medicine__in=once_a_day(row.medicine)
    )
    if not that_day.exists() and course_of(row, today=today).is_due:
        raise TodayFirst(_("Give today's dose first. Nothing is taken home before it."))


def _is_known(token: UUID | None) -> bool:
    return token is not None and Dose.objects.filter(entry_token=token).exists()


def _issued(
    row: Prescription,
    episode: Episode,
    days: Iterable[date],
    *,
    token: UUID | None,
    now: datetime,
    by: User,
) -> list[Dose]:
    values: dict[str, Any] = {
        "at": None, "medicine": row.medicine, "unit": row.unit, "prescribed": None,
        "amount": each_part(row.dose, row.parts), "mode": DoseMode.TAKE_HOME.value,
        "mode_null": "",
    }  # fmt: skip
    return [
        doses.put_dose(
            episode, values | {"on": day}, is_issued=True, now=now, by=by,
            token=uuid5(token, f"{day.isoformat()} {part}") if token else None,
        )
        for day in days
        for part in range(row.parts)
    ]  # fmt: skip
