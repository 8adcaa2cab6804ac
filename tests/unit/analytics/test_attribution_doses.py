"""People on agonist treatment on the last day of a year, and their dose."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from analytics.attribution import frames
from analytics.catalogue import with_regions
from kernel.periods import Period
from tests.factories import facts as make


DIMENSIONS = with_regions({code: code for code in make.REGIONS})
LAST = pd.Timestamp("2023-12-31")


def oat(
    episode: dict[str, Any], *doses: dict[str, Any], cut_on: date = date(2024, 3, 31)
) -> pd.DataFrame:
    facts = make.Facts(make.episodes({"started_on": "2023-05-01"} | episode), make.doses(*doses))
    made = frames(facts, period=Period.year(2023), cut_on=cut_on, dimensions=DIMENSIONS)
    return made.frames["oat"]


def dose(ago: int, mg: float, **more: Any) -> dict[str, Any]:
    return {"on": LAST - pd.Timedelta(days=ago), "amount": round(mg * 100)} | more


@pytest.mark.parametrize(
    ("medicine", "mg", "answer"),
    [
        ("METHADONE", 60, "ADEQUATE"),
        ("METHADONE", 59.99, "BELOW"),
        ("BUPRENORPHINE", 8, "ADEQUATE"),
        ("BUPRENORPHINE_NALOXONE", 7.9, "BELOW"),
    ],
)
def test_a_dose_is_adequate_from_the_limit_of_its_medicine(
    medicine: str, mg: float, answer: str
) -> None:
    frame = oat({"medicine": medicine}, dose(0, mg, medicine=medicine))

    assert frame[["treatment", "dose", "mean_dose"]].values.tolist() == [[medicine, answer, mg]]


def test_the_mean_is_over_days_with_a_dose_of_which_each_is_a_sum() -> None:
    frame = oat({}, dose(0, 40), dose(0, 40), dose(1, 40), dose(27, 60))

    assert frame["mean_dose"].tolist() == [60.0]


def test_other_doses_are_not_of_the_mean() -> None:
    frame = oat(
        {},
        dose(5, 70),
        dose(28, 10),
        dose(-1, 10),
        dose(3, 10, is_taken=False),
        dose(3, 10, medicine="BUPRENORPHINE"),
        dose(3, 10, medicine="NOT_STATED"),
        dose(3, 10, person_key=9),
        dose(3, 0) | {"amount": None},
    )

    assert frame[["dose", "mean_dose"]].values.tolist() == [["ADEQUATE", 70.0]]


def test_who_changed_to_the_other_drug_is_judged_by_the_first() -> None:
    changed = [dose(ago, 16, medicine="BUPRENORPHINE") for ago in range(20)]

    assert oat({}, *changed)["dose"].tolist() == ["UNKNOWN"]
    assert oat({}, *changed, dose(24, 70))["dose"].tolist() == ["ADEQUATE"]


def test_both_buprenorphines_are_one_drug() -> None:
    frame = oat(
        {"medicine": "BUPRENORPHINE_NALOXONE"},
        dose(1, 8, medicine="BUPRENORPHINE"),
        dose(2, 16, medicine="BUPRENORPHINE_NALOXONE"),
    )

    assert frame["mean_dose"].tolist() == [12.0]


def test_without_a_dose_it_is_unknown() -> None:
    frame = oat({})

    assert frame["dose"].tolist() == ["UNKNOWN"]
    assert frame["mean_dose"].isna().all()


@pytest.mark.parametrize(
    ("episode", "counted"),
    [
        ({"started_on": "2023-11-18"}, 1),
        ({"started_on": "2023-11-19"}, 0),
        ({"ended_on": "2023-12-31"}, 0),
        ({"ended_on": "2024-01-01"}, 1),
        ({"medicine": "NALTREXONE_DEPOT", "modality": "ANTAGONIST"}, 0),
        ({"medicine": None}, 0),
    ],
)
def test_who_counts_is_on_an_agonist_for_over_42_days_and_still_on_the_last(
    episode: dict[str, Any], counted: int
) -> None:
    assert len(oat(episode)) == counted


def test_the_cut_day_is_the_last_of_a_period_that_is_not_over() -> None:
    cut_on = date(2023, 9, 30)

    frame = oat({}, {"on": "2023-09-10", "amount": 6500}, cut_on=cut_on)

    assert frame["mean_dose"].tolist() == [65.0]


def test_days_before_a_transfer_count_for_the_42() -> None:
    facts = make.Facts(
        make.episodes(
            {"started_on": "2023-06-01", "ended_on": "2023-12-01"},
            {"started_on": "2023-12-10", "medicine": "BUPRENORPHINE"},
        )
    )

    made = frames(facts, period=Period.year(2023), cut_on=date(2024, 3, 31), dimensions=DIMENSIONS)

    assert made.frames["oat"]["treatment"].tolist() == ["BUPRENORPHINE"]
