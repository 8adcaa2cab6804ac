"""The stream tells what a slow reader of the records would, on random small histories."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from clinics.facts import DOSES, EPISODES, TESTS, stream
from clinics.models import Dose, DrugTest, DrugTestResult, Episode, SubstanceUse
from clinics.vocabulary import CONSUMED, Analyte, Finding, Medicine, Recency, Substance
from kernel.models import Subdivision
from kernel.periods import Period
from tests.factories.clinics import (
    DoseFactory,
    DrugTestFactory,
    EpisodeFactory,
    InterventionFactory,
    PatientFactory,
    TreatmentDemandFactory,
)
from tests.factories.kernel import clinic, ngo


pytestmark = pytest.mark.django_db
PERIOD = Period.quarter(2023, 2)
CUT = date(2023, 7, 15)
DAY = timedelta(days=1)
NEAR = timedelta(days=21)
STATES = ("REFERRAL", "ADMITTED", "IN_TREATMENT", "DISCHARGED", "FOLLOW_UP", "CLOSED")


def history(chance: random.Random, organisation: Any) -> None:
    """One patient with one episode and whatever happened in it."""
    patient = PatientFactory(organisation=organisation, birth_year=chance.randint(1950, 2005))
    referred = date(2023, 1, 1) + DAY * chance.randint(0, 250)
    admitted = referred + DAY * chance.randint(0, 30)
    state = chance.choice(STATES)
    over = state in STATES[3:]
    episode = EpisodeFactory(
        patient=patient, state=state, referred_on=referred,
        admitted_on=None if state == "REFERRAL" else admitted,
        started_on=None if state in STATES[:2] else admitted + DAY * chance.randint(0, 9),
        ended_on=admitted + DAY * chance.randint(10, 90) if over else None,
    )  # fmt: skip
    for _ in range(chance.randint(0, 3)):
        day = referred + DAY * chance.randint(0, 60)
        current = chance.choice(("CURRENT", "SUPERSEDED"))
        demand = TreatmentDemandFactory(
            episode=episode, as_of=day, state=current, injecting=chance.choice(Recency.values),
            injecting_null="",
        )  # fmt: skip
        for rank in range(2, chance.randint(2, 5)):
            SubstanceUse.objects.create(
                demand=demand, organisation=organisation, rank=rank, substance_null="",
                substance=chance.choice(Substance.values),
            )  # fmt: skip
        medicine = chance.choice(Medicine.values)
        InterventionFactory(episode=episode, started_on=day, state=current, medicine=medicine)
        DoseFactory(
            episode=episode, on=day, state=current, medicine=medicine, number=chance.randint(1, 9),
            override_reason="PRESCRIBER", amount=chance.randint(0, 12_000) / 100,
            mode=chance.choice(("MISSED", "VOMITED")),
        )  # fmt: skip
        test = DrugTestFactory(episode=episode, on=day, state=current)
        for analyte in chance.sample(Analyte.values, 3):
            DrugTestResult.objects.create(
                test=test, organisation=organisation, analyte=analyte,
                finding=chance.choice(Finding.values),
            )  # fmt: skip


def told(episode: Episode) -> bool:
    if episode.organisation.kind != "CLINIC" or episode.organisation.country != "KG":
        return False
    own = episode.patient.episodes.exclude(state="VOIDED")
    return episode.referred_on <= CUT and any(
        reaches(each) and each.referred_on < PERIOD.before for each in own
    )


def reaches(episode: Episode) -> bool:
    is_over = episode.ended_on is not None and episode.ended_on < PERIOD.since - NEAR
    return episode.referred_on <= CUT and not is_over


def is_near(day: date) -> bool:
    """Whether what happened that day is told: 28 days before the period to 84 days after it."""
    first, last = PERIOD.since - timedelta(days=28), PERIOD.before + timedelta(days=84)
    return first <= day < last and day <= CUT


def seen(day: date | None) -> date | None:
    return day if day and day <= CUT else None


def first(rows: Any, day: str) -> Any:
    return rows.filter(state="CURRENT", **{f"{day}__lte": CUT}).order_by(day, "id").first()


def by_hand(episode: Episode) -> dict[str, Any]:
    demand, deed = first(episode.demands, "as_of"), first(episode.interventions, "started_on")
    uses = {use.rank: use.substance for use in demand.substances.all()} if demand else {}
    began = seen(episode.started_on) or episode.referred_on
    return {
        "organisation": episode.organisation_id,
        "age": began.year - episode.patient.birth_year,
        "admitted_on": seen(episode.admitted_on),
        "started_on": seen(episode.started_on),
        "ended_on": seen(episode.ended_on),
        "discharge_reason": (seen(episode.ended_on) and episode.discharge_reason) or None,
        "injecting": demand.injecting if demand else None,
        "primary_substance": uses.pop(1, None),
        "other_substances": len(uses),
        "medicine": deed.medicine if deed else None,
    }


def read(table: Any) -> list[dict[str, Any]]:
    batches = stream(table, country="KG", period=PERIOD, cut_on=CUT, key=b"k" * 32, rows=7)
    return [row for batch in batches for row in batch.to_pylist()]


def entries(model: Any) -> list[Any]:
    rows = model.objects.filter(state="CURRENT", on__lte=CUT).order_by("pk")
    return [row for row in rows if told(row.episode) and is_near(row.on)]


@pytest.mark.parametrize("seed", range(4))
def test_the_stream_tells_what_a_slow_reader_does(seed):
    chance = random.Random(seed)  # noqa: S311 - histories, not secrets
    regions = Subdivision.objects.filter(country="KG")
    homes = [clinic(country="KG", region=regions[0]), clinic(country="KG"), ngo(country="KG")]
    for _ in range(25):
        history(chance, chance.choice([*homes, clinic(country="TJ")]))

    episodes, doses, tests = read(EPISODES), read(DOSES), read(TESTS)

    expected = [by_hand(each) for each in Episode.objects.order_by("pk") if told(each)]
    assert [{name: row[name] for name in by} for row, by in zip(episodes, expected, strict=True)] \
        == expected  # fmt: skip
    assert [(row["on"], row["medicine"], row["amount"], row["is_taken"]) for row in doses] == [
        (dose.on, dose.medicine, dose.amount * 100, dose.mode in CONSUMED) for dose in entries(Dose)
    ]
    assert [
        {name.upper(): value for name, value in row.items() if value in Finding.values}
        for row in tests
    ] == [dict(test.results.values_list("analyte", "finding")) for test in entries(DrugTest)]
    assert {row["person_key"] for row in doses} <= {row["person_key"] for row in episodes}
