"""Indicators of prevention for a country and a period, by gender; small counts protected (9.4).

An implementation belongs to the period in which it begins, so that periods add up. Awareness events
stand apart: they are never programme reach. What was made up for a demonstration is not counted,
nor who delivers nothing else.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from kernel.models import User
from kernel.models.organisations import Country
from kernel.permissions import Permission, countries_where
from prevention.choices import (
    Gender,
    ImplementationStatus,
    Level,
    Registry,
    Setting,
    TrainingKind,
)
from prevention.models import Facilitator, Implementation, OutcomeResult, Training
from prevention.policies.plans import is_event
from prevention.rules import heads
from prevention.rules.delivery import Heads, dose_delivered
from prevention.rules.linkage import LINKAGE, Summary
from prevention.rules.ratings import UNKNOWN, rank
from prevention.rules.ratios import Ratio
from prevention.selectors.measures import Counts, counts_of, fidelity_of
from prevention.selectors.sections import Cell, Section, percent


LOW = 10
"""Rank up to which a registry calls a programme harmful or of no use."""
COUNTED = (
    ImplementationStatus.READY, ImplementationStatus.RUNNING, ImplementationStatus.SUSPENDED,
    ImplementationStatus.DELIVERED, ImplementationStatus.EVALUATED, ImplementationStatus.REPORTED,
)  # fmt: skip


@dataclass(frozen=True)
class Indicators:
    """The tables of one country and period."""

    sections: list[Section]
    runs: int
    events: int


def coordinated_countries(*, viewer: User) -> list[tuple[str, str]]:
    """Countries whose prevention the viewer coordinates, with their names."""
    reach = countries_where(viewer, Permission.PROGRAMME_COORDINATE)
    return [(code, str(name)) for code, name in Country.choices if "*" in reach or code in reach]


def indicators_of(*, country: str, since: date, before: date) -> Indicators:
    """Indicators of implementations that begin in the half-open period."""
    runs = list(
        Implementation.objects.filter(
            organisation__country=country, is_example=False, status__in=COUNTED,
            starts_on__gte=since, starts_on__lt=before,
        )
        .select_related("programme_version__programme")
        .prefetch_related(
            "programme_version__programme__types", "programme_version__programme__ratings"
        )
        .order_by("pk")
    )  # fmt: skip
    if not runs:
        return Indicators([_training(country=country, on=before)], 0, 0)
    events = [run for run in runs if is_event(run)]
    programmes = [run for run in runs if run not in events]
    counts = counts_of([run.pk for run in runs])
    return Indicators(
        [
            _by(_("By level of prevention"), programmes, counts, _levels),
            _by(_("By setting"), programmes, counts, _settings),
            _people([counts[run.pk] for run in programmes]),
            _delivery(programmes, counts),
            _matching(programmes),
            _training(country=country, on=before),
            _events(events, counts),
        ],
        len(programmes), len(events),
    )  # fmt: skip


def _levels(run: Implementation) -> str:
    return _labels(Level, run.programme_version.programme.levels)


def _settings(run: Implementation) -> str:
    return _labels(Setting, run.programme_version.programme.settings)


def _labels(choices: Any, codes: Collection[str]) -> str:
    """The words of one or several codes: a programme of two settings is a line of its own."""
    return "; ".join(str(choices(code).label) for code in codes) or _("Not stated")


def _by(
    title: str, runs: list[Implementation], counts: dict[int, Counts],
    kind: Callable[[Implementation], str],
) -> Section:  # fmt: skip
    """Implementations, sites, sessions and people reached by a kind."""
    by_kind: dict[str, list[Counts]] = defaultdict(list)
    for run in runs:
        by_kind[kind(run)].append(counts[run.pk])
    names = sorted(by_kind)
    reached = heads.column(_summed(each.reached for each in by_kind[name]) for name in names)
    rows: list[list[Cell]] = [
        [
            name, len(by_kind[name]), len(set().union(*(each.sites for each in by_kind[name]))),
            sum(each.delivered for each in by_kind[name]), *map(_kept, people),
        ]
        for name, people in zip(names, reached, strict=True)
    ]  # fmt: skip
    columns = [
        "", _("Implementations"), _("Sites"), _("Sessions delivered"), _("Girls reached"),
        _("Boys reached"), _("Both"),
    ]  # fmt: skip
    return Section(title, columns, rows)


def _people(counts: list[Counts]) -> Section:
    """Eligible, reached, enrolled, completed."""
    eligible, reached = (
        _summed(each.eligible for each in counts), _summed(each.reached for each in counts),
    )  # fmt: skip
    enrolled = _summed(each.enrolled for each in counts)
    done = _summed(each.completed or Heads() for each in counts)
    came, could = heads.shown_together(reached, eligible)
    completed, listed = heads.shown_together(done, enrolled)
    rows: list[list[Cell]] = [
        [_("Could take part"), *map(_kept, could)],
        [_("Reached"), *map(_kept, came)],
        [_("Reach"), *map(percent, heads.shares(came, could))],
        [_("On registers"), *map(_kept, listed)],
        [_("Completed the programme"), *map(_kept, completed)],
        [_("Completion"), *map(percent, heads.shares(completed, listed))],
    ]
    words = _("Groups counted by heads: the best attended session says how many came at least.")
    return Section(_("Participants"), ["", _("Girls"), _("Boys"), _("Both")], rows, words)


def _delivery(runs: list[Implementation], counts: dict[int, Counts]) -> Section:
    found = [counts[run.pk] for run in runs]
    delivered = sum(each.delivered for each in found)
    faithful = fidelity_of([run.pk for run in runs], delivered=delivered)
    rated = sum(_is_well_rated(run) for run in runs)
    rows: list[list[Cell]] = [
        [_("Implementations"), len(runs)],
        [_("Of them of programmes that a registry rates well"), percent(Ratio(rated, len(runs)))],
        [_("Sites"), len(set().union(*(each.sites for each in found)))],
        [_("Sessions delivered"), delivered],
        [_("Dose delivered"), percent(dose_delivered(delivered, sum(e.planned for e in found)))],
        [_("Adherence, as facilitators say"), percent(faithful.own.adherence)],
        [_("Adherence, as observers saw"), percent(faithful.observed.adherence)],
        [_("Sessions observed"), percent(faithful.observed_share)],
        [_("Sessions that depart from the programme"), percent(faithful.adaptation_rate)],
    ]
    return Section(_("Delivery"), ["", _("Number")], rows)


def _is_well_rated(run: Implementation) -> bool:
    """Whether a foreign registry rates it above what nobody knows, and none as of no use."""
    ranks = [
        rank(Registry(each.registry), each.code)
        for each in run.programme_version.programme.ratings.all()
        if each.registry != Registry.LOCAL
    ]
    known = [each for each in ranks if each is not None]
    return any(each > UNKNOWN for each in known) and all(each > LOW for each in known)


def _matching(runs: list[Implementation]) -> Section:
    """Pairs per questionnaire of the first wave, over all linked waves."""
    rows_kept = OutcomeResult.objects.filter(implementation__in=runs, outcome=LINKAGE)
    found = [Summary.of_content(content) for content in rows_kept.values_list("content", flat=True)]
    linked = Heads(*(sum(each.linked.get(g, 0) for each in found) for g in Gender.values))
    asked = Heads(*(sum(each.asked.get(g, 0) for each in found) for g in Gender.values))
    one, other = heads.shown_together(linked, asked)
    rows: list[list[Cell]] = [
        [_("Questionnaires before"), *map(_kept, other)],
        [_("Linked"), *map(_kept, one)],
        [_("Match rate"), *map(percent, heads.shares(one, other))],
    ]
    return Section(
        _("Linked questionnaires"), ["", _("Girls"), _("Boys"), _("Both")], rows,
        _("A wave that is linked counts once; people who were asked later again count again."),
    )  # fmt: skip


def _training(*, country: str, on: date) -> Section:
    in_use = Implementation.objects.filter(cohorts__facilitators=OuterRef("pk"))
    people = Facilitator.objects.filter(
        Exists(in_use.filter(is_example=False))
        | Q(~Exists(in_use), organisation__is_invented=False),
        organisation__country=country, retired_at=None,
    )  # fmt: skip
    valid = Training.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=on), on__lt=on,
        kind=TrainingKind.PROGRAMME_FACILITATOR, facilitator__in=people,
    )  # fmt: skip
    trained = valid.values("facilitator").distinct().count()
    rows: list[list[Cell]] = [
        [_("Facilitators"), people.count()],
        [_("With a training that is valid at the end of the period"), trained],
    ]
    return Section(_("People who deliver"), ["", _("Number")], rows)


def _events(runs: list[Implementation], counts: dict[int, Counts]) -> Section:
    rows: list[list[Cell]] = [
        [_("Awareness events"), len(runs)],
        [_("Sessions or days"), sum(counts[run.pk].delivered for run in runs)],
    ]
    words = _("Events are never programme reach, and no outcome is claimed of them.")
    return Section(_("Awareness events"), ["", _("Number")], rows, words)


def _summed(found: Iterable[Heads]) -> Heads:
    rows = list(found)
    return Heads(
        sum(each.girls for each in rows), sum(each.boys for each in rows),
        sum(each.others for each in rows),
    )  # fmt: skip


def _kept(count: int | None) -> Cell:
    return _("kept back") if count is None else count
