"""Long registers are drawn in the background and kept for some minutes for who asked for them."""

from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django_tasks import task

from kernel.errors import Refused
from kernel.models import User
from prevention.actions.printing import note_printed
from prevention.documents.registers import group_sheets
from prevention.models import Cohort
from prevention.selectors.roots import visible_cohorts


KEPT_SECONDS = 600
"""So long a paper, or a word on how far it is, is kept."""
WAITED_FOR = 50
"""Before tasks that keep an index: somebody sits in front of the page."""
WAITING, DRAWING, READY, REFUSED, FAILED = "waiting", "drawing", "ready", "refused", "failed"


@dataclass(frozen=True)
class Paper:
    """How far a paper is; its content once it is ready."""

    step: str
    refusal: str = ""
    content: bytes = b""

    @property
    def is_under_way(self) -> bool:
        """Whether to ask again."""
        return self.step in {WAITING, DRAWING}


def paper_of(cohort: Cohort, *, language: str, by: User) -> Paper | None:
    """What there is of the paper that `by` asked for; None when nothing was asked for lately."""
    found: Paper | None = cache.get(_key(cohort.uid, language, by))
    return found


def ask_for_sheets(cohort: Cohort, *, language: str, by: User) -> None:
    """Let the sheets of a group be drawn; asking again while that goes on does nothing."""
    paper = paper_of(cohort, language=language, by=by)
    if paper is not None and paper.is_under_way:
        return
    cache.set(_key(cohort.uid, language, by), Paper(WAITING), KEPT_SECONDS)
    draw_sheets.enqueue(str(cohort.uid), language, by.pk)


@task(priority=WAITED_FOR)
def draw_sheets(uid: str, language: str, by: int) -> None:
    """Draw the sheets of a group for who sees it still, and keep them for some minutes."""
    person = User.objects.get(pk=by)
    key = _key(UUID(uid), language, person)
    cache.set(key, Paper(DRAWING), KEPT_SECONDS)
    try:
        cohort = visible_cohorts(viewer=person).get(uid=uid)
        content = group_sheets(cohort, language=language)
        note_printed(row=cohort, by=person)
    except Refused as refusal:
        cache.set(key, Paper(REFUSED, refusal=str(refusal)), KEPT_SECONDS)
    except Exception:
        cache.set(key, Paper(FAILED), KEPT_SECONDS)
        raise
    else:
        cache.set(key, Paper(READY, content=content), KEPT_SECONDS)


def _key(cohort: UUID, language: str, by: User) -> str:
    return f"prevention-sheets-{cohort}-{language}-{by.pk}"
