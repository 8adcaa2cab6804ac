"""When a questionnaire is due: entry, review, exit, after exit."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.instruments import Occasion, Points, instruments, next_due, usual_points
from clinics.instruments.schedule import longest_days, months_earlier, months_later


START = date(2026, 1, 10)
END = date(2026, 5, 31)
ENTRY, REVIEW, EXIT, POST_EXIT = Occasion


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def due(done: list[date], today: date, *, ended_on: date | None = None):
    return told(usual_points("TOP"), done, today, ended_on=ended_on)


def told(points: Points, done: list[date], today: date, *, ended_on: date | None = None):
    found = next_due(points=points, started_on=START, ended_on=ended_on, done=done, today=today)
    return found and (found.kind, found.due_on, found.is_overdue)


IN_TREATMENT = [
    # done               today         kind    due on        overdue
    ([],                 day("01-05"), ENTRY,  START,        False),
    ([],                 day("01-24"), ENTRY,  START,        False),
    ([],                 day("01-25"), ENTRY,  START,        True),
    ([day("01-10")],     day("01-11"), REVIEW, day("04-10"), False),
    ([date(2025, 12, 27)], day("01-11"), REVIEW, day("03-27"), False),
    ([date(2025, 12, 26)], day("01-11"), ENTRY, START,       False),
    ([day("02-20")],     day("02-21"), REVIEW, day("05-20"), False),
    ([day("01-10")],     day("07-10"), REVIEW, day("04-10"), False),
    ([day("01-10")],     day("07-11"), REVIEW, day("04-10"), True),
    ([day("04-12"), day("01-10")], day("04-13"), REVIEW, day("07-12"), False),
]  # fmt: skip


@pytest.mark.parametrize(("done", "today", "kind", "due_on", "is_overdue"), IN_TREATMENT)
def test_entry_comes_first_and_a_review_three_months_after_each(
    done, today, kind, due_on, is_overdue
):
    assert due(done, today) == (kind, due_on, is_overdue)


AFTER = [
    # done              today              kind       due on             overdue
    ([day("04-10")],    day("06-01"),      EXIT,      END,               False),
    ([day("04-10")],    day("06-14"),      EXIT,      END,               False),
    ([day("04-10")],    day("06-15"),      EXIT,      END,               True),
    ([day("05-17")],    day("06-01"),      POST_EXIT, day("08-31"),      False),
    ([day("05-16")],    day("06-01"),      EXIT,      END,               False),
    ([day("06-20")],    day("06-21"),      POST_EXIT, day("08-31"),      False),
    ([day("04-10")],    day("08-17"),      POST_EXIT, day("08-31"),      False),
    ([day("05-31")],    day("09-15"),      POST_EXIT, day("08-31"),      True),
    ([day("08-17")],    day("09-01"),      POST_EXIT, day("11-30"),      False),
    ([day("05-31")],    day("11-16"),      POST_EXIT, day("11-30"),      False),
    ([day("11-16")],    day("11-20"),      POST_EXIT, date(2027, 5, 31), False),
    ([],                date(2027, 8, 30), POST_EXIT, date(2027, 5, 31), True),
]  # fmt: skip


@pytest.mark.parametrize(("done", "today", "kind", "due_on", "is_overdue"), AFTER)
def test_after_the_end_come_exit_and_three_contacts(done, today, kind, due_on, is_overdue):
    assert due(done, today, ended_on=END) == (kind, due_on, is_overdue)


@pytest.mark.parametrize(
    ("done", "today"),
    [([], date(2027, 8, 31)), ([date(2027, 5, 20)], date(2027, 5, 21))],
)
def test_nothing_is_due_after_the_last_contact(done, today):
    assert due(done, today, ended_on=END) is None


def test_nothing_is_due_before_treatment_starts():
    points = usual_points("TOP")

    assert next_due(points=points, started_on=None, ended_on=None, done=[], today=START) is None


def test_only_top_is_repeated_unless_a_clinic_chooses():
    assert [each.code for each in instruments() if usual_points(each) != Points()] == ["TOP"]


MONTHLY, AT_EXIT = Points(every_months=1), Points(at_exit=True)
ONCE = Points(at_entry=True, after_exit=(1,))
CHOSEN = [
    # points  done             today        ended  kind       due on        overdue
    (MONTHLY, [],              day("01-10"), None, REVIEW,    day("02-10"), False),
    (MONTHLY, [],              day("05-11"), None, REVIEW,    day("02-10"), True),
    (MONTHLY, [day("01-31")],  day("02-01"), None, REVIEW,    day("02-28"), False),
    (MONTHLY, [day("01-31")],  day("06-01"), END,  None,      None,         None),
    (ONCE,    [],              day("01-10"), None, ENTRY,     START,        False),
    (ONCE,    [day("01-10")],  day("05-01"), None, None,      None,         None),
    (ONCE,    [],              day("06-01"), END,  POST_EXIT, day("06-30"), False),
    (ONCE,    [day("06-15")],  day("06-20"), END,  POST_EXIT, day("06-30"), False),
    (ONCE,    [day("06-16")],  day("06-20"), END,  None,      None,         None),
    (ONCE,    [],              day("09-29"), END,  POST_EXIT, day("06-30"), True),
    (ONCE,    [],              day("09-30"), END,  None,      None,         None),
    (AT_EXIT, [],              day("01-10"), None, None,      None,         None),
    (AT_EXIT, [day("05-16")],  day("06-01"), END,  EXIT,      END,          False),
    (AT_EXIT, [day("05-17")],  day("06-01"), END,  None,      None,         None),
    (AT_EXIT, [],              day("08-30"), END,  EXIT,      END,          True),
    (AT_EXIT, [],              day("08-31"), END,  None,      None,         None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("points", "done", "today", "ended_on", "kind", "due_on", "is_overdue"), CHOSEN
)
def test_a_clinic_chooses_its_points(points, done, today, ended_on, kind, due_on, is_overdue):  # noqa: PLR0917 - the columns of the table
    expected = kind and (kind, due_on, is_overdue)

    assert told(points, done, today, ended_on=ended_on) == expected


def test_what_is_due_says_the_last_day_that_is_not_too_late():
    found = next_due(
        points=usual_points("TOP"), started_on=START, ended_on=None, done=[], today=START
    )

    assert found.until_on == START + timedelta(days=14)
    assert all(occasion.label for occasion in Occasion)


@pytest.mark.parametrize(
    ("day_", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 10, 5), 3, date(2027, 1, 5)),
        (date(2026, 9, 15), 3, date(2026, 12, 15)),
    ],
)
def test_months_end_where_the_month_ends(day_, months, later):
    assert months_later(day_, months) == later


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MONTHS = st.integers(1, 24)


@given(day_=DAYS, months=MONTHS)
def test_the_last_day_from_which_months_have_passed_is_the_last(day_, months):
    last = months_earlier(day_, months)

    assert months_later(last, months) <= day_
    assert months_later(last + timedelta(days=1), months) > day_


@given(day_=DAYS, months=MONTHS)
def test_no_months_are_longer_than_the_longest(day_, months):
    length = (months_later(day_, months) - day_).days

    assert length <= longest_days(months) <= length + 5
