"""Put the site's files on the site: what is missing is added, what exists is left alone."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from wagtail.blocks import StreamBlockValidationError
from wagtail.fields import RichTextField
from wagtail.models import Locale, Page, Site

from cms.models import AlertPage, HomePage
from cms.models.pages import PublicPage
from cms.site_files import HOME, SiteFile, in_parent_order, is_stream, rich, walk
from cms.site_files import Site as SiteFiles


DAYS = 60
"""How long an alert stands when its file does not say."""


def load(site: SiteFiles, *, at: datetime) -> list[PublicPage]:
    """Add every page that is missing, link the languages, publish; return what was added.

    The default language goes first: its pages are those that the others translate.
    """
    codes = sorted(site, key=lambda code: (code != settings.LANGUAGE_CODE, code))
    added = [page for code in codes for page in _load_language(code, site[code], at=at)]
    _point_site()
    return added


def _load_language(code: str, files: dict[str, SiteFile], *, at: datetime) -> list[PublicPage]:
    locale, _created = Locale.objects.get_or_create(language_code=code)
    present: dict[str, Page] = {}
    missing: list[tuple[SiteFile, PublicPage]] = []
    for file in in_parent_order(files):
        page = _existing(file, locale)
        if page is None:
            page = _add(file, locale, present)
            missing.append((file, page))
        present[file.slug] = page
    ids = {slug: page.pk for slug, page in present.items()}
    for file, page in missing:
        _fill(file, page, ids, at=at)
    return [page for _file, page in missing]


def _existing(file: SiteFile, locale: Locale) -> Page | None:
    pages = file.model.objects.filter(locale=locale)
    if file.values["type"] != HOME:
        pages = pages.filter(slug=file.slug)
    return pages.first()


def _add(file: SiteFile, locale: Locale, present: dict[str, Page]) -> PublicPage:
    """Add the page as a draft without text: links can be resolved once all pages are there."""
    slug = f"home-{locale.language_code}" if file.values["type"] == HOME else file.slug
    page = file.model(locale=locale, slug=slug, live=False)
    for name, value in file.fields().items():
        field = file.model._meta.get_field(name)
        if not (is_stream(field) or isinstance(field, (RichTextField, models.ForeignKey))):
            setattr(page, name, _plain(value))
    original = _originals(file).first()
    if original:
        page.translation_key = original.translation_key
    parent = Page.get_first_root_node() if file.values["type"] == HOME else present[file.parent]
    return parent.add_child(instance=page)


def _originals(file: SiteFile) -> models.QuerySet[Page]:
    pages = file.model.objects.order_by("pk").exclude(locale__language_code=file.language)
    return pages if file.values["type"] == HOME else pages.filter(slug=file.slug)


def _fill(file: SiteFile, page: PublicPage, ids: dict[str, int], *, at: datetime) -> None:
    page.show_in_menus = file.is_in_menu
    for name, value in file.fields().items():
        setattr(page, *_stored(file, name, value, ids))
    if isinstance(page, AlertPage):
        day = at + timedelta(days=file.values.get("days", DAYS))
        page.expire_at = day.replace(second=0, microsecond=0)  # a form knows no seconds
        page.review_by = page.review_by or timezone.localdate(page.expire_at)
    try:
        page.full_clean()
    except ValidationError as error:
        raise _refusal(file, error) from error
    page.save_revision().publish()


def _stored(file: SiteFile, name: str, value: object, ids: dict[str, int]) -> tuple[str, object]:
    """Return the attribute to set and the value that the field takes."""
    field = file.model._meta.get_field(name)
    if is_stream(field):
        return name, _stream(file, name, field, walk(file, field.stream_block, value, name, ids))
    if isinstance(field, RichTextField):
        return name, rich(value, ids)
    if isinstance(field, models.ForeignKey):
        if value not in ids:
            raise file.wrong(name, f"there is no page “{value}” in this language. Correct it.")
        return field.attname, ids[value]
    return name, _plain(value)


def _plain(value: object) -> object:
    """A moment without zone is one of the house's own zone."""
    if isinstance(value, datetime) and timezone.is_naive(value):
        return timezone.make_aware(value)
    return value


def _stream(file: SiteFile, name: str, field: models.Field, raw: list) -> object:
    """Clean the blocks as the office would, and name the one that is wrong."""
    stream = field.stream_block.to_python(raw)
    try:
        field.stream_block.clean(stream)
    except StreamBlockValidationError as error:
        raise file.wrong(*_first_error(name, error)) from error
    return stream


def _first_error(key: str, error: ValidationError) -> tuple[str, str]:
    """Walk down to the innermost error: `body[3].statistic.source` and its sentence."""
    inner = getattr(error, "block_errors", None)
    if inner:
        place, found = next(iter(inner.items() if isinstance(inner, dict) else enumerate(inner)))
        part = f"[{place + 1}]" if isinstance(place, int) else f".{place}"
        return _first_error(f"{key}{part}", found)
    sentences = getattr(error, "non_block_errors", None) or error.messages
    return key, " ".join(map(str, sentences))


def _refusal(file: SiteFile, error: ValidationError) -> Exception:
    key, sentences = next(iter(error.message_dict.items()))
    return file.wrong(key, " ".join(sentences))


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
