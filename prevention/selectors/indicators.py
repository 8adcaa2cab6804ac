"""Indicators of prevention for a country and a period, by gender; small counts protected (9.4).

An implementation belongs to the period in which it begins, so that periods add up. Awareness events
stand apart: they are never programme reach. What was made up for a demonstration is not counted,
nor who delivers nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from kernel.few_places import is_of_few
from kernel.models import User
from kernel.models.organisations import Country
from kernel.permissions import Permission, countries_where
from prevention.choices import (
    CohortStatus,
    Gender,
    ImplementationStatus,
    Registry,
    TrainingKind,
)
from prevention.models import (
    Cohort,
    EvidenceRating,
    Facilitator,
    Implementation,
    OutcomeResult,
    Training,
)
from prevention.policies.plans import is_event
from prevention.rules import heads
from prevention.rules.delivery import (
    Heads,
    adaptation_rate,
    dose_delivered,
    observed_share,
)
from prevention.rules.heads import Shown
from prevention.rules.linkage import LINKAGE, Summary
from prevention.rules.ratings import UNKNOWN, USELESS, labels
from prevention.rules.ratios import Ratio
from prevention.selectors.catalogue import programme_name
from prevention.selectors.effects_told import primary_outcomes
from prevention.selectors.measures import Counts, added, counts_by_site, lists_of
from prevention.selectors.sections import Cell, Section, percent
from prevention.selectors.spending import costs_per_head
from prevention.selectors.strata import Places, by_age, by_kind, summed


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
    runs = {run.pk: run for run in _begun(country=country, since=since, before=before)}
    if not runs:
        return Indicators([_training(country=country, on=before)], 0, 0)
    places = counts_by_site(runs)
    events = {pk: run for pk, run in runs.items() if is_event(run)}
    programmes = {pk: run for pk, run in runs.items() if pk not in events}
    told = {place: counts for place, counts in places.items() if place[0] in programmes}
    frozen = _frozen(programmes)
    came, could = _both_shown(told, "reached", "eligible")
    completed, listed = _both_shown(told, "completed", "enrolled")
    divided = by_kind(programmes, told, is_gendered=came.girls is not None)
    aged = by_age(told, is_gendered=completed.girls is not None)
    return Indicators(
        [
            *(divided if came.both is not None else []),
            _people(came, could, completed, listed),
            *([aged] if completed.both is not None else []),
            _delivery(programmes, told),
            primary_outcomes(programmes, frozen),
            costs_per_head(programmes, told),
            _matching([row for row in frozen if row.outcome == LINKAGE], told),
            _training(country=country, on=before),
            _events(events, [each for place, each in places.items() if place[0] in events]),
        ],
        len(programmes), len(events),
    )  # fmt: skip


def _begun(*, country: str, since: date, before: date) -> QuerySet[Implementation]:
    """The implementations that count, with the programme's name and whether it is rated well."""
    rated = EvidenceRating.objects.filter(programme=OuterRef("programme_version__programme"))
    foreign = [registry for registry in Registry if registry != Registry.LOCAL]
    well, ill = Q(pk=None), Q(pk=None)
    for registry in foreign:
        well |= Q(registry=registry, code__in=labels(registry, above=UNKNOWN))
        ill |= Q(registry=registry, code__in=labels(registry, up_to=USELESS))
    return (
        Implementation.objects.filter(
            organisation__country=country, is_example=False, status__in=COUNTED,
            starts_on__gte=since, starts_on__lt=before,
        )
        .annotate(
            is_well_rated=Exists(rated.filter(well)) & ~Exists(rated.filter(ill)),
            programme_name=programme_name(of="programme_version__programme"),
        )
        .select_related("programme_version__programme")
        .order_by("pk")
    )  # fmt: skip


def _frozen(runs: Mapping[int, Implementation]) -> list[OutcomeResult]:
    """Summaries of linking and effects on primary outcomes, with the sites that were asked."""
    asked = Cohort.objects.filter(implementation=OuterRef("implementation")).exclude(
        status=CohortStatus.DISSOLVED
    )
    sites = asked.order_by().values("implementation").annotate(n=Count("site", distinct=True))
    rows = OutcomeResult.objects.filter(Q(outcome=LINKAGE) | Q(is_primary=True))
    return list(
        rows.filter(implementation__in=runs)
        .annotate(asked_sites=Subquery(sites.values("n")))
        .order_by("implementation", "later_wave", "pk")
    )


