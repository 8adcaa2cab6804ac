"""What waits for a person of the office: drafts, checks, reviews that are due, translations.

Every answer starts from the pages that the person may work on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.admin.utils import quote
from django.db.models import F, Model, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import Translation

from cms.models.content import ContentPage
from cms.models.review import AGAIN, APPROVE, REQUEST_CHANGES
from cms.translations import TranslationStatus, translation_statuses
from kernel.models import User
from prevention.models import Programme, ProgrammeVersion


SHOWN = 10
"""Lines of a panel; the reports have all."""
SOON = timedelta(days=30)
WORK = ("add", "change", "lock")
"""Rights that make a page somebody's work: writing, translating, checking."""


@dataclass(frozen=True)
class Deed:
    """What can be done with a line: a word, and the address that asks and does."""

    label: str
    url: str


@dataclass(frozen=True)
class Line:
    """A line of a panel."""

    title: str
    url: str
    language: str = ""
    note: str = ""
    day: date | None = None
    is_late: bool = False
    send_url: str = ""
    deeds: tuple[Deed, ...] = ()


def my_pages(user: User) -> QuerySet[Page]:
    """Return the pages that a person may work on; never the root."""
    mine = page_permission_policy.instances_user_has_any_permission_for(user, set(WORK))
    return mine.filter(depth__gt=1).select_related("locale")


def my_drafts(user: User) -> list[Line]:
    """What the person wrote last and readers do not see, newest first."""
    pages = (
        my_pages(user)
        .filter(latest_revision__user=user, has_unpublished_changes=True)
        .order_by("-latest_revision_created_at")[:SHOWN]
    )
    steps = _steps(pages)
    lines = [
        Line(
            title=page.draft_title,
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            language=page.locale.language_code,
            note=_said(steps.get(str(page.pk))),
            send_url=""
            if _is_open(steps.get(str(page.pk)))
            else reverse("cms_office:send", args=[page.pk]),
        )
        for page in pages
    ]
    return [*lines, *_catalogue_drafts(user)][:SHOWN]


def review_of(page: Page, user: User) -> Line:
    """Where one page stands in the review, and what the person can do about it.

    For the translators' editor: what was entered there since the page was last sent is no draft
    yet, so a translation can be sent whenever it is not being checked.
    """
    step = _steps([page]).get(str(page.pk))
    rights = page.permissions_for_user(user)
    can_send = not _is_open(step) and rights.can_edit() and rights.can_submit_for_moderation()
    actions = step.task.specific.get_actions(page, user) if _is_open(step) else []
    return Line(
        title=page.draft_title,
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        note=_said(step),
        send_url=reverse("cms_office:send", args=[page.pk]) if can_send else "",
        deeds=_deeds(page.pk, step, actions) if actions else (),
    )


def _steps(pages: Iterable[Page]) -> dict[str, TaskState]:
    """The step at which each page is being checked, or from which it was sent back."""
    states = TaskState.objects.filter(
        pk=F("workflow_state__current_task_state"),
        status__in=(TaskState.STATUS_IN_PROGRESS, TaskState.STATUS_REJECTED),
        workflow_state__base_content_type__model="page",
        workflow_state__object_id__in=[str(page.pk) for page in pages],
    ).order_by("pk")
    return {
        state.workflow_state.object_id: state for state in states.select_related("workflow_state")
    }


def _is_open(step: TaskState | None) -> bool:
    return step is not None and step.status == TaskState.STATUS_IN_PROGRESS


def _said(step: TaskState | None) -> str:
    if step is None:
        return ""
    if _is_open(step):
        return _("is being checked")
    return _("sent back: %(comment)s") % {"comment": step.comment}


def _catalogue_drafts(user: User) -> list[Line]:
    return [
        Line(title=str(row), url=_edit(row), note=str(model._meta.verbose_name))
        for model, name in ((Programme, "texts"), (ProgrammeVersion, "programme"))
        for row in model.objects.filter(
            latest_revision__user=user, has_unpublished_changes=True
        ).prefetch_related(name)[:SHOWN]
    ]


def _edit(row: Model) -> str:
    space = f"wagtailsnippets_{row._meta.app_label}_{row._meta.model_name}"
    return reverse(f"{space}:edit", args=[quote(row.pk)])


