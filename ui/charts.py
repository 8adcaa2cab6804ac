"""How charts are laid out: numbers in, places on the page out. x in per cent, y in pixels.

Nothing here knows a patient or a database; a template turns the places into SVG.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


MAX_STEPS = 120
MAX_TICKS = 12
LONGEST_GAP = 7
"""Days without a dose after which the line breaks instead of going on at the same height."""
BASE, PEAK = 140, 56
"""Where the dose lane stands: its floor, and the height of the largest dose."""

Amount = Decimal | float | int


@dataclass(frozen=True)
class Step:
    """Days in a row at one dose."""

    since: date
    until: date
    amount: Amount


@dataclass(frozen=True)
class Tick:
    """A month on the time axis."""

    x: str
    label: str


@dataclass(frozen=True)
class Bar:
    """A step as it is drawn: its area, its line, and the riser from the step before it."""

    x: str
    width: str
    end: str
    y: str
    height: str
    riser_from: str
    riser_to: str


@dataclass(frozen=True)
class Label:
    """The amount of a step that is written out."""

    x: str
    y: str
    text: str
    is_at_end: bool = False


@dataclass(frozen=True)
class Mark:
    """One day in a lane of marks."""

    x: str
    title: str
    is_found: bool = False


@dataclass(frozen=True)
class CourseChart:
    """Dose, missed days and urine tests on one time axis, ready for `ui/charts/course.html`."""

    height: int
    medicine: str
    ticks: list[Tick]
    bars: list[Bar]
    labels: list[Label]
    missed: list[Mark]
    missed_key: str
    tests: list[Mark]
    found: int
    not_found: int
    title: str
    description: str
    steps: list[Step]
    test_rows: list[tuple[date, bool]]


def course(
    doses: Sequence[tuple[date, Amount]],
    missed: Sequence[date],
    tests: Sequence[tuple[date, bool]],
    since: date,
    until: date,
    *,
    medicine: str = "",
) -> CourseChart:
    """Lay out a course of treatment from `since` to `until`, both days included.

    `doses` are amounts in mg by day (several on one day add up), `tests` say whether opioids were
    found. What lies outside the days asked for is left out.
    """
    doses = [dose for dose in doses if since <= dose[0] <= until]
    missed = sorted({day for day in missed if since <= day <= until})
    tests = sorted(test for test in tests if since <= test[0] <= until)
    axis = Axis(since, until)
    steps = merged_steps(doses)
    highest = max((step.amount for step in steps), default=0)
    found = sum(1 for _day, is_found in tests if is_found)
    return CourseChart(
        height=218 if tests else 164,
        medicine=medicine or _("Medicine"),
        ticks=month_ticks(axis),
        bars=_bars(thinned(steps), axis, highest),
        labels=_labels(steps, axis, highest),
        missed=[
            Mark(axis.middle(day), title=_("Missed, %(day)s") % {"day": _day(day)})
            for day in missed
        ],
        missed_key=_missed_key(len(missed), axis.days),
        tests=[_test_mark(axis, day, is_found) for day, is_found in tests],
        found=found,
        not_found=len(tests) - found,
        title=_("Course of treatment, %(since)s to %(until)s")
        % {"since": _full_day(since), "until": _full_day(until)},
        description=" ".join(
            [*_dose_words(steps, highest), _missed_words(missed), *_test_words(tests, found)]
        ),
        steps=steps,
        test_rows=tests,
    )


@dataclass(frozen=True)
class Axis:
    """Turns days into places; a day is as wide as its share of the time shown."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many days are shown."""
        return (self.until - self.since).days + 1

    def at(self, day: date) -> float:
        """Where `day` begins, in per cent."""
        return 100 * (day - self.since).days / self.days

    def start(self, day: date) -> str:
        """Where `day` begins, as written in SVG."""
        return per_cent(self.at(day))

    def middle(self, day: date) -> str:
        """The middle of `day`, as written in SVG."""
        return per_cent(self.at(day) + 50 / self.days)


def per_cent(value: float) -> str:
    """Write a place for SVG: never with the decimal comma of a language."""
    return f"{value:.2f}%"


def merged_steps(doses: Iterable[tuple[date, Amount]]) -> list[Step]:
    """Merge days at the same dose; a long gap without any dose breaks the line."""
    by_day: dict[date, Amount] = defaultdict(int)
    for day, amount in doses:
        by_day[day] += amount  # type: ignore[operator] # one kind of number at a time
    steps: list[Step] = []
    for day, amount in sorted(by_day.items()):
        last = steps[-1] if steps else None
        is_near = last is not None and (day - last.until).days <= LONGEST_GAP
        if last is not None and is_near and last.amount == amount:
            steps[-1] = Step(last.since, day, amount)
            continue
        if last is not None and is_near:
            steps[-1] = Step(last.since, day - timedelta(days=1), last.amount)
        steps.append(Step(day, day, amount))
    return steps


