"""What anybody sees: two languages, no cookie, nothing from elsewhere."""

import gzip
import re
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from wagtail.models import PageViewRestriction

from cms.models import ArticlePage, HomePage, SectionPage, StandardPage
from tests.factories.cms import catalogue_and_services, make_place
from tests.factories.kernel import clinician, editor, ngo


PAGES = {
    "/": "en",
    "/ru/": "ru",
    "/parents/overdose/": "en",
    "/ru/parents/overdose/": "ru",
}


SITEMAP = 46
"""Pages of the small site."""


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
    html = client.get("/parents/overdose/").text

    assert (
        '<link rel="alternate" hreflang="ru" href="http://testserver/ru/parents/overdose/">' in html
    )
    assert (
        '<link rel="alternate" hreflang="x-default" href="http://testserver/parents/overdose/">'
        in html
    )
    assert '<a href="/ru/parents/overdose/" lang="ru" hreflang="ru">Русский</a>' in html


@pytest.mark.usefixtures("_door")
def test_the_way_out_goes_to_the_neutral_address_without_a_trace(client: Client):
    with override_settings(NEUTRAL_ADDRESS="https://weather.example/"):
        html, response = client.get("/").text, client.get("/exit/")

    assert '<a class="exit" href="/exit/" rel="noreferrer nofollow" data-exit>' in html
    assert (response.status_code, response.url) == (302, "https://weather.example/")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


@pytest.mark.parametrize("path", ["/kk/", "/en/", "/ru/nothing/"])
def test_a_page_that_is_nowhere_names_the_languages_of_the_site(client: Client, path: str):
    response = client.get(path)

    assert response.status_code == 404
    assert '<a href="/" lang="en"' in response.text
    assert '<a href="/ru/" lang="ru"' in response.text


@pytest.mark.parametrize("path", ["/kk/parents/overdose/", "/ru/parents/overdose/"])
def test_a_page_missing_in_a_language_names_those_it_exists_in(client: Client, path: str):
    ArticlePage.objects.get(slug="overdose", locale__language_code="ru").unpublish()

    response = client.get(path)

    assert response.status_code == 404
    assert '<a href="/parents/overdose/" lang="en"' in response.text
    assert "Бұл бет осы тілде жарияланбаған." in response.text or "ru" in path
    assert "Overdose: what to do" not in response.text


def test_a_missing_programme_is_found_only_where_there_is_one(client: Client):
    catalogue_and_services()

    kazakh = client.get("/kk/programmes/example/")
    unknown = client.get("/kk/programmes/no-such-programme/")

    assert kazakh.status_code == unknown.status_code == 404
    assert '<a href="/programmes/example/" lang="en"' in kazakh.text
    assert "/programmes/" not in unknown.text


def test_a_missing_page_keeps_help_and_the_search_in_reach(
    client: Client, django_assert_max_num_queries: object
):
    client.get("/ru/")

    with django_assert_max_num_queries(12):
        html = client.get("/ru/nothing-here/").text

    assert html.count('href="tel:103"') == 2
    assert 'action="/ru/search/"' in html
    assert '<a href="/ru/help/"' in html


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_the_home_page_says_who_checks_and_leads_there_where_the_page_exists(
    client: Client, prefix: str
):
    before = client.get(f"{prefix}/").text
    for page in StandardPage.objects.filter(slug="privacy"):
        page.slug = "editorial-policy"
        page.save_revision().publish()

    after = client.get(f"{prefix}/").text

    assert before.count('class="trust"') == after.count('class="trust"') == 1
    assert f'<a href="{prefix}/editorial-policy/">' not in before
    assert after.count(f'<a href="{prefix}/editorial-policy/">') == 2


def test_the_home_page_leads_to_telephone_help_where_there_is_any(client: Client):
    before = client.get("/").text
    make_place("hotline", verified=1)

    after = client.get("/").text

    assert "?kind=hotline" not in before
    assert '<a class="button" href="/help/?kind=hotline#list">' in after


def test_a_site_without_pages_still_says_not_found(client: Client):
    for home in HomePage.objects.all():
        home.delete()

    assert client.get("/").status_code == 404
    assert client.get("/sitemap.xml").status_code == 200


