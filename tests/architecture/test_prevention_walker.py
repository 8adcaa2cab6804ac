"""Every address of prevention at the work door: who enters, and for whom it does not exist."""

from collections.abc import Callable

import pytest
from django.test import Client

from kernel.models import User
from prevention import urls
from tests.architecture.prevention_walks import EXAMPLES
from tests.architecture.test_walker import walk
from tests.factories.kernel import clinic, clinician, ministry, ngo
from tests.factories.prevention import ProgrammeRoom, make_programme_room


pytestmark = pytest.mark.django_db
OF_OBJECTS = [name for name, example in EXAMPLES.items() if example.of]


@pytest.fixture
def rooms() -> tuple[ProgrammeRoom, ProgrammeRoom]:
    """Two organisations of one country, each with a run of its own; coordinators of two."""
    ours = make_programme_room(ngo(country="KG"), above=ministry(country="KG"))
    theirs = make_programme_room(ngo(country="KG"), above=ministry(country="TJ"))
    return ours, theirs


def test_every_address_has_an_example():
    found = set(walk(urls.urlpatterns))

    assert found == set(EXAMPLES)
    assert {name for name in found if not name.startswith("prevention-")} == set()


def test_whose_work_it_is_enters(rooms, enter: Callable[[User], Client]):
    ours, _theirs = rooms
    browsers = {owner: enter(getattr(ours, owner)) for owner in OWNERS}

    answers = {
        name: browsers[example.owner].get(example.address(name, ours))
        for name, example in EXAMPLES.items()
    }

    assert {name: a.status_code for name, a in answers.items() if a.status_code > 302} == {}
    assert all("no-store" in answer["Cache-Control"] for answer in answers.values())


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_belongs_to_another_organisation_does_not_exist(method, rooms, enter):
    ours, theirs = rooms
    browsers = {owner: enter(getattr(theirs, owner)) for owner in OWNERS}

    answers = {
        name: getattr(browsers[EXAMPLES[name].owner], method)(
            EXAMPLES[name].address(name, ours)
        ).status_code
        for name in OF_OBJECTS
    }

    assert answers == dict.fromkeys(OF_OBJECTS, 404)


@pytest.mark.parametrize("method", ["get", "post"])
def test_clinicians_have_no_business_here(method, rooms, enter):
    ours, _theirs = rooms
    browser = enter(clinician(at=clinic(country="KG")))

    answers = {
        name: getattr(browser, method)(example.address(name, ours)).status_code
        for name, example in EXAMPLES.items()
    }

    assert answers == dict.fromkeys(EXAMPLES, 404)


OWNERS = sorted({example.owner for example in EXAMPLES.values()})
