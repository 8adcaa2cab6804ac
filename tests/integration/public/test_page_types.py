"""Every type of page, in two languages: whole, light, well built, without a cookie."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.test import Client

from cms.models.pages import PublicPage
from tests.factories.cms import SMALL_SITE


ADDRESSES = {
    "home": "/",
    "section": "/parents/",
    "article": "/parents/overdose/",
    "substance": "/substances/opioids/",
    "story": "/parents/a-way-back/",
    "organisation": "/professionals/open-door/",
    "help": "/help/",
    "alerts": "/alerts/",
    "alert": "/alerts/tablets/",
    "selfcheck": "/self-check/",
    "programmes": "/programmes/",
    "leaflet": "/parents/naloxone-leaflet/",
    "news_index": "/news/",
    "news": "/news/new-site/",
    "event": "/news/open-day/",
    "faq": "/questions/",
    "glossary": "/words/",
    "standard": "/privacy/",
}
PAGES = [f"{prefix}{address}" for address in ADDRESSES.values() for prefix in ("", "/ru")]
BUDGET = 60 * 1024
SCRIPT = 20 * 1024
QUERIES = 12
SECTION = 13
"""A section asks once for each type of page in it; here there are three."""


class Outline(HTMLParser):
    """Headings, landmarks, ids and what a picture says, as they stand in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.mute: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        """Note what matters."""
        values = dict(attrs)
        self.tags.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "img" and "alt" not in values:
            self.mute.append(values.get("src", ""))
        if values.get("role") == "img" and not values.get("aria-label"):
            self.mute.append(str(values))


def test_the_small_site_has_a_page_of_every_type():
    types = {
        re.search(r'^type = "(\w+)"', path.read_text(encoding="utf-8"), re.M)[1]
        for path in SMALL_SITE.glob("en/*.toml")
    }
    models = [
        model for model in apps.get_app_config("cms").get_models() if issubclass(model, PublicPage)
    ]

    assert types == set(ADDRESSES)
    assert len(models) == len(types)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole(client: Client, path: str):
    response = client.get(path)
    outline = Outline(response.text)
    steps = zip(outline.levels, outline.levels[1:], strict=False)

    assert response.status_code == 200
    assert outline.levels[0] == 1
    assert outline.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in steps), outline.levels
    assert {"header", "main", "footer", "nav"} <= set(outline.tags)
    assert len(set(outline.ids)) == len(outline.ids)
    assert outline.mute == []
    assert not response.cookies
    assert "None" not in re.sub(r"<[^>]*>", "", response.text)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light(client: Client, path: str):
    style = Path(finders.find("cms/site.css")).read_bytes()

    assert len(client.get(path).content) + len(style) < BUDGET


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_little_script(client: Client, path: str):
    names = re.findall(r'<script src="/static/([^"]+)"', client.get(path).text)

    assert "cms/site.js" in names
    assert sum(len(Path(finders.find(name)).read_bytes()) for name in names) < SCRIPT


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_few_questions(
    client: Client, path: str, django_assert_max_num_queries: object
):
    client.get(path)

    with django_assert_max_num_queries(SECTION if path.endswith("/parents/") else QUERIES):
        client.get(path)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_names_its_other_language_and_itself(client: Client, path: str):
    html = client.get(path).text
    english = path.removeprefix("/ru")

    assert f'<link rel="canonical" href="http://testserver{path}">' in html
    assert f'hreflang="en" href="http://testserver{english}">' in html
    assert f'hreflang="ru" href="http://testserver/ru{english}">' in html
    assert f'hreflang="x-default" href="http://testserver{english}">' in html
    assert f'<meta property="og:url" content="http://testserver{path}">' in html
    for name in ("title", "description", "image", "type", "locale", "site_name"):
        assert f'<meta property="og:{name}" content="' in html


@pytest.mark.parametrize("path", PAGES)
def test_every_page_offers_help_and_the_way_out(client: Client, path: str):
    html = client.get(path).text

    assert 'href="tel:103"' in html
    assert f'href="{"/ru" if path.startswith("/ru") else ""}/help/"' in html
    assert '<a class="exit" href="/exit/" rel="noreferrer nofollow" data-exit>' in html
