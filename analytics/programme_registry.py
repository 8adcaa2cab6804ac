"""The registry of programmes: storing their figures, and reading them back.

What is read back is all that screens and sheets ever show. Exact counts of people never come here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from analytics.models import ProgrammeCell, ProgrammeRelease, ProgrammeVintage, Series
from analytics.vocabulary import ReleaseState


BATCH = 1_000


class Why(TextChoices):
    """Why something is not told."""

    NOTHING = "nothing", _("Nothing was written down.")
    FEW = "few", _("Fewer than three sites stand behind it.")
    DIFFERENCE = "difference", _("Beside the other lines it would tell of one or two sites.")
    UNPROTECTED = "unprotected", _("Its numbers could not be protected.")


@dataclass(frozen=True)
class Cell:
    """A number that may be shown; of people, with the hash of the counts behind it."""

    value: int
    set_hash: str = ""


def store(release: ProgrammeRelease, cells: Mapping[str, Cell]) -> None:
    """Keep the numbers of a release."""
    ProgrammeCell.objects.bulk_create(
        (
            ProgrammeCell(
                release=release, series=release.vintage.series, key=key, value=cell.value,
                set_hash=cell.set_hash,
            )
            for key, cell in sorted(cells.items())
        ),
        batch_size=BATCH,
    )  # fmt: skip


def read(release: ProgrammeRelease) -> dict[str, int]:
    """All numbers of a release by key."""
    return dict(release.cells.values_list("key", "value"))


def remembered(series: Series, hashes: Iterable[str]) -> dict[str, int]:
    """What counts were published as before, the newest last, by set hash."""
    wanted = sorted(set(hashes))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), BATCH):
        rows = ProgrammeCell.objects.filter(
            series=series, set_hash__in=wanted[start : start + BATCH]
        )
        found.update(rows.order_by("pk").values_list("set_hash", "value"))
    return found


def newest(vintage: ProgrammeVintage) -> ProgrammeRelease | None:
    """The newest release of the same period, withdrawn or not: readers know it."""
    return ProgrammeRelease.objects.filter(
        vintage__series=vintage.series, vintage__since=vintage.since,
        vintage__before=vintage.before, vintage__is_example=vintage.is_example,
    ).order_by("pk").last()  # fmt: skip


def supersede(release: ProgrammeRelease) -> None:
    """Say of all earlier releases of the same period that there is a later one."""
    vintage = release.vintage
    ProgrammeRelease.objects.filter(
        vintage__series=vintage.series, vintage__since=vintage.since,
        vintage__before=vintage.before, vintage__is_example=vintage.is_example,
        state=ReleaseState.AUDITED, pk__lt=release.pk,
    ).update(state=ReleaseState.SUPERSEDED)  # fmt: skip


def together_before(vintage: ProgrammeVintage, measure: str) -> Mapping[str, Sequence[str]]:
    """The codes that the release before told only together: by dimension, of one measure.

    What leaves such a group would show what is left of it.
    """
    before = newest(vintage)
    found: Mapping[str, Sequence[str]] = before.together.get(measure, {}) if before else {}
    return found


def was_left_out(vintage: ProgrammeVintage, what: str) -> bool:
    """Whether the release before had to leave this out."""
    before = newest(vintage)
    return before is not None and what in before.left_out
