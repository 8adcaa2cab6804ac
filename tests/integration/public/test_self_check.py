"""The self-check without scripts: worked out, shown, forgotten."""

import logging
import re

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import SelfCheckPage
from cms.selfcheck import KINDS


ADDRESS = "/self-check/audit/"
ALL = {"age": "adult"} | dict.fromkeys(KINDS, "4")
NONE = {"age": "adult"} | dict.fromkeys(KINDS, "0")


def test_the_questions_stand_on_the_page(client: Client):
    html = client.get("/self-check/").text

    assert html.count("<fieldset") == 11
    assert html.count('type="radio"') == 2 + 8 * 5 + 2 * 3
    assert f'action="{ADDRESS}#result" method="post" autocomplete="off"' in html
    assert "csrf" not in html
    assert "World Health Organization 2001" in html
    assert 'name="robots"' not in html


def test_what_to_know_before_is_folded_and_nothing_of_it_is_lost(client: Client):
    html = client.get("/self-check/").text
    fold = re.search(r'<details class="before">(.*?)</details>', html, re.S)[1]

    assert "Not a diagnosis" in fold
    assert "No cookie, no account, no record" in html[: html.index("<fieldset")]
    assert "No cookie" not in fold


def test_the_russian_words_say_that_nobody_has_checked_them(client: Client):
    html = client.get("/ru/self-check/").text

    assert "Как часто вы пьёте" in html
    assert 'action="/ru/self-check/audit/#result"' in html


@pytest.mark.parametrize(
    ("given", "zone"), [(NONE, 1), (NONE | {"q1": "4", "q2": "4"}, 2), (ALL, 4)]
)
def test_the_result_stands_in_plain_words_with_help_and_a_warning(
    client: Client, given: dict, zone: int
):
    response = client.post(ADDRESS, given)
    points = sum(int(value) for name, value in given.items() if name != "age")

    assert response.status_code == 200
    assert response.text.count('data-part="zone-') == 1
    assert f'data-part="zone-{zone}"' in response.text
    assert f"<span data-points>{points}</span> of 40" in response.text
    assert "Do not stop suddenly without a doctor" in response.text
    assert 'href="tel:103"' in response.text
    assert "<fieldset" not in response.text
    assert '<meta name="robots" content="noindex">' in response.text


def test_nothing_is_kept_or_told(caplog: pytest.LogCaptureFixture):
    browser = Client(enforce_csrf_checks=True)

    with (
        caplog.at_level(logging.DEBUG),
        CaptureQueriesContext(connections["default"]) as default,
        CaptureQueriesContext(connections["vault"]) as vault,
    ):
        response = browser.post(ADDRESS, ALL | {"q4": "3"})

    said = [record for record in caplog.records if record.name != "django.db.backends"]
    assert response.status_code == 200
    assert not response.cookies
    assert not browser.cookies
    assert "no-store" in response.headers["Cache-Control"]
    assert "Cookie" not in response.headers.get("Vary", "")
    assert {query["sql"].split()[0] for query in default} == {"SELECT"}
    assert len(vault) == 0
    assert not any("q4" in record.getMessage() for record in said)


def test_somebody_younger_sees_where_to_turn_and_no_number(client: Client):
    html = client.post(ADDRESS, ALL | {"age": "minor"}).text

    assert "This test is made for adults" in html
    assert 'data-part="zone-' not in html
    assert "data-points" not in html


def test_what_is_missing_is_marked_and_what_was_answered_stays(client: Client):
    given = {name: value for name, value in ALL.items() if name not in {"age", "q7"}}

    html = client.post(ADDRESS, given).text

    assert "Something is not answered yet" in html
    assert html.count('<p class="missing"><strong>') == 2
    assert html.count(" checked>") == 9
    assert 'data-part="zone-' not in html


def test_an_address_with_answers_leads_back_to_the_questions(client: Client):
    response = client.get(ADDRESS, ALL)

    assert (response.status_code, response.url) == (302, "/self-check/")


@pytest.mark.parametrize("path", ["/self-check/assist/", "/kk/self-check/audit/"])
def test_there_is_no_other_test(client: Client, path: str):
    assert client.post(path, ALL).status_code == 404


def test_a_page_for_a_test_that_is_unknown_shows_its_text(client: Client):
    SelfCheckPage.objects.update(tool="unknown")

    html = client.get("/self-check/").text

    assert "Not a diagnosis" in html
    assert "<fieldset" not in html
