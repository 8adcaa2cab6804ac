"""Which pages are translations, and whether their sources have moved on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.models import Translation

from kernel.models import User


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


def take_over(page: Page, *, by: User) -> Page:
    """Write what translators entered into a draft of `page`; return the page as it then is.

    The translating add-on does so only when it publishes, which nobody may: what is not taken
    over here is neither checked nor read. Even a draft it writes into the page that is live
    (wagtail-localize #655): what readers see is put back before anybody sees it.

    Raises:
        ValidationError: a translated line does not fit its field.
    """
    translation = translation_of(page)
    if translation is None:
        return page
    with transaction.atomic():
        before = Page.objects.get(pk=page.pk).specific
        _write_draft(translation, by=by)
        after = Page.objects.get(pk=page.pk).specific
        return _put_back(before, draft=after) if before.live else after


def _write_draft(translation: Translation, *, by: User) -> None:
    try:
        translation.save_target(user=by, publish=False)
    except AttributeError as error:  # the add-on expects every refusal to name a field
        if isinstance(error.__context__, ValidationError):
            raise error.__context__ from error
        raise
    except DataError as error:  # PostgreSQL refuses before the add-on looks
        raise ValidationError(_("It is longer than its field.")) from error


def _put_back(live: Page, *, draft: Page) -> Page:
    live.latest_revision = draft.latest_revision
    live.latest_revision_created_at = draft.latest_revision_created_at
    live.draft_title = draft.draft_title
    live.has_unpublished_changes = True
    live.save(clean=False)
    return live


def translation_statuses(pages: Iterable[Page]) -> list[TranslationStatus]:
    """Say of each translated page how old it is against its source; two queries for any number.

    A translator takes the source over as it was published at a moment; the source may have been
    published again since. A page that was written beside its source, as the first pages were,
    follows the page that was published first, and counts as brought up to date when it is itself
    published.
    """
    mine = [page for page in pages if page.alias_of_id is None]
    keys = {page.translation_key for page in mine}
    taken = {
        (each.source.object_id, each.target_locale_id): each
        for each in Translation.objects.filter(
            source__object_id__in=keys, enabled=True
        ).select_related("source")
    }
    families: dict[UUID, dict[int, Page]] = defaultdict(dict)
    for page in Page.objects.filter(translation_key__in=keys).select_related("locale"):
        families[page.translation_key][page.locale_id] = page
    found = []
    for page in mine:
        family = families[page.translation_key]
        record = taken.get((page.translation_key, page.locale_id))
        source = family.get(record.source.locale_id) if record else _first(family.values())
        taken_at = _taken_at(record) if record else page.last_published_at
        if source and source.pk != page.pk and taken_at:
            found.append(TranslationStatus(page, source, taken_at, source.last_published_at))
    return found


def _first(family: Iterable[Page]) -> Page | None:
    """Return the page that was published first: the others say what it says."""
    published = [page for page in family if page.first_published_at]
    return min(published, key=lambda page: (page.first_published_at, page.pk), default=None)


def _taken_at(translation: Translation) -> datetime:
    written = translation.destination_last_updated_at or translation.created_at
    return min(written, translation.source.last_updated_at)
