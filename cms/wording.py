"""Reading the words of a page or of a programme, for the list of terms to avoid."""

from collections.abc import Iterable

from django.db import models
from django.utils.html import strip_tags
from wagtail.fields import RichTextField, StreamField

from cms.models.office import TermRule
from cms.terms import Hit, scan
from prevention.models import Programme


UNREAD = frozenset(
    {"sources", "also_known", "words", "slug", "draft_title", "url_path", "path", "byline"}
)
"""Citations keep their words; names for the search alone are never shown; the rest is no text."""


def hits(obj: models.Model) -> list[Hit]:
    """Find what the list says of the latest text of `obj`."""
    rules = list(TermRule.objects.all())
    found = []
    for language, text in _passages(_latest(obj)):
        fitting = [rule for rule in rules if rule.language in {"", language}]
        found.extend(scan(text, fitting))
    return found


def blocking_hits(obj: models.Model) -> list[Hit]:
    """Return the places for which a reviewer has to give a reason."""
    return [hit for hit in hits(obj) if hit.is_blocking]


def _latest(obj: models.Model) -> models.Model:
    return obj.get_latest_revision_as_object() if hasattr(obj, "latest_revision") else obj


def _passages(obj: models.Model) -> Iterable[tuple[str, str]]:
    if isinstance(obj, Programme):
        for text in obj.texts.all():
            yield text.language, _words(text)
    else:
        locale = getattr(obj, "locale", None)
        yield (locale.language_code if locale else "", _words(obj))


def _words(obj: models.Model) -> str:
    return "\n".join(
        passage
        for field in obj._meta.concrete_fields
        if field.name not in UNREAD and not field.choices
        for passage in _field_words(field, getattr(obj, field.name, None))
    )


def _field_words(field: models.Field, value: object) -> list[str]:
    if not value:
        return []
    if isinstance(field, StreamField):
        return [strip_tags(text) for text in field.get_searchable_content(value)]
    if isinstance(field, RichTextField):
        return [strip_tags(str(value))]
    is_text = isinstance(field, (models.CharField, models.TextField))
    return [str(value)] if is_text else []
