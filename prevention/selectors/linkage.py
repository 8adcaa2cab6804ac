"""What linking gave, as its page shows it: rates, distances, who stayed alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from kernel.errors import Refused
from kernel.models import User
from kernel.permissions import Permission, has_permission
from prevention.choices import Arm, Gender, ItemRole, WaveKind, WaveStatus
from prevention.models import Wave
from prevention.policies.linking import check_can_destroy, check_can_link
from prevention.rules.linkage import Summary
from prevention.rules.matching import Reason
from prevention.rules.outcomes import MOST_OTHERS, Outcome
from prevention.rules.shares import KEPT_BACK, Group, Mark, of_two, sizes
from prevention.selectors.answers import all_links, all_sheets
from prevention.selectors.linking import first_wave, summary_of, waves_of_study
from prevention.selectors.overlaps import Overlap, linked_before, overlap_among


FINISHED = (WaveStatus.LINKED, WaveStatus.CODES_DESTROYED)


@dataclass(frozen=True)
class Rate:
    """How many questionnaires of the first wave found a partner; None where kept back."""

    label: str
    linked: int | None
    asked: int | None

    @property
    def percent(self) -> int | None:
        """The match rate."""
        if self.linked is None or not self.asked:
            return None
        return round(100 * self.linked / self.asked)


@dataclass(frozen=True)
class Compared:
    """An answer before, of those who were linked and of those who were not."""

    text: str
    matched: Mark
    alone: Mark


@dataclass(frozen=True)
class LinkagePage:
    """Everything that is shown of linking two waves."""

    summary: Summary
    rates: list[Rate]
    distances: list[tuple[str, int]]
    reasons: list[tuple[str, int, int]]
    baseline: list[Compared]


def page_of_linkage(
    *, viewer: User, wave: Wave, study: Sequence[Wave] | None = None
) -> LinkagePage | None:
    """What linking a later wave gave; None where it was not linked, or is not the viewer's.

    `study` are all waves of the implementation, where they were read already.
    """
    if not has_permission(viewer, Permission.PROGRAMME_MANAGE, at=wave.organisation):
        return None
    summary = summary_of(wave)
    if summary is None:
        return None
    return LinkagePage(
        summary, rates_of(summary), _distances(summary),
        [
            (str(reason.label), summary.alone_earlier.get(reason, 0),
             summary.alone_later.get(reason, 0))
            for reason in Reason
        ],
        baseline_of(wave, waves_of_study(wave) if study is None else study),
    )  # fmt: skip


def rates_of(summary: Summary) -> list[Rate]:
    """Match rates of everybody, girls and boys; by gender only where both have ten on each side.

    Who is linked is no trait, but few of one gender could be told in the class.
    """
    everybody = Rate(_("Everybody"), summary.pairs, sum(summary.asked.values()))
    named = {Gender.GIRL: _("Girls"), Gender.BOY: _("Boys")}
    asked = sizes({gender: summary.asked.get(gender, 0) for gender in named})
    return [everybody] + [
        Rate(label, None if asked[gender] is None else summary.linked.get(gender, 0), asked[gender])
        for gender, label in named.items()
    ]


def _distances(summary: Summary) -> list[tuple[str, int]]:
    return [(distance, summary.by_distance[distance]) for distance in summary.by_distance]


def baseline_of(wave: Wave, study: Sequence[Wave]) -> list[Compared]:
    """Answers before about use, of linked and of other people of the groups that took part.

    Of the same people as the results: other comparisons could be taken from each other. Kept back
    where a wave that was linked before shows nearly the same people. `study` are all waves.
    """
    first = next((each for each in study if each.kind == WaveKind.PRE), None)
    if first is None or wave == first or wave.status not in FINISHED:
        return []
    overlap = _overlap(first, wave, study)
    earlier, (later, links) = overlap.earlier, overlap.own
    is_told = (earlier.arm == Arm.INTERVENTION) & earlier.is_valid
    stated = np.isin(earlier.gender, [Gender.GIRL, Gender.BOY])
    if is_told.any() and stated[is_told].mean() >= MOST_OTHERS:
        is_told &= stated
    found = []
    for question in earlier.questions:
        outcome = Outcome(question)
        if question.role != ItemRole.USE or not outcome.is_share:
            continue
        if not overlap.is_told_apart(outcome):
            found.append(Compared(question.text, Mark(KEPT_BACK), Mark(KEPT_BACK)))
            continue
        before = outcome.of(earlier.values[question.code])
        after = later.values.get(question.code, np.full(later.count, np.nan))
        is_counted = is_told & ~np.isnan(before)
        is_matched = np.zeros(earlier.count, dtype=bool)
        is_matched[links.earlier[~np.isnan(after[links.later])]] = True
        marks = of_two(
            _group(before[is_counted & is_matched]), _group(before[is_counted & ~is_matched])
        )
        found.append(Compared(question.text, marks[0], marks[1]))
    return found


def _overlap(first: Wave, wave: Wave, study: Sequence[Wave]) -> Overlap:
    """A wave beside the first and those that were linked before it, in four queries."""
    sheets = all_sheets([first, wave, *linked_before(wave, study)])
    earlier = sheets.pop(first.pk)
    links = all_links(earlier, sheets)
    own = sheets.pop(wave.pk), links[wave.pk]
    return overlap_among(earlier, own, sheets, links)


def _group(values: np.ndarray) -> Group:
    return Group(len(values), int(values.sum()))


def reason_not_to(act: str, wave: Wave) -> str:
    """Why a wave cannot be linked, or its codes not destroyed, in words; empty when it can."""
    try:
        if act == "link":
            check_can_link(first_wave(wave), wave)
        else:
            check_can_destroy(waves_of_study(wave))
    except Refused as refusal:
        return str(refusal)
    return ""
