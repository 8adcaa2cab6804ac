"""Every address of the ministry door, from the URLconf: who enters, for whom it does not exist."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from analytics.models import Compilation, ProgrammeRelease, Release
from config.urls import ministry_rooms
from kernel.audit import Event
from kernel.models import User
from kernel.models.audit_events import AuditAction, AuditEvent
from tests.architecture.test_walker import walk
from tests.factories.analytics import CompilationFactory, ProgrammeReleaseFactory, shell_of
from tests.factories.kernel import (
    administrator,
    analyst,
    auditor,
    clinic,
    clinic_manager,
    clinician,
    ministry,
)


pytestmark = pytest.mark.django_db

OPEN = {"healthz"}


@dataclass
class World:
    """A country with releases and an order, an analyst of it and one of another country."""

    release: Release
    order: Compilation
    programmes: ProgrammeRelease
    ours: User
    theirs: User


def of_file(end: str) -> Callable[[World], list]:
    return lambda world: [world.release.uid, world.release.vintage.label + end]


EXAMPLES: dict[str, Callable[[World], list]] = {
    "home": lambda world: [],
    "compile": lambda world: [],
    "release": lambda world: [world.release.uid],
    "withdraw": lambda world: [world.release.uid],
    "file": of_file(".en.pdf"),
    "chart": of_file("-gaps-wide.en.svg"),
    "compilation": lambda world: [world.order.uid],
    "programmes": lambda world: [],
    "programme": lambda world: [world.programmes.uid],
    "programme-sheet": lambda world: [world.programmes.uid],
    "programme-withdraw": lambda world: [world.programmes.uid],
}
OF_OBJECTS = [name for name in EXAMPLES if name not in {"home", "compile", "programmes"}]


@pytest.fixture
def world() -> World:
    """Figures of Kyrgyzstan."""
    return World(
        shell_of(country="KG"),
        CompilationFactory(country="KG"),
        ProgrammeReleaseFactory(),
        analyst(at=ministry(country="KG")),
        analyst(at=ministry(country="TJ")),
    )


def address(name: str, world: World) -> str:
    return reverse(f"ministry:{name}", args=EXAMPLES[name](world))


def test_every_address_has_an_example():
    assert set(walk(ministry_rooms.urlpatterns)) - OPEN == set(EXAMPLES)


def test_the_analyst_of_the_country_enters_and_nothing_is_kept(world, enter):
    browser = enter(world.ours)

    answers = {name: browser.get(address(name, world)) for name in EXAMPLES}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        EXAMPLES, 200
    )
    assert all("no-store" in answer["Cache-Control"] for answer in answers.values())


@pytest.mark.parametrize("method", ["get", "post"])
def test_for_the_analyst_of_another_country_it_does_not_exist(method, world, enter):
    browser = enter(world.theirs)

    answers = {name: getattr(browser, method)(address(name, world)) for name in OF_OBJECTS}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        OF_OBJECTS, 404
    )


def test_who_tries_the_figures_of_another_country_leaves_a_trace(world, enter):
    browser = enter(world.theirs)

    for name in OF_OBJECTS:
        browser.get(address(name, world))

    told = AuditEvent.objects.filter(event=Event.ACCESS_REFUSED).order_by("id")
    assert {(event.action, event.outcome) for event in told} == {(AuditAction.FAIL, "NOT_YOURS")}
    assert [event.detail["act"] for event in told] == OF_OBJECTS


@pytest.mark.parametrize(
    ("make", "place"),
    [(clinician, clinic), (clinic_manager, clinic), (auditor, ministry), (administrator, ministry)],
)
def test_nobody_else_enters(make, place, world, enter):
    browser = enter(make(at=place(country="KG")))

    answers = {name: browser.get(address(name, world)).status_code for name in EXAMPLES}

    assert answers == dict.fromkeys(EXAMPLES, 404)


def test_nobody_enters_without_signing_in(world):
    browser = Client()

    answers = [browser.get(address(name, world)) for name in EXAMPLES]

    sign_in = reverse("account_login")
    assert all(answer.status_code == 302 for answer in answers)
    assert all(answer["Location"].startswith(sign_in) for answer in answers)
