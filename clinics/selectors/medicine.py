"""The page of what is prescribed to one patient: now, before, agreed, held."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.choices import DoseInterval, HoldReason, PrescriptionEnd
from clinics.models import Episode, Patient, Prescription, TakeHomeAgreement
from clinics.selectors.prescriptions import (
    Course,
    agreement_on,
    annotated,
    course_of,
    standing_hold,
    visible_prescriptions,
)
from clinics.selectors.roots import visible_episodes
from clinics.selectors.rounds import missed_text
from clinics.selectors.wording import amount_text
from clinics.states import OPEN
from clinics.vocabulary import Medicine, RecordState
from kernel.models import User
from kernel.permissions import Permission, has_permission


MOST_PAST = 50


@dataclass(frozen=True)
class PrescriptionLine:
    """One prescription in words."""

    medicine: str
    amount: str
    how_often: str
    home: str
    product: str
    starts_on: date
    until: date
    by: str
    end: str = ""


@dataclass(frozen=True)
class MedicinePage:
    """What the page of medicine says."""

    running: PrescriptionLine | None
    coming: list[PrescriptionLine]
    past: list[PrescriptionLine]
    missed: str
    is_stopped: bool
    hold: str
    hold_on: date | None
    agreement: str
    episode: Episode | None
    may_prescribe: bool
    may_give: bool


def medicine_page(*, viewer: User, patient: Patient, today: date) -> MedicinePage:
    """Gather the page; a fixed number of queries."""
    rows = visible_prescriptions(viewer=viewer).filter(patient=patient, state=RecordState.CURRENT)
    found = list(annotated(rows).order_by("-starts_on", "-pk")[:MOST_PAST])
    now = next((row for row in found if _is_in_force(row, today)), None)
    course = course_of(now, today=today) if now else None
    episode = now.episode if now else open_episode(viewer=viewer, patient=patient)
    hold = standing_hold(episode.pk) if episode else None
    agreement = agreement_on(episode.pk, today) if episode else None
    return MedicinePage(
        running=line_of(now) if now else None,
        coming=[line_of(row) for row in found if _is_to_come(row, today)],
        past=[line_of(row) for row in found if _is_past(row, today)],
        missed=_missed(course),
        is_stopped=course is not None and course.advice.needs_prescriber,
        hold=str(HoldReason(hold.reason).label) if hold else "",
        hold_on=hold.on if hold else None,
        agreement=_agreed(agreement),
        episode=episode,
        may_prescribe=has_permission(viewer, Permission.PRESCRIBE, at=patient.organisation),
        may_give=has_permission(viewer, Permission.DOSE_GIVE, at=patient.organisation),
    )


def open_episode(*, viewer: User, patient: Patient) -> Episode | None:
    """The episode into which is prescribed."""
    rows = visible_episodes(viewer=viewer).filter(patient=patient, state__in=OPEN)
    return rows.order_by("-pk").first()


def line_of(row: Prescription) -> PrescriptionLine:
    """A prescription in words."""
    return PrescriptionLine(
        medicine=str(Medicine(row.medicine).label),
        amount=_amount(row),
        how_often=_how_often(row),
        home=", ".join(day_names(row.take_home_days)),
        product=row.product,
        starts_on=row.starts_on,
        until=min(row.ended_on or row.ends_on, row.ends_on),
        by=row.recorded_by.staff_code or row.recorded_by.username,
        end=str(PrescriptionEnd(row.end_reason).label) if row.end_reason else "",
    )


def day_names(digits: str) -> list[str]:
    """The names of ISO days of the week, short, in the reader's language."""
    monday = date(2026, 1, 5)
    return [str(date_format(monday.replace(day=4 + int(digit)), "D")) for digit in digits]


def _amount(row: Prescription) -> str:
    whole = amount_text(row.dose, row.unit)
    if row.parts == 1:
        return whole
    return _("%(amount)s a day in %(parts)s doses") % {"amount": whole, "parts": row.parts}


def _how_often(row: Prescription) -> str:
    if row.interval == DoseInterval.WEEKDAYS:
        return ", ".join(day_names(row.weekdays))
    return str(DoseInterval(row.interval).label)


def _missed(course: Course | None) -> str:
    return missed_text(course.advice) if course and course.advice.days else ""


def _agreed(agreement: TakeHomeAgreement | None) -> str:
    if agreement is None:
        return ""
    return ngettext(
        "%(n)s day at a time, until %(day)s", "%(n)s days at a time, until %(day)s",
        agreement.most_days,
    ) % {
        "n": agreement.most_days, "day": date_format(agreement.ends_on, "SHORT_DATE_FORMAT"),
    }  # fmt: skip


def _is_in_force(row: Prescription, today: date) -> bool:
    return row.starts_on <= today <= min(row.ends_on, row.ended_on or row.ends_on)


def _is_to_come(row: Prescription, today: date) -> bool:
    return row.starts_on > today and (row.ended_on is None or row.ended_on >= row.starts_on)


def _is_past(row: Prescription, today: date) -> bool:
    is_over = row.ends_on < today or (row.ended_on is not None and row.ended_on < today)
    return is_over and not _is_to_come(row, today)
