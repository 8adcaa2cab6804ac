"""Rules about the answers of a treatment demand, TDI items 3 to 11, 16 to 18 and 20 to 24."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from clinics.rules.base import Known, Rule, Severity
from clinics.rules.episodes import any_in_future
from clinics.rules.patients import born_later
from clinics.rules.thresholds import (
    ADULT,
    YOUNGEST_FIRST_INJECTION,
    YOUNGEST_FIRST_OAT,
    YOUNGEST_FIRST_TREATMENT,
    YOUNGEST_HIGHER,
    YOUNGEST_PRIMARY,
    YOUNGEST_SECONDARY,
    YOUNGEST_WORKER,
)
from clinics.vocabulary import (
    Accommodation,
    Education,
    Labour,
    NullFlavour,
    OatHistory,
    PreviouslyTreated,
    Recency,
    YesNo,
)
from kernel.models.organisations import CentreType


RECENCY = {Recency.NEVER: 0, Recency.BEFORE_YEAR: 1, Recency.LAST_YEAR: 2, Recency.CURRENT: 3}
EVER = frozenset({Recency.BEFORE_YEAR, Recency.LAST_YEAR, Recency.CURRENT, Recency.EVER})
SCHOOLING: dict[str, int] = {
    Education.PRIMARY: YOUNGEST_PRIMARY.value,
    Education.SECONDARY: YOUNGEST_SECONDARY.value,
    Education.HIGHER: YOUNGEST_HIGHER.value,
}
NEVER_ASKED = frozenset({NullFlavour.NASK, NullFlavour.NA})


def age_at(start_on: date | None, birth_year: int | None) -> int | None:
    """The age reached in the year of `start_on`: the highest that it can be."""
    if start_on is None or birth_year is None:
        return None
    return start_on.year - birth_year


def injected_at_impossible_age(
    age_first_injection: int | None, start_on: date | None, birth_year: int | None
) -> bool:
    """V07: age at first injection at least 6 and at most the age at the start."""
    if age_first_injection is None:
        return False
    age = age_at(start_on, birth_year)
    too_old = age is not None and age_first_injection > age
    return too_old or age_first_injection < YOUNGEST_FIRST_INJECTION.value


def never_injected_but(
    injecting: str | None, age_first_injection: int | None, sharing: str | None
) -> bool:
    """V08: who never injected has no age at first injection and shared nothing."""
    return injecting == Recency.NEVER and (age_first_injection is not None or bool(sharing))


def shared_without_injecting(injecting: str | None, sharing: str | None) -> bool:
    """V10: sharing at any time means injecting at some time."""
    return sharing in EVER and injecting not in EVER


def shared_later_than_injected(injecting: str | None, sharing: str | None) -> bool:
    """V11: nobody shares in a time in which they do not inject."""
    if injecting not in EVER or injecting not in RECENCY or sharing not in RECENCY:
        return False
    return RECENCY[Recency(sharing)] > RECENCY[Recency(injecting)]


def treated_before_after_all(previously_treated: str | None, has_earlier_episode: Known) -> bool:
    """V20: never treated, in the person's lifetime and anywhere, while an episode exists."""
    return previously_treated == PreviouslyTreated.NEVER and bool(has_earlier_episode)


def impossible_year(
    year: int | None, start_on: date | None, birth_year: int | None, youngest: int
) -> bool:
    """Whether a year lies after the start, or before the person was `youngest` years old."""
    if year is None:
        return False
    too_late = start_on is not None and year > start_on.year
    return too_late or (birth_year is not None and year < birth_year + youngest)


def impossible_first_treatment(
    year: int | None, start_on: date | None, birth_year: int | None
) -> bool:
    """V21: first treatment from the age of 8 to the year of the start."""
    return impossible_year(year, start_on, birth_year, YOUNGEST_FIRST_TREATMENT.value)


def impossible_first_oat(year: int | None, start_on: date | None, birth_year: int | None) -> bool:
    """V23: first opioid agonist treatment from the age of 12 to the year of the start."""
    return impossible_year(year, start_on, birth_year, YOUNGEST_FIRST_OAT.value)


def oat_without_year(
    oat_history: str | None, oat_first_year: int | None, oat_first_year_null: str | None
) -> bool:
    """V22: now in opioid agonist treatment: since when is asked. Never: there is no year."""
    if oat_history == OatHistory.NEVER:
        return oat_first_year is not None
    return (
        oat_history == OatHistory.CURRENT
        and oat_first_year is None
        and oat_first_year_null in NEVER_ASKED
    )


