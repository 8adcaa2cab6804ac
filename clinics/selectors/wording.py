"""What a coded row says in words: one place, so that a page and its chart never differ."""

from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinics.models import Contact, Dose, Patient
from clinics.vocabulary import (
    AbsenceReason,
    Attendance,
    ContactKind,
    ContactMode,
    DoseMode,
    DoseUnit,
    Medicine,
    NullFlavour,
)
from kernel.demographics import Sex


NO_ANSWER = gettext_lazy("no answer")


def amount_text(amount: Decimal, unit: str) -> str:
    """An amount as people write it: 60 mg, 7.5 mg, 1 injection."""
    plain = amount.normalize()
    whole = plain == plain.to_integral_value()
    number = number_format(plain, decimal_pos=0 if whole else None, use_l10n=True)
    if unit == DoseUnit.INJECTION:
        return ngettext("%(number)s injection", "%(number)s injections", int(amount) or 1) % {
            "number": number
        }
    return f"{number} {DoseUnit(unit).label}"


def plain(amount: Decimal | None) -> Decimal | None:
    """60 and 7.5, not 60.00 and 7.50, and never 6E+1."""
    if amount is None:
        return None
    short = amount.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def dose_text(dose: Dose) -> str:
    """Medicine and amount: Methadone 60 mg."""
    return f"{Medicine(dose.medicine).label} {amount_text(dose.amount, dose.unit)}"


def mode_text(dose: Dose) -> str:
    """How a dose left the clinic; empty when that is not known."""
    return str(DoseMode(dose.mode).label) if dose.mode else ""


def answer_text(value: str, null: str, choices: type) -> str:
    """The label of a coded answer, or of the reason why there is none."""
    if value:
        return str(choices(value).label)
    return str(NullFlavour(null).label) if null else ""


def contact_act(contact: Contact) -> str:
    """What a contact was: Counselling, or Did not come."""
    kind = str(ContactKind(contact.kind).label)
    if contact.attendance == Attendance.ABSENT:
        return _("%(kind)s: did not come") % {"kind": kind}
    return kind


def contact_length(contact: Contact) -> str:
    """How long a contact took, when that was written."""
    return _("%(minutes)s min") % {"minutes": contact.minutes} if contact.minutes else ""


def contact_circumstances(contact: Contact) -> list[str]:
    """How people met, or why they did not."""
    parts = []
    if contact.mode and contact.mode != ContactMode.FACE_TO_FACE:
        parts.append(str(ContactMode(contact.mode).label))
    if contact.absence_reason:
        parts.append(str(AbsenceReason(contact.absence_reason).label))
    return parts


def person_text(patient: Patient, *, today: date) -> str:
    """Who the patient is without a name: Woman, 34."""
    sex = str(Sex(patient.sex).label) if patient.sex else ""
    if patient.birth_year:
        age = str(today.year - patient.birth_year)
        return f"{sex}, {age}" if sex else _("Age %(age)s") % {"age": age}
    return sex
