"""Which facts are told: of whom, of when, and of nothing behind the cut day."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from django.db import connection

from clinics.facts import DOSES, EPISODES, TESTS, codes_of, regions_of, stream
from clinics.models import DrugTest, DrugTestResult, SubstanceUse
from clinics.vocabulary import Analyte, EpisodeState, Finding
from kernel.models import Organisation, Subdivision
from kernel.periods import Period
from tests.factories.clinics import (
    NOW,
    DoseFactory,
    DrugTestFactory,
    EpisodeFactory,
    InterventionFactory,
    PatientFactory,
    TreatmentDemandFactory,
)
from tests.factories.kernel import clinic, ngo


pytestmark = pytest.mark.django_db
YEAR = Period.year(2023)
CUT = date(2024, 1, 31)
KEY = b"one secret of thirty-two bytes!!"
OTHER_KEY = b"another, of thirty-two bytes too"
START = {"referred_on": date(2023, 3, 1), "admitted_on": date(2023, 3, 5)}
IN_2023 = START | {"started_on": date(2023, 3, 5)}


@pytest.fixture
def home() -> Organisation:
    return clinic(country="KG", region=Subdivision.objects.get(code="KG-C"))


def read(table: Any, **changed: Any) -> list[dict[str, Any]]:
    wanted = {"country": "KG", "period": YEAR, "cut_on": CUT, "key": KEY} | changed
    batches = list(stream(table, **wanted))
    return pa.Table.from_batches(batches, table.schema).to_pylist()


def episode(home: Organisation, **fields: Any) -> Any:
    fields = IN_2023 | fields
    patient = fields.pop("patient", None) or PatientFactory(organisation=home)
    return EpisodeFactory(patient=patient, **fields)


def ended(home: Organisation, on: date, **fields: Any) -> Any:
    return episode(home, state="DISCHARGED", ended_on=on, **fields)


def voided(row: Any) -> None:
    row.state, row.void_reason = "VOIDED", "TEST_ENTRY"
    row.voided_at, row.voided_by = NOW, row.recorded_by
    row.save()


def test_an_episode_is_told_whole(home):
    patient = PatientFactory(organisation=home, sex="MALE", birth_year=1980)
    kept = episode(
        home, patient=patient, state="DISCHARGED", ended_on=date(2023, 9, 1),
        discharge_reason="DROPPED_OUT", first_contact_on=date(2023, 3, 2), referral_source="GP",
        referral_source_null="",
    )  # fmt: skip
    demand = TreatmentDemandFactory(
        episode=kept, as_of=date(2023, 3, 5), injecting="EVER", injecting_null="",
        previously_treated="NEVER", previously_treated_null="",
    )  # fmt: skip
    SubstanceUse.objects.create(
        demand=demand, organisation=home, rank=3, substance="ALCOHOL", substance_null=""
    )
    InterventionFactory(episode=kept, started_on=date(2023, 3, 5), medicine="BUPRENORPHINE")

    (row,) = read(EPISODES)

    assert row.pop("person_key") != row.pop("episode_key")
    assert row == {
        "organisation": home.pk, "region": "KG-C", "sex": "MALE", "age": 43,
        "state": "DISCHARGED", "referred_on": date(2023, 3, 1),
        "first_contact_on": date(2023, 3, 2), "admitted_on": date(2023, 3, 5),
        "started_on": date(2023, 3, 5), "ended_on": date(2023, 9, 1), "referral_source": "GP",
        "previously_treated": "NEVER", "injecting": "EVER", "primary_substance": "HEROIN",
        "discharge_reason": "DROPPED_OUT", "not_admitted_reason": None,
        "modality": "OPIOID_AGONIST", "medicine": "BUPRENORPHINE", "other_substances": 1,
    }  # fmt: skip


def test_what_is_not_known_is_null(home):
    home.region = None
    home.save()
    patient = PatientFactory(
        organisation=home, sex="", sex_null="UNK", birth_year=None, birth_year_null="UNK"
    )
    episode(home, patient=patient, state="REFERRAL", admitted_on=None, started_on=None)

    (row,) = read(EPISODES)

    known = {name for name, value in row.items() if value is not None}
    assert known == {
        "person_key", "episode_key", "organisation", "state", "referred_on", "other_substances",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("born", "age"), [(1990, 33), (2023, 0), (2024, None)], ids=["adult", "newborn", "not born"]
)
def test_an_age_is_never_negative(home, born, age):
    episode(home, patient=PatientFactory(organisation=home, birth_year=born))

    assert [row["age"] for row in read(EPISODES)] == [age]


def test_an_episode_that_ended_within_21_days_before_the_period_is_told(home):
    days = {"referred_on": date(2022, 3, 1), "admitted_on": date(2022, 3, 5)}
    ended(home, date(2022, 12, 10), **days, started_on=date(2022, 3, 5))
    ended(home, date(2022, 12, 11), **days, started_on=date(2022, 3, 5))

    assert [row["ended_on"] for row in read(EPISODES)] == [date(2022, 12, 11)]


def test_later_episodes_of_a_person_who_was_treated_in_the_period_are_told(home):
    patient = PatientFactory(organisation=home)
    days = {"referred_on": date(2023, 3, 1), "admitted_on": date(2023, 3, 5)}
    ended(home, date(2023, 12, 20), patient=patient, **days, started_on=date(2023, 3, 5))
    again = date(2024, 1, 2)
    episode(home, patient=patient, referred_on=again, admitted_on=again, started_on=again)
    episode(home, referred_on=again, admitted_on=again, started_on=again)

    assert [row["started_on"] for row in read(EPISODES)] == [date(2023, 3, 5), again]


def test_an_episode_referred_when_the_period_is_over_is_not_told(home):
    for day in (date(2023, 12, 31), date(2024, 1, 1)):
        episode(home, state="REFERRAL", referred_on=day, admitted_on=None, started_on=None)

    assert [row["referred_on"] for row in read(EPISODES)] == [date(2023, 12, 31)]


def test_an_episode_referred_after_the_cut_day_is_not_told(home):
    for day in (date(2023, 6, 30), date(2023, 7, 1)):
        episode(home, state="REFERRAL", referred_on=day, admitted_on=None, started_on=None)

    found = read(EPISODES, cut_on=date(2023, 6, 30))

    assert [row["referred_on"] for row in found] == [date(2023, 6, 30)]


@pytest.mark.parametrize(
    ("cut_on", "state"),
    [
        (date(2023, 3, 3), "REFERRAL"),
        (date(2023, 3, 7), "ADMITTED"),
        (date(2023, 8, 31), "IN_TREATMENT"),
        (date(2023, 9, 1), "DISCHARGED"),
    ],
)
def test_nothing_later_than_the_cut_day_is_told(home, cut_on, state):
    kept = ended(
        home, date(2023, 9, 1), first_contact_on=date(2023, 3, 4), started_on=date(2023, 3, 9)
    )
    TreatmentDemandFactory(episode=kept, as_of=date(2023, 3, 9))
    InterventionFactory(episode=kept, started_on=date(2023, 3, 9))

    (row,) = read(EPISODES, cut_on=cut_on)

    assert row["state"] == state
    assert not [name for name, value in row.items() if isinstance(value, date) and value > cut_on]
    assert (row["ended_on"] is None) == (row["discharge_reason"] is None) == (state != "DISCHARGED")
    for name in ("modality", "medicine", "primary_substance"):
        assert (row[name] is None) == (cut_on < date(2023, 3, 9))


def test_why_somebody_was_not_admitted_is_not_told_before_it_happened(home):
    fields = {
        "state": "CLOSED_NOT_ADMITTED", "not_admitted_reason": "NO_PLACE", "admitted_on": None,
        "started_on": None, "ended_on": date(2023, 5, 1),
    }  # fmt: skip
    episode(home, **fields)

    (early,) = read(EPISODES, cut_on=date(2023, 4, 30))
    (late,) = read(EPISODES)

    assert (early["state"], early["not_admitted_reason"]) == ("REFERRAL", None)
    assert (late["state"], late["not_admitted_reason"]) == ("CLOSED_NOT_ADMITTED", "NO_PLACE")


def test_the_first_answers_and_the_first_intervention_are_told(home):
    kept = episode(home)
    for day, recency in [(9, "NEVER"), (6, "CURRENT"), (6, "EVER")]:
        TreatmentDemandFactory(
            episode=kept, as_of=date(2023, 3, day), injecting=recency, injecting_null=""
        )
    for day, medicine in [(9, "METHADONE"), (6, "BUPRENORPHINE"), (6, "NALTREXONE_DEPOT")]:
        InterventionFactory(episode=kept, started_on=date(2023, 3, day), medicine=medicine)

    (row,) = read(EPISODES)

    assert (row["injecting"], row["medicine"]) == ("CURRENT", "BUPRENORPHINE")


def test_voided_and_corrected_rows_are_left_out(home):
    kept = episode(home)
    episode(home, state="VOIDED")
    first = {"episode": kept, "on": date(2023, 4, 1)}
    voided(TreatmentDemandFactory(episode=kept, as_of=date(2023, 3, 5)))
    voided(InterventionFactory(episode=kept, started_on=date(2023, 3, 5)))
    voided(DoseFactory(**first))
    voided(DrugTestFactory(**first))
    DoseFactory(**first, state="SUPERSEDED")
    DrugTestFactory(**first, state="SUPERSEDED")

    (row,) = read(EPISODES)

    assert (row["primary_substance"], row["medicine"]) == (None, None)
    assert (read(DOSES), read(TESTS)) == ([], [])


def test_who_was_made_up_for_a_demonstration_is_not_told(home):
    example = episode(home, patient=PatientFactory(organisation=home, is_example=True))
    DoseFactory(episode=example, on=date(2023, 4, 1))

    assert (read(EPISODES), read(DOSES)) == ([], [])


def test_other_countries_and_organisations_that_are_no_clinics_are_left_out(home):
    for organisation in (clinic(country="KZ"), ngo(country="KG"), home):
        kept = episode(organisation)
        DoseFactory(episode=kept, on=date(2023, 4, 1))
        DrugTestFactory(episode=kept, on=date(2023, 4, 1))

    assert [row["organisation"] for row in read(EPISODES)] == [home.pk]
    assert (len(read(DOSES)), len(read(TESTS))) == (1, 1)


def test_one_clinic_is_told_alone(home):
    other = clinic(country="KG")
    for organisation in (home, other):
        DoseFactory(episode=episode(organisation), on=date(2023, 4, 1))

    found = read(EPISODES, organisation=other.pk)

    assert [row["organisation"] for row in found] == [other.pk]
    assert len(read(DOSES, organisation=other.pk)) == 1


@pytest.mark.parametrize(
    ("fields", "amount", "is_taken"),
    [
        ({"amount": Decimal("62.55")}, 6255, True),
        ({"amount": Decimal("0.29")}, 29, True),
        ({"mode": "", "mode_null": "UNK"}, 6000, True),
        ({"mode": "MISSED"}, 6000, False),
        ({"medicine": "NALTREXONE_DEPOT", "unit": "INJECTION", "amount": Decimal(1)}, 0, True),
    ],
    ids=["hundredths", "not exact in binary", "not said how", "missed", "injection"],
)
def test_a_dose_is_told_in_hundredths_of_a_milligram(home, fields, amount, is_taken):
    DoseFactory(episode=episode(home), on=date(2023, 4, 1), **fields)

    (row,) = read(DOSES)

    assert (row["amount"], row["is_taken"], row["on"]) == (amount, is_taken, date(2023, 4, 1))
    assert row["medicine"] == fields.get("medicine", "METHADONE")


def test_doses_and_tests_are_told_up_to_and_including_the_cut_day(home):
    kept = episode(home)
    for day in (date(2023, 6, 30), date(2023, 7, 1)):
        DoseFactory(episode=kept, on=day)
        DrugTestFactory(episode=kept, on=day)

    for table in (DOSES, TESTS):
        assert [row["on"] for row in read(table, cut_on=date(2023, 6, 30))] == [date(2023, 6, 30)]


def result(test: DrugTest, analyte: str, finding: str) -> None:
    DrugTestResult.objects.create(
        test=test, organisation=test.organisation, analyte=analyte, finding=finding
    )


def test_every_finding_of_every_analyte_is_told(home):
    kept = episode(home)
    findings = [*Finding.values, None]
    expected = []
    for place in range(len(findings)):
        test = DrugTestFactory(episode=kept, on=date(2023, 4, 1))
        said = {
            analyte: findings[(place + number) % len(findings)]
            for number, analyte in enumerate(Analyte.values)
        }
        for analyte, finding in said.items():
            if finding:
                result(test, analyte, finding)
        expected.append({analyte.lower(): finding for analyte, finding in said.items()})

    found = read(TESTS)

    assert [{name: row[name] for name in expected[0]} for row in found] == expected
    assert len({row["test_key"] for row in found}) == len(findings)


def test_every_column_has_its_whole_code_list(home):
    DrugTestFactory(episode=episode(home), on=date(2023, 4, 1))
    regions = regions_of("KG")

    for table in (EPISODES, TESTS):
        (batch,) = stream(table, country="KG", period=YEAR, cut_on=CUT, key=KEY)
        for column in table.columns:
            if column.code_list:
                codes = batch.column(column.name).dictionary.to_pylist()
                assert tuple(codes) == codes_of(column, regions)


@pytest.mark.parametrize("state", [state for state in EpisodeState if state != "VOIDED"])
def test_every_state_comes_back(home, state):
    episode(home, state=state, admitted_on=date(2023, 3, 5), started_on=None)

    assert [row["state"] for row in read(EPISODES, cut_on=date(2027, 1, 1))] == [state]


def keys(table: Any, name: str, **changed: Any) -> set[int]:
    return {row[name] for row in read(table, **changed)}


def test_a_person_has_one_key_in_every_table_and_period(home):
    patient = PatientFactory(organisation=home)
    ended(home, date(2023, 4, 2), patient=patient)
    again = episode(home, patient=patient)
    DoseFactory(episode=again, on=date(2023, 5, 1))
    DrugTestFactory(episode=again, on=date(2023, 5, 1))

    found = keys(EPISODES, "person_key")

    assert len(found) == 1
    assert found == keys(DOSES, "person_key") == keys(TESTS, "person_key")
    assert found == keys(EPISODES, "person_key", period=Period.quarter(2023, 4))
    assert len(keys(EPISODES, "episode_key")) == 2
    assert keys(DOSES, "episode_key") < keys(EPISODES, "episode_key")


def test_another_series_has_other_keys(home):
    kept = episode(home)
    DrugTestFactory(episode=kept, on=date(2023, 5, 1))

    for name in ("person_key", "episode_key", "test_key"):
        assert keys(TESTS, name).isdisjoint(keys(TESTS, name, key=OTHER_KEY))


def test_blocks_have_the_rows_that_were_asked_for_and_the_order_of_the_table(home):
    for _ in range(5):
        episode(home)
    asked = {"country": "KG", "period": YEAR, "cut_on": CUT, "key": KEY}

    for rows, sizes in [(1, [1] * 5), (2, [2, 2, 1]), (5, [5]), (9, [5])]:
        blocks = list(stream(EPISODES, **asked, rows=rows))
        assert [block.num_rows for block in blocks] == sizes
        assert pa.Table.from_batches(blocks).to_pylist() == read(EPISODES)


def test_a_stream_that_is_left_early_leaves_the_connection_usable(home):
    for _ in range(3):
        episode(home)
    blocks: Iterator[Any] = stream(EPISODES, country="KG", period=YEAR, cut_on=CUT, key=KEY, rows=1)

    next(blocks)
    blocks.close()

    with connection.cursor() as cursor:
        assert cursor.execute("SELECT 1").fetchone() == (1,)


def test_no_rows_are_no_block():
    assert list(stream(EPISODES, country="TM", period=YEAR, cut_on=CUT, key=KEY)) == []
