"""Days without a dose: how many there were, and what a country's rule asks for then.

Tolerance is lost in days: who missed some may stop breathing on the dose that was right before.
Source: treatment record reference, 4.1; the numbers themselves are rows with a source each.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from clinics.choices import MissedAdvice
from clinics.rules.thresholds import MISSED_WITHOUT_RULE


FirstDue = Callable[[date], date]
"""The first day on which a dose is due after a day that was covered."""


@dataclass(frozen=True)
class MissedRule:
    """What is asked for from some number of missed days on. `most_mg` caps the next dose."""

    from_days: int
    to_days: int | None
    advice: MissedAdvice
    most_mg: Decimal | None = None


@dataclass(frozen=True)
class Advice:
    """What to do after `days` missed days."""

    days: int
    kind: MissedAdvice
    most_mg: Decimal | None = None

    @property
    def needs_prescriber(self) -> bool:
        """Whether nothing is given before a prescriber has agreed."""
        return self.kind in PRESCRIBERS


PRESCRIBERS = frozenset({MissedAdvice.HALVE, MissedAdvice.PRESCRIBER, MissedAdvice.REINDUCTION})
ANEW = frozenset({MissedAdvice.PRESCRIBER, MissedAdvice.REINDUCTION})
"""After these the prescription of before is no longer right, whoever agreed to one dose."""
HALF_AT_MOST = frozenset({MissedAdvice.HALVE, MissedAdvice.PRESCRIBER})


def next_day(day: date) -> date:
    """A dose is due every day."""
    return day + timedelta(days=1)


def missed_days(
    taken_days: Collection[date],
    take_home_days: Collection[date],
    today: date,
    since: date,
    first_due: FirstDue = next_day,
) -> int:
    """Consecutive calendar days up to yesterday without a consumed dose or a valid take-home dose.

    `taken_days` are days of consumed supervised doses, `take_home_days` days that a take-home dose
    covers. Nothing before `since` is missed: a prescriber decided on that day. Where a dose is not
    due every day, counting begins with the first day on which one was; from then on every calendar
    day counts, for tolerance does not wait for a weekday. Today is not missed: it is not over.
    """
    covered = [day for day in (*taken_days, *take_home_days) if since <= day < today]
    begin = first_due(max(covered)) if covered else since
    return max(0, (today - begin).days)


def standing_advice(
    rules: Iterable[MissedRule],
    covered: Mapping[date, bool],
    today: date,
    since: date,
    first_due: FirstDue = next_day,
) -> Advice:
    """What missed days ask for today, where nobody has prescribed since the day `since`.

    `covered` says of each day with a dose whether somebody agreed to it. Such a dose ends a run of
    missed days, and does not make the amount of before right again: where the rule asked for a new
    prescription, it goes on asking.
    """
    known = list(rules)
    days = sorted(day for day in covered if since <= day < today)
    runs = {
        missed_days(days[max(number - 1, 0) : number], [], day, since, first_due)
        for number, day in enumerate(days)
        if covered[day]
    }
    past = [found for run in runs if (found := advice(known, run)).kind in ANEW]
    now = advice(known, missed_days(days[-1:], [], today, since, first_due))
    return max([now, *past], key=lambda found: found.days)


def advice(rules: Iterable[MissedRule], days: int) -> Advice:
    """What `rules` ask for after so many missed days.

    Without a rule (no source was found for buprenorphine), and beyond the rules that there are,
    nothing is given by routine from the third missed day on: a prescriber decides.
    """
    if days <= 0:
        return Advice(0, MissedAdvice.NONE)
    for rule in sorted(rules, key=lambda rule: rule.from_days, reverse=True):
        if rule.from_days <= days and (rule.to_days is None or days <= rule.to_days):
            return Advice(days, rule.advice, rule.most_mg)
    if days >= MISSED_WITHOUT_RULE.value:
        return Advice(days, MissedAdvice.PRESCRIBER)
    return Advice(days, MissedAdvice.NONE)


def most_after(found: Advice, prescribed: Decimal) -> Decimal:
    """The largest dose in mg that the advice allows, where `prescribed` was due.

    Half of it where the rule says so; where it names a number too, whichever is lower.
    """
    limits = [prescribed]
    if found.kind in HALF_AT_MOST and (found.kind is MissedAdvice.HALVE or found.most_mg):
        limits.append(prescribed / 2)
    if found.needs_prescriber and found.most_mg is not None:
        limits.append(found.most_mg)
    return min(limits).quantize(Decimal("0.01"))
