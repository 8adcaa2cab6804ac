"""How implementations were delivered, counted from their rows (reference 4.4).

A group that is counted by heads tells no person: of its sessions the one with the most girls, and
the one with the most boys, say how many were reached at least. A register tells exactly.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from prevention.choices import (
    AdaptationVerdict,
    Arm,
    CohortStatus,
    EnrolmentMode,
    Gender,
    Rater,
    SessionStatus,
)
from prevention.models import (
    Adaptation,
    Cohort,
    DeliverySite,
    Fidelity,
    Participant,
    Session,
)
from prevention.rules import delivery
from prevention.rules.delivery import Heads, Score
from prevention.rules.ratios import NOT_COMPUTABLE, Ratio


Place = TypeVar("Place")
"""What counts are kept for: an implementation, or one at a site."""
NOBODY = Heads()
FIELD_OF: dict[str, str] = {Gender.GIRL: "girls", Gender.BOY: "boys", Gender.OTHER: "others"}


@dataclass
class Counts:
    """What the rows of some groups add up to."""

    groups: int = 0
    sites: set[int] = field(default_factory=set)
    at: dict[int, DeliverySite] = field(default_factory=dict)
    """The sites themselves, by number."""
    eligible: Heads = NOBODY
    reached: Heads = NOBODY
    completed: Heads | None = None
    """None where every group is counted by heads."""
    enrolled: Heads = NOBODY
    """People on registers, of whom completion can be told."""
    by_age: dict[str, tuple[Heads, Heads]] = field(default_factory=dict)
    """By age band, people on registers and those of them who completed."""
    is_at_least: bool = False
    """Whether a group counted by heads makes `reached` a least number."""
    sessions: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    departing: int = 0
    """Of the sessions delivered, those that depart from the programme."""
    planned: int = 0
    minutes: int = 0
    minutes_planned: int = 0
    consent_asked: int | None = None
    consent_given: int | None = None

    @property
    def delivered(self) -> int:
        """Sessions delivered."""
        return self.sessions[SessionStatus.DELIVERED]

    def completion(self) -> Ratio:
        """Completed per person on a register."""
        if self.completed is None:
            return NOT_COMPUTABLE
        return Ratio(self.completed.total, self.enrolled.total)


def taking_part(runs: Collection[int]) -> QuerySet[Cohort]:
    """Groups of implementations that take part."""
    rows = Cohort.objects.filter(implementation__in=runs, arm=Arm.INTERVENTION)
    return rows.exclude(status=CohortStatus.DISSOLVED)


def counts_of(runs: Collection[int]) -> dict[int, Counts]:
    """The counts of each implementation, in three queries however many there are."""
    found = _counted(runs, attrgetter("implementation_id"))
    return {run: found.get(run, Counts()) for run in runs}


def counts_by_site(runs: Collection[int]) -> dict[tuple[int, int], Counts]:
    """The counts of each implementation at each of its sites that has a group, in three queries."""
    return _counted(runs, attrgetter("implementation_id", "site_id"))


class _Person(NamedTuple):
    """A line of a register, and to how many delivered sessions it came."""

    gender: str
    age_band: str
    attended: int


def added(all_of: Iterable[Counts]) -> Counts:
    """Counts of several places as one, without ages, minutes and consent."""
    found = Counts()
    for each in all_of:
        found.groups += each.groups
        found.sites |= each.sites
        found.eligible = _sum(found.eligible, each.eligible)
        found.reached = _sum(found.reached, each.reached)
        found.enrolled = _sum(found.enrolled, each.enrolled)
        if each.completed is not None:
            found.completed = _sum(found.completed or NOBODY, each.completed)
        found.is_at_least = found.is_at_least or each.is_at_least
        found.planned += each.planned
        found.departing += each.departing
        for status, count in each.sessions.items():
            found.sessions[status] += count
    return found


def _counted(runs: Collection[int], place_of: Callable[[Cohort], Place]) -> dict[Place, Counts]:
    groups = taking_part(runs).select_related("implementation__programme_version", "site__region")
    cohorts = list(groups.order_by("pk"))
    place = {cohort.pk: place_of(cohort) for cohort in cohorts}
    found = {each: Counts() for each in place.values()}
    reached = _add_sessions(found, place)
    registers = _registers(cohorts)
    for cohort in cohorts:
        counts = found[place[cohort.pk]]
        counts.groups += 1
        counts.sites.add(cohort.site_id)
        counts.at[cohort.site_id] = cohort.site
        counts.planned += cohort.implementation.sessions_planned
        if cohort.mode == EnrolmentMode.NAMED:
            _add_register(counts, cohort, registers.get(cohort.pk, []))
        else:
            counts.is_at_least = True
            counts.eligible = _sum(counts.eligible, Heads(cohort.girls, cohort.boys, cohort.others))
            counts.reached = _sum(counts.reached, reached.get(cohort.pk, NOBODY))
        counts.consent_asked = _maybe(counts.consent_asked, cohort.consent_asked)
        counts.consent_given = _maybe(counts.consent_given, cohort.consent_given)
    return found


def _registers(cohorts: Iterable[Cohort]) -> dict[int, list[_Person]]:
    """People of each register, and how many sessions each attended."""
    came = Q(attendance__was_present=True, attendance__session__status=SessionStatus.DELIVERED)
    people = Participant.objects.filter(cohort__in=cohorts).order_by("pk")
    registers: dict[int, list[_Person]] = defaultdict(list)
    rows = people.annotate(attended=Count("attendance", filter=came))
    for cohort, *about in rows.values_list("cohort", "gender", "age_band", "attended"):
        person: tuple[Any, ...] = tuple(about)
        registers[cohort].append(_Person(*person))
    return registers


def _add_register(counts: Counts, cohort: Cohort, register: list[_Person]) -> None:
    threshold = cohort.implementation.programme_version.completion_threshold
    needed = threshold * cohort.implementation.sessions_planned
    done = [person for person in register if person.attended >= needed]
    enrolled = _heads(register)
    counts.eligible = _sum(
        counts.eligible, _larger(Heads(cohort.girls, cohort.boys, cohort.others), enrolled)
    )
    counts.enrolled = _sum(counts.enrolled, enrolled)
    counts.reached = _sum(counts.reached, _heads(each for each in register if each.attended))
    counts.completed = _sum(counts.completed or NOBODY, _heads(done))
    for band in {person.age_band for person in register}:
        listed, finished = counts.by_age.get(band, (NOBODY, NOBODY))
        counts.by_age[band] = (
            _sum(listed, _heads(each for each in register if each.age_band == band)),
            _sum(finished, _heads(each for each in done if each.age_band == band)),
        )


def _add_sessions(found: dict[Place, Counts], place: dict[int, Place]) -> dict[int, Heads]:
    """Add up the sessions; of each group, the most girls, boys and others who came to one."""
    most: dict[int, Heads] = {}
    departs = Exists(
        Adaptation.objects.filter(session=OuterRef("pk"), verdict=AdaptationVerdict.INCONSISTENT)
    )
    rows = Session.objects.filter(cohort__in=place).values_list(
        "cohort", "status", "minutes", "plan__minutes", departs, "girls", "boys", "others"
    )
    for cohort, status, minutes, planned, is_departing, *came in rows:
        counts = found[place[cohort]]
        counts.sessions[status] += 1
        if status != SessionStatus.DELIVERED:
            continue
        counts.departing += is_departing
        most[cohort] = _most(most.get(cohort, NOBODY), Heads(*came))
        if planned:
            counts.minutes += minutes or 0
            counts.minutes_planned += planned
    return most


def _most(first: Heads, second: Heads) -> Heads:
    return Heads(
        max(first.girls, second.girls), max(first.boys, second.boys),
        max(first.others, second.others),
    )  # fmt: skip


def _heads(people: Iterable[_Person]) -> Heads:
    counted = dict.fromkeys(FIELD_OF.values(), 0)
    for person in people:
        counted[FIELD_OF[person.gender]] += 1
    return Heads(**counted)


def _sum(first: Heads, second: Heads) -> Heads:
    return Heads(first.girls + second.girls, first.boys + second.boys, first.others + second.others)


def _larger(first: Heads, second: Heads) -> Heads:
    return first if first.total >= second.total else second


def _maybe(sum_so_far: int | None, more: int | None) -> int | None:
    return sum_so_far if more is None else (sum_so_far or 0) + more


@dataclass(frozen=True)
class FidelityCounts:
    """How faithful sessions were, by who said so; never mixed. Sites and sessions with a list."""

    adherence: Ratio
    quality: Ratio
    responsiveness: Ratio
    lists: int
    sites: int
    sessions: int


@dataclass(frozen=True)
class Faithful:
    """Both kinds of lists, and how far they agree."""

    own: FidelityCounts
    observed: FidelityCounts
    agreement: Ratio
    observed_share: Ratio
    adaptation_rate: Ratio
    adaptations: int
    unjudged: int


@dataclass
class _List:
    """A fidelity list with its answers."""

    session: int
    site: int
    quality: int | None
    responsiveness: int | None
    scores: list[Score] = field(default_factory=list)


def fidelity_of(runs: Collection[int], *, delivered: int) -> Faithful:
    """Fidelity and adaptations of implementations, in two queries."""
    changes = list(
        Adaptation.objects.filter(**_delivered_by(runs)).values_list("session", "verdict")
    )
    departing = {
        session for session, verdict in changes if verdict == AdaptationVerdict.INCONSISTENT
    }
    own, observed, agreement = lists_of(runs)
    return Faithful(
        own, observed, agreement,
        delivery.observed_share(observed.sessions, delivered),
        delivery.adaptation_rate(len(departing), delivered),
        len(changes), sum(verdict == AdaptationVerdict.OPEN for __, verdict in changes),
    )  # fmt: skip


def lists_of(runs: Collection[int]) -> tuple[FidelityCounts, FidelityCounts, Ratio]:
    """What facilitators say, what observers saw, and how far they agree; in one query."""
    lists = _lists(_delivered_by(runs))
    own, observed = lists[Rater.SELF], lists[Rater.OBSERVER]
    return _fidelity(own), _fidelity(observed), _agreement(own, observed)


def _delivered_by(runs: Collection[int]) -> dict[str, Any]:
    return {"session__cohort__in": taking_part(runs), "session__status": SessionStatus.DELIVERED}


def _lists(of_group: dict[str, Any]) -> dict[str, list[_List]]:
    """The lists by who filled them in; one without an answer is a row without an item."""
    found: dict[int, _List] = {}
    by_rater: dict[str, list[_List]] = {Rater.SELF: [], Rater.OBSERVER: []}
    rows = Fidelity.objects.filter(**of_group).order_by("pk").values_list(
        "pk", "rater", "session", "session__cohort__site", "quality", "responsiveness",
        "scores__item", "scores__value", "scores__item__weight", "scores__item__is_core",
    )  # fmt: skip
    for pk, rater, session, site, quality, responsiveness, item, value, weight, is_core in rows:
        if pk not in found:
            found[pk] = _List(session, site, quality, responsiveness)
            by_rater[rater].append(found[pk])
        if item is not None:
            found[pk].scores.append(Score(str(item), value, float(weight), is_core=is_core))
    return by_rater


def _fidelity(lists: list[_List]) -> FidelityCounts:
    return FidelityCounts(
        delivery.adherence(score for each in lists for score in each.scores),
        delivery.mean_mark(each.quality for each in lists),
        delivery.mean_mark(each.responsiveness for each in lists),
        len(lists),
        len({each.site for each in lists}),
        len({each.session for each in lists}),
    )


def _agreement(own: list[_List], observed: list[_List]) -> Ratio:
    """Over all sessions that have both lists."""
    of_session = {each.session: each for each in own}
    told: dict[str, str] = {}
    seen: dict[str, str] = {}
    for each in observed:
        if each.session in of_session:
            mine = of_session[each.session]
            told |= {f"{each.session}-{score.item}": score.value for score in mine.scores}
            seen |= {f"{each.session}-{score.item}": score.value for score in each.scores}
    return delivery.agreement(told, seen)
