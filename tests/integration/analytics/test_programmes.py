"""Figures of programmes: what an independent count says, rounded; and never of one school."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.actions.programmes import compile_programmes
from analytics.actions.withdrawing import AlreadyWithdrawn, withdraw_release
from analytics.catalogue.programmes import MEASURES
from analytics.models import ProgrammeRelease, Series
from analytics.presenting.programmes import tables
from analytics.programme_registry import read
from analytics.selectors import Geography, offers
from analytics.vocabulary import PeriodKind, ReleaseState
from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from kernel.periods import Period
from kernel.permissions import NotPermitted
from kernel.series_keys import make_series_key
from tests.factories.analytics import shell_of
from tests.factories.kernel import analyst, ministry
from tests.factories.prevention_deliveries import Place, make_delivered


pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 1, 8, tzinfo=UTC)
COUNTRY = [
    *[Place("LST", girls=girls, boys=11, own="partly", answered=22) for girls in (9, 13, 14, 17)],
    *[Place("UNPLUGGED", girls=26, boys=23, sessions=1, own="yes") for _school in range(3)],
    *[Place("FAMILY", "community", girls=7, boys=6, is_register=True) for _centre in range(2)],
    Place("SPORT", "sport", girls=3, boys=19, is_register=True, sessions=1),
]  # fmt: skip

SQL = """
WITH told AS (
    SELECT programme.code, site.kind, site.id AS site, cohort.id AS cohort, cohort.mode,
           MAX(session.girls) AS girls, MAX(session.boys) AS boys, COUNT(*) AS delivered
    FROM prevention_session AS session
    JOIN prevention_cohort AS cohort ON cohort.id = session.cohort_id
    JOIN prevention_deliverysite AS site ON site.id = cohort.site_id
    JOIN prevention_implementation AS run ON run.id = cohort.implementation_id
    JOIN prevention_programmeversion AS version ON version.id = run.programme_version_id
    JOIN prevention_programme AS programme ON programme.id = version.programme_id
    JOIN kernel_organisation AS ngo ON ngo.id = run.organisation_id
    WHERE session.status = 'delivered' AND ngo.country = 'KG'
    GROUP BY programme.code, site.kind, site.id, cohort.id, cohort.mode
)
SELECT code, kind, COUNT(DISTINCT site), SUM(girls), SUM(boys), SUM(delivered), 2 * COUNT(*)
FROM told GROUP BY code, kind
"""
"""Written from the tables, not from the code: in these data everybody came to every session."""


@pytest.fixture
def series(vault_keys: Any, db: None) -> Series:
    """A series with its own secret and its own place for snapshots."""
    made = Series.objects.create(country="KG", begun_at=AT)
    make_series_key(made.uid)
    return made


def compiled(series: Series, **how: bool) -> ProgrammeRelease:
    return compile_programmes(
        series=series, period=Period.year(2025), kind=PeriodKind.YEAR, at=AT,
        by=analyst(at=ministry(country="KG")), **how,
    )  # fmt: skip


def counted() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(SQL)
        return cursor.fetchall()


def sums(rows: list[tuple]) -> list[int]:
    """Sites, girls, boys, sessions delivered and planned."""
    return [sum(int(row[place]) for row in rows) for place in range(2, 7)]


def test_figures_are_those_of_an_independent_count(series):
    make_delivered(COUNTRY)
    cells = read(compiled(series))
    rows = counted()
    others = [row for row in rows if row[1] != "school"]
    expected = {
        "": rows,
        ";programme=LST": [row for row in rows if row[0] == "LST"],
        ";programme=UNPLUGGED": [row for row in rows if row[0] == "UNPLUGGED"],
        ";programme=_O": others,
        ";setting=school": [row for row in rows if row[1] == "school"],
        ";setting=_O": others,
    }

    for place, part in expected.items():
        sites, girls, boys, delivered, planned = sums(part)
        assert cells[f"reach_sites{place}"] == cells[f"dose_sites{place}"] == sites
        assert cells[f"sessions_delivered{place}"] == delivered
        assert cells[f"sessions_planned{place}"] == planned
        assert abs(cells[f"dose_share{place}"] - 100 * delivered / planned) <= 0.5
        told = [cells[f"reached{place};sex={sex}"] for sex in "FM"] + [cells[f"reached{place}"]]
        exact = [girls, boys, girls + boys]
        assert [value % 5 for value in told] == [0, 0, 0]
        assert all(abs(one - other) < 5 for one, other in zip(told, exact, strict=True))
        assert told[0] + told[1] == told[2]
    assert {key for key in cells if key.startswith("reach_sites")} == {
        f"reach_sites{place}" for place in expected
    }


def test_fidelity_and_staying_are_weighed_and_linked(series):
    make_delivered(COUNTRY)
    cells = read(compiled(series))

    assert cells["own_lists"] == 7
    assert cells["own_share;programme=LST"] == 50
    assert cells["own_share;programme=UNPLUGGED"] == 100
    assert cells["own_share"] == round(100 * (4 * 1.5 + 3 * 3) / (7 * 3))
    assert not {"own_asked", "own_delivered"} & {key.split(";")[0] for key in cells}
    assert (abs(cells["answered"] - 88) < 5, abs(cells["linked"] - 44) < 5) == (True, True)
    assert cells["retention_sites"] == 4
    assert cells["retention_share"] == round(100 * cells["linked"] / cells["answered"])
    assert "observed_share" not in cells


def test_a_measure_of_two_sites_is_not_told(series):
    """Only two centres had anybody who completed, until there was a third."""
    made = make_delivered(COUNTRY)
    release = compiled(series)
    made.add([Place("FAMILY", "community", girls=7, boys=6, is_register=True)])
    later = read(compiled(series))

    assert release.left_out["completion"] == "few"
    assert not [key for key in read(release) if key.startswith(("completed", "completion"))]
    assert later["completion_sites"] == 4
    assert abs(later["enrolled;sex=M"] - (3 * 6 + 19)) < 5
    assert abs(later["completed;sex=F"] - 3 * 7) < 5


def test_a_school_alone_is_not_told(series):
    """A club beside four schools: the schools' numbers would be the total less the club's."""
    made = make_delivered([Place("LST")] * 4)
    made.add([Place("SPORT", "sport", girls=20, boys=20)])
    release = compiled(series)
    cells = read(release)

    assert cells["reach_sites"] == 5
    assert [key for key in cells if "programme=" in key or "setting=" in key] == []
    assert release.left_out["reach;programme"] == release.left_out["reach;setting"] == "few"


def test_two_schools_in_the_country_are_not_told(series):
    make_delivered([Place("LST", own="yes", answered=20)] * 2)

    assert read(compiled(series)) == {}


def test_a_girl_of_one_school_joins_its_programme_to_others(series):
    """Three schools each, but of one programme only one school has girls."""
    make_delivered([
        *[Place("LST")] * 3, *[Place("UNPLUGGED")] * 3,
        Place("BOXING"), *[Place("BOXING", girls=0)] * 2,
    ])  # fmt: skip
    release = compiled(series)

    assert "BOXING" in release.together["reach"]["programme"]
    assert len(release.together["reach"]["programme"]) == 2
    assert not [key for key in read(release) if "reached;programme=BOXING" in key]


def test_no_school_is_left_when_settings_and_programmes_are_subtracted(series):
    """All schools less those of LST would be the one school of UNPLUGGED."""
    make_delivered([
        *[Place("LST")] * 4, Place("UNPLUGGED"), *[Place("UNPLUGGED", "community")] * 3,
    ])  # fmt: skip
    release = compiled(series)
    cells = read(release)

    assert release.left_out["reach;setting"] == "difference"
    assert cells["reach_sites;programme=UNPLUGGED"] == 4
    assert [key for key in cells if "setting=" in key] == []


def test_late_schools_make_a_version_in_which_the_others_keep_their_numbers(series):
    made = make_delivered(COUNTRY)
    first = compiled(series)
    again = compiled(series)
    made.add([Place("SPORT", "sport")] * 3)
    second = compiled(series)

    assert (again, second.vintage.number) == (first, 2)
    one, two = read(first), read(second)
    same = [key for key in one if "programme=LST" in key or "programme=UNPLUGGED" in key]
    assert {key: one[key] for key in same} == {key: two[key] for key in same}
    assert "SPORT" in second.together["reach"]["programme"]


def test_other_or_not_stated_is_one_national_number(series):
    make_delivered([Place("LST", others=4)] * 3 + [Place("UNPLUGGED")] * 3)
    release = compiled(series)
    cells = read(release)

    assert (cells["reached;sex=NS"], cells["eligible;sex=NS"]) == (10, 10)
    assert abs(cells["reached"] - 6 * 22) < 5
    assert not [key for key in cells if "sex=NS" in key and ("programme" in key or "sett" in key)]
    reach = tables(release, cells)[0]
    assert reach.others_texts() == [("Could take part", "10"), ("Came at least once", "10")]


@pytest.mark.parametrize(
    "places", [[Place("LST", others=3)] * 3, [*[Place("LST", others=20)] * 2, Place("LST")]]
)
def test_fewer_than_ten_others_or_of_two_sites_are_confidential(series, places):
    make_delivered(places)
    release = compiled(series)
    cells = read(release)

    assert not [key for key in cells if "sex=NS" in key]
    assert {text for __, text in tables(release, cells)[0].others_texts()} == {"[c]"}


def withdrawn(release: ProgrammeRelease, *, by: Any = None) -> ProgrammeRelease:
    return withdraw_release(release=release, reason="RECORDS", by=by or release.compiled_by, at=AT)


def test_what_was_withdrawn_is_compiled_anew_and_keeps_its_numbers(series):
    make_delivered(COUNTRY)
    first = compiled(series)
    withdrawn(first)
    second = compiled(series)

    first.refresh_from_db()
    assert (first.state, first.withdrawal_reason) == (ReleaseState.WITHDRAWN, "RECORDS")
    assert (second.vintage.label, second.state) == ("KG-PREV-2025-v2", ReleaseState.AUDITED)
    assert read(second) == read(first)
    assert compiled(series) == second
    event = AuditEvent.objects.get(event=Event.RELEASE_WITHDRAWN)
    assert (event.reason_code, event.object_uids) == ("RECORDS", [str(first.uid)])


def test_a_later_version_supersedes_the_earlier(series):
    made = make_delivered(COUNTRY)
    first = compiled(series)
    made.add([Place("SPORT", "sport")])
    second = compiled(series)

    first.refresh_from_db()
    assert (first.state, second.state) == (ReleaseState.SUPERSEDED, ReleaseState.AUDITED)


def test_other_definitions_make_a_version_of_their_own(series):
    make_delivered(COUNTRY)
    first = compiled(series)
    ProgrammeRelease.objects.update(tables_version="2026.1")

    assert compiled(series).vintage.label == "KG-PREV-2025-v2"
    assert compiled(series).vintage.label == "KG-PREV-2025-v2"
    first.refresh_from_db()
    assert first.state == ReleaseState.SUPERSEDED


def test_only_who_may_see_the_country_withdraws_and_only_once(series):
    make_delivered(COUNTRY)
    release = compiled(series)

    with pytest.raises(NotPermitted):
        withdrawn(release, by=analyst(at=ministry(country="TJ")))
    withdrawn(release)
    with pytest.raises(AlreadyWithdrawn, match="KG-PREV-2025-v1"):
        withdrawn(release)


def test_withdrawn_figures_show_the_reason_and_nothing_else(series, enter):
    make_delivered(COUNTRY)
    release = compiled(series)
    desk = enter(release.compiled_by)
    address = reverse("ministry:programme", args=[release.uid])
    asking = reverse("ministry:programme-withdraw", args=[release.uid])
    sheet = reverse("ministry:programme-sheet", args=[release.uid])

    assert asking in desk.get(address).text
    assert "This cannot be undone" in desk.get(asking).text
    answer = desk.post(asking, {"reason": "METHOD"}, follow=True)

    assert answer.redirect_chain == [(address, 302)]
    assert "It was counted or protected wrongly" in answer.text
    assert release.compiled_by.staff_code in answer.text
    for absent in ("Came at least once", sheet, asking):
        assert absent not in answer.text
    assert desk.get(sheet).status_code == 404
    assert not AuditEvent.objects.filter(event=Event.RELEASE_DOWNLOADED).exists()
    listed = desk.get(reverse("ministry:programmes")).text
    assert "Withdrawn" in listed
    assert "It was counted or protected wrongly" in listed


def test_the_period_of_withdrawn_figures_is_free_although_treatment_is_released(series):
    make_delivered(COUNTRY)
    shell_of(country="KG", year=2025)

    def offered():
        found = offers(geography=Geography("KG", "", "KG"), at=AT)
        return next(each for each in found if each.name == "2025").is_free

    release = compiled(series)
    assert not offered()
    withdrawn(release)
    assert offered()
    compiled(series)
    assert not offered()


def test_events_and_examples_are_no_programmes(series):
    made = make_delivered([Place("LST")] * 3)
    shown = made.runs["LST"]
    shown.is_example = True
    shown.save()

    assert read(compiled(series)) == {}


def test_examples_have_figures_of_their_own_and_of_nothing_else(series, enter):
    make_delivered([Place("UNPLUGGED")] * 4)
    real = compiled(series)
    made = make_delivered([Place("LST", girls=30)] * 3)
    shown = made.runs["LST"]
    shown.is_example = True
    shown.save()
    examples = compiled(series, is_example=True)

    assert (compiled(series), examples.vintage.label) == (real, "KG-PREV-EXAMPLE-2025-v1")
    assert (read(real)["reach_sites"], read(examples)["reach_sites"]) == (4, 3)
    assert "reach_sites;programme=LST" in read(examples)
    assert "reach_sites;programme=LST" not in read(real)
    real.refresh_from_db()
    assert real.state == ReleaseState.AUDITED
    page = enter(real.compiled_by).get(reverse("ministry:programme", args=[examples.uid])).text
    assert "made up for the demonstration, and nothing else" in page


def test_screen_and_workbook_say_what_the_registry_says(series, enter):
    make_delivered(COUNTRY)
    release = compiled(series)
    desk = enter(release.compiled_by)
    with CaptureQueriesContext(connection) as queries:
        page = desk.get(reverse("ministry:programme", args=[release.uid])).text
    sheet = desk.get(reverse("ministry:programme-sheet", args=[release.uid]))
    book = openpyxl.load_workbook(BytesIO(sheet.getvalue()))
    cells = read(release)

    assert len(queries) <= 12
    assert "KG-PREV-2025-v1" in page
    assert "Fewer than three sites stand behind it." in page
    assert book.sheetnames == ["Notes", *(measure.code for measure in MEASURES)]
    rows = {row[0]: row[1:] for row in book["reach"].iter_rows(min_row=5, values_only=True)}
    assert list(rows["All"][:7]) == [
        cells[key]
        for key in (
            "reach_sites", "eligible;sex=F", "eligible;sex=M", "eligible", "reached;sex=F",
            "reached;sex=M", "reached",
        )
    ]  # fmt: skip
    numbers = {
        value for part in book for row in part.iter_rows(values_only=True) for value in row
        if isinstance(value, int)
    }  # fmt: skip
    assert numbers <= set(cells.values())
    events = set(AuditEvent.objects.values_list("event", flat=True))
    assert {Event.RELEASE_READ, Event.RELEASE_DOWNLOADED, Event.PROGRAMMES_STORED} <= events
