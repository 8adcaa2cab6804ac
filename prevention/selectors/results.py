"""Frozen results as pages and papers show them: in words, two decimals, nothing hidden."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prevention.choices import Arm, ImplementationStatus, WaveKind, WaveStatus
from prevention.models import CodeElement, Implementation, OutcomeResult, Wave
from prevention.policies.linking import FINISHED
from prevention.rules.cleaning import Exclusion
from prevention.rules.effects import Claim, Method, Scale
from prevention.rules.outcomes import ALL, BOTH, BOYS, GIRLS, REASONS
from prevention.rules.shares import Mark
from prevention.rules.waves import FOLLOW_UPS
from prevention.selectors.outcomes import EXACT, LINKED, TABLE, UNLINKED, frozen_results


BETWEEN = "between"
WHO: dict[str, Promise] = {
    BOTH: gettext_lazy("Girls and boys"), GIRLS: gettext_lazy("Girls"),
    BOYS: gettext_lazy("Boys"), ALL: gettext_lazy("Everybody"),
    BETWEEN: gettext_lazy("Girls less boys"),
}  # fmt: skip
HOW: dict[str, Promise] = {
    LINKED: gettext_lazy("Linked questionnaires"),
    EXACT: gettext_lazy("Only questionnaires whose codes are equal: a check"),
    UNLINKED: gettext_lazy("Questionnaires that are not linked"),
    TABLE: gettext_lazy("One wave alone"),
}
SCALES: dict[Scale, Promise] = {
    Scale.DIFFERENCE: gettext_lazy("Difference"),
    Scale.ODDS_RATIO: gettext_lazy("Odds ratio"),
    Scale.EFFECT_SIZE: gettext_lazy("Standard deviations"),
    Scale.NUMBER_NEEDED: gettext_lazy("Number needed"),
}
NO_DIFFERENCE = {Scale.DIFFERENCE: 0.0, Scale.EFFECT_SIZE: 0.0, Scale.ODDS_RATIO: 1.0}


@dataclass(frozen=True)
class Level:
    """Shares or means of one side of the comparison, before and after."""

    who: str
    side: str
    people: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One estimate in print."""

    who: str
    scale: str
    value: str
    interval: str
    method: str
    claim: str
    people: str
    clusters: str
    icc: str
    deff: str
    needs_review: bool
    reading: str
    """What the interval says, in plain words."""


@dataclass(frozen=True)
class Result:
    """One frozen outcome."""

    code: str
    text: str
    is_primary: bool
    method: str
    how: str
    levels: list[Level]
    lines: list[Line]
    interaction: Line | None
    reasons: list[tuple[str, str]]
    match_rate: str
    data_cut: date
    code_version: str

    @property
    def is_main(self) -> bool:
        """Whether it is read first: linked questionnaires, or all that there are."""
        return self.method in {LINKED, TABLE}

    @property
    def main_lines(self) -> list[Line]:
        """The first measure of each, and whether girls and boys differ."""
        firsts = {line.who: line for line in reversed(self.lines)}
        found = [firsts[who] for who in dict.fromkeys(line.who for line in self.lines)]
        return [*found, self.interaction] if self.interaction else found

    @property
    def needs_review(self) -> bool:
        """Whether a value is too good to be true."""
        return any(line.needs_review for line in self.lines)


@dataclass(frozen=True)
class WaveResults:
    """The results of one wave."""

    wave: Wave
    results: list[Result]
    """In the order in which they are read: the primary outcome first."""
    left_out: list[tuple[str, list[int]]]
    questionnaires: list[int]
    added_on: date | None = None
    """The day on which it was frozen, where the report had been accepted before."""

    @property
    def title(self) -> str:
        """The wave, and whether its results came after the report."""
        if self.added_on is None:
            return str(self.wave)
        day = date_format(self.added_on, "SHORT_DATE_FORMAT")
        return _("%(wave)s, added on %(day)s, after the report was accepted") % {
            "wave": self.wave, "day": day,
        }  # fmt: skip

    @property
    def main(self) -> list[Result]:
        """What is read first; without links, all."""
        return [each for each in self.results if each.is_main] or self.results

    @property
    def checks(self) -> list[Result]:
        """The same outcomes made in another way."""
        return [each for each in self.results if each not in self.main]


