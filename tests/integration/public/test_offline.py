"""What a browser may keep for a moment without connection."""

import pytest
from django.test import Client

from cms.models import ArticlePage, HomePage


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_the_list_names_first_aid_help_and_leaflets_of_one_language(client: Client, prefix: str):
    ArticlePage.objects.filter(slug="overdose").update(topics=["first_aid"])

    response = client.get(f"{prefix}/offline/list.json")
    told = response.json()
    pages = [address for address in told["addresses"] if not address.startswith("/static/")]

    assert told["language"] == (prefix[1:] or "en")
    assert set(pages) == {
        f"{prefix}{path}"
        for path in ("/offline/", "/help/", "/parents/overdose/", "/parents/naloxone-leaflet/")
    }
    assert not response.cookies


def test_every_address_of_the_list_answers(client: Client):
    for address in client.get("/offline/list.json").json()["addresses"]:
        if not address.startswith("/static/"):
            assert client.get(address).status_code == 200


def test_a_new_text_changes_the_version(client: Client):
    before = client.get("/offline/list.json").json()["version"]
    HomePage.objects.get(locale__language_code="en").save_revision().publish()

    assert client.get("/offline/list.json").json()["version"] != before


def test_the_page_gives_numbers_and_what_opens(client: Client):
    html = client.get("/offline/").text

    assert 'href="tel:103"' in html
    assert '<a href="/help/">' in html
    assert 'data-kept="/offline/list.json"' in html
    assert '<meta name="robots" content="noindex">' in html


def test_the_worker_is_a_script_at_the_root(client: Client):
    response = client.get("/worker.js")

    assert response.headers["Content-Type"].startswith("text/javascript")
    assert "no-store" not in response.headers["Cache-Control"]
    assert "must-revalidate" in response.headers["Cache-Control"]


def test_a_language_without_site_keeps_nothing(client: Client):
    assert client.get("/kk/offline/list.json").status_code == 404
