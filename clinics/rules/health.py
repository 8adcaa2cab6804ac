"""Rules about infections, pregnancy, diagnoses and names of substances that nobody knows."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from clinics.choices import CareStep, Infection, InfectionTestKind
from clinics.rules.base import Known, Rule, Severity
from clinics.rules.events import BEFORE_BIRTH, FUTURE, after_end, in_future
from clinics.rules.thresholds import (
    HCV_RNA_AFTER_ANTIBODY,
    SVR12_AFTER_TREATMENT,
)
from clinics.vocabulary import DischargeReason
from kernel.demographics import Sex


D, K, C = Infection, InfectionTestKind, CareStep
SCREENING: dict[str, tuple[str, ...]] = {
    D.HIV: (K.RAPID, K.ANTIBODY),
    D.HCV: (K.RAPID, K.ANTIBODY),
    D.HBV: (K.RAPID, K.ANTIGEN),
    D.TB: (K.SYMPTOMS, K.XRAY),
    D.SYPHILIS: (K.RAPID, K.ANTIBODY),
}
"""Tests that ask whether there may be an infection. Antibodies against hepatitis B tell of a
vaccination or of the past, so they are none."""
CONFIRMING: dict[str, tuple[str, ...]] = {
    D.HIV: (K.CONFIRMATION, K.RNA, K.VIRAL_LOAD),
    D.HCV: (K.RNA,),
    D.HBV: (K.RNA, K.VIRAL_LOAD),
    D.TB: (K.XPERT,),
    D.SYPHILIS: (K.CONFIRMATION,),
}
"""Tests that say whether there is one. Antibodies against hepatitis C never do."""
FURTHER: dict[str, tuple[str, ...]] = {D.HCV: (K.SVR12,), D.HBV: (K.ANTIBODY,)}
"""Tests that belong to neither."""
STEPS: dict[str, tuple[str, ...]] = {
    D.HIV: (C.REFERRED, C.LINKED, C.STARTED, C.PREVENTIVE, C.STOPPED, C.SUPPRESSED, C.LOST, C.DIED),
    D.HCV: (C.REFERRED, C.LINKED, C.STARTED, C.STOPPED, C.COMPLETED, C.CURED, C.FAILED, C.LOST,
            C.DIED),
    D.HBV: (C.REFERRED, C.LINKED, C.STARTED, C.STOPPED, C.SUPPRESSED, C.LOST, C.DIED),
    D.TB: (C.REFERRED, C.LINKED, C.PREVENTIVE, C.STARTED, C.STOPPED, C.COMPLETED, C.CURED,
           C.FAILED, C.LOST, C.DIED),
    D.SYPHILIS: (C.REFERRED, C.LINKED, C.STARTED, C.COMPLETED, C.CURED, C.FAILED, C.LOST),
}  # fmt: skip
"""Steps of care that an infection knows."""
COUNTED = (K.RNA, K.VIRAL_LOAD, K.SVR12)
"""Tests that count copies."""
TREATMENT_ENDS = (C.COMPLETED, C.STOPPED)


def kinds_of(infection: str) -> tuple[str, ...]:
    """The tests of an infection, in the order in which they are offered."""
    return (*SCREENING[infection], *CONFIRMING[infection], *FURTHER.get(infection, ()))


def unfit_test(infection: str | None, kind: str | None) -> bool:
    """Whether an infection has no such test."""
    return bool(infection and kind) and kind not in kinds_of(str(infection))


def counts_no_copies(kind: str | None, copies: int | None) -> bool:
    """Whether copies are counted by a test that counts none."""
    return copies is not None and kind not in COUNTED


def unfit_step(infection: str | None, step: str | None) -> bool:
    """Whether the care of an infection has no such step."""
    return bool(infection and step) and step not in STEPS[str(infection)]


def svr12_too_early(kind: str | None, on: date | None, treatment_ended_on: date | None) -> bool:
    """V32: the test of cure is taken at least 84 days after the end of treatment."""
    if kind != K.SVR12 or on is None or treatment_ended_on is None:
        return False
    return on < treatment_ended_on + timedelta(days=SVR12_AFTER_TREATMENT.value)


def ends_after_svr12(step: str | None, on: date | None, next_svr12_on: date | None) -> bool:
    """V32, told from the other side: treatment ended too shortly before a test of cure."""
    if step not in TREATMENT_ENDS:
        return False
    return svr12_too_early(K.SVR12, next_svr12_on, on)


def antibody_without_rna(
    today: date | None, antibody_positive_on: date | None, has_rna_since: Known
) -> bool:
    """V30: antibodies against hepatitis C, and no RNA test within 90 days."""
    if today is None or antibody_positive_on is None or has_rna_since:
        return False
    return (today - antibody_positive_on).days > HCV_RNA_AFTER_ANTIBODY.value


def pregnant_man(pregnancy: str | None, sex: str | None) -> bool:
    """V27: pregnancy is not asked of men."""
    return bool(pregnancy) and sex == Sex.MALE


def no_such_code(code_exists: Known) -> bool:
    """V34: the classification that is declared has no such code."""
    return code_exists is False


def other_group(diagnosis_group: str | None, primary_group: str | None) -> bool:
    """V35: the diagnosis is about another group of substances than the primary drug."""
    return bool(diagnosis_group and primary_group) and diagnosis_group != primary_group


def after_death(on: date | None, ended_on: date | None, discharge_reason: str | None) -> bool:
    """V52: nothing happens to a patient who died."""
    return discharge_reason == DischargeReason.DIED and after_end(on, ended_on)


def unresolved_too_long(today: date | None, due_on: date | None) -> bool:
    """V56: a name of a substance that nobody resolved within 14 days."""
    return today is not None and due_on is not None and today > due_on


E, W = Severity.ERROR, Severity.WARNING
DEAD = Rule("V52", E, ("on",), _("This date is after the patient's death. Check the date."),
            ("on", "ended_on", "discharge_reason"), after_death)  # fmt: skip
EVENT_RULES: tuple[Rule, ...] = (FUTURE, BEFORE_BIRTH, DEAD)
"""What holds for every entry about health; it may tell of the time before the referral."""

INFECTION_RULES: tuple[Rule, ...] = (
    Rule("V30", E, ("result_on",), _("Enter a day of the result that is not in the future."),
         ("today", "result_on"), in_future),
    Rule("V32", E, ("on",),
         _("This test is taken 12 weeks after the end of treatment or later. Check the date, or "
           "record an RNA test."),
         ("kind", "on", "treatment_ended_on"), svr12_too_early),
    Rule("V32", E, ("on",),
         _("Less than 12 weeks before a test of cure that is recorded. Check the date, or correct "
           "that test first."),
         ("step", "on", "next_svr12_on"), ends_after_svr12),
)  # fmt: skip
PREGNANCY_RULES: tuple[Rule, ...] = (
    Rule("V27", E, ("pregnancy", "sex"),
         _("The record says that this patient is a man. Check the sex in the record first."),
         ("pregnancy", "sex"), pregnant_man),
)  # fmt: skip
DIAGNOSIS_RULES: tuple[Rule, ...] = (
    Rule("V34", E, ("code",),
         _("The list of this classification has no such code. Check the code, or choose the other "
           "classification."),
         ("code_exists",), no_such_code),
    Rule("V35", W, ("code",),
         _("The main diagnosis is about another group of substances than the main substance. Check "
           "both, or confirm."),
         ("diagnosis_group", "primary_group"), other_group),
)  # fmt: skip
WATCHED_RULES: tuple[Rule, ...] = (
    Rule("V30", W, ("infection",),
         _("Antibodies against hepatitis C were found more than 90 days ago. Offer the RNA test."),
         ("today", "antibody_positive_on", "has_rna_since"), antibody_without_rna),
    Rule("V56", W, ("term",),
         _("This name has waited for more than 14 days. Resolve it, or say that it is no "
           "substance."),
         ("today", "due_on"), unresolved_too_long),
)  # fmt: skip
"""What time alone breaks: nobody saves anything, a screen says it."""

HEALTH_RULES: tuple[Rule, ...] = (
    DEAD, *INFECTION_RULES, *PREGNANCY_RULES, *DIAGNOSIS_RULES, *WATCHED_RULES,
)  # fmt: skip
