"""Numbers in rules, each with its source. A judgement is ours until a clinician has checked it."""

from dataclasses import dataclass
from decimal import Decimal

from clinics.vocabulary import Route, Substance


@dataclass(frozen=True)
class Threshold:
    """One limit. `is_judgement` marks what no source states: configuration, not a fact."""

    value: int
    unit: str
    source: str
    is_judgement: bool = False


REFERENCE = "treatment record reference, 9.3"

FIRST_METHADONE_DOSE = Threshold(30, "mg", "WHO 2009 guidelines, annex 12")
YOUNGEST_FIRST_USE = Threshold(6, "years", f"{REFERENCE} V06")
YOUNGEST_FIRST_INJECTION = Threshold(6, "years", f"{REFERENCE} V07")
YOUNGEST_AT_START = Threshold(10, "years", f"{REFERENCE} V04")
OLDEST_AT_START = Threshold(99, "years", f"{REFERENCE} V04")
YOUNGEST_FIRST_TREATMENT = Threshold(8, "years", f"{REFERENCE} V21")
YOUNGEST_FIRST_OAT = Threshold(12, "years", f"{REFERENCE} V23")
ADULT = Threshold(18, "years", f"{REFERENCE} V28")
YOUNGEST_WORKER = Threshold(14, "years", "not yet checked", is_judgement=True)
YOUNGEST_PRIMARY = Threshold(9, "years", "not yet checked", is_judgement=True)
YOUNGEST_SECONDARY = Threshold(14, "years", "not yet checked", is_judgement=True)
YOUNGEST_HIGHER = Threshold(19, "years", "not yet checked", is_judgement=True)
OPIOID_FREE_BEFORE_NALTREXONE = Threshold(10, "days", f"{REFERENCE} V50")
LONGEST_PRESCRIPTION = Threshold(
    92, "days", "not yet checked: the national maximum", is_judgement=True
)
MISSED_WITHOUT_RULE = Threshold(
    3, "days", "treatment record reference, 4.1: no source located", is_judgement=True
)
NO_CONTACT_BEFORE_INTERRUPTION = Threshold(30, "days", "treatment record reference, 9.2")
RETURN_WITHIN = Threshold(183, "days", "treatment record reference, 9.2: 6 months")
AROUND_ENTRY_AND_EXIT = Threshold(14, "days", f"{REFERENCE} V40")
LONGEST_REVIEW = Threshold(92, "days", f"{REFERENCE} V41: 3 months")
HCV_RNA_AFTER_ANTIBODY = Threshold(90, "days", f"{REFERENCE} V30")
SVR12_AFTER_TREATMENT = Threshold(84, "days", f"{REFERENCE} V32")
TERM_DUE = Threshold(14, "days", f"{REFERENCE} V56")
TERM_ALERT = Threshold(3, "patients", "treatment record reference, section 7: in 30 days")
SECOND_VACCINATION = Threshold(28, "days", "not yet checked: months 0, 1 and 6", is_judgement=True)
THIRD_VACCINATION = Threshold(168, "days", "not yet checked: months 0, 1 and 6", is_judgement=True)
RETEST_AFTER = Threshold(365, "days", "not yet checked", is_judgement=True)

THRESHOLDS: dict[str, Threshold] = {
    name: value for name, value in list(globals().items()) if isinstance(value, Threshold)
}

FIRST_METHADONE_MG = Decimal(FIRST_METHADONE_DOSE.value)

ROUTES_SOURCE = "not yet checked: a judgement of pharmacology, to be reviewed by a pharmacist"
S, R = Substance, Route
PLAUSIBLE_ROUTES: dict[str, frozenset[str]] = {
    S.HEROIN: frozenset({R.INJECT, R.SMOKE, R.SNIFF}),
    S.METHADONE_MISUSED: frozenset({R.EAT, R.INJECT}),
    S.BUPRENORPHINE_MISUSED: frozenset({R.EAT, R.INJECT, R.SNIFF, R.OTHER}),
    S.FENTANILS: frozenset({R.INJECT, R.SMOKE, R.SNIFF, R.EAT, R.OTHER}),
    S.COCAINE_POWDER: frozenset({R.SNIFF, R.INJECT, R.SMOKE, R.EAT}),
    S.CRACK: frozenset({R.SMOKE, R.INJECT}),
    S.AMPHETAMINES: frozenset({R.SNIFF, R.INJECT, R.EAT, R.SMOKE}),
    S.METHAMPHETAMINE: frozenset({R.SMOKE, R.INJECT, R.SNIFF, R.EAT}),
    S.MDMA: frozenset({R.EAT, R.SNIFF}),
    S.CATHINONES: frozenset({R.SNIFF, R.INJECT, R.SMOKE, R.EAT}),
    S.BARBITURATES: frozenset({R.EAT, R.INJECT}),
    S.BENZODIAZEPINES: frozenset({R.EAT, R.INJECT, R.SNIFF}),
    S.GHB: frozenset({R.EAT}),
    S.LSD: frozenset({R.EAT, R.OTHER}),
    S.KETAMINE: frozenset({R.SNIFF, R.INJECT, R.EAT}),
    S.INHALANTS: frozenset({R.SMOKE, R.SNIFF}),
    S.CANNABIS: frozenset({R.SMOKE, R.EAT}),
    S.SYNTHETIC_CANNABINOIDS: frozenset({R.SMOKE, R.EAT}),
    S.ALCOHOL: frozenset({R.EAT}),
}
"""Routes that raise no question (V17). Smoked cocaine powder has a rule of its own (V16)."""
