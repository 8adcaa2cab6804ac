"""One patient in treatment at a clinic, with an entry of each kind, and somebody who may read."""

from collections.abc import Callable

import pytest
from django.test import Client

from kernel.models import User
from tests.factories.work import Room, make_room


@pytest.fixture
def room(db: None) -> Room:
    """A clinic with one patient."""
    return make_room()


@pytest.fixture
def door(room: Room, enter: Callable[[User], Client]) -> Client:
    """The browser of the clinic's clinician."""
    return enter(room.clinician)
