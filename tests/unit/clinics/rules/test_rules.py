"""Each rule with a row that breaks it and one that is nearly the same and does not."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clinics.rules import ALL_RULES, Rule, broken


D = date
TODAY = {"today": D(2026, 3, 16)}
ADULT = {"start_on": D(2026, 1, 5), "birth_year": 1990}
HEROIN = {"rank": 1, "substance": "HEROIN", "route": "INJECT", "frequency": "DAILY"}


def use(**columns: Any) -> dict[str, Any]:
    return HEROIN | columns


def uses(*columns: dict[str, Any]) -> dict[str, Any]:
    return {"substances": [use(rank=rank) | each for rank, each in enumerate(columns, start=1)]}


FIRST = {"medicine": "METHADONE", "unit": "MG", "mode": "SUPERVISED", "is_first": True}
NALTREXONE = {"medicine": "NALTREXONE_DEPOT", "mode": "SUPERVISED", "had_opioids": True}
ENDED = {"ended_on": D(2026, 3, 1), "on": D(2026, 3, 2), "state": "DISCHARGED"}
ENTRY_MEASURE = {"occasion": "ENTRY", "is_scheduled": True, "started_on": D(2026, 1, 5)}
CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("V01", "overlaps", {"has_other_open_episode": True}, {"has_other_open_episode": False}),
    (
        "V03", "out_of_order",
        {"referred_on": D(2026, 1, 5), "assessed_on": D(2026, 1, 4)},
        {"referred_on": D(2026, 1, 5), "assessed_on": D(2026, 1, 5), "ended_on": D(2026, 1, 5)},
    ),
    (
        "V03", "any_in_future",
        TODAY | {"referred_on": D(2026, 3, 17), "as_of": D(2026, 3, 17)},
        TODAY | {"referred_on": D(2026, 3, 16), "as_of": D(2026, 3, 16)},
    ),
    ("V03", "in_future", TODAY | {"on": D(2026, 3, 17)}, TODAY | {"on": D(2026, 3, 16)}),
    (
        "V03", "before_referral",
        {"on": D(2026, 1, 1), "referred_on": D(2026, 1, 2)},
        {"on": D(2026, 1, 2), "referred_on": D(2026, 1, 2)},
    ),
    (
        "V04", "any_before_birth",
        {"birth_year": 1990, "referred_on": D(1989, 12, 31)},
        {"birth_year": 1990, "referred_on": D(1990, 1, 1)},
    ),
    (
        "V04", "born_later",
        {"birth_year": 2027, "on": D(2026, 1, 1), "as_of": D(2026, 1, 1)} | TODAY,
        {"birth_year": 2026, "on": D(2026, 1, 1), "as_of": D(2026, 1, 1)} | TODAY,
    ),
    (
        "V04", "unusual_age",
        {"started_on": D(2026, 1, 5), "birth_year": 2017},
        {"started_on": D(2026, 1, 5), "birth_year": 2016},
    ),
    ("V05", "used_before_now", ADULT | uses({"age_first_use": 37}),
     ADULT | uses({"age_first_use": 36})),
    ("V06", "used_very_young", uses({"age_first_use": 5}), uses({"age_first_use": 6})),
    ("V07", "injected_at_impossible_age", ADULT | {"age_first_injection": 37},
     ADULT | {"age_first_injection": 36}),
    ("V07", "injected_at_impossible_age", {"age_first_injection": 5}, {"age_first_injection": 6}),
    ("V08", "never_injected_but", {"injecting": "NEVER", "age_first_injection": 20},
     {"injecting": "NEVER", "age_first_injection": None, "sharing": ""}),
    ("V08", "never_injected_but", {"injecting": "NEVER", "sharing": "NEVER"},
     {"injecting": "EVER", "sharing": "NEVER"}),
    ("V08", "injects_but_never", {"injecting": "NEVER"} | uses({"route": "INJECT"}),
     {"injecting": "NEVER"} | uses({"route": "SMOKE"})),
    ("V09", "injects_but_not_now", {"injecting": "LAST_YEAR"} | uses({}),
     {"injecting": "CURRENT"} | uses({})),
    ("V09", "injects_but_not_now", {"injecting": ""} | uses({"frequency": "WEEKLY"}),
     {"injecting": "LAST_YEAR"} | uses({"frequency": "NOT_USED"})),
    ("V10", "shared_without_injecting", {"sharing": "EVER", "injecting": "NEVER"},
     {"sharing": "EVER", "injecting": "BEFORE_YEAR"}),
    ("V10", "shared_without_injecting", {"sharing": "CURRENT", "injecting": ""},
     {"sharing": "NEVER", "injecting": ""}),
    ("V11", "shared_later_than_injected", {"sharing": "CURRENT", "injecting": "LAST_YEAR"},
     {"sharing": "LAST_YEAR", "injecting": "LAST_YEAR"}),
    ("V11", "shared_later_than_injected", {"sharing": "LAST_YEAR", "injecting": "BEFORE_YEAR"},
     {"sharing": "LAST_YEAR", "injecting": "EVER"}),
    ("V12", "badly_ranked", {"substances": []}, uses({}, {}, {}, {})),
    ("V12", "badly_ranked", {"substances": [use(rank=2)]}, {"substances": None}),
    ("V12", "badly_ranked", {"substances": [use(), use(rank=1)]}, uses({})),
    ("V12", "badly_ranked", {"substances": [use(), use(rank=3)]}, uses({}, {})),
    ("V12", "badly_ranked", uses({}, {}, {}, {}, {}), uses({}, {}, {})),
    ("V13", "primary_is_alcohol", uses({"substance": "ALCOHOL"}),
     uses({}, {"substance": "ALCOHOL"})),
    ("V14", "named_twice", uses({}, {}), uses({}, {"substance": "ALCOHOL"})),
    ("V14", "named_twice", uses({"as_said": "heroin"}, {"as_said": "brown"}),
     uses({"substance": ""}, {"substance": ""})),
    ("V14", "named_twice",
     uses({"substance": "CATHINONES", "as_said": "Salt "},
          {"substance": "CATHINONES", "as_said": "salt"}),
     uses({"substance": "CATHINONES", "as_said": "salt"},
          {"substance": "CATHINONES", "as_said": "meph"})),
    ("V14", "named_twice",
     uses({"substance": "CATHINONES", "as_said": "salt"}, {"substance": "CATHINONES"}),
     uses({"substance": "CATHINONES"})),
    ("V15", "prescribed_as_primary",
     uses({"substance": "METHADONE_MISUSED", "is_prescribed": True}),
     uses({"substance": "METHADONE_MISUSED", "is_prescribed": False})),
    ("V16", "smokes_powder", uses({"substance": "COCAINE_POWDER", "route": "SMOKE"}),
     uses({"substance": "CRACK", "route": "SMOKE"})),
    ("V17", "unusual_route", uses({"substance": "CANNABIS", "route": "INJECT"}),
     uses({"substance": "CANNABIS", "route": "SMOKE"})),
    ("V17", "unusual_route", uses({"substance": "LSD", "route": "SNIFF"}),
     uses({"substance": "OTHER", "route": "SNIFF"}, {"substance": "LSD", "route": ""})),
    ("V18", "daily_but_not_primary",
     uses({"frequency": "NOT_USED"}, {"substance": "CANNABIS", "frequency": "DAILY"}),
     uses({"frequency": "NOT_USED"}, {"substance": "CANNABIS", "frequency": "WEEKLY"})),
    ("V19", "not_used_in_detention",
     {"accommodation": "DETENTION"} | uses({"frequency": "NOT_USED"}),
     {"accommodation": "STABLE"} | uses({"frequency": "NOT_USED"})),
    ("V20", "treated_before_after_all",
     {"previously_treated": "NEVER", "has_earlier_episode": True},
     {"previously_treated": "NEVER", "has_earlier_episode": False}),
    ("V21", "impossible_first_treatment", ADULT | {"first_treatment_year": 1997},
     ADULT | {"first_treatment_year": 1998}),
    ("V21", "impossible_first_treatment", ADULT | {"first_treatment_year": 2027},
     {"first_treatment_year": 2026}),
    ("V22", "oat_without_year", {"oat_history": "CURRENT", "oat_first_year_null": "NASK"},
     {"oat_history": "CURRENT", "oat_first_year_null": "UNK"}),
    ("V22", "oat_without_year", {"oat_history": "NEVER", "oat_first_year": 2020},
     {"oat_history": "CURRENT", "oat_first_year": 2020}),
    ("V23", "impossible_first_oat", ADULT | {"oat_first_year": 2001},
     ADULT | {"oat_first_year": 2002}),
    ("V25", "detention_disagrees", {"accommodation": "DETENTION", "centre_type": "OUTPATIENT"},
     {"accommodation": "DETENTION", "centre_type": "PRISON"}),
    ("V25", "detention_disagrees", {"accommodation": "STABLE", "centre_type": "PRISON"},
     {"accommodation": "", "centre_type": "PRISON"}),
    ("V26", "lives_with_no_children", {"lives_with_children": "NO", "has_children": ""},
     {"lives_with_children": "NO", "has_children": "YES"}),
    ("V28", "unusual_work_for_age", {"labour": "INACTIVE", "birth_year": 2009} | TODAY
     | {"start_on": D(2026, 1, 5)},
     {"labour": "INACTIVE", "birth_year": 2008, "start_on": D(2026, 1, 5)}),
    ("V28", "unusual_work_for_age",
     {"labour": "REGULAR", "birth_year": 2013, "start_on": D(2026, 1, 5)},
     {"labour": "STUDENT", "birth_year": 2013, "start_on": D(2026, 1, 5)}),
    ("V29", "unusual_schooling_for_age",
     {"education": "HIGHER", "birth_year": 2009, "start_on": D(2026, 1, 5)},
     {"education": "SECONDARY", "birth_year": 2009, "start_on": D(2026, 1, 5)}),
    ("V42", "high_first_methadone_dose", FIRST | {"amount": Decimal("30.5")},
     FIRST | {"amount": Decimal(30)}),
    ("V42", "high_first_methadone_dose", FIRST | {"amount": 60, "mode": ""},
     FIRST | {"amount": 60, "is_first": False}),
    ("V43", "differs_from_prescribed", {"amount": 50, "prescribed": 60, "mode": "SUPERVISED"},
     {"amount": 0, "prescribed": 60, "mode": "MISSED"}),
    ("V43", "differs_from_prescribed", {"amount": 50, "prescribed": 60, "mode": "TAKE_HOME"},
     {"amount": 60, "prescribed": 60, "mode": "TAKE_HOME"}),
    ("V43", "given_unprescribed", {"mode": "SUPERVISED", "is_unprescribed": True},
     {"mode": "MISSED", "is_unprescribed": True}),
    ("V44", "dosed_twice", {"mode": "SUPERVISED", "has_dose_that_day": True},
     {"mode": "VOMITED", "has_dose_that_day": True}),
    ("V45", "given_after_missed", {"mode": "SUPERVISED", "is_stopped_by_missed": True},
     {"mode": "MISSED", "is_stopped_by_missed": True}),
    ("V46", "home_beyond_plan", {"mode": "TAKE_HOME", "is_beyond_plan": True},
     {"mode": "SUPERVISED", "is_beyond_plan": True}),
    ("V44", "dosed_twice", {"mode": "", "has_dose_that_day": True},
     {"mode": "", "has_dose_that_day": False}),
    ("V49", "medicine_not_found",
     {"medicine": "BUPRENORPHINE_NALOXONE", "findings": {"BUPRENORPHINE": "NOT_FOUND"}},
     {"medicine": "BUPRENORPHINE_NALOXONE", "findings": {"METHADONE": "NOT_FOUND"}}),
    ("V49", "medicine_not_found",
     {"medicine": "METHADONE", "findings": {"METHADONE": "NOT_FOUND"}},
     {"medicine": "NALTREXONE_DEPOT", "findings": {"METHADONE": "NOT_FOUND"}}),
    ("V50", "naltrexone_after_opioids", NALTREXONE | {"is_first": True},
     NALTREXONE | {"is_first": False}),
    ("V51", "ends_without_reason", {"discharge_reason": ""}, {"discharge_reason": "DIED"}),
    ("V51", "ends_without_day", {"ended_on": None}, {"ended_on": D(2026, 1, 1)}),
    ("V52", "ends_before_last_seen",
     {"ended_on": D(2026, 1, 1), "last_seen_on": D(2026, 1, 2)},
     {"ended_on": D(2026, 1, 2), "last_seen_on": D(2026, 1, 2)}),
    ("V52", "met_after_end", ENDED | {"attendance": "ATTENDED"},
     ENDED | {"attendance": "ABSENT"}),
    ("V52", "met_after_end",
     ENDED | {"attendance": "ATTENDED", "state": "FOLLOW_UP", "discharge_reason": "DIED"},
     ENDED | {"attendance": "ATTENDED", "state": "FOLLOW_UP", "discharge_reason": "COMPLETED"}),
    ("V52", "taken_after_end", ENDED | {"mode": "SUPERVISED"}, ENDED | {"mode": "MISSED"}),
    ("V52", "after_end", ENDED, ENDED | {"on": D(2026, 3, 1)}),
    ("V52", "measured_after_end", ENDED | {"occasion": "REVIEW"}, ENDED | {"occasion": "EXIT"}),
    ("V52", "measured_after_end",
     ENDED | {"occasion": "POST_EXIT", "discharge_reason": "DIED"},
     ENDED | {"occasion": "POST_EXIT", "discharge_reason": "COMPLETED"}),
    ("V38", "no_safety_action", {"alerts": ("SUICIDE_ITEM",), "safety_action": ""},
     {"alerts": ("SUICIDE_ITEM",), "safety_action": "SAFETY_PLAN"}),
    ("V38", "no_safety_action", {"alerts": ("SUICIDE_ITEM",)}, {"alerts": ("INJECTED_RECENTLY",)}),
    ("V40", "far_from_entry_or_exit",
     ENTRY_MEASURE | {"on": D(2026, 1, 20)}, ENTRY_MEASURE | {"on": D(2026, 1, 19)}),
    ("V40", "far_from_entry_or_exit",
     ENTRY_MEASURE | {"on": D(2025, 12, 21)}, ENTRY_MEASURE | {"on": D(2025, 12, 22)}),
    ("V40", "far_from_entry_or_exit",
     ENDED | {"occasion": "EXIT", "is_scheduled": True, "on": D(2026, 3, 16)},
     ENDED | {"occasion": "EXIT", "is_scheduled": False, "on": D(2026, 3, 16)}),
    ("V41", "reviewed_late",
     {"on": D(2026, 1, 5), "review_on": D(2026, 4, 8)},
     {"on": D(2026, 1, 5), "review_on": D(2026, 4, 7)}),
    ("V27", "pregnant_man", {"pregnancy": "POSSIBLE", "sex": "MALE"},
     {"pregnancy": "POSSIBLE", "sex": "FEMALE"}),
    ("V30", "in_future", TODAY | {"result_on": D(2026, 3, 17)},
     TODAY | {"result_on": D(2026, 3, 16)}),
    ("V30", "antibody_without_rna",
     TODAY | {"antibody_positive_on": D(2025, 12, 15), "has_rna_since": False},
     TODAY | {"antibody_positive_on": D(2025, 12, 16), "has_rna_since": False}),
    ("V32", "svr12_too_early",
     {"kind": "SVR12", "on": D(2026, 3, 25), "treatment_ended_on": D(2026, 1, 1)},
     {"kind": "SVR12", "on": D(2026, 3, 26), "treatment_ended_on": D(2026, 1, 1)}),
    ("V32", "ends_after_svr12",
     {"step": "COMPLETED", "on": D(2026, 1, 1), "next_svr12_on": D(2026, 3, 25)},
     {"step": "STARTED", "on": D(2026, 1, 1), "next_svr12_on": D(2026, 3, 25)}),
    ("V34", "no_such_code", {"code_exists": False}, {"code_exists": True}),
    ("V35", "other_group", {"diagnosis_group": "F11", "primary_group": "F12"},
     {"diagnosis_group": "F11", "primary_group": "F11"}),
    ("V52", "after_death", ENDED | {"discharge_reason": "DIED"},
     ENDED | {"discharge_reason": "MOVED"}),
    ("V56", "unresolved_too_long", TODAY | {"due_on": D(2026, 3, 15)},
     TODAY | {"due_on": D(2026, 3, 16)}),
]  # fmt: skip
IDS = [f"{code}-{name}-{number}" for number, (code, name, _b, _p) in enumerate(CASES)]


def rules_named(code: str, name: str) -> list[Rule]:
    return [rule for rule in ALL_RULES if rule.code == code and rule.breaks.__name__ == name]


@pytest.mark.parametrize(("code", "name", "breaking", "passing"), CASES, ids=IDS)
def test_rule_breaks_exactly_where_it_should(
    code: str, name: str, breaking: dict[str, Any], passing: dict[str, Any]
) -> None:
    rules = rules_named(code, name)

    assert rules
    assert broken(rules, breaking) == rules
    assert broken(rules, passing) == []


def test_every_rule_has_a_case() -> None:
    cases = {(code, name) for code, name, _breaking, _passing in CASES}

    assert {(rule.code, rule.breaks.__name__) for rule in ALL_RULES} == cases


def test_what_is_not_known_breaks_only_what_must_be_known() -> None:
    assert {rule.code for rule in broken(ALL_RULES, {})} == {"V51"}


def test_an_adult_with_an_ordinary_answer_breaks_nothing() -> None:
    row = ADULT | TODAY | uses({"age_first_use": 19}) | {"injecting": "CURRENT"}

    assert broken([rule for rule in ALL_RULES if rule.code != "V51"], row) == []
