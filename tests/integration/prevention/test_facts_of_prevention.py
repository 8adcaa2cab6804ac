"""What analytics may know of prevention."""

from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from django.core.management import call_command
from django.utils import timezone

from kernel.models import Subdivision
from kernel.periods import Period
from prevention import facts
from prevention.actions.linking import link_wave
from prevention.facts.drawing import drawing
from prevention.models import Answer, Response, Session
from tests.factories.prevention_outcomes import make_study


pytestmark = pytest.mark.django_db
NOTHING: list = [[] for _table in facts.TABLES]


@pytest.fixture
def period(room):
    begins = room.implementation.starts_on
    return Period(begins, begins + timedelta(120))


def told(table, period, country="KG", rows=65_536):
    batches = list(facts.stream(table, country=country, period=period, rows=rows))
    return pa.Table.from_batches(batches, schema=table.schema).to_pylist()


@pytest.fixture
def delivered(room):
    region, _is_new = Subdivision.objects.get_or_create(
        code="KG-GB", defaults={"country": "KG", "kind": "city", "name": "Bishkek"}
    )
    room.site.region = region
    room.site.save()
    return Session.objects.create(
        organisation=room.organisation, cohort=room.headcount, on=timezone.localdate(),
        status="delivered", minutes=45, girls=11, boys=9, others=1, entered_at=timezone.now(),
    )  # fmt: skip


def test_implementations_and_sessions_are_counts(room, delivered, period):
    run = told(facts.IMPLEMENTATIONS, period)[0]
    session = told(facts.SESSIONS, period)[0]

    assert (run["implementation"], run["status"], run["is_universal"]) == (
        room.implementation.pk, "running", True,
    )  # fmt: skip
    assert (run["reached_girls"], run["reached_boys"], run["reached_others"]) == (11, 9, 1)
    assert (run["groups"], run["sites"], run["sessions_delivered"]) == (2, 1, 1)
    assert (run["enrolled_girls"], run["completed_girls"]) == (6, 0)
    assert (session["region"], session["site_kind"], session["girls"]) == ("KG-GB", "school", 11)


def test_periods_are_half_open_and_countries_apart(room, delivered, period):
    begins = room.implementation.starts_on
    earlier = Period(begins - timedelta(30), begins)

    assert told(facts.IMPLEMENTATIONS, earlier) == []
    assert told(facts.SESSIONS, Period(begins, timezone.localdate())) == []
    assert told(facts.SESSIONS, period, country="TJ") == []


def test_what_was_made_up_is_not_told(room, delivered, period):
    room.implementation.is_example = True
    room.implementation.save()

    assert [told(table, period) for table in facts.TABLES] == NOTHING


@pytest.mark.parametrize("status", ["planned", "cancelled"])
def test_what_is_planned_or_cancelled_is_not_told(room, delivered, period, status):
    room.implementation.status = status
    room.implementation.save()

    assert [told(table, period) for table in facts.TABLES] == NOTHING


def test_sessions_of_dissolved_groups_are_told_nowhere(room, delivered, period):
    room.headcount.status = "dissolved"
    room.headcount.save()

    assert told(facts.SESSIONS, period) == []
    assert told(facts.IMPLEMENTATIONS, period)[0]["sessions_delivered"] == 0


def test_answers_to_a_reversed_score_are_turned_round(room, period):
    room.wave.days.all().delete()
    room.wave.delete()
    study = make_study(room.implementation, schools=1, pupils=24)
    smoked = study.pre.questionnaire.items.get(code="cigarettes_30d")
    smoked.positive_from, smoked.is_reversed = None, True
    smoked.save()
    Answer.objects.filter(item=smoked).update(value=0)
    link_wave(study.post, version=None, at=timezone.now(), by=room.manager)
    rows = [row for row in told(facts.RESPONSES, period) if row["question"] == smoked.code]
    highest = max(value for value, _text in smoked.options)

    assert {row["total"] for row in rows} == {12 * highest}
    assert {row["positive"] for row in rows} == {None}


def test_answers_are_told_of_ten_people_or_not_at_all(room, period):
    room.wave.days.all().delete()
    room.wave.delete()
    study = make_study(room.implementation, schools=1, pupils=24)
    assert told(facts.RESPONSES, period) == []
    link_wave(study.post, version=None, at=timezone.now(), by=room.manager)
    Response.objects.filter(
        pk__in=Response.objects.filter(wave=study.pre, gender="m")[:3].values("pk")
    ).update(gender="o")
    rows = told(facts.RESPONSES, period)

    before = {row["gender"] for row in rows if row["wave"] == "pre"}
    assert before == {"f"}
    assert {row["question"] for row in rows} == {"alcohol_30d", "cigarettes_30d"}
    assert all(row["people"] >= 10 and row["positive"] <= row["people"] for row in rows)


def test_blocks_are_not_larger_than_asked_and_keep_their_code_lists(room, delivered, period):
    for number in range(4):
        Session.objects.create(
            organisation=room.organisation, cohort=room.headcount, status="delivered", girls=1,
            on=timezone.localdate() - timedelta(number + 1), minutes=45, entered_at=timezone.now(),
        )  # fmt: skip
    batches = list(facts.stream(facts.SESSIONS, country="KG", period=period, rows=2))

    assert [batch.num_rows for batch in batches] == [2, 2, 1]
    kinds = batches[0].column("site_kind").dictionary.to_pylist()
    assert kinds == batches[2].column("site_kind").dictionary.to_pylist()
    assert len(kinds) == 8


def test_the_drawing_is_up_to_date(tmp_path):
    assert Path("docs/prevention-facts.md").read_text(encoding="utf-8") == drawing()
    call_command("draw_prevention_facts", str(tmp_path / "facts.md"), verbosity=0)
    assert (tmp_path / "facts.md").read_text(encoding="utf-8") == drawing()
