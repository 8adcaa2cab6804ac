"""Results of an implementation: computed from its waves, and as they were frozen."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import QuerySet

from kernel.models import User
from kernel.permissions import Permission, countries_where, organisations_where
from prevention.choices import Arm, ArmDesign, WaveKind
from prevention.models import Implementation, OutcomeResult, ResponseLink, Wave
from prevention.policies.linking import check_may_read
from prevention.rules.effects.clusters import LEAST_CLUSTERS
from prevention.rules.effects.estimates import RULE_VERSION as EFFECTS
from prevention.rules.linkage import LINKAGE
from prevention.rules.matching import RULE_VERSION as MATCHING
from prevention.rules.outcomes import (
    About,
    Asked,
    Data,
    Outcome,
    analysed,
    change_alone,
    outcomes_of,
    table_of,
)
from prevention.selectors.answers import Links, Sheets, links_of, sheets_of
from prevention.selectors.linking import first_wave, summary_of
from prevention.selectors.overlaps import overlap_of


LINKED, EXACT, UNLINKED, TABLE = "linked", "linked-exact", "unlinked", "table"
"""How a result was made: `EXACT` from pairs whose codes are equal, `TABLE` of one wave alone."""


@dataclass(frozen=True)
class Computed:
    """A result, not yet kept."""

    outcome: str
    is_primary: bool
    method: str
    content: dict[str, Any]


def overseen_runs(*, viewer: User) -> QuerySet[Implementation]:
    """Implementations whose results the viewer reads: own ones, and those of the country."""
    managed = organisations_where(viewer, Permission.PROGRAMME_MANAGE)
    reach = countries_where(viewer, Permission.PROGRAMME_COORDINATE)
    runs = Implementation.objects.select_related("organisation", "programme_version__programme")
    if "*" in reach:
        return runs
    return runs.filter(organisation__in=managed) | runs.filter(organisation__country__in=reach)


def frozen_results(run: Implementation) -> list[OutcomeResult]:
    """Everything that was frozen, by wave; the primary outcome first."""
    rows = OutcomeResult.objects.filter(implementation=run).exclude(outcome=LINKAGE)
    rows = rows.select_related("later_wave").order_by(
        "later_wave__opens_on", "-is_primary", "method", "pk"
    )
    return list(rows)


def is_frozen(wave: Wave) -> bool:
    """Whether results of a wave were frozen."""
    return OutcomeResult.objects.filter(later_wave=wave).exclude(outcome=LINKAGE).exists()


def computed(wave: Wave, *, on: date) -> list[Computed]:
    """Every result that a wave gives: beside the first wave, or alone when there is none.

    Raises:
        NotLinkedYet: a wave still asks, or its codes were not compared.
    """
    earlier_wave = None if wave.kind == WaveKind.PRE else first_wave(wave)
    check_may_read(wave)
    sheets = sheets_of(wave)
    if earlier_wave is None:
        return _tables(wave, sheets, on=on)
    check_may_read(earlier_wave)
    return _compared(earlier_wave, wave, sheets_of(earlier_wave), sheets, on=on)


def _compared(
    earlier_wave: Wave, wave: Wave, earlier: Sheets, later: Sheets, *, on: date
) -> list[Computed]:
    run = wave.implementation
    links = links_of(wave, earlier, later)
    overlap = overlap_of(wave, earlier, later, links)
    summary = summary_of(wave)
    rate = summary.rate().value if summary and summary.pairs else None
    has_comparison = run.arm_design != ArmDesign.NONE
    common = _common(earlier, later, primary=run.primary_outcome)
    notes = _notes(wave, earlier, later, on=on)
    found = []
    for outcome in common:
        makers: dict[str, tuple[Data, float | None]] = {}
        if len(links.earlier):
            makers[LINKED] = (_linked(outcome, earlier, later, links), rate)
            if outcome.is_primary:
                makers[EXACT] = (_linked(outcome, earlier, later, _exact(links)), rate)
        if has_comparison or not makers:
            makers[UNLINKED] = (_unlinked(outcome, earlier, later), None)
        for method, (data, matched) in makers.items():
            about = About(matched, on)
            content = analysed(outcome, data, has_comparison=has_comparison, about=about)
            if method == EXACT:  # shares of nearly the same people would tell of the others
                content["levels"] = {}
            if data.is_linked and not overlap.is_told_apart(outcome):
                content = change_alone(content)
            content |= notes | {"text": outcome.question.text}
            found.append(Computed(outcome.question.code, outcome.is_primary, method, content))
    return found


def _tables(wave: Wave, sheets: Sheets, *, on: date) -> list[Computed]:
    """Shares of one wave, of those who took part; none where its people are linked to others."""
    run = wave.implementation
    if ResponseLink.objects.filter(later_wave__implementation=run).exists():
        return []
    notes = _notes(wave, None, sheets, on=on)
    flags = sheets.is_valid & (sheets.arm == Arm.INTERVENTION)
    found = []
    for outcome in outcomes_of(sheets.questions, primary=run.primary_outcome):
        asked = _asked(outcome, sheets, _clusters(sheets)).where(flags).answered()
        content = table_of(outcome, asked) | notes | {"text": outcome.question.text}
        found.append(Computed(outcome.question.code, outcome.is_primary, TABLE, content))
    return found


def _notes(wave: Wave, earlier: Sheets | None, later: Sheets, *, on: date) -> dict[str, Any]:
    """What holds for every result of a wave."""
    both = [sheets for sheets in (earlier, later) if sheets is not None]
    return {
        "wave": wave.kind,
        "data_cut": on.isoformat(),
        "code_version": f"{EFFECTS} {MATCHING}",
        "questionnaires": [sheets.count for sheets in both],
        "left_out": [sheets.left_out for sheets in both],
    }


def _common(earlier: Sheets, later: Sheets, *, primary: str) -> list[Outcome]:
    """Outcomes that both waves asked, as the later questionnaire asks them."""
    return [
        outcome
        for outcome in outcomes_of(later.questions, primary=primary)
        if outcome.question.code in earlier.values
    ]


def _clusters(sheets: Sheets) -> np.ndarray[Any, Any]:
    """The school of each; the class where an arm has a single school."""
    sites = [len(set(sheets.site[sheets.arm == arm].tolist())) for arm in set(sheets.arm.tolist())]
    are_sites = bool(sites) and min(sites) >= LEAST_CLUSTERS
    kind, numbers = ("site", sheets.site) if are_sites else ("class", sheets.cohort)
    return np.array([f"{kind} {number}" for number in numbers.tolist()], dtype=str)


def _asked(outcome: Outcome, sheets: Sheets, clusters: np.ndarray[Any, Any]) -> Asked:
    values = outcome.of(sheets.values[outcome.question.code])
    return Asked(values, sheets.arm, sheets.gender, clusters)


def _linked(outcome: Outcome, earlier: Sheets, later: Sheets, links: Links) -> Data:
    """Group, gender and side are those of the first questionnaire."""
    before = _asked(outcome, earlier, _clusters(earlier))
    first = Asked(
        before.values[links.earlier], before.arm[links.earlier], before.gender[links.earlier],
        before.cluster[links.earlier],
    )  # fmt: skip
    values = outcome.of(later.values[outcome.question.code])[links.later]
    return Data(first, Asked(values, first.arm, first.gender, first.cluster), is_linked=True)


def _unlinked(outcome: Outcome, earlier: Sheets, later: Sheets) -> Data:
    before, after = (
        _asked(outcome, sheets, _clusters(sheets)).where(sheets.is_valid)
        for sheets in (earlier, later)
    )
    return Data(before, after, is_linked=False)


def _exact(links: Links) -> Links:
    same = links.distance == 0
    return Links(links.earlier[same], links.later[same], links.distance[same])
