"""Choosing a period: what is free, why the rest is not, and setting the work going."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from analytics.models import Compilation
from analytics.selectors import Geography, offers
from analytics.vocabulary import SILENT_FOR, CompilationState, PeriodKind
from kernel.audit import Event
from kernel.models.audit_events import AuditEvent
from tests.factories.analytics import (
    CompilationFactory,
    ReleaseFactory,
    VintageFactory,
    shell_of,
)
from tests.factories.kernel import analyst, clinic, international


pytestmark = pytest.mark.django_db

KG = Geography("KG", "Kyrgyzstan", "KG")
MARCH = datetime(2026, 3, 16, 6, tzinfo=UTC)


def compile_url():
    return reverse("ministry:compile")


def on(desk, query=""):
    return desk.get(compile_url() + query)


def reasons(*, place=KG):
    return {each.name: each.reason for each in offers(geography=place, at=MARCH)}


def test_complete_years_and_quarters_are_offered_the_newest_year_first():
    found = offers(geography=KG, at=MARCH)

    assert [each.name for each in found[:2]] == ["2025", "2025Q1"]
    assert "2026Q1" not in reasons()
    assert found[-1].name == "2021Q4"
    assert all(each.is_free for each in found)


def test_a_quarter_is_offered_on_the_day_after_its_end():
    assert "2026Q1" in {
        each.name for each in offers(geography=KG, at=datetime(2026, 4, 1, tzinfo=UTC))
    }


def test_a_released_year_is_not_free_and_neither_are_its_quarters():
    shell_of(year=2023)

    found = reasons()

    assert found["2023"] == "Released: KG-2023-v1"
    assert found["2023Q2"] == "Overlaps KG-2023-v1"
    assert found["2024"] == ""


def test_a_year_released_in_quarters_is_not_free_as_a_whole():
    quarter = VintageFactory(
        kind=PeriodKind.QUARTER, since=date(2024, 4, 1), before=date(2024, 7, 1)
    )
    ReleaseFactory(vintage=quarter)

    found = reasons()

    assert found["2024Q2"] == "Released: KG-2024Q2-v1"
    assert found["2024"] == "Overlaps KG-2024Q2-v1"
    assert found["2024Q3"] == ""


def test_what_is_being_compiled_is_not_free():
    CompilationFactory(state=CompilationState.RUNNING, touched_at=MARCH)
    CompilationFactory(
        state=CompilationState.REFUSED, since=date(2022, 1, 1), before=date(2023, 1, 1)
    )

    found = reasons()

    assert found["2024"] == found["2024Q1"] == "Being compiled"
    assert found["2022"] == ""


def test_what_a_dead_worker_left_can_be_asked_for_again():
    silent = MARCH - SILENT_FOR - timedelta(seconds=1)
    CompilationFactory(state=CompilationState.RUNNING, touched_at=silent)

    assert reasons()["2024"] == ""


def test_a_clinics_own_figures_stand_in_nobodys_way():
    shell_of(organisation=clinic(country="KG"))
    CompilationFactory(country="TJ")
    VintageFactory(since=date(2022, 1, 1), before=date(2023, 1, 1))

    assert set(reasons().values()) == {""}


def test_the_page_shows_free_periods_as_choices_and_others_with_their_reason(desk):
    year = datetime.now(UTC).year - 1
    release = shell_of(year=year)

    page = on(desk).text

    assert f'value="{year}"' not in page
    assert f"Released: KG-{year}-v1" in page
    assert reverse("ministry:release", args=[release.uid]) in page
    assert f'value="{year - 1}"' in page
    assert "Not over" in page


def test_asking_sets_the_work_going_and_leads_to_its_steps(desk, reader):
    year = datetime.now(UTC).year - 2

    answer = desk.post(compile_url(), {"period": str(year)})

    order = Compilation.objects.get()
    assert (order.country, order.organisation, order.kind) == ("KG", None, PeriodKind.YEAR)
    assert (order.since, order.before) == (date(year, 1, 1), date(year + 1, 1, 1))
    assert order.asked_by == reader
    assert answer["Location"] == reverse("ministry:compilation", args=[order.uid])
    assert AuditEvent.objects.filter(event=Event.RELEASE_ASKED).count() == 1


def test_no_answer_is_asked_for_again(desk):
    page = desk.post(compile_url(), {}).text

    assert "Choose a year or a quarter." in page
    assert re.search(r'aria-describedby="period-error"', page)
    assert not Compilation.objects.exists()


def test_a_period_that_is_taken_cannot_be_chosen(desk):
    year = datetime.now(UTC).year - 1
    shell_of(year=year)

    page = desk.post(compile_url(), {"period": f"{year}Q1"}).text

    assert f"This period is not free: Overlaps KG-{year}-v1. Choose another one." in page
    assert not Compilation.objects.exists()


def test_a_period_that_is_being_compiled_says_so(desk):
    year = datetime.now(UTC).year - 1
    CompilationFactory(
        since=date(year, 1, 1), before=date(year + 1, 1, 1), touched_at=datetime.now(UTC)
    )

    page = desk.post(compile_url(), {"period": str(year)}).text

    assert "This period is not free: Being compiled." in page
    assert Compilation.objects.count() == 1


def test_a_period_that_does_not_exist_cannot_be_chosen(desk):
    assert "There is no such period." in desk.post(compile_url(), {"period": "1999"}).text


def test_who_reaches_several_countries_chooses_one(enter):
    desk = enter(analyst(at=international()))

    first, other = on(desk), on(desk, "?of=UZ")
    desk.post(compile_url() + "?of=UZ", {"period": str(datetime.now(UTC).year - 1)})

    assert first.context["place"].code == "KG"
    assert other.context["place"].code == "UZ"
    assert '?of=TJ"' in first.text
    assert Compilation.objects.get().country == "UZ"


def test_a_country_that_is_not_ones_own_is_not_offered(desk):
    page = on(desk, "?of=TJ")

    assert page.context["place"].code == "KG"
    assert "Tajikistan" not in page.text