def test_the_home_page_names_no_number_until_one_is_entered(client: Client):
    before = client.get("/").text
    home = HomePage.objects.get(locale__language_code="en")
    home.emergency_number = home.helpline_number = ""
    home.save_revision().publish()

    after = client.get("/").text

    assert before.count('href="tel:103"') == 2
    assert "555 01 02" in before
    assert "tel:" not in after
    assert "Call an ambulance" in after


@pytest.mark.parametrize("path", ["/parents/overdose/", "/ru/parents/overdose/"])
def test_the_contents_lead_to_every_heading_in_any_script(client: Client, path: str):
    html = client.get(path).text

    targets = re.findall(r'<h2 id="(part-[^"]+)">', html)
    assert len(set(targets)) == len(targets) == 2
    assert re.findall(r'href="#(part-[^"]+)"', html) == targets


def test_an_overdue_article_says_so(client: Client):
    article = ArticlePage.objects.get(slug="overdose", locale__language_code="en")
    article.review_by, article.checked_on = date(2020, 1, 1), date(2019, 1, 1)
    article.save_revision().publish()

    html = client.get("/parents/overdose/").text

    assert "due for a check" in html
    assert "1 January 2019" in html


def test_the_sitemap_lists_every_language_with_its_translations(client: Client):
    response = client.get("/sitemap.xml")

    assert response.headers["Content-Type"] == "application/xml"
    for path in PAGES:
        assert f"<loc>http://testserver{path}</loc>" in response.text
    assert response.text.count("<loc>") == response.text.count('hreflang="ru"') == SITEMAP


def test_robots_are_shown_the_sitemap(client: Client):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").text


@pytest.mark.parametrize("path", ["/_util/login/", "/api/v2/pages/", "/admin/", "/django-admin/"])
def test_no_other_way_in_is_mounted(client: Client, path: str):
    assert client.post(path, {"username": "a", "password": "b"}).status_code == 404


@pytest.mark.parametrize("path", ["/media/images/../keys/kek.json", "/media/documents/a.pdf"])
def test_only_pictures_are_served(client: Client, path: str):
    assert client.get(path).status_code in {400, 404}


@pytest.mark.parametrize("path", ["/", "/ru/"])
def test_a_home_page_runs_a_fixed_number_of_queries(
    client: Client, path: str, django_assert_max_num_queries: object
):
    client.get(path)

    with django_assert_max_num_queries(12):
        client.get(path)


def test_a_page_is_found_only_below_the_pages_that_its_address_names(client: Client):
    assert client.get("/parents/overdose/").status_code == 200
    for path in ("/overdose/", "/teachers/overdose/", "/parents/overdose/overdose/", "/ru/x/help/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_keeps_readers_out_of_a_page_keeps_them_out_of_those_below(language: str):
    section = SectionPage.objects.get(slug="parents", locale__language_code="en")
    closed = PageViewRestriction.objects.create(page=section, restriction_type="login")
    page = ArticlePage.objects.get(slug="overdose", locale__language_code=language)

    kept_out = list(page.get_view_restrictions())

    assert kept_out == ([closed] if language == "en" else [])


@pytest.mark.parametrize("make", [clinician, editor])
def test_signing_in_changes_nothing_on_the_public_site(enter: object, make: object):
    response = enter(make(at=ngo())).get("/")

    assert response.status_code == 200
    assert "csrf" not in response.text


def test_the_sitemap_names_every_programme_in_every_language(client: Client):
    catalogue_and_services()

    text = client.get("/sitemap.xml").text

    for prefix in ("", "/ru"):
        address = f"http://testserver{prefix}/programmes/example/"
        assert f"<loc>{address}</loc>" in text
        assert f'hreflang="{prefix[1:] or "en"}" href="{address}"' in text
    assert text.count('hreflang="x-default"') == text.count("<loc>")
    for path in ("/search/", "/offline/", "/exit/", "/self-check/audit/", "/s/"):
        assert f"<loc>http://testserver{path}" not in text


def test_no_page_takes_an_address_of_the_site_itself():
    article = ArticlePage.objects.get(slug="overdose", locale__language_code="en")
    article.slug = "search"

    with pytest.raises(ValidationError, match="uses this address itself"):
        article.full_clean()
