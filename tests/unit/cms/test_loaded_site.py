"""A site that was loaded: how its pages hang together, and what loading it again does."""

from io import StringIO

import pytest
from django.core.management import call_command

from cms.models import AlertPage, ArticlePage, HomePage
from tests.factories.cms import SMALL_SITE


pytestmark = pytest.mark.usefixtures("site")


def load() -> str:
    """Load the small site once more and return what the command said."""
    out = StringIO()
    call_command("load_site", "--from", str(SMALL_SITE), stdout=out)
    return out.getvalue()


def test_the_languages_are_linked():
    pages = ArticlePage.objects.live()
    assert {page.locale.language_code for page in pages} == {"en", "ru"}
    assert pages.count() == 2 * pages.values("translation_key").distinct().count()
    assert HomePage.objects.values("translation_key").distinct().count() == 1


def test_loading_again_adds_nothing_and_keeps_what_editors_wrote():
    home = HomePage.objects.get(locale__language_code="en")
    home.lead = "Written by an editor."
    home.save_revision().publish()

    said = load()

    home.refresh_from_db()
    assert said == "The site is complete; nothing was added.\n"
    assert home.lead == "Written by an editor."


def test_what_is_missing_is_added_beside_what_is_there():
    ArticlePage.objects.get(slug="overdose", locale__language_code="ru").delete()

    said = load()

    pages = ArticlePage.objects.filter(slug="overdose")
    assert said.count("Added: ") == 1
    assert pages.values("translation_key").distinct().count() == 1


def test_an_alert_ends_after_its_days():
    alert = AlertPage.objects.first()
    assert round((alert.expire_at - alert.first_published_at).total_seconds() / 86400) == 60
    assert alert.review_by is not None