def waiting(user: User) -> list[Line]:
    """The steps of the review that wait for the person, longest first."""
    states = (
        TaskState.objects.reviewable_by(user)
        .select_related("task", "revision__user", "revision__content_type")
        .order_by("started_at")[:SHOWN]
    )
    states = list(states)
    found = (
        Page.objects.filter(
            pk__in=[state.revision.object_id for state in states if _is_page(state)]
        )
        .select_related("locale")
        .annotate(writer=F("latest_revision__user_id"))
    )
    pages = {str(page.pk): page for page in found}
    without_buttons = _translated(found)
    lines = []
    for state in states:
        page = pages.get(state.revision.object_id) if _is_page(state) else None
        actions = _actions(state, page, user)
        lines.append(
            Line(
                title=state.revision.object_str,
                url=_where(state),
                language=page.locale.language_code if page else "",
                note=_asked(state, has_changed=AGAIN in actions),
                day=state.started_at.date(),
                deeds=_deeds(page.pk, state, actions)
                if page and str(page.pk) in without_buttons
                else (),
            )
        )
    return lines


def _actions(state: TaskState, page: Page | None, user: User) -> tuple:
    """What `cms.models.review.Check` offers, of facts that are read for all lines at once."""
    if page is None or page.latest_revision_id == state.revision_id:
        return (REQUEST_CHANGES, APPROVE)
    return (AGAIN,) if page.writer == user.pk else (AGAIN, REQUEST_CHANGES)


def _asked(state: TaskState, *, has_changed: bool) -> str:
    if not has_changed:
        return state.task.name
    return _("%(step)s: the text has changed since") % {"step": state.task.name}


def _translated(pages: QuerySet[Page]) -> set[str]:
    """The pages that open in the translators' editor, which has no buttons of the review."""
    found = Translation.objects.filter(
        enabled=True, source__object_id__in=[page.translation_key for page in pages]
    ).values_list("source__object_id", "target_locale_id")
    targets = set(found)
    return {str(page.pk) for page in pages if (page.translation_key, page.locale_id) in targets}


def _deeds(page: int, state: TaskState, actions: Iterable[tuple]) -> tuple[Deed, ...]:
    return tuple(
        Deed(
            label,
            reverse("wagtailadmin_pages:workflow_action", args=[page, name, state.pk]),
        )
        for name, label, _asks in actions
    )


def _is_page(state: TaskState) -> bool:
    return issubclass(state.revision.content_type.model_class(), Page)


def _where(state: TaskState) -> str:
    pk = state.revision.object_id
    if _is_page(state):
        return reverse("wagtailadmin_pages:edit", args=[pk])
    return _edit(state.revision.content_type.model_class()(pk=pk))


def pages_to_check(user: User, *, before: date | None = None) -> QuerySet[Page]:
    """Return the live pages with a day of their next check (`review_by`), soonest first."""
    names = [f"{name}__review_by" for name in _content_models()]
    pages = my_pages(user).filter(live=True).annotate(review_by=Coalesce(*map(F, names)))
    pages = pages.filter(review_by__isnull=False)
    pages = pages.filter(review_by__lte=before) if before else pages
    return pages.order_by("review_by", "pk")


def _content_models() -> list[str]:
    return [model._meta.model_name for model in ContentPage.__subclasses__()]


def due(user: User, *, on: date) -> list[Line]:
    """Live pages and programmes whose next check is past or within thirty days."""
    pages = pages_to_check(user, before=on + SOON)[:SHOWN]
    lines = [
        Line(
            title=page.title,
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            language=page.locale.language_code,
            day=page.review_by,
            is_late=page.review_by < on,
        )
        for page in pages
    ]
    if user.has_perm("prevention.change_programme"):
        programmes = Programme.objects.filter(live=True, review_by__lte=on + SOON)
        lines += [
            Line(title=str(row), url=_edit(row), day=row.review_by, is_late=row.review_by < on)
            for row in programmes.prefetch_related("texts").order_by("review_by")[:SHOWN]
        ]
    return sorted(lines, key=lambda line: line.day)[:SHOWN]


def translations(user: User) -> list[TranslationStatus]:
    """Every translation among the person's pages, with its source; stale ones first."""
    found = translation_statuses(my_pages(user))
    return sorted(found, key=lambda each: (not each.is_stale, each.page.draft_title))


def stale(user: User) -> list[Line]:
    """Translations whose sources were published again since."""
    return [
        Line(
            title=each.page.draft_title,
            url=reverse("wagtailadmin_pages:edit", args=[each.page.pk]),
            language=each.page.locale.language_code,
            note=_("source changed"),
            day=each.source_changed_at.date(),
        )
        for each in translations(user)
        if each.is_stale
    ][:SHOWN]