def thinned(steps: list[Step]) -> list[Step]:
    """At most `MAX_STEPS` steps: when there are more, the last of each stretch of time stands."""
    if len(steps) <= MAX_STEPS:
        return steps
    first, last = steps[0].since, steps[-1].until
    width = -(-((last - first).days + 1) // MAX_STEPS)
    kept = []
    for _bin, members in groupby(steps, key=lambda step: (step.since - first).days // width):
        group = list(members)
        kept.append(Step(group[0].since, group[-1].until, group[-1].amount))
    return kept


def month_ticks(axis: Axis) -> list[Tick]:
    """The beginnings of months, as many as fit; January says its year."""
    months = [
        date(year, month, 1)
        for year in range(axis.since.year, axis.until.year + 1)
        for month in range(1, 13)
        if axis.since <= date(year, month, 1) <= axis.until
    ]
    every = next(n for n in (1, 2, 3, 6, 12, 60, 600) if len(months) / n <= MAX_TICKS)
    shown = [month for month in months if (month.month - 1 + 12 * month.year) % every == 0]
    ticks = [
        Tick(axis.start(month), date_format(month, "Y" if month.month == 1 else "M"))
        for month in shown
    ]
    if not shown or axis.at(shown[0]) > 100 / MAX_TICKS:
        ticks.insert(0, Tick(per_cent(0), date_format(axis.since, "M")))
    return ticks


def written(amount: Amount) -> str:
    """Write an amount without needless zeros, in the reader's language."""
    return number_format(Decimal(str(amount)).normalize() + 0, use_l10n=True)


def _y(amount: Amount, highest: Amount) -> int:
    return round(BASE - (BASE - PEAK) * float(amount) / float(highest)) if highest else BASE


def _bars(steps: list[Step], axis: Axis, highest: Amount) -> list[Bar]:
    bars = []
    before: Step | None = None
    for step in steps:
        y, end = _y(step.amount, highest), axis.at(step.until + timedelta(days=1))
        follows = before is not None and (step.since - before.until).days <= 1
        from_y = _y(before.amount, highest) if before is not None and follows else y
        bars.append(
            Bar(
                x=axis.start(step.since),
                width=per_cent(end - axis.at(step.since)),
                end=per_cent(end),
                y=str(y),
                height=str(BASE - y),
                riser_from=str(max(from_y, y) + 1) if follows else "",
                riser_to=str(min(from_y, y) - 1),
            )
        )
        before = step
    return bars


def _labels(steps: list[Step], axis: Axis, highest: Amount) -> list[Label]:
    """Write out the largest dose where it begins, and the last one at the end."""
    if not steps:
        return []
    top = next(step for step in steps if step.amount == highest)
    last = steps[-1]
    labels = []
    near_the_end = 85
    if top.amount != last.amount and axis.at(top.since) < near_the_end:
        labels.append(Label(axis.start(top.since), str(PEAK - 5), written(highest)))
    end = axis.at(last.until + timedelta(days=1))
    at_least = 5
    place = per_cent(max(end, at_least))
    y = str(_y(last.amount, highest) - 5)
    return [*labels, Label(place, y, written(last.amount), is_at_end=True)]


def _test_mark(axis: Axis, day: date, is_found: bool) -> Mark:  # noqa: FBT001 - a test's result
    words = _("%(day)s: opioids found") if is_found else _("%(day)s: opioids not found")
    return Mark(axis.middle(day), words % {"day": _day(day)}, is_found)


def _day(day: date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")


def _full_day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _dose_words(steps: list[Step], highest: Amount) -> list[str]:
    if not steps:
        return [_("No doses.")]
    first, last = steps[0], steps[-1]
    return [
        _("Dose %(first)s mg on %(start)s, %(last)s mg on %(end)s, at most %(highest)s mg.")
        % {
            "first": written(first.amount),
            "start": _full_day(first.since),
            "last": written(last.amount),
            "end": _full_day(last.until),
            "highest": written(highest),
        }
    ]


def _missed_key(count: int, days: int) -> str:
    """Nothing where no missed dose was recorded: that is not the same as none missed."""
    return _("missed, %(count)s of %(days)s days") % {"count": count, "days": days} if count else ""


def _missed_words(missed: list[date]) -> str:
    if not missed:
        return _("No missed dose recorded.")
    return ngettext("One dose missed.", "%(count)s doses missed.", len(missed)) % {
        "count": len(missed)
    }


def _test_words(tests: list[tuple[date, bool]], found: int) -> list[str]:
    if not tests:
        return []
    words = _("Opioids were found in %(found)s of %(count)s urine tests.") % {
        "found": found,
        "count": len(tests),
    }
    if not found:
        return [words]
    last = max(day for day, is_found in tests if is_found)
    return [words, _("The last time was %(day)s.") % {"day": _full_day(last)}]
