"""How implementations were delivered, counted from their rows (reference 4.4).

A group that is counted by heads tells no person: of its sessions the one with the most girls, and
the one with the most boys, say how many were reached at least. A register tells exactly.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TypeVar

from django.db.models import Count, Max, QuerySet

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
    Attendance,
    Cohort,
    Fidelity,
    FidelityScore,
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
    eligible: Heads = NOBODY
    reached: Heads = NOBODY
    completed: Heads | None = None
    """None where every group is counted by heads."""
    enrolled: Heads = NOBODY
    """People on registers, of whom completion can be told."""
    is_at_least: bool = False
    """Whether a group counted by heads makes `reached` a least number."""
    sessions: dict[str, int] = field(default_factory=lambda: defaultdict(int))
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
    """The counts of each implementation, in five queries however many there are."""
    found = _counted(runs, attrgetter("implementation_id"))
    return {run: found.get(run, Counts()) for run in runs}


def counts_by_site(runs: Collection[int]) -> dict[tuple[int, int], Counts]:
    """The counts of each implementation at each of its sites that has a group, in five queries."""
    return _counted(runs, attrgetter("implementation_id", "site_id"))


def _counted(runs: Collection[int], place_of: Callable[[Cohort], Place]) -> dict[Place, Counts]:
    cohorts = list(
        taking_part(runs).select_related("implementation__programme_version").order_by("pk")
    )
    place = {cohort.pk: place_of(cohort) for cohort in cohorts}
    found = {each: Counts() for each in place.values()}
    reached = _reached(cohorts)
    registers, attended = _registers(cohorts)
    for cohort in cohorts:
        counts = found[place[cohort.pk]]
        counts.groups += 1
        counts.sites.add(cohort.site_id)
        counts.planned += cohort.implementation.sessions_planned
        if cohort.mode == EnrolmentMode.NAMED:
            _add_register(counts, cohort, registers.get(cohort.pk, {}), attended)
        else:
            counts.is_at_least = True
            counts.eligible = _sum(counts.eligible, Heads(cohort.girls, cohort.boys, cohort.others))
            counts.reached = _sum(counts.reached, reached.get(cohort.pk, Heads()))
        counts.consent_asked = _maybe(counts.consent_asked, cohort.consent_asked)
        counts.consent_given = _maybe(counts.consent_given, cohort.consent_given)
    _add_sessions(found, place)
    return found


def _reached(cohorts: Iterable[Cohort]) -> dict[int, Heads]:
    rows = (
        Session.objects.filter(cohort__in=cohorts, status=SessionStatus.DELIVERED)
        .order_by()
        .values_list("cohort")
        .annotate(g=Max("girls"), b=Max("boys"), o=Max("others"))
    )
    return {cohort: Heads(*heads) for cohort, *heads in rows}


def _registers(
    cohorts: Iterable[Cohort],
) -> tuple[dict[int, dict[int, str]], dict[int, int]]:
    """People of each register with their gender, and how many sessions each attended."""
    registers: dict[int, dict[int, str]] = defaultdict(dict)
    people = Participant.objects.filter(cohort__in=cohorts).values_list("cohort", "pk", "gender")
    for cohort, person, gender in people:
        registers[cohort][person] = gender
    attended = dict(
        Attendance.objects.filter(
            session__cohort__in=cohorts, session__status=SessionStatus.DELIVERED, was_present=True
        )
        .order_by()
        .values_list("participant")
        .annotate(n=Count("pk"))
    )
    return registers, attended


def _add_register(
    counts: Counts, cohort: Cohort, register: dict[int, str], attended: dict[int, int]
) -> None:
    threshold = cohort.implementation.programme_version.completion_threshold
    needed = threshold * cohort.implementation.sessions_planned
    counts.eligible = _sum(
        counts.eligible,
        _larger(Heads(cohort.girls, cohort.boys, cohort.others), _heads(register.values())),
    )
    counts.enrolled = _sum(counts.enrolled, _heads(register.values()))
    came = [gender for person, gender in register.items() if attended.get(person)]
    counts.reached = _sum(counts.reached, _heads(came))
    done = [gender for person, gender in register.items() if attended.get(person, 0) >= needed]
    counts.completed = _sum(counts.completed or Heads(), _heads(done))


def _add_sessions(found: dict[Place, Counts], place: dict[int, Place]) -> None:
    rows = Session.objects.filter(cohort__in=place).values_list(
        "cohort", "status", "minutes", "plan__minutes"
    )
    for cohort, status, minutes, planned in rows:
        counts = found[place[cohort]]
        counts.sessions[status] += 1
        if status == SessionStatus.DELIVERED and planned:
            counts.minutes += minutes or 0
            counts.minutes_planned += planned


def _heads(genders: Iterable[str]) -> Heads:
    counted = dict.fromkeys(FIELD_OF.values(), 0)
    for gender in genders:
        counted[FIELD_OF[gender]] += 1
    return Heads(**counted)


def _sum(first: Heads, second: Heads) -> Heads:
    return Heads(first.girls + second.girls, first.boys + second.boys, first.others + second.others)


def _larger(first: Heads, second: Heads) -> Heads:
    return first if first.total >= second.total else second


def _maybe(sum_so_far: int | None, more: int | None) -> int | None:
    return sum_so_far if more is None else (sum_so_far or 0) + more


@dataclass(frozen=True)
class FidelityCounts:
    """How faithful sessions were, by who said so; never mixed."""

    adherence: Ratio
    quality: Ratio
    responsiveness: Ratio
    lists: int


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


def fidelity_of(runs: Collection[int], *, delivered: int) -> Faithful:
    """Fidelity and adaptations of implementations."""
    sessions = Session.objects.filter(cohort__in=taking_part(runs), status=SessionStatus.DELIVERED)
    lists = list(
        Fidelity.objects.filter(session__in=sessions).values_list(
            "pk", "session", "rater", "quality", "responsiveness"
        )
    )
    scores: dict[int, list[Score]] = defaultdict(list)
    rows = FidelityScore.objects.filter(fidelity__session__in=sessions).values_list(
        "fidelity", "item", "value", "item__weight", "item__is_core"
    )
    for fidelity, item, value, weight, is_core in rows:
        scores[fidelity].append(Score(str(item), value, float(weight), is_core=is_core))
    changes = list(
        Adaptation.objects.filter(session__in=sessions).values_list("session", "verdict")
    )
    departing = {
        session for session, verdict in changes if verdict == AdaptationVerdict.INCONSISTENT
    }
    by_rater = {
        rater: [row for row in lists if row[2] == rater] for rater in (Rater.SELF, Rater.OBSERVER)
    }
    return Faithful(
        _fidelity(by_rater[Rater.SELF], scores), _fidelity(by_rater[Rater.OBSERVER], scores),
        _agreement(by_rater, scores),
        delivery.observed_share(len({row[1] for row in by_rater[Rater.OBSERVER]}), delivered),
        delivery.adaptation_rate(len(departing), delivered), len(changes),
        sum(verdict == AdaptationVerdict.OPEN for __, verdict in changes),
    )  # fmt: skip


def _fidelity(lists: list[tuple], scores: dict[int, list[Score]]) -> FidelityCounts:
    return FidelityCounts(
        delivery.adherence(score for row in lists for score in scores[row[0]]),
        delivery.mean_mark(row[3] for row in lists),
        delivery.mean_mark(row[4] for row in lists),
        len(lists),
    )


def _agreement(by_rater: dict[Rater, list[tuple]], scores: dict[int, list[Score]]) -> Ratio:
    """Over all sessions that have both lists."""
    own = {row[1]: row[0] for row in by_rater[Rater.SELF]}
    told: dict[str, str] = {}
    seen: dict[str, str] = {}
    for row in by_rater[Rater.OBSERVER]:
        if row[1] in own:
            told |= {f"{row[1]}-{each.item}": each.value for each in scores[own[row[1]]]}
            seen |= {f"{row[1]}-{each.item}": each.value for each in scores[row[0]]}
    return delivery.agreement(told, seen)
