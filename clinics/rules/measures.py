"""Rules about measures and treatment plans."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from clinics.choices import Occasion
from clinics.rules.base import Known, Rule, Severity
from clinics.rules.events import BEFORE_BIRTH, BEFORE_REFERRAL, FUTURE, after_end
from clinics.rules.thresholds import AROUND_ENTRY_AND_EXIT, LONGEST_REVIEW
from clinics.vocabulary import DischargeReason


SUICIDE_ITEM = "SUICIDE_ITEM"
"""The alert of a scorer that opens the safety workflow."""
AFTER_TREATMENT = frozenset({Occasion.EXIT.value, Occasion.POST_EXIT.value})


def no_safety_action(alerts: Collection[str] | None, safety_action: str | None) -> bool:
    """V38: thoughts of death or self-harm were told, and nothing was done for safety."""
    return SUICIDE_ITEM in (alerts or ()) and not safety_action


def far_from_entry_or_exit(
    is_scheduled: Known,
    occasion: str | None,
    on: date | None,
    started_on: date | None,
    ended_on: date | None,
) -> bool:
    """V40: a scheduled measure of the entry or the exit that is more than 14 days away from it."""
    days = {Occasion.ENTRY.value: started_on, Occasion.EXIT.value: ended_on}
    day = days.get(occasion or "")
    if not is_scheduled or on is None or day is None:
        return False
    return abs((on - day).days) > AROUND_ENTRY_AND_EXIT.value


def measured_after_end(
    on: date | None,
    ended_on: date | None,
    occasion: str | None,
    discharge_reason: str | None,
) -> bool:
    """V52: after the end there are measures of the exit and of what follows; none after death."""
    died = discharge_reason == DischargeReason.DIED
    return after_end(on, ended_on) and (occasion not in AFTER_TREATMENT or died)


def reviewed_late(on: date | None, review_on: date | None) -> bool:
    """V41: a plan that is to be reviewed later than three months from its day."""
    if on is None or review_on is None:
        return False
    return (review_on - on).days > LONGEST_REVIEW.value


E, W = Severity.ERROR, Severity.WARNING

MEASURE_RULES: tuple[Rule, ...] = (
    FUTURE,
    BEFORE_REFERRAL,
    BEFORE_BIRTH,
    Rule("V52", E, ("on",),
         _("This date is after the end of the episode. Check the date, or choose at exit or after "
           "exit."),
         ("on", "ended_on", "occasion", "discharge_reason"), measured_after_end),
    Rule("V38", E, ("safety_action",),
         _("Thoughts of death or self-harm: act now, and say what was done for safety today."),
         ("alerts", "safety_action"), no_safety_action),
    Rule("V40", W, ("on",),
         _("This is more than 14 days from the start or the end of treatment. Check the day, or "
           "choose another occasion."),
         ("is_scheduled", "occasion", "on", "started_on", "ended_on"), far_from_entry_or_exit),
)  # fmt: skip

PLAN_RULES: tuple[Rule, ...] = (
    FUTURE,
    BEFORE_REFERRAL,
    BEFORE_BIRTH,
    Rule("V52", E, ("on",),
         _("This date is after the end of the episode. Check the date, or refer again."),
         ("on", "ended_on"), after_end),
    Rule("V41", W, ("review_on",),
         _("The review is more than three months away. Choose an earlier day, or confirm."),
         ("on", "review_on"), reviewed_late),
)  # fmt: skip
