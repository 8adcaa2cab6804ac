"""Validation rules V01 to V60 as far as they concern what exists: pure predicates with a number.

A form or an action asks with one row (`check`, `broken`), an import with columns
(`broken_columns`). What each rule says and which wait: `docs/validation-rules.md`.
"""

from clinics.rules.base import Rule, Severity, broken, broken_columns, check
from clinics.rules.demand import DEMAND_RULES
from clinics.rules.episodes import DISCHARGE_RULES, EPISODE_RULES
from clinics.rules.events import CONTACT_RULES, DOSE_RULES, DRUG_TEST_RULES
from clinics.rules.health import HEALTH_RULES
from clinics.rules.measures import MEASURE_RULES, PLAN_RULES
from clinics.rules.patients import PATIENT_RULES
from clinics.rules.prescriptions import PRESCRIBED_DOSE_RULES
from clinics.rules.substances import SUBSTANCE_RULES
from kernel.errors import NeedsConfirmation, RuleBroken


ALL_RULES: tuple[Rule, ...] = (
    *PATIENT_RULES,
    *EPISODE_RULES,
    *DISCHARGE_RULES,
    *DEMAND_RULES,
    *SUBSTANCE_RULES,
    *CONTACT_RULES,
    *DOSE_RULES,
    *PRESCRIBED_DOSE_RULES,
    *DRUG_TEST_RULES,
    *MEASURE_RULES,
    *PLAN_RULES,
    *HEALTH_RULES,
)

__all__ = [
    "ALL_RULES",
    "CONTACT_RULES",
    "DEMAND_RULES",
    "DISCHARGE_RULES",
    "DOSE_RULES",
    "DRUG_TEST_RULES",
    "EPISODE_RULES",
    "HEALTH_RULES",
    "MEASURE_RULES",
    "PATIENT_RULES",
    "PLAN_RULES",
    "PRESCRIBED_DOSE_RULES",
    "SUBSTANCE_RULES",
    "NeedsConfirmation",
    "Rule",
    "RuleBroken",
    "Severity",
    "broken",
    "broken_columns",
    "check",
]
