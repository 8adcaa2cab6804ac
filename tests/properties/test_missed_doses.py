"""Whatever happened before: missed days are counted once, and more of them never allow more."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from clinics.choices import DoseInterval, MissedAdvice
from clinics.rules.missed_doses import Advice, MissedRule, advice, missed_days, most_after
from clinics.rules.prescriptions import Schedule, home_run, most_home


TODAY = date(2026, 3, 16)
DAYS = st.dates(date(2026, 2, 1), date(2026, 4, 1))
SETS = st.sets(DAYS, max_size=30)
METHADONE = [
    MissedRule(1, 1, MissedAdvice.NONE),
    MissedRule(2, 2, MissedAdvice.CHECK),
    MissedRule(3, 3, MissedAdvice.HALVE),
    MissedRule(4, 4, MissedAdvice.PRESCRIBER, Decimal(40)),
    MissedRule(5, None, MissedAdvice.REINDUCTION, Decimal(30)),
]
AMOUNTS = st.decimals(1, 200, places=2)
SCHEDULES = st.builds(
    Schedule,
    st.sampled_from(DoseInterval.values),
    st.sets(st.sampled_from("1234567"), min_size=1).map(lambda days: "".join(sorted(days))),
)


@given(taken=SETS, home=SETS, since=DAYS)
def test_a_day_is_covered_by_either_kind_of_dose_and_counted_once(taken, home, since):
    apart = missed_days(taken, home, TODAY, since)

    assert apart == missed_days(taken | home, [], TODAY, since)
    assert apart == missed_days([], taken | home, TODAY, since)


@given(taken=SETS, home=SETS, since=DAYS)
def test_missed_days_are_the_uncovered_ones_right_before_today(taken, home, since):
    count, day = 0, TODAY - timedelta(days=1)
    while day >= since and day not in taken | home:
        count, day = count + 1, day - timedelta(days=1)

    assert missed_days(taken, home, TODAY, since) == count


@given(taken=SETS, since=DAYS, more=DAYS, schedule=SCHEDULES)
def test_another_dose_never_adds_a_missed_day(taken, since, more, schedule):
    begin = schedule.from_day(since)
    before = missed_days(taken, [], TODAY, begin, schedule.after)

    if more >= begin:
        assert missed_days(taken | {more}, [], TODAY, begin, schedule.after) <= before


@given(taken=SETS, since=DAYS, schedule=SCHEDULES)
def test_a_dose_that_is_not_due_every_day_is_missed_no_sooner(taken, since, schedule):
    begin = schedule.from_day(since)

    some = missed_days(taken, [], TODAY, begin, schedule.after)

    assert 0 <= some <= missed_days(taken, [], TODAY, begin)


@given(days=st.integers(0, 60), dose=st.decimals(60, 200, places=2))
def test_one_more_missed_day_never_allows_a_larger_dose(days, dose):
    now, later = (most_after(advice(METHADONE, n), dose) for n in (days, days + 1))

    assert Decimal(0) < later <= now <= dose


@given(days=st.integers(0, 60), dose=AMOUNTS)
def test_no_rule_allows_more_than_was_prescribed(days, dose):
    assert Decimal(0) < most_after(advice(METHADONE, days), dose) <= dose


@given(days=st.integers(0, 60))
def test_without_a_rule_a_prescriber_decides_from_the_third_missed_day(days):
    found = advice([], days)

    assert found.needs_prescriber is (days >= 3)


@given(
    days=st.integers(1, 60),
    rules=st.lists(st.sampled_from(METHADONE), unique=True, max_size=5),
)
def test_no_gap_in_the_rules_lets_a_long_absence_pass(days, rules):
    covered = any(r.from_days <= days and (r.to_days is None or days <= r.to_days) for r in rules)

    found = advice(rules, days)

    assert found.days == days
    assert covered or found.needs_prescriber is (days >= 3)


def test_the_rule_of_the_default_protocol_day_by_day():
    allowed = [most_after(advice(METHADONE, days), Decimal(100)) for days in range(7)]

    assert allowed == [100, 100, 100, 50, 40, 30, 30]


def test_half_is_lower_than_forty():
    assert most_after(advice(METHADONE, 4), Decimal(60)) == 30


def test_a_prescriber_without_a_number_keeps_the_dose():
    assert most_after(Advice(3, MissedAdvice.PRESCRIBER), Decimal(8)) == 8


@given(schedule=SCHEDULES, day=DAYS)
def test_the_next_dose_is_due_after_the_one_before_and_within_four_weeks(schedule, day):
    following = schedule.after(day)

    assert 1 <= (following - day).days <= 28
    assert schedule.from_day(following) == following
    assert schedule.is_due(following, since=day, last_covered=day)


def test_chosen_days_of_the_week_count_from_the_first_one_missed():
    monday_wednesday_friday = Schedule(DoseInterval.WEEKDAYS, "135")
    taken_on_monday = [date(2026, 3, 9)]

    missed = missed_days(
        taken_on_monday, [], TODAY, date(2026, 3, 1), monday_wednesday_friday.after
    )

    assert missed == 5  # Wednesday to Sunday


@given(
    days=st.sets(st.sampled_from("1234567")).map(lambda found: "".join(sorted(found))),
    until=DAYS,
    most=st.integers(0, 14),
)
def test_what_is_taken_home_is_one_run_from_tomorrow(days, until, most):
    run = home_run(TODAY, take_home_days=days, until=until, most=most)

    assert run == [TODAY + timedelta(days=number + 1) for number in range(len(run))]
    assert len(run) <= most
    assert all(str(day.isoweekday()) in days and day <= until for day in run)


@given(agreed=st.integers(1, 14), held=SETS)
def test_no_more_days_are_at_home_than_were_agreed(agreed, held):
    ahead = {day for day in held if day > TODAY}

    assert most_home(agreed, held, TODAY) == max(0, agreed - len(ahead))
