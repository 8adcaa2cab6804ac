"""The search as readers use it."""

import logging
from datetime import date

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page
from wagtail.rich_text import RichText

from cms.models import AlertPage, ArticlePage, HomePage, SubstancePage
from prevention.choices import CatalogueStatus
from prevention.models import ProgrammeText
from tests.factories.cms import catalogue_and_services
from tests.factories.prevention import make_programme


def links(html: str) -> str:
    """What was found, without menus."""
    return html.split("<main", 1)[1].split("<aside", 1)[0]


def add(title: str, *, language: str = "ru", sentence: str = "") -> ArticlePage:
    """An article of that title."""
    home = HomePage.objects.get(locale__language_code=language)
    slug = f"found-{Page.objects.count()}"
    page = ArticlePage(
        title=title, slug=slug, lead=title, locale=home.locale, review_by=date(2099, 1, 1),
        search_description=sentence or title, body=[("paragraph", RichText("<p>Text.</p>"))],
    )  # fmt: skip
    return home.add_child(instance=page)


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Oʻzbekiston haqida", "O'zbekiston"),
        ("Oʻzbekiston haqida", "O‘zbekiston"),
        ("Oʻzbekiston haqida", "ozbekiston"),
        ("Қазақстан туралы", "казахстан"),
        ("О Казахстане", "Қазақстан"),
        ("О Казахстане", "kazakhstan"),
        ("Новая ёлка", "елка"),
        ("Забони тоҷикӣ", "тоҷики"),
        ("Türkmençe sözler", "turkmence"),
        ("Для семьи", "семья"),
        ("Справка о бессоннице", "бессон"),
        ("Киргизия сегодня", "Кыргызстан"),
        ("Oʻsh va Ош", "osh"),
    ],
)
def test_every_pair_of_the_reference_is_found(client: Client, title: str, typed: str):
    page = add(title)

    html = client.get("/ru/search/", {"q": typed}).text

    assert f'href="{page.get_url()}"' in links(html)


def test_a_street_name_leads_to_the_substance_and_is_not_shown(client: Client):
    page = SubstancePage.objects.get(locale__language_code="en")
    page.also_known = [("line", "Blue Lagoon")]
    page.save_revision().publish()
    add("A blue sky", language="en", sentence="Blue and lagoon.")

    html = links(client.get("/search/", {"q": "LAGOON"}).text)

    assert html.index(page.get_url()) < html.index("A blue sky")
    assert "Blue Lagoon" not in html


def test_only_the_readers_language_is_listed_and_others_are_offered(client: Client):
    add("Уникальное слово", language="ru")

    russian = links(client.get("/ru/search/", {"q": "уникальное"}).text)
    english = links(client.get("/search/", {"q": "уникальное"}).text)

    assert "In other languages" not in russian
    assert "Nothing was found in this language" in english
    assert '<li lang="ru"><a href="/ru/found' in english


@pytest.mark.parametrize(
    "typed", ["help", "I need HELP now", "помощь", "помогите", "көмек", "ambul"]
)
def test_help_comes_first(client: Client, typed: str):
    html = links(client.get("/search/", {"q": typed}).text)

    assert ("Help first" in html) is (typed != "ambul")


def test_a_call_for_help_does_not_hide_what_it_is_about(client: Client):
    html = links(client.get("/search/", {"q": "help opioids"}).text)

    assert "Help first" in html
    assert 'href="/substances/opioids/"' in html


def test_drafts_and_what_has_ended_are_not_found(client: Client):
    page = add("Unpublished thing", language="en")
    Page.objects.filter(pk=page.pk).update(live=False)
    alert = AlertPage.objects.get(locale__language_code="en")
    found = f'href="{alert.get_url()}"' in links(client.get("/search/", {"q": alert.title}).text)
    Page.objects.filter(pk=alert.pk).update(expire_at=timezone.now())

    html = client.get("/search/", {"q": alert.title}).text + client.get("/search/?q=thing").text

    assert found
    assert f'href="{alert.get_url()}"' not in links(html)
    assert "Unpublished thing" not in html


@pytest.mark.parametrize(
    "typed", ["", "  ", "'", "* OR *", 'a" AND (', "%_\\", "x" * 5000, "семья:*&!"]
)
def test_whatever_is_typed_is_answered(client: Client, typed: str):
    assert client.get("/search/", {"q": typed}).status_code == 200


def test_a_query_is_neither_kept_nor_told(client: Client, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connections["default"]) as queries:
        response = client.get("/search/", {"q": "somethingprivate"})

    said = [record for record in caplog.records if record.name != "django.db.backends"]
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}
    assert not any("somethingprivate" in record.getMessage() for record in said)
    assert "no-store" in response.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.text
    assert not response.cookies


def test_a_search_costs_the_same_however_much_is_found(
    client: Client, django_assert_max_num_queries: object
):
    client.get("/search/", {"q": "common"})
    for number in range(12):
        add(f"Common {number}", language="en")

    with django_assert_max_num_queries(12) as few:
        assert links(client.get("/search/", {"q": "common"}).text).count("<li>") == 12
    assert len(few) <= 12


def test_a_language_without_site_has_no_search(client: Client):
    assert client.get("/kk/search/", {"q": "x"}).status_code == 404


def test_programmes_are_found_in_the_readers_language_alone(client: Client):
    catalogue_and_services()
    retired = make_programme("RETIRED", slug="retired", status=CatalogueStatus.RETIRED)
    ProgrammeText.objects.create(programme=retired, language="ru", name="Программа без адреса")

    russian = links(client.get("/ru/search/", {"q": "программы"}).text)
    elsewhere = links(client.get("/search/", {"q": "программы"}).text)
    english = links(client.get("/search/", {"q": "example program"}).text)
    half = links(client.get("/search/", {"q": "program nonsense"}).text)

    assert '<li><a href="/ru/programmes/example/"' in russian
    assert '<li lang="ru"><a href="/ru/programmes/example/"' in elsewhere
    assert '<li><a href="/programmes/example/"' in english
    assert "Программа без адреса" not in russian
    assert "/programmes/example/" not in half
