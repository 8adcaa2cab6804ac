"""Which pages are translations, and whether their sources have moved on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wagtail.models import Page
from wagtail_localize.models import Translation


@dataclass(frozen=True)
class TranslationStatus:
    """A translation and the source that it was made from."""

    page: Page
    source: Page
    taken_at: datetime
    source_changed_at: datetime | None

    @property
    def is_stale(self) -> bool:
        """Whether the source was published again after the translator last took it over."""
        return self.source_changed_at is not None and self.source_changed_at > self.taken_at


def translation_of(page: Page) -> Translation | None:
    """Return the translation that fills `page`; None for a page written in its own language."""
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).first()


def translation_statuses(pages: Iterable[Page]) -> list[TranslationStatus]:
    """Say of each translated page how old it is against its source; three queries for any number.

    A translator takes the source over as it was published at a moment; the source may have been
    published again since.
    """
    by_key = {(page.translation_key, page.locale_id): page for page in pages}
    keys = {key for key, _locale in by_key}
    translations = list(
        Translation.objects.filter(source__object_id__in=keys, enabled=True).select_related(
            "source"
        )
    )
    sources = {
        (page.translation_key, page.locale_id): page
        for page in Page.objects.filter(translation_key__in=keys).select_related("locale")
    }
    found = []
    for each in translations:
        page = by_key.get((each.source.object_id, each.target_locale_id))
        source = sources.get((each.source.object_id, each.source.locale_id))
        if page and source:
            found.append(TranslationStatus(page, source, _taken_at(each), source.last_published_at))
    return found


def _taken_at(translation: Translation) -> datetime:
    written = translation.destination_last_updated_at or translation.created_at
    return min(written, translation.source.last_updated_at)
