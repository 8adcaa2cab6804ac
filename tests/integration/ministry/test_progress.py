"""How far an order is: steps, their end, and a page that does not ask for ever."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.vocabulary import CompilationState, Step
from tests.factories.analytics import CompilationFactory, shell_of


pytestmark = pytest.mark.django_db
POLLED = "every 2s"


def page_of(order, desk, **headers):
    return desk.get(reverse("ministry:compilation", args=[order.uid]), headers=headers)


def under_way(**fields):
    return CompilationFactory(touched_at=timezone.now(), **fields)


def test_the_steps_say_where_the_work_is(desk):
    order = under_way(state=CompilationState.RUNNING, step=Step.PROTECT)

    response = page_of(order, desk)

    states = [step["state"] for step in response.context["steps"]]
    assert states == ["passed", "passed", "current", "ahead", "ahead", "ahead", "ahead"]
    assert POLLED in response.text
    assert "Refresh" in response.text
    assert "Kyrgyzstan, 2024" in response.text


def test_an_order_that_waits_has_not_begun_a_step(desk):
    response = page_of(under_way(), desk)

    assert {step["state"] for step in response.context["steps"]} == {"ahead"}
    assert POLLED in response.text


def test_the_page_asks_for_the_steps_alone(desk):
    order = under_way(state=CompilationState.RUNNING)

    part = page_of(order, desk, **{"HX-Request": "true"}).text

    assert "<html" not in part
    assert part.lstrip().startswith("<section")
    assert POLLED in part


def test_a_stored_release_is_one_link_away(desk):
    release = shell_of()
    order = CompilationFactory(state=CompilationState.STORED, step=Step.STORE, release=release)

    response = page_of(order, desk)

    assert reverse("ministry:release", args=[release.uid]) in response.text
    assert {step["state"] for step in response.context["steps"]} == {"passed"}
    assert POLLED not in response.text


def test_a_refusal_stands_in_words(desk):
    order = CompilationFactory(
        state=CompilationState.REFUSED, step=Step.PROTECT, refusal="No rounding fits all sums."
    )

    page = page_of(order, desk).text

    assert "No rounding fits all sums." in page
    assert "No release was stored" in page
    assert POLLED not in page


def test_a_failure_without_words_says_what_to_do(desk):
    page = page_of(CompilationFactory(state=CompilationState.FAILED), desk).text

    assert "The work stopped before its end" in page
    assert "Ask again" in page


def test_a_page_stops_asking_when_the_worker_is_silent(desk, settings):
    silent = timezone.now() - timedelta(seconds=settings.SESSION_IDLE_SECONDS + 1)
    order = CompilationFactory(state=CompilationState.RUNNING, touched_at=silent)

    page = page_of(order, desk).text

    assert POLLED not in page
    assert "Nothing was heard from the worker" in page
    assert "Refresh" in page