def _both_shown(places: Places, part: str, whole: str) -> tuple[Shown, Shown]:
    """Numbers of which one is part of the other: of few sites or few people they are kept back."""
    one, other = ([getattr(each, name) or Heads() for each in places.values()]
                  for name in (part, whole))  # fmt: skip
    shown = heads.shown_together(summed(one), summed(other))
    of_sites = [
        heads.of_sites(each, _sites(places, found))
        for each, found in zip(shown, (one, other), strict=True)
    ]
    return heads.alike(of_sites[0], of_sites[1])


def _sites(places: Places, found: Sequence[Heads]) -> Heads:
    """Sites behind the girls and behind the boys; behind both, as others."""
    behind = [
        {site for (_run, site), each in zip(places, found, strict=True) if of(each)}
        for of in (lambda e: e.girls, lambda e: e.boys, lambda e: e.girls + e.boys)
    ]
    return Heads(*(len(sites) for sites in behind))


def _people(came: Shown, could: Shown, completed: Shown, listed: Shown) -> Section:
    """Eligible, reached, enrolled, completed."""
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


def _delivery(runs: Mapping[int, Implementation], places: Places) -> Section:
    """What was delivered; of one or two sites only that there are so many."""
    all_of = added(places.values())
    own, observed, _agreement = lists_of(runs)
    rated = sum(run.is_well_rated for run in runs.values())  # type: ignore[attr-defined] # annotated
    sites = len(all_of.sites)
    behind, departing = (
        len({site for (_run, site), each in places.items() if of(each)})
        for of in (lambda e: e.delivered, lambda e: e.departing)
    )
    rows: list[list[Cell]] = [
        [_("Implementations"), len(runs)],
        [_("Of them of programmes that a registry rates well"), percent(Ratio(rated, len(runs)))],
        [_("Sites"), sites],
        [_("Sessions delivered"), _of(behind, all_of.delivered)],
        [_("Dose delivered"),
         _of(sites, percent(dose_delivered(all_of.delivered, all_of.planned)))],
        [_("Adherence, as facilitators say"), _of(own.sites, percent(own.adherence))],
        [_("Adherence, as observers saw"), _of(observed.sites, percent(observed.adherence))],
        [_("Sessions observed"),
         _of(observed.sites, percent(observed_share(observed.sessions, all_of.delivered)))],
        [_("Sessions that depart from the programme"),
         _of(departing, percent(adaptation_rate(all_of.departing, all_of.delivered)))],
    ]  # fmt: skip
    return Section(_("Delivery"), ["", _("Number")], rows)


def _of(sites: int, cell: Cell) -> Cell:
    """A number, unless one or two sites stand behind it."""
    return _("kept back") if is_of_few(sites) else cell


def _matching(kept: Sequence[OutcomeResult], places: Places) -> Section:
    """Pairs per questionnaire of the first wave, over all linked waves."""
    found = [Summary.of_content(row.content) for row in kept]
    linked = Heads(*(sum(each.linked.get(g, 0) for each in found) for g in Gender.values))
    asked = Heads(*(sum(each.asked.get(g, 0) for each in found) for g in Gender.values))
    one, other = heads.shown_together(linked, asked)
    runs = {row.implementation_id for row in kept}
    if is_of_few(len({site for run, site in places if run in runs})):
        one = other = Shown(None, None, None)
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
    """Who delivers, and who of them has a valid training; in one query."""
    in_use = Implementation.objects.filter(cohorts__facilitators=OuterRef("pk"))
    valid = Training.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=on), on__lt=on,
        kind=TrainingKind.PROGRAMME_FACILITATOR, facilitator=OuterRef("pk"),
    )  # fmt: skip
    people = Facilitator.objects.filter(
        Exists(in_use.filter(is_example=False))
        | Q(~Exists(in_use), organisation__is_invented=False),
        organisation__country=country, retired_at=None,
    )  # fmt: skip
    counted = people.aggregate(n=Count("pk"), trained=Count("pk", filter=Exists(valid)))
    rows: list[list[Cell]] = [
        [_("Facilitators"), counted["n"]],
        [_("With a training that is valid at the end of the period"), counted["trained"]],
    ]
    return Section(_("People who deliver"), ["", _("Number")], rows)


def _events(runs: Mapping[int, Implementation], counts: Sequence[Counts]) -> Section:
    sites = {site for each in counts if each.delivered for site in each.sites}
    rows: list[list[Cell]] = [
        [_("Awareness events"), len(runs)],
        [_("Sessions or days"), _of(len(sites), sum(each.delivered for each in counts))],
    ]
    words = _("Events are never programme reach, and no outcome is claimed of them.")
    return Section(_("Awareness events"), ["", _("Number")], rows, words)


def _kept(count: int | None) -> Cell:
    return _("kept back") if count is None else count
