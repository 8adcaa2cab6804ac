"""The first pages of the site."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from wagtail.models import Page, Site

from cms.management.commands.load_site import CONTENT
from cms.models import ArticlePage, HomePage


def load() -> str:
    out = StringIO()
    call_command("load_site", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_an_empty_site_gets_home_and_article_in_both_languages():
    said = load()

    assert said.count("Added: ") == 4
    for model in (HomePage, ArticlePage):
        pages = model.objects.live()
        assert {page.locale.language_code for page in pages} == {"en", "ru"}
        assert pages.values("translation_key").distinct().count() == 1
    assert Site.objects.get().root_page.locale.language_code == "en"
    assert not Page.objects.filter(slug="home").exists()


@pytest.mark.django_db
def test_loading_again_adds_nothing_and_keeps_what_editors_wrote():
    load()
    home = HomePage.objects.get(locale__language_code="en")
    home.lead = "Written by an editor."
    home.save_revision().publish()

    said = load()

    home.refresh_from_db()
    assert said == "The site is complete; nothing was added.\n"
    assert home.lead == "Written by an editor."


@pytest.mark.parametrize("file", sorted(CONTENT.glob("*.toml")), ids=lambda file: file.name)
def test_no_text_names_a_phone_number_or_labels_a_person(file: Path):
    text = file.read_text(encoding="utf-8")

    assert not re.search(r"\+\d|\b10[1-4]\b|\b\d{1,3}[ -]\d{2,3}[ -]\d{2}", text)
    assert not re.search(r"addict(s|ed)?\b|junkie|abuser|наркоман|алкоголик", text, re.IGNORECASE)


@pytest.mark.parametrize("name", ["home", "agonist-treatment"])
def test_both_languages_say_the_same_in_the_same_order(name: str):
    shapes = []
    for language in ("en", "ru"):
        text = (CONTENT / f"{name}.{language}.toml").read_text(encoding="utf-8")
        shapes.append(re.findall(r"^\[\[.*\]\]|^type = .*|^tone = .*|^anchor = .*", text, re.M))

    assert shapes[0] == shapes[1]