def detention_disagrees(accommodation: str | None, centre_type: str | None) -> bool:
    """V25: in detention exactly in a prison's centre, where both are known."""
    if not accommodation or not centre_type:
        return False
    return (accommodation == Accommodation.DETENTION) != (centre_type == CentreType.PRISON)


def lives_with_no_children(lives_with_children: str | None, has_children: str | None) -> bool:
    """V26: living with children is asked of parents only."""
    return bool(lives_with_children) and has_children != YesNo.YES


def unusual_work_for_age(labour: str | None, start_on: date | None, birth_year: int | None) -> bool:
    """V28: a pension or benefits before 18, paid work before 14."""
    age = age_at(start_on, birth_year)
    if age is None:
        return False
    return (labour == Labour.INACTIVE and age < ADULT.value) or (
        labour in (Labour.OCCASIONAL, Labour.REGULAR) and age < YOUNGEST_WORKER.value
    )


def unusual_schooling_for_age(
    education: str | None, start_on: date | None, birth_year: int | None
) -> bool:
    """V29: a level of education that is not completed at this age."""
    age = age_at(start_on, birth_year)
    return age is not None and age < SCHOOLING.get(education or "", 0)


E, W = Severity.ERROR, Severity.WARNING
AGE = ("start_on", "birth_year")
DEMAND_RULES: tuple[Rule, ...] = (
    Rule("V03", E, ("as_of",), _("Enter a date that is not in the future."),
         ("today", "as_of"), any_in_future),
    Rule("V04", E, ("as_of",),
         _("This date is before the patient was born. Check the date or the birth year."),
         ("as_of", "birth_year"), born_later),
    Rule("V07", E, ("age_first_injection",),
         _("Enter an age at first injection between 6 and the present age, or check the birth "
           "year."),
         ("age_first_injection", *AGE), injected_at_impossible_age),
    Rule("V08", E, ("injecting", "age_first_injection", "sharing"),
         _("Never injected: leave the age at first injection and sharing as Does not apply, or "
           "change the answer on injecting."),
         ("injecting", "age_first_injection", "sharing"), never_injected_but),
    Rule("V10", E, ("sharing", "injecting"),
         _("Needles or syringes were shared: say when the patient injected."),
         ("injecting", "sharing"), shared_without_injecting),
    Rule("V11", E, ("sharing", "injecting"),
         _("Sharing is more recent than injecting. Correct one of the two."),
         ("injecting", "sharing"), shared_later_than_injected),
    Rule("V20", E, ("previously_treated",),
         _("The patient was treated here before. Choose Treated before, or check who this is."),
         ("previously_treated", "has_earlier_episode"), treated_before_after_all),
    Rule("V21", E, ("first_treatment_year",),
         _("Enter a year of first treatment not after this one, from the age of 8, or check the "
           "birth year."),
         ("first_treatment_year", *AGE), impossible_first_treatment),
    Rule("V22", E, ("oat_first_year", "oat_history"),
         _("Enter the year of the first opioid agonist treatment, or that it is unknown; leave it "
           "empty if there was none."),
         ("oat_history", "oat_first_year", "oat_first_year_null"), oat_without_year),
    Rule("V23", E, ("oat_first_year",),
         _("Enter a year of first opioid agonist treatment not after this one, from the age of "
           "12, or check the birth year."),
         ("oat_first_year", *AGE), impossible_first_oat),
    Rule("V25", W, ("accommodation",),
         _("Detention and the kind of centre do not agree. Check where the patient lives, or "
           "confirm."),
         ("accommodation", "centre_type"), detention_disagrees),
    Rule("V26", E, ("lives_with_children", "has_children"),
         _("Living with children is asked of parents only. Say that the patient has children, or "
           "choose Does not apply."),
         ("lives_with_children", "has_children"), lives_with_no_children),
    Rule("V28", W, ("labour",),
         _("This work situation is unusual at this age. Check it and the birth year, or confirm."),
         ("labour", *AGE), unusual_work_for_age),
    Rule("V29", W, ("education",),
         _("This education is unusual at this age. Check it and the birth year, or confirm."),
         ("education", *AGE), unusual_schooling_for_age),
)  # fmt: skip
