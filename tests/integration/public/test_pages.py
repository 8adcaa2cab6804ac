"""What anybody sees: two languages, no cookie, nothing from elsewhere."""

import gzip
import re
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, override_settings

from cms.models import ArticlePage, HomePage
from tests.factories.kernel import clinician, editor, ngo


PAGES = {
    "/": "en",
    "/ru/": "ru",
    "/agonist-treatment/": "en",
    "/ru/agonist-treatment/": "ru",
}


@pytest.fixture(params=["config.urls.everything", "config.urls.public"])
def _door(request: pytest.FixtureRequest) -> object:
    """Serve under `everything` and on a host of its own."""
    with override_settings(ROOT_URLCONF=request.param):
        yield


@pytest.mark.usefixtures("_door")
@pytest.mark.parametrize(("path", "language"), PAGES.items())
def test_a_page_speaks_the_language_of_its_address(client: Client, path: str, language: str):
    other = "en" if language == "ru" else "ru"

    response = client.get(path, headers={"accept-language": other})

    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.text
    assert response.headers["Content-Language"] == language


@pytest.mark.parametrize("path", [*PAGES, "/kk/", "/sitemap.xml", "/robots.txt"])
def test_a_visitor_gets_no_cookie_and_the_strict_policy(client: Client, path: str):
    response = client.get(path)

    policy = response.headers["Content-Security-Policy"]
    assert not response.cookies
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(client: Client, path: str):
    html = client.get(path).text

    loaded = re.findall(
        r'<(?:script|img|link rel="(?:icon|stylesheet)")[^>]* (?:src|href)="([^"]+)', html
    )
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script>", html)


@pytest.mark.parametrize("path", ["/", "/ru/"])
def test_the_first_page_is_light(client: Client, path: str):
    names = ("site.css", "site.js", "mark.svg", "ikat.svg")
    files = [Path(finders.find(f"cms/{name}")).read_bytes() for name in names]

    page = client.get(path).content

    assert sum(len(gzip.compress(content)) for content in (page, *files)) < 60 * 1024


def test_a_page_links_its_translations(client: Client):
    html = client.get("/agonist-treatment/").text

    assert (
        '<link rel="alternate" hreflang="ru" href="http://testserver/ru/agonist-treatment/">'
        in html
    )
    assert (
        '<link rel="alternate" hreflang="x-default" href="http://testserver/agonist-treatment/">'
        in html
    )
    assert '<a href="/ru/agonist-treatment/" lang="ru" hreflang="ru">Русский</a>' in html


def test_the_way_out_is_a_plain_link_to_the_neutral_address(client: Client):
    with override_settings(NEUTRAL_ADDRESS="https://weather.example/"):
        html = client.get("/").text

    assert (
        '<a class="exit" href="https://weather.example/" rel="noreferrer nofollow" data-exit>'
        in html
    )


@pytest.mark.parametrize("path", ["/kk/", "/kk/agonist-treatment/", "/en/", "/ru/nothing/"])
def test_a_page_missing_in_a_language_names_the_languages_there_are(client: Client, path: str):
    response = client.get(path)

    assert response.status_code == 404
    assert '<a href="/" lang="en"' in response.text
    assert '<a href="/ru/" lang="ru"' in response.text


def test_a_site_without_pages_still_says_not_found(client: Client):
    for home in HomePage.objects.all():
        home.delete()

    assert client.get("/").status_code == 404
    assert client.get("/sitemap.xml").status_code == 200


def test_the_home_page_names_no_number_until_one_is_entered(client: Client):
    before = client.get("/").text
    home = HomePage.objects.get(locale__language_code="en")
    home.emergency_number, home.helpline_number = "999", "555"
    home.save_revision().publish()

    after = client.get("/").text

    assert "tel:" not in before
    assert after.count('href="tel:999"') == 2
    assert "555" in after


@pytest.mark.parametrize("path", ["/agonist-treatment/", "/ru/agonist-treatment/"])
def test_the_contents_lead_to_every_heading_in_any_script(client: Client, path: str):
    html = client.get(path).text

    targets = re.findall(r'<h2 id="(part-[^"]+)">', html)
    assert len(set(targets)) == len(targets) == 7
    assert re.findall(r'href="#(part-[^"]+)"', html) == targets


def test_an_overdue_article_says_so(client: Client):
    article = ArticlePage.objects.get(locale__language_code="en")
    article.review_by, article.checked_on = date(2020, 1, 1), date(2019, 1, 1)
    article.save_revision().publish()

    html = client.get("/agonist-treatment/").text

    assert "due for a check" in html
    assert "1 January 2019" in html


def test_the_sitemap_lists_every_language_with_its_translations(client: Client):
    response = client.get("/sitemap.xml")

    assert response.headers["Content-Type"] == "application/xml"
    for path in PAGES:
        assert f"<loc>http://testserver{path}</loc>" in response.text
    assert response.text.count('hreflang="ru"') == len(PAGES)


def test_robots_are_shown_the_sitemap(client: Client):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").text


@pytest.mark.parametrize("path", ["/_util/login/", "/api/v2/pages/", "/admin/", "/django-admin/"])
def test_no_other_way_in_is_mounted(client: Client, path: str):
    assert client.post(path, {"username": "a", "password": "b"}).status_code == 404


@pytest.mark.parametrize("path", ["/media/images/../keys/kek.json", "/media/documents/a.pdf"])
def test_only_pictures_are_served(client: Client, path: str):
    assert client.get(path).status_code in {400, 404}


def test_a_home_page_runs_a_fixed_number_of_queries(
    client: Client, django_assert_max_num_queries: object
):
    client.get("/")

    with django_assert_max_num_queries(16):
        client.get("/")


@pytest.mark.parametrize("make", [clinician, editor])
def test_signing_in_changes_nothing_on_the_public_site(enter: object, make: object):
    response = enter(make(at=ngo())).get("/")

    assert response.status_code == 200
    assert "csrf" not in response.text
