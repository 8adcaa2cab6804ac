"""A PHQ-9 by keyboard, a TOP and an ASSIST, the clinic's wording, and a plan, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from clinics.models import Draft, Measure, Plan
from tests.factories.kernel import clinic_manager
from tests.factories.measures import MeasureFactory
from tests.factories.work import Room, make_room
from tests.functional.browser import NARROW, WIDE, Desk, desk_at, session_of


pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room(chromium: Browser) -> Room:
    """A clinic with one patient who was measured twice."""
    room = make_room()
    MeasureFactory(episode=room.episode, on="2026-01-10", total=17, band="MODERATELY_SEVERE")
    MeasureFactory(episode=room.episode, on="2026-02-10", total=12, band="MODERATE")
    MeasureFactory(episode=room.episode, on="2026-03-10", is_complete=False)
    return room


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def desk(
    request: pytest.FixtureRequest, chromium: Browser, room: Room, live_server: object
) -> Iterator[Desk]:
    """The clinician's browser, signed in, at the patient's measures."""
    session = session_of(room.clinician)
    with desk_at(chromium, str(live_server), width=request.param, session=session) as desk:
        desk.page.goto(f"{live_server}/work/patients/{room.patient.uid}/measures/")
        yield desk


def test_what_is_told_is_scored_while_it_is_told(desk, room):
    desk.look("measures")
    open_form(desk, "PHQ-9")
    fill_by_keyboard(desk)
    tell_of_death(desk)
    Measure.objects.latest("pk")
    open_form(desk, "ASSIST")
    put_away_what_was_never_used(desk)
    desk.page.go_back()
    open_form(desk, "TOP")
    add_up_weeks(desk)

    assert desk.complaints() == []
    assert set(Measure.objects.values_list("instrument", flat=True)) == {"PHQ-9", "TOP"}


@pytest.mark.parametrize("code", ["AUDIT", "TOP"])
def test_half_a_questionnaire_waits_for_who_left_it(code, chromium, room, live_server):
    item, answer = ("q1", "4") if code == "AUDIT" else ("q1.alcohol", "12")
    session = session_of(room.clinician)
    measures = f"{live_server}/work/patients/{room.patient.uid}/measures/"
    with desk_at(chromium, str(live_server), session=session) as desk:
        desk.page.goto(measures)
        open_form(desk, code)
        answer_item(desk, item, answer)
        desk.expect("Draft kept")
        desk.page.goto(measures)
        open_form(desk, code)
        desk.expect("Taken up from your draft.")
        desk.look(f"{code.lower()}-taken-up")
        assert read_item(desk, item) == answer
        desk.press("Save measure")
        desk.expect(f"{code} recorded for")
        open_form(desk, code)
        assert desk.page.get_by_text("Taken up from your draft.").count() == 0
        assert desk.complaints() == []

    assert Measure.objects.get(instrument=code).answers[item] == int(answer)
    assert not Draft.objects.exists()


def answer_item(desk: Desk, name: str, answer: str) -> None:
    """Answer one item, whichever way it is asked."""
    choice = desk.page.locator(f"[name='{name}'][value='{answer}']")
    if choice.count():
        choice.check(force=True)
    else:
        desk.page.locator(f"[name='{name}']").fill(answer)


def read_item(desk: Desk, name: str) -> str:
    """The answer that stands at an item."""
    chosen = desk.page.locator(f"[name='{name}']:checked")
    found = chosen if chosen.count() else desk.page.locator(f"[name='{name}']")
    return found.input_value()


def open_form(desk: Desk, code: str) -> None:
    """Choose a questionnaire from the list."""
    desk.page.locator("select[name=fill]").select_option(code)
    desk.press("Open")
    expect(desk.page.get_by_role("heading", name=code, exact=True)).to_be_visible()


def fill_by_keyboard(desk: Desk) -> None:
    """Digits choose and go on; the score follows."""
    score = desk.page.locator("#score")
    expect(desk.page.get_by_role("button", name="Show score")).to_be_hidden()
    for digit in "12210011":
        desk.page.keyboard.press(digit)
    expect(score).to_contain_text("9 of 27")
    expect(score).to_contain_text("estimated from the answers given")
    expect(desk.page.locator("[name=q9]:focus")).to_have_count(1)
    desk.look("phq-9")


def tell_of_death(desk: Desk) -> None:
    """Item 9 asks for what was done for safety, and nothing is saved without it."""
    desk.page.keyboard.press("2")
    expect(desk.page.locator("#score .u-guard")).to_contain_text("act today")
    expect(desk.page.locator("#score")).to_contain_text("10 of 27")
    desk.press("Save measure")
    desk.expect("Thoughts of death or self-harm: act now")
    desk.look("phq-9-refused")
    assert desk.page.locator("[name=q9][value='2']").is_checked()
    desk.choose("Safety plan made")
    desk.press("Save measure")
    desk.expect("PHQ-9 recorded for")
    desk.expect("10 of 27")
    desk.look("measures-after")


def put_away_what_was_never_used(desk: Desk) -> None:
    """What was never used is not asked about."""
    desk.look("assist")
    desk.page.locator("[name='q1.cocaine']").select_option("0")
    expect(desk.page.locator("[name='q2.cocaine']")).to_be_hidden()
    expect(desk.page.locator("[name='q2.opioids']")).to_be_visible()
    expect(desk.page.locator("#score")).to_contain_text("Cocaine")
    desk.look("assist-begun")


def add_up_weeks(desk: Desk) -> None:
    """Four weeks make a total; a total that is not theirs is refused beside the item."""
    for week, days in zip("4321", "7520", strict=True):
        desk.page.locator(f"[name='q1.opioids.week{week}']").fill(days)
    desk.page.locator("[name='q1.opioids']").fill("20")
    desk.press("Save measure")
    desk.expect("the total differs from the sum of the four weeks.")
    desk.page.locator("[name='q1.opioids']").fill("14")
    desk.press("Save measure")
    desk.look("top-refused")
    desk.expect("TOP recorded for")


def test_the_form_works_without_a_script(chromium, room, live_server):
    session = session_of(room.clinician)
    address = f"{live_server}/work/episodes/{room.episode.uid}/measures/GAD-7/"
    with desk_at(chromium, str(live_server), session=session, scripts=False) as desk:
        desk.page.goto(address)
        for number in range(1, 8):
            desk.page.locator(f"[name=q{number}][value='2']").press("Space")
        desk.press("Show score")
        desk.expect("14 of 21")
        desk.expect("Moderate anxiety")
        assert not Measure.objects.filter(instrument="GAD-7").exists()
        desk.press("Save measure")
        desk.expect("GAD-7 recorded for")

    assert Measure.objects.get(instrument="GAD-7").total == 14


def test_a_plan_is_made_reviewed_and_printed(desk, room):
    desk.page.locator(".u-tabs").get_by_role("link", name="Plan").click()
    desk.go("Make a plan", name="plan-make")
    desk.page.locator("[name=goal_1]").fill("I want to sew again.")
    desk.press("Save plan")
    desk.expect("Choose what the goal is about")
    desk.page.locator("[name=problem_1]").select_option("WORK")
    desk.page.get_by_text("Another goal:").first.click()
    desk.page.locator("[name=goal_3]").fill("I want to see my mother.")
    desk.page.locator("[name=problem_3]").select_option("FAMILY")
    for name in ("participated", "agreed"):
        desk.page.locator(f"[name={name}][value=YES]").check(force=True)
    desk.look("plan-filled")
    desk.press("Save plan")
    desk.expect("Plan saved.")
    desk.look("plan")
    desk.go("Review the plan", name="plan-review")
    desk.page.locator("[name=progress_1][value=REACHED]").check(force=True)
    desk.press("Save review")
    desk.expect("Earlier plans")
    expect(desk.page.locator(".u-pill", has_text=re.compile("Reached"))).to_be_visible()
    desk.go("Print", name="plan-print")

    assert desk.complaints() == []
    assert Plan.objects.count() == 2


def test_a_manager_pastes_the_wording_of_the_clinic(chromium, room, live_server):
    manager = clinic_manager(at=room.organisation)
    with desk_at(chromium, str(live_server), session=session_of(manager)) as desk:
        desk.page.goto(f"{live_server}/work/measure-texts/")
        desk.page.locator("form[method=post] [name=instrument]").select_option("GAD-7")
        desk.page.locator("[name=language]").select_option("en")
        desk.page.locator("[name=lines]").fill("\n".join(f"Our line {n}" for n in range(1, 7)))
        desk.page.locator("[name=licence]").fill("Permission of the publisher, 2026")
        desk.press("Add text")
        desk.expect("GAD-7 has 7 items and the text 6 lines.")
        desk.page.locator("[name=lines]").fill("\n".join(f"Our line {n}" for n in range(1, 8)))
        desk.press("Add text")
        desk.expect("Text added.")
        desk.look("measure-texts")

        assert desk.complaints() == []
    with desk_at(chromium, str(live_server), session=session_of(room.clinician)) as desk:
        desk.page.goto(f"{live_server}/work/episodes/{room.episode.uid}/measures/GAD-7/")
        desk.expect("Our line 7")
