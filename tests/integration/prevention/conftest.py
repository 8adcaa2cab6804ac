"""An NGO with a running implementation, and the browser of its programme manager."""

from collections.abc import Callable

import pytest
from django.test import Client

from kernel.models import User
from tests.factories.kernel import ministry, ngo
from tests.factories.prevention import ProgrammeRoom, make_programme_room


@pytest.fixture
def room(db: None) -> ProgrammeRoom:
    """An NGO in Kyrgyzstan with the ministry's coordinator above it."""
    return make_programme_room(ngo(country="KG"), above=ministry(country="KG"))


@pytest.fixture
def door(room: ProgrammeRoom, enter: Callable[[User], Client]) -> Client:
    """The browser of the programme manager."""
    return enter(room.manager)


@pytest.fixture
def coordinating(room: ProgrammeRoom, enter: Callable[[User], Client]) -> Client:
    """The browser of the ministry's coordinator."""
    return enter(room.coordinator)
