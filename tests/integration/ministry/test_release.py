"""One release on its page: figures, marks, charts beside tables, audit, files, coverage."""

import gzip
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.contents import Figure
from analytics.vocabulary import Measure, ReleaseState, Who
from kernel.audit import Event
from kernel.models.audit_events import AuditAction, AuditEvent
from tests.factories.analytics import ReleaseFactory, VintageFactory, release_of, shell_of
from tests.factories.contents import sample_contents


pytestmark = pytest.mark.django_db


COUNTS = {"DEM-01", "DEM-02"}


def page_of(release, desk, query=""):
    return desk.get(reverse("ministry:release", args=[release.uid]) + query)


def test_the_page_says_what_it_is_about(release, desk):
    page = page_of(release, desk).text

    assert "Kyrgyzstan, 2023" in page
    assert "KG-2023-v1: 1 January 2023 to 31 December 2023, data until 31 March 2024" in page
    assert "8 of 9 clinics reported" in page
    assert "not statistics of any country" in page
    assert "Final." in page


def test_headlines_have_interval_women_and_men(release, desk):
    response = page_of(release, desk)

    first, injecting = response.context["page"].headlines[:2]
    assert (first.name, first.lead.text, first.bar) == (
        "People who started treatment",
        "2,485",
        None,
    )
    assert injecting.bar.words == f"{injecting.lead.interval}\u00a0%"
    assert injecting.women.text.endswith("%")
    assert "[r5]" in response.text
    assert response.text.count('class="dk"') == 4


def test_every_chart_is_a_picture_in_two_widths_beside_its_table(release, desk):
    response = page_of(release, desk)

    charts = response.context["page"].charts
    assert [chart.name for chart in charts] == [
        "gaps", "staying", "pyramid", "substances", "waits", "exits",
    ]  # fmt: skip
    for chart in charts:
        for width in ("wide", "narrow"):
            name = f"KG-2023-v1-{chart.name}-{width}.en.svg"
            assert reverse("ministry:chart", args=[release.uid, name]) in response.text
        assert chart.table.rows
    assert response.text.count("<picture>") == 6
    assert 'alt=""' not in response.text


def test_a_release_without_pictures_shows_its_tables_open(desk):
    release = release_of(charts=())

    response = page_of(release, desk)

    assert "<picture>" not in response.text
    assert len(response.context["page"].charts) == 6


def test_marks_stand_in_place_of_numbers_and_are_explained(release, desk):
    response = page_of(release, desk)

    assert {mark for mark, _meaning in response.context["page"].marks} >= {"[u]", "[x]"}
    assert "fewer than 50 people" in response.text
    assert "a 0 means 0 to 4" in response.text


def test_the_audit_stands_in_words_with_its_verdicts(release, desk):
    page = page_of(release, desk).text

    for words in (
        "Cells in the linked system", "6,556", "Sums between them that agree", "Attacks tried",
        "Narrowest range an attacker can find", "38,214 of 38,214", "Shown as [u]",
    ):  # fmt: skip
        assert words in page
    assert "Fail" not in page


def test_what_does_not_pass_would_be_seen(desk):
    release = shell_of(recovered=2, numbers_equal=38_213)

    page = page_of(release, desk).text

    assert page.count("Fail") == 2


def test_files_are_offered_with_size_and_checksum(release, desk):
    response = page_of(release, desk)

    report, other = response.context["downloads"][:2]
    assert (report.kind, report.title, report.size) == ("PDF", "Report, English", "9\u00a0bytes")
    assert other.title == "Report, Русский"
    digits = release.files.get(name="KG-2023-v1.en.pdf").sha256
    assert report.checksum == f"{digits[:4]} {digits[4:8]}"
    assert report.checksum in response.text
    assert ".svg" not in {file.kind for file in response.context["downloads"]}


def test_a_russian_reader_gets_russian_pictures_numbers_and_names(release, reader, desk):
    reader.language = "ru"
    reader.save()

    response = page_of(release, desk)

    assert "KG-2023-v1-gaps-wide.ru.svg" in response.text
    assert response.context["page"].headlines[0].lead.text == "2\u00a0485"
    assert response.context["downloads"][0].name == "KG-2023-v1.ru.pdf"
    assert "Кыргызстан" in response.text


