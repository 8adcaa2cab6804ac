"""A published survey of 1,885 people goes the whole way: file, results, and what is kept back."""

import gzip
from pathlib import Path

import pandas as pd
import pytest
from django.utils import timezone

from prevention.actions.importing import import_responses
from prevention.actions.outcomes import freeze_results
from prevention.models import QuestionnaireItem, Response
from prevention.rules.shares import Group, of_two
from tests.factories.prevention import make_cohort, make_questionnaire, make_wave
from tests.published import published


pytestmark = [pytest.mark.django_db, pytest.mark.published]
FILE = published("uci_drug_consumption", "drug_consumption.csv.gz")
MAPPING = Path(__file__).parents[2] / "factories" / "mappings" / "uci_drug_consumption.toml"
FICTITIOUS = "semer"
DRUGS = (
    "alcohol", "amphet", "amyl", "benzos", "caff", "cannabis", "choc", "coke", "crack", "ecstasy",
    "heroin", "ketamine", "legalh", "lsd", "meth", "mushrooms", "nicotine", "vsa",
)  # fmt: skip
LAST_MONTH = 4
WOMAN = 0.48246
"""How the published file writes it."""


@pytest.fixture
def results(room):
    """The frozen tables of past-month use, by drug."""
    room.wave.days.all().delete()
    room.wave.delete()
    questionnaire = make_questionnaire(code="UCI", title="Drug consumption")
    questionnaire.items.all().delete()
    for number, drug in enumerate((*DRUGS, FICTITIOUS), start=1):
        is_real = drug != FICTITIOUS
        QuestionnaireItem.objects.create(
            questionnaire=questionnaire, number=number, code=drug, text=drug,
            role="use" if is_real else "fictitious", positive_from=LAST_MONTH if is_real else 1,
            options=[[value, f"CL{value}"] for value in range(7)],
        )  # fmt: skip
    make_cohort(room.implementation, room.site, "online")
    wave = make_wave(room.implementation, "pre", questionnaire=questionnaire)
    done = import_responses(FILE, mapping=MAPPING, wave=wave, by=room.manager)
    again = import_responses(FILE, mapping=MAPPING, wave=wave, by=room.manager)
    assert (done.taken, again.taken, again.known) == (1885, 0, 1885)
    wave.status = "closed"
    wave.save()
    rows = freeze_results(room.implementation, at=timezone.now(), by=room.manager)
    return {row.outcome: row.content for row in rows}


def counted():
    """The same, by somebody else: pandas on the published file."""
    with gzip.open(FILE) as file:
        people = pd.read_csv(file)
    levels = people[[*DRUGS, FICTITIOUS]].apply(lambda column: column.str[2:].astype(int))
    is_believed = levels[FICTITIOUS] == 0
    is_woman = (people["gender"] == WOMAN).rename("is_woman")
    used = (levels[list(DRUGS)] >= LAST_MONTH)[is_believed]
    return used.groupby(is_woman[is_believed]).agg(["sum", "size"]), int((~is_believed).sum())


def test_every_figure_that_is_shown_is_that_of_an_independent_count(results):
    table, left_out = counted()
    assert Response.objects.count() == 1885
    assert left_out == 8
    shown = 0
    for drug in DRUGS:
        content = results[drug]
        assert content["left_out"] == [{"OVERCLAIM": 8, "MISSING": 0, "STRAIGHT": 0}]
        marks = content["levels"]["intervention"]
        for who, is_woman in (("girls", True), ("boys", False)):
            used, people = table.loc[is_woman, drug]
            mark = marks[who]["after"]
            assert mark["people"] == people
            if mark["percent"] is not None:
                assert mark["percent"] == round(100 * used / people)
                shown += 1
            elif mark["word"] == "below":
                assert used < 0.05 * people
            elif mark["word"] == "above":
                assert used > 0.95 * people
        both = table[drug]["sum"].sum()
        if marks["both"]["after"]["percent"] is not None:
            assert marks["both"]["after"]["percent"] == round(100 * both / 1877)
    assert shown >= 20


def test_no_small_cell_can_be_told_from_what_is_shown(results):
    """Attack: every pair of counts that gives the same table is tried."""
    table, __ = counted()
    small = 0
    for drug in DRUGS:
        marks = {
            who: mark["after"] for who, mark in results[drug]["levels"]["intervention"].items()
        }
        for who, is_woman in (("girls", True), ("boys", False)):
            used, people = (int(each) for each in table.loc[is_woman, drug])
            other_used, others = (int(each) for each in table.loc[not is_woman, drug])
            if min(used, people - used) >= 5:
                continue
            small += 1
            assert marks[who]["percent"] is None
            low, high = max(0, used - 12), min(people, used + 12)
            window = range(max(0, other_used - 12), min(others, other_used + 12) + 1)
            sides = (Group(people, used), Group(others, other_used))
            same = {
                candidate
                for candidate in range(low, high + 1)
                for other in window
                if of_two(Group(people, candidate), Group(others, other)) == of_two(*sides)
            }
            assert len(same) >= 5
    assert small >= 1
