"""What implementations did at each of their sites: fidelity and linked questionnaires."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, F

from prevention.choices import Gender, Rater, SessionStatus, WaveKind
from prevention.models import Fidelity, FidelityScore, Response, ResponseLink, Wave
from prevention.policies.linking import FINISHED
from prevention.rules import delivery
from prevention.rules.delivery import Heads, Score
from prevention.selectors.measures import taking_part


Place = tuple[int, int]
"""An implementation and one of its sites."""


@dataclass(frozen=True)
class Lists:
    """Fidelity lists of one side; points in halves, so that a thing done partly is a whole one."""

    lists: int = 0
    asked: int = 0
    delivered: int = 0


@dataclass
class Delivery:
    """What was told of one implementation at one site."""

    own: Lists = field(default_factory=Lists)
    observed: Lists = field(default_factory=Lists)
    asked: Heads = field(default_factory=Heads)
    """Questionnaires of the first wave, where a later one is linked to it."""
    linked: Heads = field(default_factory=Heads)


def deliveries_of(runs: Collection[int]) -> Mapping[Place, Delivery]:
    """Fidelity and questionnaires by implementation and site, in five queries."""
    found: dict[Place, Delivery] = defaultdict(Delivery)
    groups = list(taking_part(runs).values_list("pk", flat=True))
    for (place, rater), lists in _fidelity(groups).items():
        if rater == Rater.SELF:
            found[place].own = lists
        else:
            found[place].observed = lists
    linked_runs = Wave.objects.filter(
        implementation__in=runs, kind=WaveKind.POST, status__in=FINISHED
    ).values_list("implementation", flat=True)
    asked = _asked(groups, list(linked_runs))
    linked = _linked(groups)
    for place, heads in asked.items():
        found[place].asked, found[place].linked = heads, linked.get(place, Heads())
    return found


def _fidelity(groups: Collection[int]) -> dict[tuple[Place, str], Lists]:
    of_group = {
        "session__cohort__in": groups, "session__status": SessionStatus.DELIVERED,
    }  # fmt: skip
    lists = (
        Fidelity.objects.filter(**of_group)
        .order_by()
        .values_list("session__cohort__implementation", "session__cohort__site", "rater")
        .annotate(n=Count("pk"))
    )
    scores: dict[tuple[Place, str], list[Score]] = defaultdict(list)
    rows = FidelityScore.objects.filter(
        **{f"fidelity__{name}": value for name, value in of_group.items()}
    ).values_list(
        "fidelity__session__cohort__implementation", "fidelity__session__cohort__site",
        "fidelity__rater", "item", "value", "item__weight", "item__is_core",
    )  # fmt: skip
    for run, site, rater, item, value, weight, is_core in rows:
        scores[(run, site), rater].append(Score(str(item), value, weight, is_core=is_core))
    return {
        ((run, site), rater): _points(count, scores[(run, site), rater])
        for run, site, rater, count in lists
    }


def _points(lists: int, scores: Iterable[Score]) -> Lists:
    adherence = delivery.adherence(scores)
    return Lists(lists, int(2 * (adherence.denominator or 0)), int(2 * (adherence.numerator or 0)))


def _asked(groups: Collection[int], runs: Collection[int]) -> dict[Place, Heads]:
    rows = Response.objects.filter(
        cohort__in=groups, wave__kind=WaveKind.PRE, wave__implementation__in=runs
    )
    return _heads(
        rows.order_by()
        .values_list("wave__implementation", "cohort__site", "gender")
        .annotate(n=Count("pk"))
    )


def _linked(groups: Collection[int]) -> dict[Place, Heads]:
    rows = ResponseLink.objects.filter(
        earlier__cohort__in=groups, earlier__wave__kind=WaveKind.PRE,
        later_wave__kind=WaveKind.POST,
        earlier__wave__implementation=F("later_wave__implementation"),
    )  # fmt: skip
    return _heads(
        rows.order_by()
        .values_list("later_wave__implementation", "earlier__cohort__site", "earlier__gender")
        .annotate(n=Count("pk"))
    )


def _heads(rows: Iterable[tuple]) -> dict[Place, Heads]:
    counted: dict[Place, dict[str, int]] = defaultdict(dict)
    for run, site, gender, count in rows:
        counted[run, site][gender] = count
    return {
        place: Heads(*(by_gender.get(gender, 0) for gender in Gender.values))
        for place, by_gender in counted.items()
    }
