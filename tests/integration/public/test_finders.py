"""Finding help and programmes; alerts that end. All by GET, nothing remembered."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cms.models import AlertPage, NewsIndexPage, NewsPage
from prevention.models import EvidenceRating, Programme
from tests.factories.cms import catalogue_and_services, make_place
from tests.factories.prevention import make_programme


@pytest.fixture
def alert() -> AlertPage:
    """The English alert."""
    return AlertPage.objects.get(locale__language_code="en")


@pytest.fixture
def programme() -> Programme:
    """A programme of the catalogue, and three services."""
    return catalogue_and_services()


@pytest.mark.usefixtures("programme")
def test_services_are_marked_after_half_a_year_and_gone_after_a_year(client: Client):
    html = client.get("/help/").text

    assert re.findall(r"<h3>(Place \w+)</h3>", html) == ["Place hotline", "Place narcology"]
    assert html.count("Not checked for half a year") == 1
    assert 'href="tel:+996000000"' in html
    assert 'href="tel:555"' in html


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?country=KG", 2),
        ("?country=KZ", 0),
        ("?country=XX", 2),
        ("?kind=hotline", 1),
        ("?kind=cats", 2),
        ("?language=ky", 2),
        ("?language=uz", 0),
        ("?country=KG&region=KG-C", 0),
        ("?country=KG&region=KZ-11", 2),
    ],
)
def test_services_are_found_by_place_kind_and_language(client: Client, query: str, shown: int):
    assert client.get(f"/help/{query}").text.count('<li class="place">') == shown


def test_a_finder_without_services_says_what_to_do(client: Client):
    assert "Choose fewer things" in client.get("/help/").text


@pytest.mark.usefixtures("programme")
def test_services_speak_the_readers_language(client: Client):
    html = client.get("/ru/help/?country=KG").text

    assert "Место hotline" in html
    assert "Бишкек" in html


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("path", "most"), [("/help/", 12), ("/programmes/", 12), ("/programmes/example/", 16)]
)
def test_more_rows_ask_no_more_questions(
    client: Client, path: str, most: int, django_assert_max_num_queries: object
):
    client.get(path)
    with django_assert_max_num_queries(most) as before:
        client.get(path)
    for number in range(4):
        make_place("ngo", verified=5)
        make_programme(f"MORE_{number}")

    with django_assert_max_num_queries(len(before)):
        client.get(path)


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("?setting=school", True),
        ("?setting=family", False),
        ("?level=U", True),
        ("?level=I", False),
        ("?stage=infancy", False),
        ("?stage=cats", True),
        ("?evidence=for", True),
        ("?evidence=rated", True),
        ("?evidence=open", False),
        ("?evidence=cats", True),
    ],
)
def test_programmes_are_found_by_stage_setting_level_and_evidence(
    client: Client, query: str, *, shown: bool
):
    assert ("Example programme" in client.get(f"/programmes/{query}").text) is shown


@pytest.mark.usefixtures("programme")
def test_a_rating_that_nobody_checked_is_not_shown_and_the_most_cautious_stands_first(
    client: Client,
):
    html = client.get("/programmes/example/").text

    assert "SECRETGRADE" not in html
    assert "SECRETGRADE" not in client.get("/programmes/").text
    assert html.index("Blueprints") < html.index("Rating not yet checked")
    assert html.index("Rating not yet checked") < html.index("Likely to be beneficial")
    assert "Older than two years" in html
    assert "Looked up on 1 January 2020" in html
    assert "Session 2" in html


@pytest.mark.usefixtures("programme")
def test_a_registry_that_speaks_against_a_programme_is_not_outvoted(client: Client):
    EvidenceRating.objects.filter(code="SECRETGRADE").update(checked_on=date(2026, 1, 1))

    assert "Example programme" not in client.get("/programmes/?evidence=for").text
    assert "Example programme" in client.get("/programmes/?evidence=rated").text


@pytest.mark.usefixtures("programme")
def test_a_grade_is_said_in_words(client: Client):
    EvidenceRating.objects.filter(registry="XCHANGE").update(code="possibly_beneficial")

    for path in ("/programmes/", "/programmes/example/"):
        html = client.get(path).text
        assert "Possibly of benefit" in html
        assert "possibly_beneficial" not in html
    assert '<span class="of" lang="en" translate="no">(possibly beneficial)</span>' in html


def test_stars_of_the_standards_are_shown_once_somebody_checked_them(
    client: Client, programme: Programme
):
    kind = programme.types.first()
    kind.stars, kind.source, kind.stars_checked_on = 4, "The Standards, 2013", None
    kind.save()
    before = client.get("/programmes/example/").text
    kind.stars_checked_on = date(2026, 3, 1)
    kind.save()

    after = client.get("/programmes/example/").text

    assert "Very good" not in before
    assert "Grade not yet checked against the printed table" in before
    assert '<p class="grade">Very good</p>' in after
    assert "4 of 5 stars in the first edition, 2013" in after
    assert "on 1 March 2026" in after
    assert "The Standards, 2013" in after
    assert "was not created by UNODC or WHO" in after


@pytest.mark.usefixtures("programme")
def test_programmes_are_read_by_leaves_that_keep_what_was_chosen(client: Client):
    for number in range(9):
        make_programme(f"MORE_{number}")
    shown = re.compile(r'<a href="/programmes/[\w-]+/">')

    pages = [client.get(f"/programmes/?level=U&page={it}").text for it in (1, 2, "cats", 99)]
    whole = client.get("/programmes/").text

    assert [len(shown.findall(page)) for page in pages] == [8, 2, 8, 2]
    assert "Page 1 of 2" in pages[0]
    assert 'href="?level=U&amp;page=2#list" rel="next"' in pages[0]
    assert 'href="?level=U&amp;page=1#list" rel="prev"' in pages[1]
    assert '<a href="/programmes/">' in pages[1]
    assert 'href="?page=2#list"' in whole


@pytest.mark.usefixtures("programme")
def test_a_programme_is_one_page_in_each_language(client: Client):
    html = client.get("/ru/programmes/example/").text

    assert "<h1>Пример программы</h1>" in html
    assert '<link rel="canonical" href="http://testserver/ru/programmes/example/">' in html
    assert 'hreflang="en" href="http://testserver/programmes/example/"' in html
    sitemap = client.get("/sitemap.xml").text
    assert sitemap.count("<loc>http://testserver/programmes/example/</loc>") == 1
    assert sitemap.count("<loc>http://testserver/ru/programmes/example/</loc>") == 1


def test_a_programme_that_is_not_there_is_not_found(client: Client, programme: Programme):
    Programme.objects.filter(pk=programme.pk).update(status="retired")

    assert client.get("/programmes/example/").status_code == 404
    assert client.get("/programmes/example/more/").status_code == 404


def test_an_alert_tells_readers_nothing_for_professionals_and_no_street_names(client: Client):
    html = client.get("/alerts/tablets/").text

    assert "Laboratory secret" not in html
    assert "streetword" not in html
    assert re.search(r"<title>Health alert of \d+ \w+ \d{4} – Umit</title>", html)
    assert re.search(r'og:title" content="Health alert of ', html)


@pytest.mark.parametrize("swept", [False, True])
def test_an_ended_alert_is_gone(client: Client, alert: AlertPage, *, swept: bool):
    AlertPage.objects.filter(pk=alert.pk).update(
        expire_at=timezone.now() - timedelta(minutes=1), live=not swept, expired=swept
    )

    response = client.get("/alerts/tablets/")

    assert response.status_code == 410
    assert "This alert has ended" in response.text
    assert alert.title not in response.text
    assert client.get("/kk/alerts/tablets/").status_code == 404
    assert alert.title not in client.get("/alerts/").text
    assert alert.title not in client.get("/").text


def test_a_draft_alert_is_not_found(client: Client, alert: AlertPage):
    AlertPage.objects.filter(pk=alert.pk).update(
        live=False, expire_at=timezone.now() - timedelta(days=1), first_published_at=None
    )

    assert client.get("/alerts/tablets/").status_code == 404


@pytest.mark.parametrize("days", [None, 91])
def test_an_alert_needs_an_end_within_ninety_days(alert: AlertPage, days: int | None):
    alert.expire_at = timezone.now() + timedelta(days=days, hours=1) if days else None

    with pytest.raises(ValidationError, match="90 days"):
        alert.full_clean()


@pytest.mark.parametrize(("country", "shown"), [("KZ", True), ("UZ", False), ("", True)])
def test_alerts_are_read_by_country(client: Client, country: str, *, shown: bool):
    html = client.get(f"/alerts/?country={country}").text

    assert ("/alerts/tablets/" in html) is shown


def test_the_most_urgent_alert_stands_before_newer_ones(client: Client, alert: AlertPage):
    parent = alert.get_parent()
    for slug, severity in (("older", "urgent"), ("newer", "info"), ("newest", "elevated")):
        copy = alert.copy(update_attrs={"slug": slug, "title": slug}, keep_live=True)
        AlertPage.objects.filter(pk=copy.pk).update(severity=severity)
    AlertPage.objects.filter(pk=alert.pk).update(severity="info")
    made = AlertPage.objects.child_of(parent)
    for days, slug in enumerate(("newest", "newer", "older", "tablets")):
        made.filter(slug=slug).update(first_published_at=timezone.now() - timedelta(days=days))

    html = client.get("/alerts/").text
    strip = re.search(r'class="strip".*?</aside>', client.get("/").text, re.S)[0]

    assert re.findall(r'<a href="/alerts/(\w+)/">', html) == ["older", "newest", "newer", "tablets"]
    assert "/alerts/older/" in strip


def test_an_alert_for_information_is_no_strip_on_the_home_page(client: Client, alert: AlertPage):
    AlertPage.objects.filter(pk=alert.pk).update(severity="info")

    assert 'class="strip"' not in client.get("/").text


def test_news_are_read_by_leaves(client: Client):
    index = NewsIndexPage.objects.get(locale__language_code="en")
    first = NewsPage.objects.get(locale__language_code="en")
    for number in range(21):
        index.add_child(
            instance=NewsPage(
                title=f"Item {number}",
                slug=f"item-{number}",
                lead="New.",
                body=first.body,
                search_description="New.",
                locale=index.locale,
            )
        )

    pages = [client.get(f"/news/?page={number}").text for number in (1, 2, "cats", 99)]

    assert "?page=2" in pages[0]
    assert "?page=1" in pages[1]
    assert pages[2].count("/news/item-") == 20
    assert pages[3].count("/news/") >= 2
