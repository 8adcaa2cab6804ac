"""Give the public site its first pages. Safe to run twice."""

import tomllib
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.access import sync_office_groups
from cms.models import ArticlePage, HomePage


CONTENT = Path(__file__).resolve().parent.parent.parent / "content"
LANGUAGES = ("en", "ru")
ARTICLES = ("agonist-treatment",)


class Command(BaseCommand):
    """Home and one article in English and Russian, the site's root, the office's groups.

    Pages that exist are left as their editors made them.
    """

    help = "Load the public site's first pages; pages that exist are not touched."

    @transaction.atomic
    def handle(self, *args: object, **options: object) -> None:
        """Load what is missing and say what was added."""
        sync_office_groups()
        added = []
        for language in LANGUAGES:
            locale, _created = Locale.objects.get_or_create(language_code=language)
            home = HomePage.objects.filter(locale=locale).first()
            if home is None:
                home = _add_home(locale)
                added.append(str(home.title))
            present = ArticlePage.objects.filter(locale=locale, slug__in=ARTICLES)
            missing = set(ARTICLES) - set(present.values_list("slug", flat=True))
            added.extend(str(_add_article(slug, home).title) for slug in sorted(missing))
        _point_site()
        for title in added:
            self.stdout.write(f"Added: {title}")
        if not added:
            self.stdout.write("The site is complete; nothing was added.")


def _read(name: str, language: str) -> dict:
    content = tomllib.loads((CONTENT / f"{name}.{language}.toml").read_text(encoding="utf-8"))
    for field in ("sections", "sources"):
        if field in content:
            kind = field.removesuffix("s")
            content[field] = [{"type": kind, "value": value} for value in content[field]]
    return content


def _add_home(locale: Locale) -> HomePage:
    home = HomePage(
        locale=locale, slug=f"home-{locale.language_code}", **_read("home", locale.language_code)
    )
    original = HomePage.objects.first()
    if original:
        home.translation_key = original.translation_key
    return _publish(home, Page.get_first_root_node())


def _add_article(slug: str, home: HomePage) -> ArticlePage:
    language = home.locale.language_code
    article = ArticlePage(locale=home.locale, slug=slug, **_read(slug, language))
    original = ArticlePage.objects.filter(slug=slug).first()
    if original:
        article.translation_key = original.translation_key
    return _publish(article, home)


def _publish(page: Page, parent: Page) -> Page:
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _point_site() -> None:
    """Make the default language's home the root, and drop Wagtail's welcome page."""
    home = HomePage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"root_page": home, "site_name": "Umit", "hostname": "localhost", "port": 80},
    )
    welcome = Page.objects.filter(depth=2, slug="home", content_type__model="page").first()
    if welcome:
        welcome.delete()
