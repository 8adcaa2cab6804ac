"""Waves whose codes can be compared, what came of it, and what still stands of the codes."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, QuerySet

from kernel.models import User
from kernel.permissions import Permission, organisations_where
from kernel.study_keys import has_study_key
from prevention.choices import WaveKind
from prevention.models import CodeElement, OutcomeResult, Response, Wave
from prevention.rules.linkage import LINKAGE, Summary
from prevention.rules.matching import Form
from prevention.rules.sgic import MISSING, Element, HashedElement
from prevention.selectors.roots import visible_waves


PROGRESS_SECONDS = 1_800
"""So long a step of linking is believed to be under way; a worker that died is forgotten then."""


@dataclass(frozen=True)
class Standing:
    """How many questionnaires a wave has, and how many of them have a code."""

    wave: Wave
    answered: int
    with_code: int


def managed_waves(*, viewer: User) -> QuerySet[Wave]:
    """Waves of organisations whose programmes the viewer manages."""
    held = organisations_where(viewer, Permission.PROGRAMME_MANAGE)
    return visible_waves(viewer=viewer).filter(organisation__in=held)


def first_wave(wave: Wave) -> Wave | None:
    """The wave before the first session, to which every later one is linked."""
    if wave.kind == WaveKind.PRE:
        return None
    rows = Wave.objects.filter(implementation=wave.implementation_id, kind=WaveKind.PRE)
    return rows.select_related("questionnaire").first()


def waves_of_study(wave: Wave) -> list[Wave]:
    """All waves of the implementation: they share one key."""
    rows = Wave.objects.filter(implementation=wave.implementation_id)
    return list(rows.select_related("questionnaire").order_by("opens_on"))


def standings(waves: list[Wave]) -> list[Standing]:
    """Questionnaires and codes of each wave, in one query."""
    has_code = Exists(CodeElement.objects.filter(response=OuterRef("pk")))
    counted = (
        Response.objects.filter(wave__in=[wave.pk for wave in waves])
        .order_by()
        .values_list("wave")
        .annotate(answered=Count("pk"), with_code=Count("pk", filter=has_code))
    )
    found = {wave: numbers for wave, *numbers in counted}
    return [Standing(each, *found.get(each.pk, (0, 0))) for each in waves]


def has_key(wave: Wave) -> bool:
    """Whether the key of the study is still there."""
    return has_study_key(wave.implementation.uid)


def summary_of(wave: Wave) -> Summary | None:
    """What linking this later wave gave, as it was kept then."""
    kept = OutcomeResult.objects.filter(later_wave=wave, outcome=LINKAGE).first()
    return Summary.of_content(kept.content) if kept else None


def forms_of(wave: Wave) -> list[Form]:
    """Every questionnaire of a wave with its hashed code, without its answers."""
    codes: dict[UUID, dict[int, HashedElement]] = defaultdict(dict)
    elements = CodeElement.objects.filter(response__wave=wave).values_list(
        "response", "position", "fine", "coarse", "swapped"
    )
    for response, position, fine, coarse, swapped in elements.iterator():
        codes[response][position] = HashedElement(fine, coarse, swapped)
    rows = Response.objects.filter(wave=wave).values_list(
        "pk", "cohort__site", "cohort__grade", "cohort", "gender"
    )
    return [
        Form(*row, code=tuple(codes[row[0]].get(place, MISSING) for place in Element))
        for row in rows.order_by("pk")
    ]


def progress_key(wave: Wave) -> str:
    """Under which name the progress of linking is kept."""
    return f"prevention-linking-{wave.uid}"


def progress_of(wave: Wave) -> dict[str, Any] | None:
    """How far linking in the background is: `step` and, where it was refused, `refusal`."""
    found: dict[str, Any] | None = cache.get(progress_key(wave))
    return found