def test_a_topic_narrows_charts_and_tables_but_not_headlines(release, desk):
    page = page_of(release, desk, "?topic=access").context["page"]

    assert [chart.name for chart in page.charts] == ["waits"]
    assert [table.code for table in page.tables] == ["T11"]
    assert {row.labels[0] for row in page.figures.rows} == {
        "Median waiting time", "Waited 21 days or less",
    }  # fmt: skip
    assert len(page.headlines) == 5


def test_an_unknown_topic_means_all(release, desk):
    page = page_of(release, desk, "?topic=weather").context["page"]

    assert page.topic == ""
    assert len(page.charts) == 6


def test_last_years_figure_stands_beside_this_years(release, desk):
    before = sample_contents()
    figure = replace(before.figures["DEM-10/_T"], value=31)
    release.earlier = release_of(year=2022, contents=replace(before, figures={figure.key: figure}))
    release.save()

    headlines = page_of(release, desk).context["page"].headlines

    assert headlines[1].earlier == "2022: 31\u00a0%"
    assert headlines[0].earlier == ""


def test_what_was_revised_stands_with_its_change(release, desk):
    again = VintageFactory(number=2, checksum="ab" * 32)
    later = ReleaseFactory(vintage=again)
    cell = release.published_cells.get(key="entrants;sex=F")
    later.published_cells.create(
        series=again.series, key=cell.key, set_hash="0" * 16, value=cell.value + 5
    )

    page = page_of(later, desk)

    (revision,) = page.context["page"].revisions
    assert (revision.what, revision.who) == ("People who started treatment", "Women")
    assert (revision.before, revision.now, revision.change) == ("520", "525", "+5")


def test_a_superseded_release_says_so_first(desk):
    release = shell_of(state=ReleaseState.SUPERSEDED, is_provisional=True, is_optimal=False)

    page = page_of(release, desk).text

    assert "A later version" in page
    assert "Provisional." in page
    assert "the search stopped at its time limit" in page


def test_a_quarter_shows_what_it_has(desk):
    contents = sample_contents()
    few = {each.key: each for each in contents.figures.values() if each.indicator in COUNTS}
    tables = tuple(each for each in contents.tables if each.code in {"T01", "T03"})
    release = release_of(contents=replace(contents, figures=few, tables=tables), charts=())
    release.vintage.kind, release.vintage.before = "QUARTER", date(2023, 4, 1)
    release.vintage.save()

    page = page_of(release, desk).context["page"]

    assert [each.name for each in page.headlines] == [
        "People in treatment", "People who started treatment",
    ]  # fmt: skip
    assert page.charts == []
    assert [table.code for table in page.tables] == ["T01", "T03"]


def test_a_figure_without_both_is_led_by_women(desk):
    contents = sample_contents()
    women = Figure("RET-06", Who.WOMEN, Measure.PERCENT, None)
    kept = {key: each for key, each in contents.figures.items() if key != women.key}
    release = release_of(contents=replace(contents, figures=kept | {women.key: women}))

    headline = page_of(release, desk).context["page"].headlines[3]

    assert (headline.whose, headline.lead.mark, headline.bar) == ("Women", "[x]", None)


def test_opening_a_release_leaves_a_trace(release, reader, desk):
    page_of(release, desk)

    event = AuditEvent.objects.get(event=Event.RELEASE_READ)
    assert (event.action, event.actor_uid) == (AuditAction.READ, reader.uid)
    assert event.object_uids == [str(release.uid)]


def test_the_page_asks_the_database_as_often_for_many_numbers_as_for_few(release, desk):
    empty = shell_of(year=2021)
    page_of(empty, desk)

    with CaptureQueriesContext(connection) as few:
        page_of(empty, desk)
    with CaptureQueriesContext(connection) as many:
        page_of(release, desk)

    assert len(many) == len(few)
    assert len(many) <= 22


def test_the_first_page_is_light_with_all_that_it_loads(release, desk):
    page = page_of(release, desk).text
    loaded = re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', page)

    weight = sum(len(gzip.compress(content_of(name))) for name in loaded)

    assert "analytics/figures.css" in loaded
    assert weight + len(gzip.compress(page.encode())) <= 100 * 1024


def content_of(name):
    """What a file of the house holds."""
    return Path(finders.find(name)).read_bytes()