@dataclass(frozen=True)
class WaveLine:
    """A wave with what can be done about its codes."""

    wave: Wave
    may_link: bool
    is_linked: bool
    may_destroy: bool


def results_of(run: Implementation) -> list[WaveResults]:
    """Everything that was frozen, wave by wave."""
    by_wave: dict[int, list[OutcomeResult]] = {}
    for row in frozen_results(run):
        by_wave.setdefault(row.later_wave_id, []).append(row)
    return [_of_wave(rows, accepted_at=run.reported_at) for rows in by_wave.values()]


def wave_lines(run: Implementation) -> list[WaveLine]:
    """The waves in their order."""
    waves = list(run.waves.order_by("opens_on", "pk"))
    first = next((wave for wave in waves if wave.kind == WaveKind.PRE), None)
    comparable = (WaveStatus.CLOSED, WaveStatus.LINKED)
    return [
        WaveLine(
            wave,
            may_link=wave.status == WaveStatus.CLOSED and wave != first
            and first is not None and first.status in comparable,
            is_linked=wave.linked_at is not None and wave != first,
            may_destroy=wave.status in comparable,
        )
        for wave in waves
    ]  # fmt: skip


def why_not_frozen(run: Implementation, found: Collection[WaveResults]) -> str:
    """Why no result can be frozen now; empty when one can. `found` are those that were."""
    if run.status == ImplementationStatus.CANCELLED:
        return _("This implementation was cancelled: it has no results.")
    waves = list(run.waves.all())
    if not any(wave.status not in {WaveStatus.DRAFT, WaveStatus.OPEN} for wave in waves):
        return _("No questionnaire has been closed yet. There are no answers to look at.")
    if not run.primary_outcome:
        return _("No primary outcome is named. Name it in the plan: the others are exploratory.")
    frozen = {group.wave.pk for group in found}
    readable = _readable(waves)
    is_linked = any(wave.kind != WaveKind.PRE and wave.status in FINISHED for wave in waves)
    first = next((wave for wave in waves if wave.kind == WaveKind.PRE), None)
    has_first = first is None or first in readable
    if run.status == ImplementationStatus.REPORTED:
        readable = [wave for wave in readable if wave.kind in FOLLOW_UPS]
    for wave in readable:
        may_tell = not is_linked if wave == first else has_first
        if may_tell and wave.pk not in frozen:
            return ""
    if frozen:
        return _("All results are frozen.")
    return _("The questionnaires are not linked yet. Link them first: then results are looked at.")


def _readable(waves: Collection[Wave]) -> list[Wave]:
    """Those whose answers may be looked at, as `check_may_read` has it; one query."""
    closed = [wave.pk for wave in waves if wave.status == WaveStatus.CLOSED]
    coded = set(
        CodeElement.objects.filter(response__wave__in=closed)
        .order_by().values_list("response__wave", flat=True).distinct()
    )  # fmt: skip
    return [
        wave for wave in waves
        if wave.status in FINISHED or (wave.status == WaveStatus.CLOSED and wave.pk not in coded)
    ]  # fmt: skip


def _of_wave(rows: list[OutcomeResult], *, accepted_at: datetime | None) -> WaveResults:
    content, frozen_at = rows[0].content, rows[0].frozen_at
    is_added = accepted_at is not None and frozen_at > accepted_at
    return WaveResults(
        rows[0].later_wave,
        [result_of(row) for row in rows],
        [
            (str(reason.label), [counts.get(reason, 0) for counts in content["left_out"]])
            for reason in Exclusion
        ],
        content["questionnaires"],
        timezone.localdate(frozen_at) if is_added else None,
    )


