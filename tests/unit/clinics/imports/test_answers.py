"""TDI answers out of the source's, each with its null flavour."""

from datetime import date

import pytest

from clinics.imports.ctn0094.answers import demand, frequency, substances
from clinics.imports.ctn0094.people import Person


def person(**answers: dict) -> Person:
    """A participant with these answers."""
    used = answers.pop("used", {})
    arms = answers.pop("arms", {})
    return Person(1, 2, 27, 24, date(2023, 1, 1), answers=answers, used=used, arms=arms)


def test_what_is_not_asked_is_nask_and_what_is_left_empty_is_unk():
    told = demand(person())

    assert (told["previously_treated"], told["previously_treated_null"]) == ("", "NASK")
    assert (told["labour"], told["labour_null"]) == ("", "UNK")
    assert (told["oat_first_year"], told["oat_first_year_null"]) == (None, "NASK")


def test_answers_of_the_source_are_kept():
    told = demand(
        person(demographics={"job": "Student", "education": "HS/GED", "is_living_stable": False})
    )

    assert (told["labour"], told["education"], told["accommodation"]) == (
        "STUDENT", "SECONDARY", "UNSTABLE",
    )  # fmt: skip
    assert told["labour_null"] == ""


@pytest.mark.parametrize(
    ("days", "ever", "shared", "injecting", "sharing"),
    [
        (30, None, True, "CURRENT", "CURRENT"),
        (1, False, False, "CURRENT", ""),
        (0, True, None, "EVER", ""),
        (None, True, True, "EVER", ""),
        (0, False, False, "NEVER", ""),
        (0, None, False, "", ""),
    ],
)
def test_injecting_and_sharing(days, ever, shared, injecting: str, sharing: str):
    told = demand(person(rbs_iv={"days": days, "shared": shared}, asi={"used_iv": ever}))

    assert (told["injecting"], told["sharing"]) == (injecting, sharing)
    assert told["sharing_null"] == ("" if sharing else "NA" if injecting == "NEVER" else "UNK")


@pytest.mark.parametrize(
    ("days", "expected"),
    [(None, ""), (0, "NOT_USED"), (1, "WEEKLY"), (6, "WEEKLY"), (7, "DAYS_2_3"), (14, "DAYS_2_3"),
     (15, "DAYS_4_6"), (27, "DAYS_4_6"), (28, "DAILY"), (31, "DAILY")],
)  # fmt: skip
def test_frequency_by_the_nearest_days_a_week(days: int | None, expected: str):
    assert frequency(days) == expected


@pytest.mark.parametrize(
    ("used", "ranked"),
    [
        ({"heroin": (True, 30), "opioid": (False, None)}, ["HEROIN"]),
        ({"heroin": (False, 0), "opioid": (True, 9)}, ["OPIOIDS_OTHER"]),
        ({"heroin": (True, 3), "opioid": (True, 9)}, ["OPIOIDS_OTHER", "HEROIN"]),
        ({"heroin": (True, 9), "opioid": (True, 3)}, ["HEROIN", "OPIOIDS_OTHER"]),
        ({"heroin": (True, 9), "opioid": (True, 9)}, ["OPIOIDS"]),
        ({"heroin": (True, 9), "cocaine": (True, 2), "speed": (True, 1)},
         ["HEROIN", "COCAINE", "AMPHETAMINES"]),
        ({"cocaine": (True, 2)}, ["", "COCAINE"]),
        ({}, [""]),
    ],
)  # fmt: skip
def test_substances_are_ranked(used: dict, ranked: list[str]):
    told = substances(person(used=used))

    assert [each["substance"] for each in told] == ranked
    assert [each["rank"] for each in told] == list(range(1, len(told) + 1))
    assert all(bool(each["substance"]) != bool(each["substance_null"]) for each in told)


def test_a_diagnosis_or_an_arm_says_opioids():
    diagnosed = substances(person(psychiatric={"has_opiates_dx": True}))
    assigned = substances(person(arms={1: ("Methadone", 3)}))

    assert diagnosed[0]["substance"] == assigned[0]["substance"] == "OPIOIDS"
    assert diagnosed[0]["frequency_null"] == "UNK"
