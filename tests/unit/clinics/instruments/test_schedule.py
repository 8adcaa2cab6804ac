"""When a questionnaire is due: entry, review, exit, after exit."""

from datetime import date, timedelta

import pytest

from clinics.instruments import Occasion, next_due
from clinics.instruments.schedule import months_later


START = date(2026, 1, 10)
END = date(2026, 5, 31)
ENTRY, REVIEW, EXIT, POST_EXIT = Occasion


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def due(done: list[date], today: date, *, ended_on: date | None = None):
    found = next_due(instrument="TOP", started_on=START, ended_on=ended_on, done=done, today=today)
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
    assert next_due(instrument="TOP", started_on=None, ended_on=None, done=[], today=START) is None


def test_only_top_is_repeated_unless_an_organisation_chooses():
    def found(code: str, **chosen):
        return next_due(
            instrument=code, started_on=START, ended_on=None, done=[], today=START, **chosen
        )

    assert found("PHQ-9") is None
    assert found("PHQ-9", scheduled={"PHQ-9"}).kind == ENTRY
    assert found("TOP", scheduled={"PHQ-9"}) is None


def test_what_is_due_says_the_last_day_that_is_not_too_late():
    found = next_due(instrument="TOP", started_on=START, ended_on=None, done=[], today=START)

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
