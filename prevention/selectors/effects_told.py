"""What changed: the primary outcomes of a country's implementations, as they were frozen (9.4).

Each stands for itself, none is pooled. An effect is told where people were compared with others,
with its 95 % interval, and never of fewer than three sites; small groups were kept back when it was
frozen.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kernel.few_places import may_show_nationally
from prevention.choices import WaveKind
from prevention.models import Implementation, OutcomeResult
from prevention.selectors.outcomes import LINKED, UNLINKED
from prevention.selectors.results import result_of
from prevention.selectors.sections import Cell, Section


def primary_outcomes(runs: Mapping[int, Implementation], kept: Iterable[OutcomeResult]) -> Section:
    """Lines for everybody, girls and boys of each effect; `asked_sites` are in each of `kept`."""
    rows: list[list[Cell]] = []
    of_few = 0
    for row in _chosen(kept):
        run: Any = runs[row.implementation_id]
        if not may_show_nationally(row.asked_sites):  # type: ignore[attr-defined] # annotated
            of_few += 1
            continue
        asked = WaveKind(row.content["wave"]).label
        programme = run.programme_name or run.programme_version.programme.code
        name = f"{programme}. {row.content['text']} ({asked})"
        rows += [
            [name, line.who, line.scale, line.value, line.interval, line.reading or "–"]
            for line in result_of(row).main_lines
        ]
    columns = [
        _("Programme and outcome"), _("Who"), _("Measure"), _("Effect"), _("95 % interval"),
        _("What it says"),
    ]  # fmt: skip
    return Section(_("Primary outcomes"), columns, rows, _words(rows, of_few=of_few))


def _chosen(kept: Iterable[OutcomeResult]) -> list[OutcomeResult]:
    """Effects on primary outcomes, one for each wave: of linked questionnaires where there are."""
    of_wave: dict[int, dict[str, OutcomeResult]] = defaultdict(dict)
    for row in kept:
        is_effect = row.content.get("has_comparison") and any(row.content["estimates"].values())
        if row.is_primary and is_effect:
            of_wave[row.later_wave_id][row.method] = row
    found = [by_method.get(LINKED) or by_method.get(UNLINKED) for by_method in of_wave.values()]
    return [row for row in found if row is not None]


def _words(rows: list[list[Cell]], *, of_few: int) -> str:
    words = [
        _("Each effect stands for itself: against groups that did not take part.")
        if rows
        else _("No effect on a primary outcome is told.")
    ]
    words.append(
        _("Without groups to compare with there is a change, not an effect: none is here.")
    )
    if of_few:
        words.append(
            _("Kept back because fewer than three sites were asked: %(count)s.") % {"count": of_few}
        )
    return " ".join(words)