def result_of(row: OutcomeResult) -> Result:
    """One frozen outcome in words."""
    content = row.content
    lines = [_line(who, each) for who, found in content["estimates"].items() for each in found]
    rates = [each["match_rate"] for found in content["estimates"].values() for each in found]
    return Result(
        row.outcome, content["text"], row.is_primary, row.method, str(HOW[row.method]),
        _levels(content), lines,
        _line(BETWEEN, content["interaction"]) if content["interaction"] else None,
        [(str(WHO[who]), str(REASONS[why])) for who, why in content["reasons"].items()],
        f"{round(100 * rates[0])} %" if rates and rates[0] is not None else "",
        date.fromisoformat(content["data_cut"]), content["code_version"],
    )  # fmt: skip


def _levels(content: Mapping[str, Any]) -> list[Level]:
    found = []
    for arm, by_who in content["levels"].items():
        for who, marks in by_who.items():
            after = marks["after"]
            people = _("kept back") if after["people"] is None else str(after["people"])
            found.append(Level(
                str(WHO[who]), str(Arm(arm).label), people, _mark(marks.get("before")),
                _mark(after),
            ))  # fmt: skip
    return found


def _mark(mark: Mapping[str, Any] | None) -> str:
    if mark is None:
        return ""
    if "mean" in mark:
        return _("kept back") if mark["mean"] is None else two(mark["mean"])
    return Mark(**mark).text


def two(value: float | None) -> str:
    """A number with two decimals."""
    return "–" if value is None else str(number_format(round(value, 2), 2))


def _line(who: str, estimate: Mapping[str, Any]) -> Line:
    scale = Scale(estimate["scale"])
    numbers = [estimate["n_intervention"], estimate["n_comparison"]]
    clusters = [estimate["clusters_intervention"], estimate["clusters_comparison"]]
    low, high = estimate["low"], estimate["high"]
    return Line(
        str(WHO[who]), str(SCALES[scale]), two(estimate["value"]),
        "–" if low is None else _("%(low)s to %(high)s") % {"low": two(low), "high": two(high)},
        str(Method(estimate["method"]).label), str(Claim(estimate["claim"]).label),
        _and(numbers), _and(clusters), _icc(estimate), two(estimate["deff"]),
        bool(estimate["needs_review"]), _reading(scale, estimate),
    )  # fmt: skip


def _and(values: list[int | None]) -> str:
    return " + ".join(str(value) for value in values if value is not None)


def _icc(estimate: Mapping[str, Any]) -> str:
    if estimate["icc"] is None:
        return "–"
    words = _("%(icc)s, from the literature") if estimate["is_icc_planned"] else "%(icc)s"
    return words % {"icc": two(estimate["icc"])}


def _reading(scale: Scale, estimate: Mapping[str, Any]) -> str:
    """What can be said: more, less, or not known; never "no effect"."""
    none, low, high = NO_DIFFERENCE.get(scale), estimate["low"], estimate["high"]
    if none is None or low is None:
        return ""
    if estimate["method"] == Method.GIRLS_AGAINST_BOYS:
        return (
            _("Whether girls and boys differ, the data do not tell.")
            if low <= none <= high
            else _("Girls and boys differ.")
        )
    is_change = estimate["claim"] == Claim.CHANGE
    if low <= none <= high:
        return (
            _("It may have risen or fallen: the data do not tell.")
            if is_change
            else _("More or less of it are both possible: the data do not tell.")
        )
    if estimate["value"] > none:
        return (
            _("It rose. Why, this cannot tell.")
            if is_change
            else _("More of it than in the groups that did not take part.")
        )
    return (
        _("It fell. Why, this cannot tell.")
        if is_change
        else _("Less of it than in the groups that did not take part.")
    )
