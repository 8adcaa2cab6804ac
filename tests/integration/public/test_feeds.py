"""Feeds of alerts and news."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cms.models import AlertPage


ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client: Client, path: str) -> list[dict[str, str]]:
    """The entries of a feed: title, address and text."""
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    assert not response.cookies
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own feed
    return [
        {
            "title": entry.findtext(f"{ATOM}title"),
            "address": entry.find(f"{ATOM}link").get("href"),
            "text": entry.findtext(f"{ATOM}summary"),
        }
        for entry in root.iter(f"{ATOM}entry")
    ]


@pytest.fixture
def alert() -> AlertPage:
    """The English alert."""
    return AlertPage.objects.get(locale__language_code="en")


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_alerts_travel_with_a_neutral_title(client: Client, alert: AlertPage, prefix: str):
    (entry,) = entries(client, f"{prefix}/alerts/feed.xml")

    assert entry["address"].endswith(f"{prefix}/alerts/tablets/")
    assert alert.title not in entry["title"] + entry["text"]
    assert "Health alert of" in entry["title"]


def test_a_country_gets_its_own_and_those_for_every_country(client: Client, alert: AlertPage):
    AlertPage.objects.filter(pk=alert.pk).update(country="KZ")

    assert len(entries(client, "/alerts/kz/feed.xml")) == 1
    assert entries(client, "/alerts/tj/feed.xml") == []
    AlertPage.objects.filter(pk=alert.pk).update(country="")
    assert len(entries(client, "/alerts/tj/feed.xml")) == 1


@pytest.mark.parametrize(
    "path", ["/alerts/zz/feed.xml", "/kk/alerts/feed.xml", "/kk/news/feed.xml"]
)
def test_there_is_no_feed_of_nowhere(client: Client, path: str):
    assert client.get(path).status_code == 404


def test_what_has_expired_leaves_the_feed_and_the_site(client: Client, alert: AlertPage):
    alert.expire_at = timezone.now() + timedelta(days=1)
    alert.save_revision().publish()
    AlertPage.objects.filter(pk=alert.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    waiting = entries(client, "/alerts/feed.xml")

    call_command("publish_on_time")
    alert.refresh_from_db()
    answer = client.get("/alerts/tablets/")

    assert waiting == []
    assert (alert.live, alert.expired) == (False, True)
    assert answer.status_code == 410
    assert '<meta name="robots" content="noindex">' in answer.text


def test_an_alert_without_an_end_cannot_be_published(alert: AlertPage):
    alert.expire_at = None

    with pytest.raises(ValidationError, match="at most 90 days"):
        alert.full_clean()


def test_news_are_told_with_title_and_introduction(client: Client):
    (entry,) = entries(client, "/news/feed.xml")

    assert entry["address"].endswith("/news/new-site/")
    assert entry["title"]
    assert entry["text"]


@pytest.mark.parametrize(
    ("path", "feed"), [("/alerts/", "/alerts/feed.xml"), ("/ru/news/", "/ru/news/feed.xml")]
)
def test_pages_name_their_feed(client: Client, path: str, feed: str):
    link = '<link rel="alternate" type="application/atom+xml"'

    assert f'{link} href="{feed}"' in client.get(path).text
