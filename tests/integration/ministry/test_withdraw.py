"""Withdrawing a release at the ministry door: asked why, then listed with the reason."""

import pytest
from django.urls import reverse

from analytics.selectors import Geography, offers
from tests.factories.analytics import AT, release_of, shell_of
from tests.factories.kernel import clinic, clinic_manager


pytestmark = pytest.mark.django_db


def url(name, release, *more):
    return reverse(f"ministry:{name}", args=[release.uid, *more])


def withdraw(desk, release, reason="METHOD"):
    return desk.post(url("withdraw", release), {"reason": reason}, follow=True)


def test_the_page_of_a_release_leads_to_a_page_that_asks_why(release, desk):
    page = desk.get(url("release", release)).text

    asked = desk.get(url("withdraw", release)).text

    assert url("withdraw", release) in page
    assert "This cannot be undone" in asked
    assert "It was counted or protected wrongly" in asked
    release.refresh_from_db()
    assert release.state == "AUDITED"


def test_without_a_reason_nothing_is_withdrawn(release, desk):
    answer = withdraw(desk, release, reason="")

    assert "Say why it is withdrawn" in answer.text
    release.refresh_from_db()
    assert release.state == "AUDITED"


def test_a_withdrawn_release_shows_the_reason_and_none_of_its_figures(release, reader, desk):
    answer = withdraw(desk, release)

    assert answer.redirect_chain == [(url("release", release), 302)]
    assert "It was counted or protected wrongly" in answer.text
    assert "Do not use or pass on these figures" in answer.text
    assert reader.staff_code in answer.text
    for absent in ("Tables", "Download", "/charts/", "/files/", url("withdraw", release)):
        assert absent not in answer.text


def test_its_files_and_charts_do_not_exist_any_more(release, desk):
    withdraw(desk, release)

    for name, end in (("file", ".json"), ("chart", "-gaps-wide.en.svg")):
        assert desk.get(url(name, release, f"KG-2023-v1{end}")).status_code == 404


def test_the_list_says_that_it_was_withdrawn_and_why(release, desk):
    withdraw(desk, release)

    page = desk.get(reverse("ministry:home")).text

    assert "Withdrawn" in page
    assert "It was counted or protected wrongly" in page
    assert "PDF" not in page


def test_what_is_withdrawn_already_is_refused(release, desk):
    withdraw(desk, release)

    assert "was withdrawn already" in withdraw(desk, release, reason="MISTAKE").text


def test_the_period_of_a_withdrawn_release_is_free_and_its_quarters_are_not(desk):
    release = shell_of(country="KG")
    withdraw(desk, release)

    found = {each.name: each for each in offers(geography=Geography("KG", "", "KG"), at=AT)}

    assert found["2023"].is_free
    assert found["2023Q1"].reason == "Overlaps KG-2023-v1"


def test_a_clinics_own_page_has_no_such_button(enter):
    home = clinic(country="KG")
    release = release_of(organisation=home)

    page = enter(clinic_manager(at=home)).get(reverse("work:figures:release", args=[release.uid]))

    assert page.status_code == 200
    assert "withdraw" not in page.text
