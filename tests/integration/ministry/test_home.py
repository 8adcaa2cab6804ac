"""The list of releases: what an analyst finds before the first release and after it."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from analytics.models import Compilation
from analytics.vocabulary import CompilationState, Step
from tests.factories.analytics import (
    CompilationFactory,
    ReleaseFactory,
    VintageFactory,
    release_of,
)
from tests.factories.kernel import (
    analyst,
    auditor,
    clinic,
    clinician,
    editor,
    international,
    ministry,
    ngo,
)


pytestmark = pytest.mark.django_db


def test_an_analyst_reads_what_will_be_here_and_what_brings_it(desk):
    response = desk.get("/ministry/")

    assert response.status_code == 200
    assert "No release has been compiled" in response.text
    assert "for women, for men and for both" in response.text
    assert "Audit summary" in response.text
    assert reverse("ministry:compile") in response.text


@pytest.mark.parametrize(("make", "place"), [(clinician, ngo), (editor, ngo), (auditor, ministry)])
def test_nobody_else_finds_it(enter, make, place):
    assert enter(make(at=place())).get("/ministry/").status_code == 404


def test_a_stranger_is_asked_to_sign_in(client):
    response = client.get("/ministry/")

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/?next=")


def test_releases_of_the_country_stand_with_their_report_and_verdict(desk):
    release = release_of(country="KG", is_provisional=True)

    page = desk.get("/ministry/").text

    assert "KG-2023-v1" in page
    assert "Passed" in page
    assert "provisional" in page
    assert reverse("ministry:file", args=[release.uid, "KG-2023-v1.en.pdf"]) in page
    assert "No release has been compiled" not in page


def test_the_report_is_that_of_the_readers_language(enter):
    reader = analyst(at=ministry(country="KG"), language="ru")
    release_of(country="KG")

    page = enter(reader).get("/ministry/").text

    assert "KG-2023-v1.ru.pdf" in page
    assert "KG-2023-v1.en.pdf" not in page


def test_figures_of_another_country_and_of_a_clinic_are_not_there(desk):
    release_of(country="TJ")
    own = release_of(country="KG", organisation=clinic(country="KG"))

    page = desk.get("/ministry/").text

    assert "TJ-2023" not in page
    assert own.vintage.label not in page
    assert "No release has been compiled" in page


def test_an_international_analyst_sees_every_country(enter):
    release_of(country="KG")
    release_of(country="TJ")

    page = enter(analyst(at=international())).get("/ministry/").text

    assert "KG-2023-v1" in page
    assert "TJ-2023-v1" in page


def test_work_under_way_and_work_in_vain_stand_above(desk):
    running = CompilationFactory(state=CompilationState.RUNNING, step=Step.AUDIT)
    CompilationFactory(
        state=CompilationState.REFUSED, refusal="No rounding fits.", since=date(2022, 1, 1),
        before=date(2023, 1, 1),
    )  # fmt: skip
    CompilationFactory(
        state=CompilationState.STORED, since=date(2021, 1, 1), before=date(2022, 1, 1)
    )
    CompilationFactory(country="TJ", state=CompilationState.RUNNING)

    page = desk.get("/ministry/").text

    assert reverse("ministry:compilation", args=[running.uid]) in page
    assert "Attacking the files" in page
    assert "No rounding fits." in page
    assert page.count("/ministry/compilations/") == 2


def test_a_refusal_goes_once_the_period_is_asked_for_again(desk):
    first = CompilationFactory(state=CompilationState.REFUSED, refusal="No rounding fits.")
    CompilationFactory(asked_at=first.asked_at.replace(day=3), state=CompilationState.STORED)

    page = desk.get("/ministry/").text

    assert "No rounding fits." not in page
    assert Compilation.objects.count() == 2


def test_older_releases_stand_on_a_later_page(desk):
    for year in range(1960, 2012):
        vintage = VintageFactory(since=date(year, 1, 1), before=date(year + 1, 1, 1))
        ReleaseFactory(vintage=vintage, stored_at=datetime(year + 1, 4, 2, tzinfo=UTC))

    first = desk.get("/ministry/")
    later = desk.get("/ministry/" + first.context["later_url"])
    back = desk.get("/ministry/" + later.context["earlier_url"])

    assert "KG-2011-v1" in first.text
    assert "KG-1961-v1" not in first.text
    assert "KG-1961-v1" in later.text
    assert [row.pk for row in back.context["rows"]] == [row.pk for row in first.context["rows"]]
