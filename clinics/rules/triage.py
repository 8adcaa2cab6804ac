"""How soon a person who waits is offered a place: four questions, and a table that a clinic checks.

Pure data and functions. What an answer weighs is a design decision of the product, not a standard:
the sources say that these groups come first, none says within how many days.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from clinics.choices import Urgency
from clinics.rules.base import Rule, Severity
from clinics.rules.events import BEFORE_BIRTH, FUTURE
from clinics.vocabulary import YesNo
from kernel.demographics import Sex


@dataclass(frozen=True)
class Priority:
    """A question whose yes brings a person forward. `is_judgement`: no source states the time."""

    question: str
    urgency: Urgency
    source: str
    is_judgement: bool = True


PRIORITIES: tuple[Priority, ...] = (
    Priority("pregnant", Urgency.TODAY, "WHO/UNODC International Standards 2020, special groups"),
    Priority("overdose", Urgency.TODAY, "design decision: a survived overdose foretells another"),
    Priority("released", Urgency.TODAY, "design decision: the weeks after prison kill most often"),
    Priority("injecting", Urgency.WEEK, "design decision: not yet checked by a clinician"),
)
QUESTIONS = tuple(priority.question for priority in PRIORITIES)
ORDER: dict[str, int] = {urgency.value: place for place, urgency in enumerate(Urgency)}
"""Today comes first. Who was not asked waits in turn."""


def urgency(
    *, pregnant: str = "", injecting: str = "", overdose: str = "", released: str = ""
) -> Urgency:
    """How soon a place is offered: the most urgent of what was answered with yes.

    An answer that is not known brings nobody forward, and nobody back.
    """
    given = {
        "pregnant": pregnant, "injecting": injecting, "overdose": overdose, "released": released,
    }  # fmt: skip
    found = [p.urgency for p in PRIORITIES if given[p.question] == YesNo.YES]
    return min(found, key=lambda each: ORDER[each], default=Urgency.ROUTINE)


def triaged_before_referral(on: date | None, referred_on: date | None) -> bool:
    """V03: nobody is asked before they come."""
    return on is not None and referred_on is not None and on < referred_on


def pregnant_man(pregnant: str | None, sex: str | None) -> bool:
    """V27: pregnant and registered as a man."""
    return pregnant == YesNo.YES and sex == Sex.MALE


TRIAGE_RULES: tuple[Rule, ...] = (
    FUTURE,
    BEFORE_BIRTH,
    Rule("V03", Severity.ERROR, ("on",),
         _("This date is before the referral. Check the date."),
         ("on", "referred_on"), triaged_before_referral),
    Rule("V27", Severity.ERROR, ("pregnant",),
         _("The patient is registered as a man. Check this answer, or who this is."),
         ("pregnant", "sex"), pregnant_man),
)  # fmt: skip
