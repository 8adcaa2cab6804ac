from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from ui.charts import (
    MAX_STEPS,
    MAX_TICKS,
    Axis,
    Step,
    course,
    merged_steps,
    month_ticks,
    thinned,
    written,
)


START = date(2026, 6, 3)


def day(n: int) -> date:
    return START + timedelta(days=n)


def daily(*amounts: int) -> list[tuple[date, int]]:
    return [(day(n), amount) for n, amount in enumerate(amounts) if amount]


def test_days_at_the_same_dose_are_one_step():
    assert merged_steps(daily(20, 20, 30)) == [Step(day(0), day(1), 20), Step(day(2), day(2), 30)]


def test_two_doses_on_one_day_add_up():
    assert merged_steps([(day(0), 20), (day(0), 25)]) == [Step(day(0), day(0), 45)]


def test_a_missed_day_does_not_break_the_line():
    assert merged_steps(daily(60, 0, 60)) == [Step(day(0), day(2), 60)]
    assert merged_steps(daily(60, 0, 70))[0] == Step(day(0), day(1), 60)


def test_a_long_gap_breaks_the_line():
    steps = merged_steps([(day(0), 60), (day(8), 60)])

    assert steps == [Step(day(0), day(0), 60), Step(day(8), day(8), 60)]


def test_doses_in_any_order_give_the_same_steps():
    doses = daily(20, 30, 40)

    assert merged_steps(reversed(doses)) == merged_steps(doses)


def test_many_steps_are_thinned_and_still_cover_the_time():
    steps = [Step(day(n), day(n), 20 + n % 2) for n in range(400)]

    few = thinned(steps)

    assert len(few) <= MAX_STEPS
    assert (few[0].since, few[-1].until) == (steps[0].since, steps[-1].until)
    assert thinned(steps[:5]) == steps[:5]


def test_a_day_is_as_wide_as_its_share():
    axis = Axis(START, day(9))

    assert axis.days == 10
    assert axis.start(day(1)) == "10.00%"
    assert axis.middle(day(9)) == "95.00%"


def test_months_are_ticked_and_january_says_its_year():
    ticks = month_ticks(Axis(date(2025, 11, 20), date(2026, 3, 1)))

    assert [tick.label for tick in ticks] == ["Nov", "Dec", "2026", "Feb", "Mar"]
    assert [tick.x for tick in ticks[:2]] == ["0.00%", "10.78%"]


def test_the_first_month_is_not_named_where_the_next_would_touch_it():
    ticks = month_ticks(Axis(date(2026, 5, 29), date(2026, 8, 31)))

    assert [tick.label for tick in ticks] == ["Jun", "Jul", "Aug"]


def test_a_stretch_within_one_month_still_has_a_tick():
    ticks = month_ticks(Axis(date(2026, 6, 3), date(2026, 6, 20)))

    assert [(tick.x, tick.label) for tick in ticks] == [("0.00%", "Jun")]


@pytest.mark.parametrize("years", [1, 2, 5, 20, 100])
def test_ticks_never_crowd(years):
    ticks = month_ticks(Axis(date(2000, 1, 1), date(2000 + years, 1, 1)))

    assert len(ticks) <= MAX_TICKS + 1


def test_an_amount_has_no_needless_zeros_and_the_readers_comma():
    assert written(Decimal("60.00")) == "60"
    assert written(2.5) == "2.5"
    assert written(100) == "100"
    with translation.override("ru"):
        assert written(Decimal("2.50")) == "2,5"


def test_a_course_puts_all_lanes_on_one_axis():
    chart = course(
        daily(20, 20, 40, 0, 30),
        missed=[day(3)],
        tests=[(day(0), True), (day(4), False)],
        since=START,
        until=day(4),
        medicine="Methadone",
    )

    assert [bar.x for bar in chart.bars] == ["0.00%", "40.00%", "80.00%"]
    assert chart.bars[0].riser_from == ""
    assert (chart.bars[1].y, chart.bars[1].height) == ("56", "84")
    assert (chart.bars[1].riser_from, chart.bars[1].riser_to) == ("99", "55")
    assert [mark.x for mark in chart.missed] == ["70.00%"]
    assert [mark.is_found for mark in chart.tests] == [True, False]
    assert (chart.found, chart.not_found) == (1, 1)
    assert [label.text for label in chart.labels] == ["40", "30"]
    assert chart.missed_key == "missed, 1 of 5 days"


def test_the_text_alternative_gives_the_numbers():
    chart = course(daily(20, 40), [day(1)], [(day(0), True), (day(1), False)], START, day(1))

    assert chart.title == "Course of treatment, 3 Jun 2026 to 4 Jun 2026"
    assert chart.description == (
        "Dose 20 mg on 3 Jun 2026, 40 mg on 4 Jun 2026, at most 40 mg. One dose missed. "
        "Opioids were found in 1 of 2 urine tests. The last time was 3 Jun 2026."
    )


def test_nothing_recorded_says_so_and_draws_no_empty_lane():
    chart = course([], [], [], START, day(30))

    assert chart.description == "No doses. No missed dose recorded."
    assert chart.bars == chart.labels == chart.tests == []
    assert chart.height == 164


def test_tests_without_a_find_name_no_last_time():
    chart = course([], [day(1), day(2)], [(day(1), False)], START, day(30))

    assert chart.description.endswith("2 doses missed. Opioids were found in 0 of 1 urine tests.")


def test_what_lies_outside_is_left_out():
    outside = day(40)

    chart = course([(outside, 20)], [outside], [(outside, True)], START, day(30))

    assert (chart.steps, chart.missed, chart.tests) == ([], [], [])


def test_a_dose_of_nothing_lies_on_the_floor():
    chart = course([(day(0), 0)], [], [], START, day(3))

    assert chart.bars[0].height == "0"


def test_a_break_has_no_riser():
    chart = course([(day(0), 60), (day(20), 30)], [], [], START, day(30))

    assert [bar.riser_from for bar in chart.bars] == ["", ""]


def test_the_template_writes_places_the_same_in_every_language():
    chart = course(daily(20, 30), [day(1)], [(day(0), True)], START, day(2))

    with translation.override("ru"):
        html = render_to_string("ui/charts/course.html", {"chart": chart})

    assert 'width="33.33%"' in html or 'width="33.34%"' in html
    assert 'role="img"' in html
    assert "style=" not in html
    assert html.count("<caption>") == 2
